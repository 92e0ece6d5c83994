//! The claims of a producer beside others.

use std::cell::Cell;

use crate::error::Error;
use crate::layout::{CONSUMED_EPOCH, CURSOR, PUBLISHED_EPOCH};
use crate::lifecycle::{self, CLOSED_BIT};
use crate::memory::{Action, At, Deadline, Memory};
use crate::ring::Plan;
use crate::sequence::{MARK, Sequence, after, ahead, lap_of, slot_of, wrap};
use crate::signal::{FAILED, wake};
use crate::waiter::{Patience, Waiter, check_time, until};

/// A producer of a ring with several. One claim may be open at a time: publish all of it before the next.
pub struct MultiProducer<M> {
    memory: M,
    patience: Patience,
    size: u32,
    gates: Vec<At>,
    laps: At,
    /// The claimed, unpublished sequences: from `next` up to `last`; none if `last` is `next - 1`.
    next: Sequence,
    last: Sequence,
    /// How many sequences a call claims, at which word of the cursor, and whether the claim is made.
    n: u32,
    word: Cell<u32>,
    has_claimed: Cell<bool>,
    blocked_on: Cell<At>,
}

impl<M: Memory> MultiProducer<M> {
    pub(crate) fn new(memory: M, plan: &Plan) -> Self {
        MultiProducer {
            memory,
            patience: plan.patience(CONSUMED_EPOCH),
            size: plan.shape.size,
            gates: plan.gating().collect(),
            laps: plan.layout.laps,
            next: plan.shape.start,
            last: plan.shape.start - 1,
            n: 0,
            word: Cell::new(0),
            has_claimed: Cell::new(false),
            blocked_on: Cell::new(CURSOR),
        }
    }

    /// Claims `n` sequences in a row, waits for room, and returns the first of them.
    pub async fn claim(&mut self, n: u32) -> Result<Sequence, Error> {
        self.begin(n)?;
        self.has_claimed.set(true);
        self.word.set(self.memory.add(Action::Claim, CURSOR, 2 * n).await);
        if self.word.get() & CLOSED_BIT != 0 {
            return Err(Error::Closed);
        }
        if !self.attempt().await? {
            self.wait(None).await?;
        }
        Ok(self.resolve().await)
    }

    /// As `claim`, but claims only where there is room, so that it can be given up.
    pub async fn claim_within(&mut self, n: u32, timeout: Deadline) -> Result<Sequence, Error> {
        self.begin(n)?;
        let until = until(&self.memory, timeout);
        if !self.attempt().await? {
            self.wait(until).await?;
        }
        Ok(self.resolve().await)
    }

    /// As `claim`, but returns None where that would wait. It may claim a full wrap-around beyond the cursor of its
    /// attempt: then it must wait for its room.
    pub async fn try_claim(&mut self, n: u32) -> Result<Option<Sequence>, Error> {
        self.begin(n)?;
        if !self.attempt().await? {
            if !self.has_claimed.get() {
                return Ok(None);
            }
            self.wait(None).await?;
        }
        Ok(Some(self.resolve().await))
    }

    /// A producer that holds a claim and waits for a later one would wait for itself.
    fn begin(&mut self, n: u32) -> Result<(), Error> {
        if self.last >= self.next || n < 1 || n > self.size {
            return Err(Error::Claim);
        }
        self.n = n;
        self.has_claimed.set(false);
        Ok(())
    }

    /// The cursor may be equal and a full wrap-around further: so a claim that is made here checks for room again.
    async fn exchanged(&self) -> Result<bool, Error> {
        let mut word = self.memory.load(Action::LoadNext, CURSOR).await;
        while self.has_room_at(word).await? {
            let more = word.wrapping_add(2 * self.n);
            let found = self.memory.compare_exchange(Action::Exchange, CURSOR, word, more).await;
            if found == word {
                self.has_claimed.set(true);
                return Ok(true);
            }
            word = found;
        }
        Ok(false)
    }

    async fn has_room_at(&self, word: u32) -> Result<bool, Error> {
        if word & CLOSED_BIT != 0 {
            return Err(Error::Closed);
        }
        self.word.set(word);
        Ok(self.has_room().await)
    }

    /// Gates only grow, so they may be loaded one after another. None is cached: it could be a full wrap-around old.
    async fn has_room(&self) -> bool {
        let last = self.word.get().wrapping_add(2 * (self.n - 1));
        for &gate in &self.gates {
            let handled = self.memory.load(Action::LoadGate, gate).await;
            self.blocked_on.set(gate);
            if ahead(handled, last) < -i64::from(self.size) {
                return false;
            }
        }
        true
    }

    /// There is room, so the slot still has the previous lap: from that the full sequence is known.
    async fn resolve(&mut self) -> Sequence {
        let slot = slot_of(i64::from(self.word.get() >> 1), self.size);
        let lap = self.memory.load(Action::LoadLap, self.laps + slot).await;
        let known = lap_of(self.last, self.size);
        let laps = known + after(lap, wrap(known - 1));
        self.next = laps * i64::from(self.size) + slot as i64;
        self.last = self.next + i64::from(self.n - 1);
        self.next
    }

    /// Publishes everything claimed up to `last`, slot by slot. Waiters are woken after the last.
    pub async fn publish(&mut self, last: Sequence) -> Result<(), Error> {
        if last < self.next || last > self.last {
            return Err(Error::Publish);
        }
        let mut wakes = 0;
        while self.next <= last {
            let slot = self.laps + slot_of(self.next, self.size);
            wakes |= self.memory.exchange(Action::Publish, slot, wrap(lap_of(self.next, self.size))).await;
            self.next += 1;
        }
        if wakes & MARK != 0 {
            wake(&self.memory, PUBLISHED_EPOCH).await;
        }
        Ok(())
    }

    /// Closes the ring for all producers: claims are refused, and readers end behind those before.
    pub async fn close(&self) {
        lifecycle::close(&self.memory).await;
    }
}

impl<M: Memory> Waiter<M> for MultiProducer<M> {
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
        Ok((self.has_claimed.get() || self.exchanged().await?) && self.has_room().await)
    }

    /// A claim that is made cannot be given up, so only a failed ring ends its wait.
    async fn check_end(&self, epoch: u32, until: Deadline) -> Result<(), Error> {
        match epoch & FAILED {
            0 if self.has_claimed.get() => Ok(()),
            0 => check_time(&self.memory, until),
            _ => Err(Error::Failed),
        }
    }
}
