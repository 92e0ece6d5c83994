//! The clock of ping-pong.

use crate::{Go, Task};
use std::time::{Duration, Instant};

/// A phase lasts at most this many times as long as the timed one should: a trip may take a time slice where it took a
/// moment before.
const LONGEST: f64 = 2.0;

pub struct Trips {
    go: Go,
    last: Instant,
    end: Instant,
    noted: Vec<u64>,
}

impl Trips {
    pub fn begin(task: &Task, go: Go) -> Trips {
        let noted = Vec::with_capacity(go.events as usize);
        let last = Instant::now();
        Trips { go, last, end: last + Duration::from_secs_f64(LONGEST * task.seconds), noted }
    }

    /// The number of the event that goes there and back.
    #[inline]
    pub fn event(&self) -> u64 {
        self.go.first + self.noted.len() as u64
    }

    /// Notes the trip that has just ended, with which the next begins; whether there is to be one.
    #[inline]
    pub fn next(&mut self) -> bool {
        let now = Instant::now();
        self.noted.push((now - self.last).as_nanos() as u64);
        self.last = now;
        (self.noted.len() as u64) < self.go.events && now < self.end
    }

    /// Nanoseconds of each trip.
    pub fn noted(self) -> Vec<u64> {
        self.noted
    }
}
