//! What is done with an event.

use std::future::{Future, ready};

/// Handles events, one by one. A closure that takes a sequence and whether its batch ends is one.
///
/// A consumer's gate advances only after the last event of a batch, so until then a handler may keep events in their
/// slots. If it fails, the next call begins with the same event and no earlier one.
pub trait Handler {
    type Error;

    fn handle(&mut self, sequence: i64, end_of_batch: bool) -> impl Future<Output = Result<(), Self::Error>>;

    /// Whether `flush` finishes what it has kept, when it fails. Without that, the gate stays.
    fn flushes(&self) -> bool {
        false
    }

    /// Finishes all kept events up to `last`.
    fn flush(&mut self, _last: i64) -> impl Future<Output = Result<(), Self::Error>> {
        ready(Ok(()))
    }
}

impl<F: FnMut(i64, bool) -> Result<(), E>, E> Handler for F {
    type Error = E;

    fn handle(&mut self, sequence: i64, end_of_batch: bool) -> impl Future<Output = Result<(), E>> {
        ready(self(sequence, end_of_batch))
    }
}
