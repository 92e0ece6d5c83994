//! How the driver calls words and accesses.

use std::fmt::Write;

use ringproof::layout::{CONSUMED_EPOCH, CURSOR, FINAL, Layout, PUBLISHED_EPOCH};
use ringproof::memory::{At, Op};

use crate::given::Given;

/// A word, its name, and by how much it grows in a lap.
pub struct Word {
    pub name: String,
    pub at: At,
    lap: u32,
}

impl Word {
    /// By how much the word grows in that many sequences; laps and counts do once a lap.
    pub fn growth(&self, sequences: i64, size: u32) -> u32 {
        (sequences * i64::from(self.lap) / i64::from(size)) as u32
    }
}

/// All words that have a name.
pub fn words_of(given: &Given, layout: &Layout) -> Vec<Word> {
    let size = given.shape.size;
    let named = |name: String, at: At, lap: u32| Word { name, at, lap };
    let mut words = vec![
        named("cursor".into(), CURSOR, 2 * size),
        named("epoch published".into(), PUBLISHED_EPOCH, 0),
        named("epoch consumed".into(), CONSUMED_EPOCH, 0),
        named("final".into(), FINAL, 2 * size),
    ];
    for (name, gate) in given.consumers.iter().zip(&layout.gates) {
        words.push(named(format!("gate {name}"), gate.gate, 2 * size));
        words.push(named(format!("owner {name}"), gate.owner(), 0));
    }
    for gate in layout.gates.iter().filter(|gate| gate.take != 0) {
        words.push(named("take".into(), gate.take, 2 * size));
        words.extend((0..size as usize).map(|slot| named(format!("done {slot}"), gate.done + slot, 2)));
    }
    if given.shape.several {
        words.extend((0..size as usize).map(|slot| named(format!("lap {slot}"), layout.laps + slot, 2)));
    }
    words
}

/// An access that was made, as the driver writes it.
pub fn said(op: Op, word: &str, result: u32, sleeps: bool) -> String {
    let (name, given, result) = match op {
        Op::Load => ("load", vec![], result.to_string()),
        Op::Store(value) => ("store", vec![value], "null".into()),
        Op::Exchange(value) => ("exchange", vec![value], result.to_string()),
        Op::CompareExchange(is, value) => ("compareExchange", vec![is, value], result.to_string()),
        Op::Add(more) => ("add", vec![more], result.to_string()),
        Op::Or(bits) => ("or", vec![bits], result.to_string()),
        Op::Wait(is, _) if sleeps => ("wait", vec![is], "\"sleeps\"".into()),
        Op::Wait(is, _) => ("wait", vec![is], "\"goes on\"".into()),
        Op::Notify => ("notify", vec![], "null".into()),
    };
    let mut text = String::new();
    let _ = write!(text, "[\"{name}\",\"{word}\",{given:?},{result}]");
    text
}
