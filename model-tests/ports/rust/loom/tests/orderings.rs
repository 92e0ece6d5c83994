//! At each access, the ordering that suffices, and the weaker one that does not.
#![cfg(loom)]

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

use loom::model::Builder;
use loom::thread;
use ringproof::memory::Action;
use ringproof::{Consumer, Error, Native, Reads, Ring, Shape, SingleProducer, Slots, Stopped, run};

/// A ring of events that each say their sequence.
#[derive(Clone)]
struct Stage {
    ring: Ring<Native>,
    slots: Arc<Slots<i64>>,
}

/// An ordering of the pool that does not suffice takes three preemptions to show.
const PREEMPTIONS: usize = 3;

type Weaker = HashMap<&'static str, Ordering>;

impl Stage {
    fn new(size: u32, several: bool, consumers: Vec<Reads>, weaker: &Weaker) -> Self {
        Stage::with(size, several, consumers, weaker, Some(0))
    }

    /// A thread that parks marks a word with an access that finds its newest value; one that spins does not.
    fn spinning(consumers: Vec<Reads>, weaker: &Weaker) -> Self {
        Stage::with(1, false, consumers, weaker, None)
    }

    fn with(size: u32, several: bool, consumers: Vec<Reads>, weaker: &Weaker, spins: Option<u32>) -> Self {
        let weaker = weaker.clone();
        let orderings = move |action: Action| weaker.get(action.name()).copied().unwrap_or(action.ordering());
        let shape = Shape { size, start: 0, several, consumers, spins };
        let ring = Ring::new(shape, |words| Native::with(words, Arc::new(orderings)));
        Stage { ring, slots: Arc::new(Slots::new(size)) }
    }

    fn write(&self, sequence: i64) {
        unsafe { self.slots.write(sequence, |event| *event = sequence) }
    }

    fn check(&self, sequence: i64) -> Result<(), ()> {
        assert_eq!(unsafe { self.slots.read(sequence, |event| *event) }, sequence);
        Ok(())
    }

    /// Claims and publishes that many events, one by one.
    fn produce(&self, events: i64) {
        let mut producer = self.ring.producer();
        for _ in 0..events {
            let sequence = run(producer.claim(1, None)).unwrap();
            self.write(sequence);
            run(producer.publish(sequence)).unwrap();
        }
    }

    /// Claims, writes and publishes two events if there is room.
    fn publish_two(&self, producer: &mut SingleProducer<Native>) -> Option<i64> {
        let first = run(producer.try_claim(2)).unwrap()?;
        self.write(first);
        self.write(first + 1);
        run(producer.publish(first + 1)).unwrap();
        Some(first)
    }

    /// Claims where there is room, and publishes.
    fn claim_within_beside(&self) {
        let mut producer = self.ring.producer_beside();
        let sequence = run(producer.claim_within(1, None)).unwrap();
        self.write(sequence);
        run(producer.publish(sequence)).unwrap();
    }

    fn claim_beside(&self) {
        self.try_claim_beside().unwrap();
    }

    /// Claims at once, and publishes; fails if the ring is closed.
    fn try_claim_beside(&self) -> Result<(), Error> {
        let mut producer = self.ring.producer_beside();
        let sequence = run(producer.claim(1))?;
        self.write(sequence);
        run(producer.publish(sequence))
    }

    /// Handles that many events, one by one.
    fn consume(&self, consumer: &mut Consumer<Native>, events: i64) {
        for next in 0..events {
            let mut handler = |sequence, _| {
                assert_eq!(sequence, next);
                self.check(sequence)
            };
            assert_eq!(run(consumer.consume(&mut handler, 1, None)), Ok(1));
        }
    }

    fn ends(&self, consumer: &mut Consumer<Native>, how: Error) {
        let end = run(consumer.consume(&mut |sequence, _| self.check(sequence), 1, None));
        assert_eq!(end, Err(Stopped::Ring(how)));
    }
}

fn reads(follows: &[usize], is_pool: bool) -> Reads {
    Reads { follows: follows.to_vec(), is_pool }
}

/// One producer and one consumer, by way of a single slot.
fn single(weaker: &Weaker) {
    let stage = Stage::new(1, false, vec![reads(&[], false)], weaker);
    let other = stage.clone();
    let consumes = thread::spawn(move || other.consume(&mut other.ring.consumer(0), 2));
    stage.produce(2);
    consumes.join().unwrap();
}

/// A consumer that follows another.
fn follower(weaker: &Weaker) {
    let stage = Stage::new(1, false, vec![reads(&[], false), reads(&[0], false)], weaker);
    let readers = [0, 1].map(|consumer| {
        let stage = stage.clone();
        thread::spawn(move || stage.consume(&mut stage.ring.consumer(consumer), 1))
    });
    stage.produce(1);
    readers.into_iter().for_each(|reader| reader.join().unwrap());
}

/// A producer that claims at once, and waits for the slot of another.
fn claims(weaker: &Weaker) {
    let stage = Stage::new(1, true, vec![reads(&[], false)], weaker);
    stage.claim_beside();
    let other = stage.clone();
    let claims = thread::spawn(move || other.claim_beside());
    stage.consume(&mut stage.ring.consumer(0), 2);
    claims.join().unwrap();
}

/// Two producers that claim only where there is room, and try again where the other was first.
fn within(weaker: &Weaker) {
    let stage = Stage::new(2, true, vec![reads(&[], false)], weaker);
    let other = stage.clone();
    let claims = thread::spawn(move || other.claim_within_beside());
    stage.claim_within_beside();
    stage.consume(&mut stage.ring.consumer(0), 2);
    claims.join().unwrap();
}

/// A producer whose claim is before the end of the ring, or refused.
fn refused(weaker: &Weaker) {
    let stage = Stage::new(1, true, vec![reads(&[], false)], weaker);
    let other = stage.clone();
    let claims = thread::spawn(move || other.try_claim_beside());
    let other = stage.clone();
    let closes = thread::spawn(move || run(other.ring.close()));
    let mut consumer = stage.ring.consumer(0);
    let handled = run(consumer.consume(&mut |sequence, _| stage.check(sequence), 1, None));
    let claimed = claims.join().unwrap();
    closes.join().unwrap();
    assert_eq!(claimed.is_ok(), handled == Ok(1), "{claimed:?}, {handled:?}");
}

/// A ring that is closed behind an event that is published later.
fn closed(weaker: &Weaker) {
    let stage = Stage::new(1, false, vec![reads(&[], false)], weaker);
    let other = stage.clone();
    let consumes = thread::spawn(move || {
        let mut consumer = other.ring.consumer(0);
        other.consume(&mut consumer, 1);
        other.ends(&mut consumer, Error::Closed);
    });
    let mut producer = stage.ring.producer();
    let sequence = run(producer.claim(1, None)).unwrap();
    run(producer.close());
    stage.write(sequence);
    run(producer.publish(sequence)).unwrap();
    consumes.join().unwrap();
}

/// Two workers of a pool, and a producer that writes their slots again.
fn pool(weaker: &Weaker) {
    let stage = Stage::new(2, false, vec![reads(&[], true)], weaker);
    let mut producer = stage.ring.producer();
    stage.publish_two(&mut producer).unwrap();
    let workers = [0, 1].map(|_| {
        let stage = stage.clone();
        thread::spawn(move || {
            let mut worker = stage.ring.worker(0);
            assert_eq!(run(worker.poll(&mut |sequence, _| stage.check(sequence), 1)), Ok(1));
        })
    });
    let early = stage.publish_two(&mut producer);
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    assert!(early.or_else(|| stage.publish_two(&mut producer)).is_some());
}

/// A ring that has failed: a consumer leaves it, and its follower misses nothing.
fn left(weaker: &Weaker) {
    let stage = Stage::spinning(vec![reads(&[], false), reads(&[0], false)], weaker);
    stage.produce(1);
    run(stage.ring.fail(&[]));
    let other = stage.clone();
    let leaves = thread::spawn(move || {
        let mut consumer = other.ring.consumer(0);
        other.consume(&mut consumer, 1);
        other.ends(&mut consumer, Error::Failed);
    });
    let mut follower = stage.ring.consumer(1);
    stage.consume(&mut follower, 1);
    leaves.join().unwrap();
}

/// A ring that has failed: a consumer dies as well, and its follower misses nothing.
fn died(weaker: &Weaker) {
    let stage = Stage::spinning(vec![reads(&[], false), reads(&[0], false)], weaker);
    stage.produce(1);
    run(stage.ring.fail(&[]));
    let other = stage.clone();
    let dies = thread::spawn(move || {
        other.consume(&mut other.ring.consumer(0), 1);
        run(other.ring.fail(&[0]));
    });
    let mut follower = stage.ring.consumer(1);
    stage.consume(&mut follower, 1);
    dies.join().unwrap();
}

/// What goes wrong in a program, in one of all its executions with few preemptions.
fn fault(program: fn(&Weaker), weaker: Weaker) -> Option<String> {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(PREEMPTIONS);
    builder.max_branches = 10_000;
    let panic = catch_unwind(AssertUnwindSafe(|| builder.check(move || program(&weaker)))).err()?;
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or(panic.downcast_ref::<&str>().map(|text| text.to_string())).unwrap_or_default();
    assert!(!text.contains("exceeded"), "loom has given up: {text}");
    Some(text)
}

/// All orderings suffice for this program; a weaker one of this action does not.
fn needs(program: fn(&Weaker), action: Action, weaker: Ordering) {
    let fault = fault(program, HashMap::from([(action.name(), weaker)]));
    assert!(fault.is_some(), "{action:?} may be {weaker:?}");
}

macro_rules! table {
    ($($test:ident: $program:ident $action:ident $weaker:expr;)*) => {
        $(#[test] fn $test() { needs($program, Action::$action, $weaker) })*
    };
}

macro_rules! programs {
    ($($program:ident)*) => {
        mod suffices { $(#[test] fn $program() { assert_eq!(super::fault(super::$program, Default::default()), None) })* }
    };
}

programs! { single follower claims within refused closed pool left died }

table! {
    publish_releases: single Publish Relaxed;
    publish_of_several_releases: claims Publish Relaxed;
    load_cursor_acquires: single LoadCursor Relaxed;
    probe_acquires: claims Probe Relaxed;
    load_upstream_acquires: follower LoadUpstream Relaxed;
    advance_releases: single Advance Relaxed;
    load_gate_acquires: single LoadGate Relaxed;
    load_gate_of_several_acquires: claims LoadGate Relaxed;
    move_gate_releases: pool MoveGate Relaxed;
    finish_releases: pool Finish Acquire;
    arrive_acquires: pool Arrive Release;
    load_epoch_acquires: closed LoadEpoch Relaxed;
    tell_releases: closed Tell Relaxed;
    load_owner_acquires: left LoadOwner Relaxed;
    leave_releases: left Leave Relaxed;
    bury_releases: died Bury Relaxed;
}

macro_rules! unseen {
    ($($test:ident: $program:ident $action:ident $weaker:expr;)*) => {
        mod unseen { $(
            #[test]
            fn $test() {
                let weaker = std::collections::HashMap::from([(super::Action::$action.name(), $weaker)]);
                assert_eq!(super::fault(super::$program, weaker), None);
            }
        )* }
    };
}

// These are needed by the memory model, in executions that loom does not have: see the README.
unseen! {
    bump_releases: single Bump std::sync::atomic::Ordering::Relaxed;
    finish_acquires: pool Finish std::sync::atomic::Ordering::Release;
    arrive_releases: pool Arrive std::sync::atomic::Ordering::Acquire;
}
