//! What readers have read, and the line of JSON that says so.

use crate::payload::{add_to, add_unordered};
use std::sync::mpsc::Sender;
use std::time::Instant;

/// What one reader has read, over all phases so far.
#[derive(Clone, Copy)]
pub struct Half {
    pub which: usize,
    pub count: u64,
    pub sums: [i32; 3],
    pub ended: Instant,
}

impl Half {
    /// What a reader had at the end of the phase before.
    pub fn of(before: &[Half], which: usize) -> Half {
        let start = Half { which, count: 0, sums: [0; 3], ended: Instant::now() };
        before.iter().copied().find(|half| half.which == which).unwrap_or(start)
    }
}

/// A reader's own count and sums. It sends them when it is dropped, which is when the reader ends.
pub struct Tally {
    half: Half,
    sender: Sender<Half>,
}

impl Tally {
    pub fn new(before: &[Half], which: usize, sender: &Sender<Half>) -> Tally {
        Tally { half: Half::of(before, which), sender: sender.clone() }
    }

    /// Counts an event, in order.
    #[inline]
    pub fn add(&mut self, word: i32) {
        self.add_from(0, word);
    }

    /// Counts an event, in the order of its producer.
    #[inline]
    pub fn add_from(&mut self, sender: usize, word: i32) {
        self.half.sums[sender] = add_to(self.half.sums[sender], word);
        self.half.count += 1;
    }

    /// Counts an event, in any order.
    #[inline]
    pub fn add_unordered(&mut self, word: i32) {
        self.half.sums[0] = add_unordered(self.half.sums[0], word);
        self.half.count += 1;
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        self.half.ended = Instant::now();
        let _ = self.sender.send(self.half);
    }
}

pub fn print(events: u64, nanoseconds: u128, total: u64, mut halves: Vec<Half>, latencies: Vec<u64>) {
    halves.sort_by_key(|half| half.which);
    let readers: Vec<String> = halves.iter().map(shown).collect();
    println!(
        r#"{{"events":{events},"nanoseconds":{nanoseconds},"total":{total},"readers":[{}],"latencies":[{}]}}"#,
        readers.join(","),
        counted(latencies).join(",")
    );
}

fn shown(half: &Half) -> String {
    let [a, b, c] = half.sums;
    format!(r#"{{"count":{},"sums":[{a},{b},{c}]}}"#, half.count)
}

/// Distinct round trips, each with its count.
fn counted(mut latencies: Vec<u64>) -> Vec<String> {
    latencies.sort_unstable();
    latencies
        .chunk_by(|a, b| a == b)
        .map(|same| format!("[{},{}]", same[0], same.len()))
        .collect()
}
