//! The shared words, and the accesses that are made of them.

use std::future::Future;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The index of a word, see `layout`.
pub type At = usize;

/// When a call gives up, by the clock of its memory; without one, it waits until the ring ends.
pub type Deadline = Option<Duration>;

/// What an access does. Each is atomic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Load,
    Store(u32),
    Exchange(u32),
    CompareExchange(u32, u32),
    Add(u32),
    Or(u32),
    /// Sleeps if the word has this value, until it is notified or the time has come.
    Wait(u32, Deadline),
    /// Wakes all who sleep on the word.
    Notify,
}

/// The words of a ring, as one thread sees them.
///
/// Each access names its action in the spec. It is a future, so that a test may stop the thread before it; where
/// threads are real it is ready at once, and a wait blocks: see [`run`](crate::run).
pub trait Memory: Clone {
    /// Makes an access, and gives the value from before it.
    fn access(&self, action: Action, at: At, op: Op) -> impl Future<Output = u32>;

    /// Reads a word that no other thread writes any more.
    fn peek(&self, at: At) -> u32;

    /// The time on this memory's clock.
    fn now(&self) -> Duration;

    /// Between two attempts of a thread that spins.
    fn pause(&self) {}

    fn load(&self, action: Action, at: At) -> impl Future<Output = u32> {
        self.access(action, at, Op::Load)
    }

    fn exchange(&self, action: Action, at: At, word: u32) -> impl Future<Output = u32> {
        self.access(action, at, Op::Exchange(word))
    }

    fn compare_exchange(&self, action: Action, at: At, is: u32, word: u32) -> impl Future<Output = u32> {
        self.access(action, at, Op::CompareExchange(is, word))
    }

    fn add(&self, action: Action, at: At, more: u32) -> impl Future<Output = u32> {
        self.access(action, at, Op::Add(more))
    }

    fn or(&self, action: Action, at: At, bits: u32) -> impl Future<Output = u32> {
        self.access(action, at, Op::Or(bits))
    }
}

impl Action {
    /// The weakest ordering that suffices, as the tests of loom show for each.
    pub const fn ordering(self) -> Ordering {
        use Action::*;
        match self {
            LoadGate | LoadCursor | Probe | LoadUpstream | LoadOwner | LoadEpoch => Ordering::Acquire,
            Publish | Advance | MoveGate | Leave | Bury | Bump | Tell => Ordering::Release,
            Finish | Arrive => Ordering::AcqRel,
            Claim | LoadNext | Exchange | LoadLap | LoadTake | Take | LoadDone => Ordering::Relaxed,
            CloseCursor | StoreFinal | LoadFinal | Mark | Sleep | TellAgain => Ordering::Relaxed,
            // These are no accesses of a word.
            Notify | NotifyAll => Ordering::Relaxed,
        }
    }
}

macro_rules! actions {
    ($($name:ident)*) => {
        /// The actions of the spec that are accesses; each occurs once in this source, but for those of a signal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action { $($name),* }

        impl Action {
            pub const ALL: &[Action] = &[$(Action::$name),*];

            pub const fn name(self) -> &'static str {
                match self { $(Action::$name => stringify!($name)),* }
            }
        }
    };
}

actions! {
    LoadGate Publish
    Claim LoadNext Exchange LoadLap
    LoadCursor Probe LoadUpstream LoadOwner LoadFinal
    Advance Leave
    LoadTake Take LoadDone Finish MoveGate Arrive
    LoadEpoch Mark Sleep Bump Notify
    CloseCursor StoreFinal Tell TellAgain NotifyAll Bury
}
