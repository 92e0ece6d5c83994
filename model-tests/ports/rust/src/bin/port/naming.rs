//! How the driver calls words and accesses.

use ringproof::layout::{CONSUMED_EPOCH, CURSOR, FINAL, Gate, Layout, PUBLISHED_EPOCH};
use ringproof::memory::{At, Op};

use crate::given::Given;

/// A word, its name, and by how much it grows in a lap.
pub struct Word {
    pub name: String,
    pub at: At,
    lap: u32,
}

impl Word {
    fn new(name: &str, at: At, lap: u32) -> Self {
        Word { name: name.into(), at, lap }
    }

    /// By how much the word grows in that many sequences; laps and counts do once a lap.
    pub fn growth(&self, sequences: i64, size: u32) -> u32 {
        (sequences * i64::from(self.lap) / i64::from(size)) as u32
    }
}

/// All words that have a name.
pub fn words_of(given: &Given, layout: &Layout) -> Vec<Word> {
    let size = given.shape.size;
    let mut words = vec![
        Word::new("cursor", CURSOR, 2 * size),
        Word::new("epoch published", PUBLISHED_EPOCH, 0),
        Word::new("epoch consumed", CONSUMED_EPOCH, 0),
        Word::new("final", FINAL, 2 * size),
    ];
    let gates = given.consumers.iter().zip(&layout.gates);
    words.extend(gates.flat_map(|(name, gate)| words_of_gate(name, gate, size)));
    if given.shape.several {
        words.extend(words_of_slots("lap", layout.laps, size));
    }
    words
}

fn words_of_gate(name: &str, gate: &Gate, size: u32) -> Vec<Word> {
    let gates = Word::new(&format!("gate {name}"), gate.gate, 2 * size);
    let mut words = vec![gates, Word::new(&format!("owner {name}"), gate.owner(), 0)];
    if gate.take != 0 {
        words.push(Word::new("take", gate.take, 2 * size));
        words.extend(words_of_slots("done", gate.done, size));
    }
    words
}

fn words_of_slots(kind: &str, first: At, size: u32) -> impl Iterator<Item = Word> {
    (0..size as usize).map(move |slot| Word::new(&format!("{kind} {slot}"), first + slot, 2))
}

/// An access that was made, as the driver writes it.
pub fn said(op: Op, word: &str, result: u32, sleeps: bool) -> String {
    let slept = if sleeps { "\"sleeps\"" } else { "\"goes on\"" };
    let (name, given, result) = match op {
        Op::Load => ("load", vec![], result.to_string()),
        Op::Store(value) => ("store", vec![value], "null".into()),
        Op::Exchange(value) => ("exchange", vec![value], result.to_string()),
        Op::CompareExchange(is, value) => ("compareExchange", vec![is, value], result.to_string()),
        Op::Add(more) => ("add", vec![more], result.to_string()),
        Op::Or(bits) => ("or", vec![bits], result.to_string()),
        Op::Wait(is, _) => ("wait", vec![is], slept.into()),
        Op::Notify => ("notify", vec![], "null".into()),
    };
    format!("[\"{name}\",\"{word}\",{given:?},{result}]")
}
