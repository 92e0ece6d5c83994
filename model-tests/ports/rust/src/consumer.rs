//! A consumer's batches.

use std::cell::Cell;

use crate::barrier::Barrier;
use crate::error::{Error, Stopped};
use crate::handler::Handler;
use crate::layout::{CONSUMED_EPOCH, LEFT, TAKEN};
use crate::memory::{Action, At, Deadline, Memory};
use crate::ring::Plan;
use crate::sequence::{MARK, Sequence, wrap};
use crate::signal::{CLOSED, FAILED, wake};
use crate::waiter::{Patience, Waiter, check_time, until};

/// Events that a consumer has taken: from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub first: Sequence,
    pub last: Sequence,
}

/// A consumer of a ring: it sees every event, in order, once those that it follows have handled it.
///
/// Its state is in cells, since `advance` may be called while `take` waits.
pub struct Consumer<M> {
    memory: M,
    patience: Patience,
    barrier: Barrier<M>,
    gate: At,
    /// The word that says to those that follow it whether it goes on.
    owner: Option<At>,
    /// The next sequence to handle, and the first that may still be read: of what is taken, or a handler keeps.
    next: Cell<Sequence>,
    kept: Cell<Sequence>,
    call: Call,
}

/// The most recent call.
#[derive(Default)]
struct Call {
    /// Whether it takes; what is before `next` is then taken, and not kept by a handler.
    takes: Cell<bool>,
    /// Whether it has found the ring failed, so that it leaves once all that is taken is advanced over.
    leaves: Cell<bool>,
    /// The most events that an attempt looks for, and the last sequence that it found.
    most: Cell<i64>,
    found: Cell<Sequence>,
}

impl<M: Memory> Consumer<M> {
    pub(crate) fn new(memory: M, plan: &Plan, consumer: usize) -> Self {
        let (gate, start) = (plan.layout.gates[consumer], plan.shape.start);
        Consumer {
            barrier: Barrier::new(memory.clone(), plan, consumer),
            memory,
            patience: plan.patience(plan.reading_epoch(consumer)),
            gate: gate.gate,
            owner: plan.is_followed(consumer).then(|| gate.owner()),
            next: Cell::new(start),
            kept: Cell::new(start),
            call: Call::default(),
        }
    }

    /// Handles the available events, at most `limit`, and returns how many; it never waits.
    pub async fn poll<H: Handler>(&mut self, handler: &mut H, limit: u32) -> Result<i64, Stopped<H::Error>> {
        self.begin(false, limit)?;
        if self.attempt().await? { self.handle(handler).await } else { Ok(0) }
    }

    /// As `poll`, but waits until at least one event is available.
    pub async fn consume<H: Handler>(
        &mut self,
        handler: &mut H,
        limit: u32,
        timeout: Deadline,
    ) -> Result<i64, Stopped<H::Error>> {
        self.begin(false, limit)?;
        self.find(timeout).await?;
        self.handle(handler).await
    }

    /// Takes the available events after those already taken, at most `limit`; None if there are none.
    pub async fn try_take(&self, limit: u32) -> Result<Option<Range>, Error> {
        self.begin(true, limit)?;
        Ok(if self.attempt().await? { Some(self.took()) } else { None })
    }

    /// As `try_take`, but waits until at least one event is available.
    ///
    /// One that would wait for its own thread, since what is taken fills the ring, must be able to advance meanwhile.
    pub async fn take(&self, limit: u32, timeout: Deadline) -> Result<Range, Error> {
        self.begin(true, limit)?;
        self.find(timeout).await?;
        Ok(self.took())
    }

    /// Advances the gate over the taken events up to `last`: their slots may be written again.
    pub async fn advance(&self, last: Sequence) -> Result<(), Error> {
        if !self.call.takes.get() || last < self.kept.get() || last >= self.next.get() {
            return Err(Error::Advance);
        }
        self.move_gate(last + 1).await;
        Ok(())
    }

    /// What is taken and not advanced over.
    pub fn taken(&self) -> Option<Range> {
        let (first, last) = (self.kept.get(), self.next.get() - 1);
        (self.call.takes.get() && first <= last).then_some(Range { first, last })
    }

    /// Whether it has found the ring failed and will have left once all that is taken is advanced over.
    pub fn leaves(&self) -> bool {
        self.call.leaves.get()
    }

    /// What is taken and what a handler keeps would be advanced over by different calls: so there is one of them.
    fn begin(&self, takes: bool, limit: u32) -> Result<(), Error> {
        if self.kept.get() < self.next.get() && takes != self.call.takes.get() {
            return Err(Error::Held);
        }
        self.call.takes.set(takes);
        self.call.leaves.set(false);
        self.call.most.set(i64::from(limit));
        Ok(())
    }

    async fn find(&self, timeout: Deadline) -> Result<(), Error> {
        let until = until(&self.memory, timeout);
        if self.attempt().await? { Ok(()) } else { self.wait(until).await }
    }

    fn took(&self) -> Range {
        let (first, last) = (self.next.get(), self.call.found.get());
        self.next.set(last + 1);
        Range { first, last }
    }

    /// The gate moves only at the end of a batch: until then a handler may keep what it was given.
    async fn handle<H: Handler>(&mut self, handler: &mut H) -> Result<i64, Stopped<H::Error>> {
        let (first, last) = (self.next.get(), self.call.found.get());
        for sequence in first..=last {
            if let Err(error) = handler.handle(sequence, sequence == last).await {
                return Err(self.interrupt(handler, error).await);
            }
            self.next.set(sequence + 1);
        }
        self.move_gate(last + 1).await;
        Ok(last + 1 - first)
    }

    /// The next call continues with the same event; the gate never advances without the handler knowing.
    async fn interrupt<H: Handler>(&self, handler: &mut H, error: H::Error) -> Stopped<H::Error> {
        let next = self.next.get();
        if self.kept.get() < next && handler.flushes() {
            if let Err(second) = handler.flush(next - 1).await {
                return Stopped::Flush(error, second);
            }
            self.move_gate(next).await;
        }
        Stopped::Handler(error)
    }

    /// The gate moves last: until then no producer writes the slots that were read.
    async fn move_gate(&self, next: Sequence) {
        self.kept.set(next);
        let gate = self.memory.exchange(Action::Advance, self.gate, wrap(next - 1)).await;
        if self.call.leaves.get() && next == self.next.get() {
            self.leave().await;
        } else if gate & MARK != 0 {
            wake(&self.memory, CONSUMED_EPOCH).await;
        }
    }

    /// Followers must not find that it has left before its gate is where it stays.
    async fn leave_later(&self) {
        if self.kept.get() < self.next.get() {
            self.call.leaves.set(true);
        } else {
            self.leave().await;
        }
    }

    /// A compare-exchange, not a store: the word may already say that this thread has died.
    async fn leave(&self) {
        if let Some(owner) = self.owner {
            self.memory.compare_exchange(Action::Leave, owner, TAKEN, LEFT).await;
            wake(&self.memory, CONSUMED_EPOCH).await;
        }
    }
}

impl<M: Memory> Waiter<M> for Consumer<M> {
    fn memory(&self) -> &M {
        &self.memory
    }

    fn patience(&self) -> &Patience {
        &self.patience
    }

    fn blocked_on(&self) -> At {
        self.barrier.blocked_on.get()
    }

    async fn attempt(&self) -> Result<bool, Error> {
        let next = self.next.get();
        self.call.found.set(self.barrier.available(next, self.call.most.get(), next).await);
        Ok(self.call.found.get() >= next)
    }

    async fn before_attempt(&self, epoch: u32) {
        if epoch & FAILED != 0 {
            self.barrier.check_owner().await;
        }
    }

    /// The attempt came after the epoch was loaded, so it has seen everything published before the end.
    async fn check_end(&self, epoch: u32, until: Deadline) -> Result<(), Error> {
        if epoch & FAILED != 0 && self.barrier.is_exhausted() {
            self.leave_later().await;
            return Err(Error::Failed);
        }
        if epoch & CLOSED != 0 && self.barrier.is_past_end(self.next.get()).await {
            return Err(Error::Closed);
        }
        check_time(&self.memory, until)
    }
}
