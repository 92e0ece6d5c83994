//! disruptor-rs: handlers on threads that it starts itself, with `BusySpin`, the first of the ways in which it waits.

use disruptor::{
    build_multi_producer, build_single_producer, BusySpin, EventPoller, Polling, Producer, Sequence,
    SingleProducerBarrier,
};
use ringproof_peers::{payload_from, run, sender_of, Go, Half, Payload, Phase, Tally, Task, Trips};
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};
use std::sync::{mpsc, Barrier};
use std::thread;
use std::time::Instant;

fn main() {
    let task = Task::from_arguments();
    match task.bytes {
        4 => play::<1>(&task),
        _ => play::<16>(&task),
    }
}

/// A slot, with the words in which two stages leave what they found: a handler has no other way to write to it.
struct Event<const W: usize> {
    payload: Payload<W>,
    results: [AtomicI32; 2],
}

impl<const W: usize> Event<W> {
    fn new() -> Self {
        Event { payload: Payload::EMPTY, results: [AtomicI32::new(0), AtomicI32::new(0)] }
    }
}

fn play<const W: usize>(task: &Task) {
    run(task, |go, before| {
        let (tallies, halves) = mpsc::channel();
        let stage = Stage { task, go, before, tallies };
        let (begun, latencies) = match task.work.as_str() {
            "1P1C" => stage.one::<W>(),
            "1P3C" => stage.broadcast::<W>(),
            "3P1C" => stage.three::<W>(),
            "pipeline" => stage.pipeline::<W>(),
            "diamond" => stage.diamond::<W>(),
            "ping-pong" => stage.ping_pong::<W>(),
            work => panic!("no {work}"),
        };
        drop(stage);
        let events = if latencies.is_empty() { go.events } else { latencies.len() as u64 };
        Phase { begun, halves: halves.iter().collect(), events, latencies }
    });
}

type Shown = (Vec<Instant>, Vec<u64>);

struct Stage<'a> {
    task: &'a Task,
    go: Go,
    before: &'a [Half],
    tallies: mpsc::Sender<Half>,
}

impl Stage<'_> {
    fn tally(&self, which: usize) -> Tally {
        Tally::new(self.before, which, &self.tallies)
    }

    fn reader<const W: usize>(&self, which: usize) -> impl FnMut(&Event<W>, Sequence, bool) + Send + 'static {
        let mut tally = self.tally(which);
        move |event, _, _| tally.add(event.payload.fold())
    }

    /// Publishes all events, then waits until they are handled: that is what dropping a producer does.
    fn produce<const W: usize>(&self, mut producer: impl Producer<Event<W>>) -> Shown {
        let begun = Instant::now();
        if self.task.batch == 1 {
            for event in self.go.range() {
                producer.publish(|slot| slot.payload.write(payload_from(0, event)));
            }
        } else {
            for first in self.go.range().step_by(self.task.batch) {
                producer.batch_publish(self.task.batch, |slots| {
                    for (slot, event) in slots.zip(first..) {
                        slot.payload.write(payload_from(0, event));
                    }
                });
            }
        }
        drop(producer);
        (vec![begun], vec![])
    }

    fn one<const W: usize>(&self) -> Shown {
        let builder = build_single_producer(self.task.size, Event::<W>::new, BusySpin);
        self.produce(builder.handle_events_with(self.reader(0)).build())
    }

    fn broadcast<const W: usize>(&self) -> Shown {
        let builder = build_single_producer(self.task.size, Event::<W>::new, BusySpin)
            .handle_events_with(self.reader(0))
            .handle_events_with(self.reader(1))
            .handle_events_with(self.reader(2));
        self.produce(builder.build())
    }

    fn three<const W: usize>(&self) -> Shown {
        let mut tally = self.tally(0);
        let producer = build_multi_producer(self.task.size, Event::<W>::new, BusySpin)
            .handle_events_with(move |event: &Event<W>, _: Sequence, _: bool| {
                tally.add_from(sender_of(event.payload.first()), event.payload.fold())
            })
            .build();
        let (go, start) = (self.go, &Barrier::new(3));
        thread::scope(|scope| {
            let producers: Vec<_> = (0..3)
                .map(|which| {
                    let mut producer = producer.clone();
                    scope.spawn(move || {
                        start.wait();
                        let begun = Instant::now();
                        for event in go.range() {
                            producer.publish(|slot| slot.payload.write(payload_from(which, event)));
                        }
                        begun
                    })
                })
                .collect();
            drop(producer);
            (producers.into_iter().map(|each| each.join().expect("a producer")).collect(), vec![])
        })
    }

    fn pipeline<const W: usize>(&self) -> Shown {
        let [mut first, mut second, mut third] = [0, 1, 2].map(|which| self.tally(which));
        let builder = build_single_producer(self.task.size, Event::<W>::new, BusySpin)
            .handle_events_with(move |event: &Event<W>, _: Sequence, _: bool| {
                leave(&mut first, event.payload.fold(), &event.results[0], 1)
            })
            .and_then()
            .handle_events_with(move |event: &Event<W>, _: Sequence, _: bool| {
                leave(&mut second, event.results[0].load(Relaxed), &event.results[1], 1)
            })
            .and_then()
            .handle_events_with(move |event: &Event<W>, _: Sequence, _: bool| {
                third.add(event.results[1].load(Relaxed))
            });
        self.produce(builder.build())
    }

    fn diamond<const W: usize>(&self) -> Shown {
        let [mut left, mut right, mut tip] = [0, 1, 2].map(|which| self.tally(which));
        let builder = build_single_producer(self.task.size, Event::<W>::new, BusySpin)
            .handle_events_with(move |event: &Event<W>, _: Sequence, _: bool| {
                leave(&mut left, event.payload.fold(), &event.results[0], 1)
            })
            .handle_events_with(move |event: &Event<W>, _: Sequence, _: bool| {
                leave(&mut right, event.payload.fold(), &event.results[1], 2)
            })
            .and_then()
            .handle_events_with(move |event: &Event<W>, _: Sequence, _: bool| {
                let [left, right] = [0, 1].map(|side: usize| event.results[side].load(Relaxed));
                tip.add(left.wrapping_add(right.wrapping_mul(7)))
            });
        self.produce(builder.build())
    }

    /// The pong is a handler that publishes; the ping polls, since two handlers cannot have each other's producer.
    fn ping_pong<const W: usize>(&self) -> Shown {
        let (mut poller, builder) = build_single_producer(self.task.size, Event::<W>::new, BusySpin).new_event_poller();
        let mut back = builder.build();
        let mut pong = self.tally(0);
        let mut there = build_single_producer(self.task.size, Event::<W>::new, BusySpin)
            .handle_events_with(move |event: &Event<W>, _: Sequence, _: bool| {
                back.publish(|slot| slot.payload.write(event.payload.first()));
                pong.add(event.payload.fold());
            })
            .build();
        let mut ping = self.tally(1);
        let begun = Instant::now();
        let mut trips = Trips::begin(self.task, self.go);
        loop {
            there.publish(|slot| slot.payload.write(payload_from(0, trips.event())));
            poll(&mut poller, &mut ping);
            if !trips.next() {
                break;
            }
        }
        drop(ping);
        drop(there);
        (vec![begun], trips.noted())
    }
}

/// Waits for events, and sums all that there are.
fn poll<const W: usize>(poller: &mut EventPoller<Event<W>, SingleProducerBarrier>, tally: &mut Tally) {
    loop {
        match poller.poll() {
            Ok(mut events) => return (&mut events).for_each(|event| tally.add(event.payload.fold())),
            Err(Polling::NoEvents) => {}
            Err(Polling::Shutdown) => panic!("no answer"),
        }
    }
}

/// Sums what it found, and leaves a word of it to the next stage.
#[inline]
fn leave(tally: &mut Tally, found: i32, result: &AtomicI32, more: i32) {
    result.store(found.wrapping_add(more), Relaxed);
    tally.add(found);
}
