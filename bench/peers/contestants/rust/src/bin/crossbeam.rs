//! crossbeam-channel: bounded channels, one for each pair of neighbours, except for the pool, which shares one.

use crossbeam_channel::{bounded, Receiver, Sender, TryRecvError, TrySendError};
use ringproof_peers::{payload_from, run, sender_of, Go, Half, Payload, Phase, Tally, Task, Trips, Wait};
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

fn play<const W: usize>(task: &Task) {
    run(task, |go, before| {
        let (tallies, halves) = mpsc::channel();
        let stage = Stage { task, go, before, tallies };
        let (begun, latencies) = match task.work.as_str() {
            "1P1C" if task.batch == 10 => stage.batches::<W, 10>(),
            "1P1C" => stage.broadcast::<W>(1),
            "1P3C" => stage.broadcast::<W>(3),
            "3P1C" => stage.three::<W>(),
            "pipeline" => stage.pipeline::<W>(),
            "diamond" => stage.diamond::<W>(),
            "pool" => stage.pool::<W>(),
            _ => stage.ping_pong::<W>(),
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

    /// One channel for each consumer: a channel has no broadcast.
    fn broadcast<const W: usize>(&self, consumers: usize) -> Shown {
        let (senders, receivers): (Vec<_>, Vec<_>) =
            (0..consumers).map(|_| bounded::<Payload<W>>(self.task.size)).unzip();
        thread::scope(|scope| {
            for (which, receiver) in receivers.into_iter().enumerate() {
                let tally = self.tally(which);
                scope.spawn(move || read(tally, receiver));
            }
            let begun = Instant::now();
            produce(self.go, &senders);
            drop(senders);
            (vec![begun], vec![])
        })
    }

    /// A batch is one message.
    fn batches<const W: usize, const B: usize>(&self) -> Shown {
        let (sender, receiver) = bounded::<[Payload<W>; B]>(self.task.size / B);
        let mut tally = self.tally(0);
        let go = self.go;
        thread::scope(|scope| {
            scope.spawn(move || {
                for batch in receiver {
                    batch.iter().for_each(|payload| tally.add(payload.fold()));
                }
            });
            let begun = Instant::now();
            for first in go.range().step_by(B) {
                let batch = std::array::from_fn(|i| Payload::of(payload_from(0, first + i as u64)));
                sender.send(batch).expect("a reader");
            }
            drop(sender);
            (vec![begun], vec![])
        })
    }

    fn three<const W: usize>(&self) -> Shown {
        let (sender, receiver) = bounded::<Payload<W>>(self.task.size);
        let (mut tally, go, start) = (self.tally(0), self.go, &Barrier::new(3));
        thread::scope(|scope| {
            scope.spawn(move || {
                for payload in receiver {
                    tally.add_from(sender_of(payload.first()), payload.fold());
                }
            });
            let producers: Vec<_> = (0..3)
                .map(|which| {
                    let sender = sender.clone();
                    scope.spawn(move || {
                        start.wait();
                        let begun = Instant::now();
                        for event in go.range() {
                            sender.send(Payload::of(payload_from(which, event))).expect("a reader");
                        }
                        begun
                    })
                })
                .collect();
            drop(sender);
            (producers.into_iter().map(|each| each.join().expect("a producer")).collect(), vec![])
        })
    }

    fn pipeline<const W: usize>(&self) -> Shown {
        let (head, first) = bounded::<Payload<W>>(self.task.size);
        let (to_second, second) = bounded::<i32>(self.task.size);
        let (to_third, third) = bounded::<i32>(self.task.size);
        let tallies = [0, 1, 2].map(|which| self.tally(which));
        thread::scope(|scope| {
            let [a, b, c] = tallies;
            scope.spawn(move || pass(a, first.into_iter().map(|payload| payload.fold()), 1, &to_second));
            scope.spawn(move || pass(b, second.into_iter(), 1, &to_third));
            scope.spawn(move || sum(c, third.into_iter()));
            let begun = Instant::now();
            produce(self.go, &[head]);
            (vec![begun], vec![])
        })
    }

    fn diamond<const W: usize>(&self) -> Shown {
        let (head_left, left) = bounded::<Payload<W>>(self.task.size);
        let (head_right, right) = bounded::<Payload<W>>(self.task.size);
        let (to_tip_left, tip_left) = bounded::<i32>(self.task.size);
        let (to_tip_right, tip_right) = bounded::<i32>(self.task.size);
        let tallies = [0, 1, 2].map(|which| self.tally(which));
        thread::scope(|scope| {
            let [a, b, c] = tallies;
            scope.spawn(move || pass(a, left.into_iter().map(|payload| payload.fold()), 1, &to_tip_left));
            scope.spawn(move || pass(b, right.into_iter().map(|payload| payload.fold()), 2, &to_tip_right));
            let both = tip_left.into_iter().zip(tip_right);
            scope.spawn(move || sum(c, both.map(|(left, right)| left.wrapping_add(right.wrapping_mul(7)))));
            let begun = Instant::now();
            produce(self.go, &[head_left, head_right]);
            (vec![begun], vec![])
        })
    }

    /// Three receivers of one channel: each message goes to one of them.
    fn pool<const W: usize>(&self) -> Shown {
        let (sender, receiver) = bounded::<Payload<W>>(self.task.size);
        thread::scope(|scope| {
            for which in 0..3 {
                let (mut tally, receiver) = (self.tally(which), receiver.clone());
                scope.spawn(move || {
                    for payload in receiver {
                        tally.add_unordered(payload.fold());
                    }
                });
            }
            drop(receiver);
            let begun = Instant::now();
            produce(self.go, &[sender]);
            (vec![begun], vec![])
        })
    }

    fn ping_pong<const W: usize>(&self) -> Shown {
        let (to_pong, pong) = bounded::<Payload<W>>(self.task.size);
        let (to_ping, ping) = bounded::<Payload<W>>(self.task.size);
        let (mut there, mut back, wait) = (self.tally(0), self.tally(1), self.task.wait);
        thread::scope(|scope| {
            scope.spawn(move || {
                while let Some(payload) = receive(&pong, wait) {
                    send(&to_ping, Payload::of(payload.first()), wait);
                    there.add(payload.fold());
                }
            });
            let begun = Instant::now();
            let mut trips = Trips::begin(self.task, self.go);
            loop {
                send(&to_pong, Payload::of(payload_from(0, trips.event())), wait);
                let payload = receive(&ping, wait).expect("an answer");
                back.add(payload.fold());
                if !trips.next() {
                    break;
                }
            }
            drop(back);
            drop(to_pong);
            (vec![begun], trips.noted())
        })
    }
}

/// Sends each event to each channel.
fn produce<const W: usize>(go: Go, senders: &[Sender<Payload<W>>]) {
    for event in go.range() {
        let payload = payload_from(0, event);
        for sender in senders {
            sender.send(Payload::of(payload)).expect("a reader");
        }
    }
}

fn read<const W: usize>(tally: Tally, receiver: Receiver<Payload<W>>) {
    sum(tally, receiver.into_iter().map(|payload| payload.fold()));
}

fn sum(mut tally: Tally, words: impl Iterator<Item = i32>) {
    words.for_each(|word| tally.add(word));
}

/// Sums what it receives, and hands a word of it on.
fn pass(tally: Tally, words: impl Iterator<Item = i32>, more: i32, to: &Sender<i32>) {
    sum(tally, words.inspect(|word| to.send(word.wrapping_add(more)).expect("a reader")));
}

fn send<T>(sender: &Sender<T>, mut message: T, wait: Wait) {
    if wait == Wait::Park {
        return sender.send(message).expect("a reader");
    }
    while let Err(TrySendError::Full(back)) = sender.try_send(message) {
        message = back;
    }
}

/// The next message; none once the other end is gone.
fn receive<T>(receiver: &Receiver<T>, wait: Wait) -> Option<T> {
    if wait == Wait::Park {
        return receiver.recv().ok();
    }
    loop {
        match receiver.try_recv() {
            Ok(message) => return Some(message),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => std::hint::spin_loop(),
        }
    }
}
