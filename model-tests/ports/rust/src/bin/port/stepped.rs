//! Words whose threads stop before each access, and what such a thread stands before.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use ringproof::memory::{Action, At, Memory, Op};

use crate::json::Json;

/// What all threads of a script share.
pub struct World {
    pub words: RefCell<Vec<u32>>,
    /// The sequence of the event in each slot; None while it is written.
    pub slots: RefCell<Vec<Option<i64>>>,
    /// The threads that have crashed, by name.
    pub dead: RefCell<Vec<String>>,
    /// What a caller has found to be wrong.
    pub broken: RefCell<Option<String>>,
}

impl World {
    pub fn new(size: u32) -> Self {
        World {
            words: RefCell::new(Vec::new()),
            slots: RefCell::new(vec![None; size as usize]),
            dead: RefCell::new(Vec::new()),
            broken: RefCell::new(None),
        }
    }

    /// Notes that something is wrong unless `holds`.
    pub fn check(&self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.broken.borrow_mut().get_or_insert_with(what);
        }
    }
}

/// What a thread stands before: a decision of its caller, or an access.
#[derive(Clone)]
pub enum Pending {
    Choice(Vec<&'static str>),
    Access(Action, At, Op),
}

/// What a thread goes on with: what its caller does, or the result of its access.
pub enum Answer {
    Chosen(String, Json),
    Got(u32),
}

/// A thread that is stepped.
pub struct Seat {
    pub pending: RefCell<Pending>,
    pub answer: RefCell<Option<Answer>>,
    /// The word on which it sleeps.
    pub asleep: Cell<Option<At>>,
    /// Whether it may advance although it stands before another access, or sleeps.
    pub may_advance: Cell<bool>,
    /// The word on which a call sleeps that stands aside while its thread advances; None once it is woken.
    pub aside: Cell<Option<At>>,
    pub is_dead: Cell<bool>,
    pub clock: Cell<Duration>,
}

impl Seat {
    pub fn new() -> Self {
        Seat {
            pending: RefCell::new(Pending::Choice(Vec::new())),
            answer: RefCell::new(None),
            asleep: Cell::new(None),
            may_advance: Cell::new(false),
            aside: Cell::new(None),
            is_dead: Cell::new(false),
            clock: Cell::new(Duration::ZERO),
        }
    }

    /// Stops before a decision of the caller; what is offered is looked up again whenever the thread is polled.
    pub fn choose(&self, offers: impl Fn() -> Vec<&'static str>) -> impl Future<Output = (String, Json)> {
        poll_fn(move |_| match self.answer.take() {
            Some(Answer::Chosen(action, decision)) => Poll::Ready((action, decision)),
            _ => {
                self.pending.replace(Pending::Choice(offers()));
                Poll::Pending
            }
        })
    }
}

/// The words as one thread sees them.
#[derive(Clone)]
pub struct Stepped {
    pub world: Rc<World>,
    pub seat: Rc<Seat>,
}

impl Memory for Stepped {
    fn access(&self, action: Action, at: At, op: Op) -> impl Future<Output = u32> {
        poll_fn(move |_| match self.seat.answer.take() {
            Some(Answer::Got(value)) => Poll::Ready(value),
            _ => {
                self.seat.pending.replace(Pending::Access(action, at, op));
                Poll::Pending
            }
        })
    }

    fn peek(&self, at: At) -> u32 {
        self.world.words.borrow()[at]
    }

    fn now(&self) -> Duration {
        self.seat.clock.get()
    }
}
