//! One producer's claims.

use std::cell::Cell;

use crate::error::Error;
use crate::layout::{CONSUMED_EPOCH, CURSOR, PUBLISHED_EPOCH};
use crate::lifecycle;
use crate::memory::{Action, At, Deadline, Memory};
use crate::ring::Plan;
use crate::sequence::{MARK, Sequence, unwrap, wrap};
use crate::signal::{FAILED, wake};
use crate::waiter::{Patience, Waiter, check_time, until};

/// A gate, and its cached value, which can only have grown since.
struct Cached {
    gate: At,
    seen: Cell<Sequence>,
}

/// The only producer of a ring; it costs one exchange per publish, and the load of a gate that seems to lack room.
pub struct SingleProducer<M> {
    memory: M,
    patience: Patience,
    size: i64,
    gates: Vec<Cached>,
    /// The last claimed and the last published sequence, and the last that a call claims.
    claimed: Sequence,
    published: Sequence,
    target: Sequence,
    closed: bool,
    blocked_on: Cell<At>,
}

impl<M: Memory> SingleProducer<M> {
    pub(crate) fn new(memory: M, plan: &Plan) -> Self {
        let before = plan.shape.start - 1;
        let gates = plan.gating().map(|gate| Cached { gate, seen: Cell::new(before) }).collect();
        SingleProducer {
            memory,
            patience: plan.patience(CONSUMED_EPOCH),
            size: i64::from(plan.shape.size),
            gates,
            claimed: before,
            published: before,
            target: before,
            closed: false,
            blocked_on: Cell::new(CURSOR),
        }
    }

    /// Claims the next `n` sequences, waiting for room, and returns the first of them.
    pub async fn claim(&mut self, n: u32, timeout: Deadline) -> Result<Sequence, Error> {
        self.aim(n)?;
        let until = until(&self.memory, timeout);
        if !self.attempt().await? {
            self.wait(until).await?;
        }
        Ok(self.commit())
    }

    /// As `claim`, but returns None at once where that would wait.
    pub async fn try_claim(&mut self, n: u32) -> Result<Option<Sequence>, Error> {
        self.aim(n)?;
        Ok(if self.attempt().await? { Some(self.commit()) } else { None })
    }

    /// A claim that leaves more than a ring unpublished could never be granted.
    fn aim(&mut self, n: u32) -> Result<(), Error> {
        if self.closed {
            return Err(Error::Closed);
        }
        self.target = self.claimed + i64::from(n);
        if n < 1 || self.target - self.published > self.size { Err(Error::Claim) } else { Ok(()) }
    }

    fn commit(&mut self) -> Sequence {
        let first = self.claimed + 1;
        self.claimed = self.target;
        first
    }

    /// Gates only grow, so one whose cached value leaves room need not be loaded.
    async fn has_room(&self, Cached { gate, seen }: &Cached) -> bool {
        if self.target - seen.get() <= self.size {
            return true;
        }
        self.blocked_on.set(*gate);
        seen.set(unwrap(seen.get(), self.memory.load(Action::LoadGate, *gate).await));
        self.target - seen.get() <= self.size
    }

    /// Publishes everything claimed up to `last`: consumers may read these slots from now on.
    pub async fn publish(&mut self, last: Sequence) -> Result<(), Error> {
        if last <= self.published || last > self.claimed {
            return Err(Error::Publish);
        }
        self.published = last;
        let cursor = self.memory.exchange(Action::Publish, CURSOR, wrap(last)).await;
        if cursor & MARK != 0 {
            wake(&self.memory, PUBLISHED_EPOCH).await;
        }
        Ok(())
    }

    /// Closes the ring: claims are refused from now on, and readers end behind what is claimed.
    pub async fn close(&mut self) {
        if !self.closed {
            self.closed = true;
            lifecycle::close_at(&self.memory, wrap(self.claimed + 1)).await;
        }
    }
}

impl<M: Memory> Waiter<M> for SingleProducer<M> {
    fn memory(&self) -> &M {
        &self.memory
    }

    fn patience(&self) -> &Patience {
        &self.patience
    }

    fn blocked_on(&self) -> At {
        self.blocked_on.get()
    }

    async fn attempt(&self) -> Result<bool, Error> {
        for cached in &self.gates {
            if !self.has_room(cached).await {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn check_end(&self, epoch: u32, until: Deadline) -> Result<(), Error> {
        if epoch & FAILED != 0 {
            return Err(Error::Failed);
        }
        check_time(&self.memory, until)
    }
}
