//! How far a reader may go.

use std::cell::Cell;

use crate::layout::{CURSOR, DEAD, FINAL, LEFT};
use crate::memory::{Action, At, Memory};
use crate::ring::Plan;
use crate::sequence::{Sequence, ahead, sequence_at, slot_of, unwrap, wrap};

/// A gate that a reader follows.
struct Upstream {
    gate: At,
    /// The word that says whether it may still advance; a pool has none.
    owner: Option<At>,
}

/// What a reader may handle: what is published, or, for a follower, what all its upstream consumers have handled.
pub(crate) struct Barrier<M> {
    memory: M,
    size: u32,
    upstream: Vec<Upstream>,
    /// With several producers, the first of the laps.
    laps: Option<At>,
    /// The upstream gate that was known before the last attempt never to advance again.
    gone: Cell<Option<At>>,
    /// The word that the last attempt is blocked on, if it found less than required.
    pub blocked_on: Cell<At>,
}

impl<M: Memory> Barrier<M> {
    pub fn new(memory: M, plan: &Plan, consumer: usize) -> Self {
        let upstream = plan.shape.consumers[consumer].follows.iter().map(|&u| {
            let gate = plan.layout.gates[u];
            let owner = (!plan.shape.consumers[u].is_pool).then(|| gate.owner());
            Upstream { gate: gate.gate, owner }
        });
        let upstream = upstream.collect();
        let laps = plan.shape.several.then_some(plan.layout.laps);
        let (gone, blocked_on) = (Cell::new(None), Cell::new(CURSOR));
        Barrier { memory, size: plan.shape.size, upstream, laps, gone, blocked_on }
    }

    /// The last readable sequence of at most `most` from `next` on, or one below `least` if that is not readable.
    pub async fn available(&self, next: Sequence, most: i64, least: Sequence) -> Sequence {
        let end = (next - 1).saturating_add(most);
        match self.laps {
            _ if !self.upstream.is_empty() => self.handled(next, least).await.min(end),
            None => self.published(next).await.min(end),
            Some(laps) => self.probed(laps, next, end).await,
        }
    }

    async fn published(&self, next: Sequence) -> Sequence {
        self.blocked_on.set(CURSOR);
        unwrap(next - 1, self.memory.load(Action::LoadCursor, CURSOR).await)
    }

    /// Probes slot by slot, up to the first that is not published. No producer is more than a ring ahead.
    async fn probed(&self, laps: At, next: Sequence, end: Sequence) -> Sequence {
        let furthest = end.min(next - 1 + i64::from(self.size));
        let mut available = next - 1;
        while available < furthest && self.is_published(laps, available + 1).await {
            available += 1;
        }
        available
    }

    async fn is_published(&self, laps: At, sequence: Sequence) -> bool {
        let slot = slot_of(sequence, self.size);
        self.blocked_on.set(laps + slot);
        let lap = self.memory.load(Action::Probe, laps + slot).await;
        sequence_at(lap, slot, self.size) == wrap(sequence)
    }

    /// No upstream consumer is more than a ring ahead. Gates only grow, so they may be loaded one after another.
    async fn handled(&self, next: Sequence, least: Sequence) -> Sequence {
        let mut available = next - 1 + i64::from(self.size);
        for &Upstream { gate, .. } in &self.upstream {
            let handled = self.memory.load(Action::LoadUpstream, gate).await;
            available = available.min(unwrap(next - 1, handled));
            self.blocked_on.set(gate);
            if available < least {
                break;
            }
        }
        available
    }

    /// Checks whether the consumer it is blocked on is gone; the next attempt then sees all that it handled.
    pub async fn check_owner(&self) {
        self.gone.set(None);
        if let Some(owner) = self.owner_blocked_on() {
            let state = self.memory.load(Action::LoadOwner, owner).await;
            let is_gone = state == DEAD || state == LEFT;
            self.gone.set(is_gone.then(|| self.blocked_on.get()));
        }
    }

    fn owner_blocked_on(&self) -> Option<At> {
        let upstream = self.upstream.iter().find(|each| each.gate == self.blocked_on.get());
        upstream.and_then(|each| each.owner)
    }

    /// Whether nothing more can come in a failed ring, after an attempt that found nothing.
    pub fn is_exhausted(&self) -> bool {
        self.gone.get() == Some(self.blocked_on.get()) || self.owner_blocked_on().is_none()
    }

    /// Whether a closed ring ends before `next`.
    pub async fn is_past_end(&self, next: Sequence) -> bool {
        ahead(self.memory.load(Action::LoadFinal, FINAL).await, wrap(next)) <= 0
    }
}
