//! A ring with its threads, each stopped before its next step.

use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};
use std::time::Duration;

use ringproof::Ring;
use ringproof::memory::{Action, At, Op};

use crate::callers::{TIMEOUT, caller};
use crate::given::Given;
use crate::json::Json;
use crate::naming::{Word, said, words_of};
use crate::stepped::{Answer, Pending, Seat, Stepped, World};

struct Thread {
    seat: Rc<Seat>,
    name: String,
    call: Pin<Box<dyn Future<Output = ()>>>,
}

pub struct Stage {
    world: Rc<World>,
    given: Rc<Given>,
    threads: Vec<Thread>,
    named: Vec<Word>,
    /// The words of an answer.
    told: Vec<At>,
}

impl Stage {
    pub fn new(ring: &Json) -> Self {
        let given = Rc::new(Given::new(ring));
        let world = Rc::new(World::new(given.shape.size));
        let made = |words| {
            world.words.replace(words);
            Stepped { world: world.clone(), seat: Rc::new(Seat::new()) }
        };
        let ring = Ring::new(given.shape.clone(), made);
        let named = words_of(&given, ring.layout());
        let place = |name: &String| named.iter().find(|word| word.name == *name).map_or(0, |word| word.at);
        let told = given.words.iter().map(place).collect();
        let mut stage = Stage { world, given, threads: Vec::new(), named, told };
        stage.seat_all(&ring);
        stage
    }

    fn seat_all(&mut self, ring: &Ring<Stepped>) {
        for (name, role) in &self.given.threads {
            let seat = Rc::new(Seat::new());
            let memory = Stepped { world: self.world.clone(), seat: seat.clone() };
            let call = caller(*role, ring.through(memory.clone()), memory, self.given.clone());
            self.threads.push(Thread { seat, name: name.clone(), call });
        }
        (0..self.threads.len()).for_each(|thread| self.poll(thread));
    }

    /// Lets a thread run up to where it stops next.
    fn poll(&mut self, thread: usize) {
        let Thread { call, seat, .. } = &mut self.threads[thread];
        if call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            seat.pending.replace(Pending::Choice(Vec::new()));
            *call = Box::pin(std::future::pending());
        }
    }

    fn resume(&mut self, thread: usize, answer: Answer) {
        self.threads[thread].seat.answer.replace(Some(answer));
        self.poll(thread);
    }

    /// What a thread could do next.
    fn offers(&self, thread: usize) -> Vec<&'static str> {
        let seat = &self.threads[thread].seat;
        if seat.is_dead.get() {
            return Vec::new();
        }
        match &*seat.pending.borrow() {
            Pending::Choice(offers) => offers.clone(),
            Pending::Access(action, _, op) => {
                let goes = seat.asleep.get().is_none().then_some(action.name());
                let sleeps_next = goes.is_some() && matches!(op, Op::Wait(..));
                let aside = (seat.may_advance.get() && !sleeps_next).then_some(Action::Advance.name());
                goes.into_iter().chain(aside).collect()
            }
        }
    }

    /// Takes one step; returns the access that it made.
    pub fn step(&mut self, step: &[Json]) -> Result<Option<String>, String> {
        let [thread, action, decision, shift @ ..] = step else { return Err("this is no step".into()) };
        let thread = thread.number().unwrap_or(0) as usize;
        let shift = shift.first().and_then(Json::number).unwrap_or(0);
        let access = match action.text() {
            "Expire" | "ExpireClaim" => self.expire(thread),
            "CrashReader" | "CrashProducer" => self.crash(thread),
            action if self.offers(thread).contains(&action) => self.go(thread, action, decision, shift),
            action => Err(format!("{action} is not enabled, only {:?} are", self.offers(thread))),
        }?;
        self.world.broken.take().map_or(Ok(access), Err)
    }

    /// Time passes for a thread; that wakes it if it sleeps.
    fn expire(&mut self, thread: usize) -> Result<Option<String>, String> {
        let seat = &self.threads[thread].seat;
        seat.clock.set(seat.clock.get() + 2 * TIMEOUT);
        if seat.asleep.take().is_some() {
            self.resume(thread, Answer::Got(0));
        }
        Ok(None)
    }

    /// The supervisors look again.
    fn crash(&mut self, thread: usize) -> Result<Option<String>, String> {
        self.threads[thread].seat.is_dead.set(true);
        self.world.dead.borrow_mut().push(self.threads[thread].name.clone());
        (0..self.threads.len()).filter(|&other| other != thread).for_each(|other| self.poll(other));
        Ok(None)
    }

    /// A call begins with its first access, but for those that only begin or end something of the caller's.
    fn go(&mut self, thread: usize, action: &str, decision: &Json, shift: i64) -> Result<Option<String>, String> {
        let seat = &self.threads[thread].seat;
        let stands_before = matches!(&*seat.pending.borrow(), Pending::Access(is, ..) if is.name() == action);
        if !stands_before {
            self.resume(thread, Answer::Chosen(action.into(), decision.clone()));
            if action.starts_with("Begin") || action.starts_with("End") {
                return Ok(None);
            }
        }
        let pending = self.threads[thread].seat.pending.borrow().clone();
        match pending {
            Pending::Access(is, at, op) if is.name() == action => Ok(Some(self.access(thread, at, op, shift))),
            _ => Err(format!("the call returned without {action}")),
        }
    }

    fn access(&mut self, thread: usize, at: At, op: Op, shift: i64) -> String {
        let word = self.named.iter().find(|word| word.at == at);
        let back = word.map_or(0, |word| word.growth(shift, self.given.shape.size));
        let name = word.map_or_else(|| format!("the word at {at}"), |word| word.name.clone());
        let op = forward(op, back);
        let sleeps = self.sleeps(thread, at, op);
        let result = perform(&mut self.world.words.borrow_mut()[at], op);
        if sleeps {
            self.threads[thread].seat.asleep.set(Some(at));
        } else {
            self.after(thread, at, op, result.wrapping_sub(back));
        }
        said(op, &name, result, sleeps)
    }

    fn sleeps(&self, thread: usize, at: At, op: Op) -> bool {
        let Op::Wait(is, until) = op else { return false };
        let now: Duration = self.threads[thread].seat.clock.get();
        self.world.words.borrow()[at] == is && until.is_none_or(|time| now < time)
    }

    fn after(&mut self, thread: usize, at: At, op: Op, seen: u32) {
        if op == Op::Notify {
            self.wake(at);
        }
        self.resume(thread, Answer::Got(seen));
    }

    fn wake(&mut self, at: At) {
        for thread in 0..self.threads.len() {
            let seat = &self.threads[thread].seat;
            if seat.aside.get() == Some(at) {
                seat.aside.set(None);
            }
            if seat.asleep.get() == Some(at) && !seat.is_dead.get() {
                seat.asleep.set(None);
                self.resume(thread, Answer::Got(0));
            }
        }
    }

    /// The state, and the access that led to it.
    pub fn answer(&self, access: Option<String>) -> String {
        let mut text = String::new();
        let offers: Vec<_> = (0..self.threads.len()).map(|thread| self.offers(thread)).collect();
        let words: Vec<_> = self.told.iter().map(|&at| self.world.words.borrow()[at]).collect();
        let slots = self.world.slots.borrow();
        let slots = slots.iter().map(|slot| slot.map_or("null".into(), |sequence| sequence.to_string()));
        let slots: Vec<String> = slots.collect();
        let access = access.unwrap_or("null".into());
        let _ = write!(text, "{{\"access\":{access},\"offers\":{offers:?},\"words\":{words:?},");
        let _ = write!(text, "\"slots\":[{}]}}", slots.join(","));
        text
    }
}

/// A thread that sees a word set back expects and stores it set back as well.
fn forward(op: Op, back: u32) -> Op {
    match op {
        Op::Store(value) => Op::Store(value.wrapping_add(back)),
        Op::Exchange(value) => Op::Exchange(value.wrapping_add(back)),
        Op::CompareExchange(is, value) => Op::CompareExchange(is.wrapping_add(back), value.wrapping_add(back)),
        other => other,
    }
}

/// Makes an access, and gives the value from before it.
fn perform(word: &mut u32, op: Op) -> u32 {
    let before = *word;
    *word = match op {
        Op::Store(value) | Op::Exchange(value) => value,
        Op::CompareExchange(is, value) if before == is => value,
        Op::Add(more) => before.wrapping_add(more),
        Op::Or(bits) => before | bits,
        _ => before,
    };
    before
}
