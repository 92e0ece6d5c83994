//! What both contestants share: the task, payloads, sums, phases and the answer.

mod answer;
mod payload;
mod phases;
mod task;
mod trips;

pub use answer::{Half, Tally};
pub use payload::{payload_from, sender_of, Payload};
pub use phases::{run, Phase};
pub use task::{Task, Wait};
pub use trips::Trips;

/// The index of a producer's first event, and how many each producer sends.
#[derive(Clone, Copy)]
pub struct Go {
    pub first: u64,
    pub events: u64,
}

impl Go {
    pub fn range(&self) -> std::ops::Range<u64> {
        self.first..self.first + self.events
    }
}
