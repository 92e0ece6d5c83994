//! A ring, from which each thread gets its role.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::consumer::Consumer;
use crate::layout::{CONSUMED_EPOCH, Layout, PUBLISHED_EPOCH, Shape};
use crate::lifecycle;
use crate::memory::{At, Memory};
use crate::multi_producer::MultiProducer;
use crate::single_producer::SingleProducer;
use crate::waiter::Patience;
use crate::worker::Worker;

/// What a ring is like, and where its words lie.
pub(crate) struct Plan {
    pub shape: Shape,
    pub layout: Layout,
    /// Which consumers were given to a thread; the last says it of the only producer. No part of the ring's protocol.
    given: Vec<AtomicBool>,
}

impl Plan {
    fn give(&self, role: usize) {
        assert!(!self.given[role].swap(true, Ordering::Relaxed), "this role has been given to a thread");
    }

    /// The gates that producers wait for: of the consumers that nobody follows.
    pub fn gating(&self) -> impl Iterator<Item = At> {
        let gates = self.layout.gates.iter().enumerate();
        gates.filter(|(c, _)| !self.is_followed(*c)).map(|(_, gate)| gate.gate)
    }

    pub fn is_followed(&self, consumer: usize) -> bool {
        self.shape.consumers.iter().any(|each| each.follows.contains(&consumer))
    }

    /// The epoch on which a reader sleeps.
    pub fn reading_epoch(&self, consumer: usize) -> At {
        let follows = !self.shape.consumers[consumer].follows.is_empty();
        if follows { CONSUMED_EPOCH } else { PUBLISHED_EPOCH }
    }

    pub fn patience(&self, epoch: At) -> Patience {
        Patience { epoch, spins: self.shape.spins }
    }
}

/// A ring, from which each thread gets its role: the only producer and each consumer once, all others at will.
#[derive(Clone)]
pub struct Ring<M> {
    memory: M,
    plan: Arc<Plan>,
}

impl<M: Memory> Ring<M> {
    /// Makes a ring in the memory made from the words before the first event.
    ///
    /// # Panics
    /// If the size is not a power of two.
    pub fn new(shape: Shape, made: impl FnOnce(Vec<u32>) -> M) -> Self {
        assert!(shape.size.is_power_of_two(), "the size must be a power of two, not {}", shape.size);
        let layout = Layout::of(&shape);
        let memory = made(layout.initial(&shape));
        let given = (0..=shape.consumers.len()).map(|_| AtomicBool::new(false)).collect();
        Ring { memory, plan: Arc::new(Plan { shape, layout, given }) }
    }

    /// The same ring, seen through another memory of the same words.
    pub fn through(&self, memory: M) -> Self {
        Ring { memory, plan: self.plan.clone() }
    }

    pub fn layout(&self) -> &Layout {
        &self.plan.layout
    }

    /// The only producer.
    ///
    /// # Panics
    /// At the second call, and if there are several producers.
    pub fn producer(&self) -> SingleProducer<M> {
        assert!(!self.plan.shape.several, "this ring has several producers");
        self.plan.give(self.plan.shape.consumers.len());
        SingleProducer::new(self.memory.clone(), &self.plan)
    }

    /// A producer beside others.
    pub fn producer_beside(&self) -> MultiProducer<M> {
        assert!(self.plan.shape.several, "this ring has one producer");
        MultiProducer::new(self.memory.clone(), &self.plan)
    }

    /// The consumer at this place.
    ///
    /// # Panics
    /// At the second call for it, and if it is a pool.
    pub fn consumer(&self, consumer: usize) -> Consumer<M> {
        assert!(!self.plan.shape.consumers[consumer].is_pool, "{consumer} is a pool");
        self.plan.give(consumer);
        Consumer::new(self.memory.clone(), &self.plan, consumer)
    }

    /// A worker of the pool at this place.
    pub fn worker(&self, pool: usize) -> Worker<M> {
        assert!(self.plan.shape.consumers[pool].is_pool, "{pool} is no pool");
        Worker::new(self.memory.clone(), &self.plan, pool)
    }

    /// Closes a ring with several producers; a single one closes its own.
    pub async fn close(&self) {
        assert!(self.plan.shape.several, "the only producer closes its ring");
        lifecycle::close(&self.memory).await;
    }

    /// Fails the ring after a thread has died, so that no other waits for it; again for every later death.
    ///
    /// `dead` are the consumers whose threads have died since, those that others follow.
    pub async fn fail(&self, dead: &[usize]) {
        lifecycle::fail(&self.memory, &self.plan, dead).await;
    }
}
