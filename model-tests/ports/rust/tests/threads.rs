//! Rings between real threads: each event is seen in order, once by each consumer and by one worker of a pool.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ringproof::{Error, Native, Reads, Ring, Shape, Slots, Stopped, run};

const EVENTS: i64 = 20_000;

#[derive(Clone)]
struct Stage {
    ring: Ring<Native>,
    slots: Arc<Slots<i64>>,
}

fn reads(follows: &[usize], is_pool: bool) -> Reads {
    Reads { follows: follows.to_vec(), is_pool }
}

impl Stage {
    fn new(several: bool, consumers: Vec<Reads>, spins: Option<u32>) -> Self {
        let shape = Shape { size: 8, start: (1 << 32) - 16, several, consumers, spins };
        Stage { ring: Ring::new(shape, Native::new), slots: Arc::new(Slots::new(8)) }
    }

    /// Publishes numbers from 1 on in batches of different sizes, then closes the ring.
    fn produce(&self) {
        let mut producer = self.ring.producer();
        let mut next = 1;
        while next <= EVENTS {
            let n = (next % 5 + 1).min(EVENTS + 1 - next);
            let first = run(producer.claim(n as u32, None)).unwrap();
            (0..n).for_each(|i| unsafe { self.slots.write(first + i, |event| *event = next + i) });
            run(producer.publish(first + n - 1)).unwrap();
            next += n;
        }
        run(producer.close());
    }

    fn produce_beside(&self, by: i64) {
        let mut producer = self.ring.producer_beside();
        for number in 1..=EVENTS {
            let sequence = run(producer.claim(1)).unwrap();
            unsafe { self.slots.write(sequence, |event| *event = by * number) };
            run(producer.publish(sequence)).unwrap();
        }
    }

    /// Consumes until the ring is closed; returns what it has seen.
    fn consume(&self, consumer: usize) -> JoinHandle<Vec<i64>> {
        let stage = self.clone();
        thread::spawn(move || {
            let (mut consumer, mut seen) = (stage.ring.consumer(consumer), Vec::new());
            let mut handler = |sequence, _| {
                seen.push(unsafe { stage.slots.read(sequence, |event| *event) });
                Ok::<(), ()>(())
            };
            while let Ok(1..) = run(consumer.consume(&mut handler, 8, None)) {}
            seen
        })
    }

    fn work(&self, pool: usize) -> JoinHandle<Vec<i64>> {
        let stage = self.clone();
        thread::spawn(move || {
            let (mut worker, mut seen) = (stage.ring.worker(pool), Vec::new());
            let mut handler = |sequence, _| {
                seen.push(unsafe { stage.slots.read(sequence, |event| *event) });
                Ok::<(), ()>(())
            };
            while let Ok(1..) = run(worker.consume(&mut handler, 3, None)) {}
            seen
        })
    }
}

fn numbers() -> Vec<i64> {
    (1..=EVENTS).collect()
}

#[test]
fn consumers_see_every_event_in_order() {
    for spins in [Some(0), Some(100)] {
        let stage = Stage::new(false, vec![reads(&[], false), reads(&[], false), reads(&[0, 1], false)], spins);
        let readers = [0, 1, 2].map(|consumer| stage.consume(consumer));
        stage.produce();
        readers.into_iter().for_each(|reader| assert_eq!(reader.join().unwrap(), numbers()));
    }
}

#[test]
fn the_events_of_each_producer_keep_their_order() {
    let stage = Stage::new(true, vec![reads(&[], false)], Some(10));
    let reader = stage.consume(0);
    let producers = [1, -1].map(|by| {
        let stage = stage.clone();
        thread::spawn(move || stage.produce_beside(by))
    });
    producers.into_iter().for_each(|producer| producer.join().unwrap());
    run(stage.ring.close());
    let seen = reader.join().unwrap();
    let (positive, negative): (Vec<i64>, Vec<i64>) = seen.iter().partition(|number| **number > 0);
    assert_eq!(positive, numbers());
    assert_eq!(negative.iter().map(|number| -number).collect::<Vec<_>>(), numbers());
}

#[test]
fn each_event_is_handled_by_one_worker() {
    let stage = Stage::new(false, vec![reads(&[], true)], Some(0));
    let workers = [0; 3].map(|pool| stage.work(pool));
    stage.produce();
    let mut seen: Vec<_> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
    seen.sort_unstable();
    assert_eq!(seen, numbers());
}

fn move_to_a_thread(_role: impl Send) {}

#[test]
fn roles_may_move_to_a_thread() {
    let alone = Stage::new(false, vec![reads(&[], false), reads(&[], true)], None).ring;
    move_to_a_thread(alone.producer());
    move_to_a_thread(alone.consumer(0));
    move_to_a_thread(alone.worker(1));
    move_to_a_thread(Stage::new(true, vec![reads(&[], false)], None).ring.producer_beside());
}

#[test]
fn a_call_times_out() {
    let stage = Stage::new(false, vec![reads(&[], false)], Some(0));
    let mut consumer = stage.ring.consumer(0);
    let consumed = run(consumer.consume(&mut |_, _| Ok::<(), ()>(()), 1, Some(Duration::from_millis(1))));
    assert_eq!(consumed, Err(Stopped::Ring(Error::TimedOut)));
}

#[test]
fn a_ring_that_has_failed_keeps_no_thread_waiting() {
    let stage = Stage::new(false, vec![reads(&[], false)], Some(0));
    let reader = stage.consume(0);
    run(stage.ring.fail(&[]));
    assert_eq!(reader.join().unwrap(), Vec::<i64>::new());
}

#[test]
fn claims_that_do_not_fit_are_refused() {
    let stage = Stage::new(false, vec![reads(&[], false)], Some(0));
    let mut producer = stage.ring.producer();
    assert_eq!(run(producer.claim(9, None)), Err(Error::Claim));
    let first = run(producer.claim(5, None)).unwrap();
    assert_eq!(run(producer.try_claim(4)), Err(Error::Claim));
    assert_eq!(run(producer.publish(first + 5)), Err(Error::Publish));
    assert_eq!(run(producer.publish(first - 1)), Err(Error::Publish));
}

#[test]
#[should_panic(expected = "this role has been given")]
fn a_consumer_is_given_to_one_thread() {
    let stage = Stage::new(false, vec![reads(&[], false)], Some(0));
    let _first = stage.ring.consumer(0);
    stage.ring.consumer(0);
}
