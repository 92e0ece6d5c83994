//! Workers that share a consumer's events.

use std::cell::Cell;

use crate::barrier::Barrier;
use crate::error::{Error, Stopped};
use crate::handler::Handler;
use crate::layout::{CONSUMED_EPOCH, Gate};
use crate::memory::{Action, At, Deadline, Memory};
use crate::ring::Plan;
use crate::sequence::{MARK, Sequence, after, lap_of, slot_of, unwrap, wrap};
use crate::signal::{CLOSED, FAILED, wake};
use crate::waiter::{Patience, Waiter, check_time, until};

/// A worker of a pool: each event is handled by one worker, the first to take it.
///
/// It takes only available events, so an idle one delays nobody. To all others a pool is one consumer, whose gate is
/// the last event up to which all are handled.
pub struct Worker<M> {
    memory: M,
    patience: Patience,
    barrier: Barrier<M>,
    size: u32,
    at: Gate,
    /// The taken, unfinished events: from `next` up to `taken`; none if `taken` is `next - 1`.
    next: Cell<Sequence>,
    taken: Cell<Sequence>,
    /// Whether they are known to be available, with their full sequences.
    confirmed: Cell<bool>,
    /// The ticket that a call tries to take, and the most events it may take.
    ticket: Cell<Sequence>,
    most: i64,
}

impl<M: Memory> Worker<M> {
    pub(crate) fn new(memory: M, plan: &Plan, pool: usize) -> Self {
        let start = plan.shape.start;
        Worker {
            barrier: Barrier::new(memory.clone(), plan, pool),
            memory,
            patience: plan.patience(plan.reading_epoch(pool)),
            size: plan.shape.size,
            at: plan.layout.gates[pool],
            next: Cell::new(start),
            taken: Cell::new(start - 1),
            confirmed: Cell::new(true),
            ticket: Cell::new(start),
            most: 0,
        }
    }

    /// Takes at most `limit` available events that no other worker has, handles them, and returns how many.
    ///
    /// Each is finished when the handler returns. If that fails, the next call begins with the same event.
    pub async fn poll<H: Handler>(&mut self, handler: &mut H, limit: u32) -> Result<i64, Stopped<H::Error>> {
        self.most = i64::from(limit.min(self.size));
        let found = self.is_ready() || self.attempt().await?;
        if found { self.handle(handler, limit).await } else { Ok(0) }
    }

    /// As `poll`, but waits until there is at least one event for this worker.
    pub async fn consume<H: Handler>(
        &mut self,
        handler: &mut H,
        limit: u32,
        timeout: Deadline,
    ) -> Result<i64, Stopped<H::Error>> {
        self.most = i64::from(limit.min(self.size));
        let until = until(&self.memory, timeout);
        if !self.is_ready() && !self.attempt().await? {
            self.wait(until).await?;
        }
        self.handle(handler, limit).await
    }

    /// Whether it has taken events that are not finished: then its thread must not end.
    pub fn holds(&self) -> bool {
        self.taken.get() >= self.next.get()
    }

    fn is_ready(&self) -> bool {
        self.confirmed.get() && self.holds()
    }

    async fn took_ticket(&self) -> bool {
        let mut ticket = self.memory.load(Action::LoadTake, self.at.take).await;
        while let Some((next, last)) = self.available_from(ticket).await {
            let taken = wrap(last + 1);
            let found = self.memory.compare_exchange(Action::Take, self.at.take, ticket, taken).await;
            if found == ticket {
                return self.hold(next, last);
            }
            ticket = found;
        }
        false
    }

    /// The first and the last event that this ticket may take.
    async fn available_from(&self, ticket: u32) -> Option<(Sequence, Sequence)> {
        let next = unwrap(self.next.get(), ticket);
        self.ticket.set(next);
        let last = self.barrier.available(next, self.most, next).await;
        (last >= next).then_some((next, last))
    }

    fn hold(&self, next: Sequence, last: Sequence) -> bool {
        self.next.set(next);
        self.taken.set(last);
        self.confirmed.set(false);
        true
    }

    /// The lap that the slot's count has reached is the lap of the ticket.
    async fn confirm(&self) {
        let slot = slot_of(self.next.get(), self.size);
        let counted = self.memory.load(Action::LoadDone, self.at.done + slot).await;
        let known = lap_of(self.next.get(), self.size);
        let laps = known + after(counted, wrap(known));
        let next = laps * i64::from(self.size) + slot as i64;
        self.taken.set(next + (self.taken.get() - self.next.get()));
        self.next.set(next);
        self.confirmed.set(true);
    }

    async fn handle<H: Handler>(&self, handler: &mut H, limit: u32) -> Result<i64, Stopped<H::Error>> {
        if !self.confirmed.get() {
            self.confirm().await;
        }
        let first = self.next.get();
        let last = self.taken.get().min(first - 1 + i64::from(limit));
        for sequence in first..=last {
            handler.handle(sequence, sequence == last).await.map_err(Stopped::Handler)?;
            self.finish(sequence).await;
        }
        Ok(last + 1 - first)
    }

    /// A slot's count goes up when its event is finished and when the gate arrives: the second advances the gate.
    async fn finish(&self, mut front: Sequence) {
        let mut counted = self.count(Action::Finish, front).await;
        self.next.set(front + 1);
        while counted & 1 == 1 {
            let gate = self.memory.exchange(Action::MoveGate, self.at.gate, wrap(front)).await;
            front += 1;
            if gate & MARK != 0 {
                wake(&self.memory, CONSUMED_EPOCH).await;
            }
            counted = self.count(Action::Arrive, front).await;
        }
    }

    async fn count(&self, action: Action, front: Sequence) -> u32 {
        self.memory.add(action, self.at.done + slot_of(front, self.size), 1).await
    }
}

impl<M: Memory> Waiter<M> for Worker<M> {
    fn memory(&self) -> &M {
        &self.memory
    }

    fn patience(&self) -> &Patience {
        &self.patience
    }

    fn blocked_on(&self) -> At {
        self.barrier.blocked_on.get()
    }

    /// The ticket may be from a full wrap-around ago: so its events must be checked for availability.
    async fn attempt(&self) -> Result<bool, Error> {
        if !self.holds() && !self.took_ticket().await {
            return Ok(false);
        }
        let (next, taken) = (self.next.get(), self.taken.get());
        Ok(self.barrier.available(next, taken - next + 1, taken).await >= taken)
    }

    async fn before_attempt(&self, epoch: u32) {
        if epoch & FAILED != 0 {
            self.barrier.check_owner().await;
        }
    }

    /// A worker that has a ticket keeps it for the next call, unless the ring has failed.
    async fn check_end(&self, epoch: u32, until: Deadline) -> Result<(), Error> {
        if epoch & FAILED != 0 && self.barrier.is_exhausted() {
            return Err(Error::Failed);
        }
        let may_end = epoch & CLOSED != 0 && !self.holds();
        if may_end && self.barrier.is_past_end(self.ticket.get()).await {
            return Err(Error::Closed);
        }
        check_time(&self.memory, until)
    }
}
