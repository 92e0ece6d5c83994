//! The callers of the specs: what is theirs to decide, they are sent.

mod consume;
mod end;
mod produce;
mod work;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use ringproof::memory::Deadline;
use ringproof::sequence::slot_of;
use ringproof::{Error, Ring, Stopped};

use crate::given::{Given, Role};
use crate::json::Json;
use crate::stepped::Stepped;

/// The time-out of calls that have one.
pub const TIMEOUT: Duration = Duration::from_secs(1);

/// The caller of a thread; it ends where no action is enabled any more.
pub fn caller(role: Role, ring: Ring<Stepped>, memory: Stepped, given: Rc<Given>) -> Pin<Box<dyn Future<Output = ()>>> {
    let place = Place { memory, given };
    match role {
        Role::Producer => Box::pin(produce::alone(ring.producer(), place)),
        Role::Beside => Box::pin(produce::beside(ring.producer_beside(), place)),
        Role::Consumer(consumer) => Box::pin(consume::consume(ring.consumer(consumer), place)),
        Role::Worker(pool) => Box::pin(work::work(ring.worker(pool), place)),
        Role::Closer => Box::pin(end::close(ring, place)),
        Role::Supervisor => Box::pin(end::supervise(ring, place)),
    }
}

/// What a caller needs to know.
struct Place {
    memory: Stepped,
    given: Rc<Given>,
}

impl Place {
    fn choose(&self, offers: impl Fn() -> Vec<&'static str>) -> impl Future<Output = (String, Json)> {
        self.memory.seat.choose(offers)
    }

    fn check(&self, holds: bool, what: impl FnOnce() -> String) {
        self.memory.world.check(holds, what);
    }

    fn timeout(&self) -> Deadline {
        self.given.callers.timed.then_some(TIMEOUT)
    }

    fn slot(&self, sequence: i64) -> usize {
        slot_of(sequence, self.given.shape.size)
    }

    /// Each of these sequences must be in its slot.
    fn finds(&self, sequences: &[i64]) {
        for &sequence in sequences {
            let found = self.memory.world.slots.borrow()[self.slot(sequence)];
            self.check(found == Some(sequence), || format!("read {found:?} at sequence {sequence}"));
        }
    }

    /// Whether a call has ended for good; after a time-out it may be repeated.
    fn has_ended<T>(&self, result: &Result<T, Error>) -> bool {
        let expected = [Error::TimedOut, Error::Closed, Error::Failed];
        let error = result.as_ref().err();
        self.check(error.is_none_or(|error| expected.contains(error)), || format!("a call failed: {error:?}"));
        matches!(error, Some(Error::Closed | Error::Failed))
    }

    /// The same of a call with a handler, which may fail as decided.
    fn has_stopped<T, E>(&self, result: &Result<T, Stopped<E>>) -> bool {
        matches!(result, Err(Stopped::Ring(error)) if self.has_ended::<()>(&Err(*error)))
    }
}

/// The number of this name in a decision.
fn number(decision: &Json, name: &str) -> u32 {
    decision.get(name).number().unwrap_or(0) as u32
}

fn waits(decision: &Json) -> bool {
    decision.get("waits").is_true()
}
