//! Longer and longer phases to warm up, then the one that is timed. One that is over too soon is run again, longer.

use crate::answer::{print, Half};
use crate::{Go, Task};
use std::time::Instant;

const LEAST: u64 = 100;
const MULTIPLE: u64 = 10;

/// What the threads of one phase have to show.
pub struct Phase {
    /// when each producer began
    pub begun: Vec<Instant>,
    /// what each reader has read in this phase
    pub halves: Vec<Half>,
    /// how many events each producer has sent
    pub events: u64,
    /// of ping-pong: nanoseconds of each round trip
    pub latencies: Vec<u64>,
}

impl Phase {
    fn nanoseconds(&self) -> u128 {
        let begun = self.begun.iter().min().expect("a producer");
        let ended = self.halves.iter().map(|half| half.ended).max().expect("a reader");
        (ended - *begun).as_nanos()
    }
}

/// Runs phases, prints the answer and ends the process. A phase continues the sums that it is given.
pub fn run(task: &Task, phase: impl Fn(Go, &[Half]) -> Phase) {
    end_with_parent();
    let (mut total, mut events, mut warm, mut halves) = (0, LEAST, false, Vec::new());
    loop {
        let last = phase(Go { first: total, events }, &halves);
        total += last.events;
        let took = last.nanoseconds() as f64 / 1e9;
        if warm && took >= task.seconds / 2.0 {
            let all = task.producers();
            print(last.events * all, last.nanoseconds(), total * all, last.halves, last.latencies);
            std::process::exit(0);
        }
        halves = last.halves;
        warm |= took >= task.warmup;
        events = if warm { scaled(last.events as f64 * task.seconds / took) } else { events * 2 };
    }
}

fn scaled(events: f64) -> u64 {
    (events.max(LEAST as f64) as u64).div_ceil(MULTIPLE) * MULTIPLE
}

/// Without its parent, the sample is of no use.
fn end_with_parent() {
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(1);
    });
}
