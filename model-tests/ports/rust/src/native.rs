//! Real atomics, of the machine or of loom.

#[cfg(loom)]
use loom::sync::{Condvar, Mutex, atomic::AtomicU32};
use std::array::from_fn;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};
#[cfg(not(loom))]
use std::sync::{Condvar, Mutex, atomic::AtomicU32};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::layout::{LINE, PUBLISHED_EPOCH};
use crate::memory::{Action, At, Deadline, Memory, Op};

/// 128 bytes, so that no two of them share a cache line.
#[cfg_attr(not(loom), repr(align(128)))]
struct Line([AtomicU32; LINE]);

/// Where threads sleep: the lock orders the last look at the epoch and the notification.
struct Bed {
    lock: Mutex<()>,
    woken: Condvar,
}

struct Shared {
    lines: Vec<Line>,
    published: Bed,
    consumed: Bed,
    began: Instant,
}

/// The words of a ring whose threads are those of this process.
#[derive(Clone)]
pub struct Native {
    shared: Arc<Shared>,
    #[cfg(loom)]
    orderings: Orderings,
}

/// Loom's tests find out which orderings suffice.
#[cfg(loom)]
pub type Orderings = Arc<dyn Fn(Action) -> Ordering + Send + Sync>;

impl Native {
    /// Words with these values.
    pub fn new(words: Vec<u32>) -> Self {
        Native {
            shared: Arc::new(Shared::new(&words)),
            #[cfg(loom)]
            orderings: Arc::new(Action::ordering),
        }
    }

    #[cfg(loom)]
    pub fn with(words: Vec<u32>, orderings: Orderings) -> Self {
        Native { shared: Arc::new(Shared::new(&words)), orderings }
    }

    #[cfg(loom)]
    fn ordering(&self, action: Action) -> Ordering {
        (self.orderings)(action)
    }

    #[cfg(not(loom))]
    #[inline(always)]
    fn ordering(&self, action: Action) -> Ordering {
        action.ordering()
    }

    #[inline(always)]
    fn word(&self, at: At) -> &AtomicU32 {
        &self.shared.lines[at / LINE].0[at % LINE]
    }

    fn bed(&self, epoch: At) -> &Bed {
        if epoch == PUBLISHED_EPOCH { &self.shared.published } else { &self.shared.consumed }
    }

    fn sleep(&self, epoch: At, is: u32, until: Deadline, order: Ordering) -> u32 {
        let bed = self.bed(epoch);
        let lock = bed.lock.lock().expect("nobody panics with this lock");
        let found = self.word(epoch).load(order);
        match until {
            _ if found != is => drop(lock),
            None => drop(bed.woken.wait(lock)),
            Some(time) => drop(bed.woken.wait_timeout(lock, time.saturating_sub(self.now()))),
        }
        found
    }

    /// The lock comes between a sleeper's last look at the epoch and its sleep, or after both.
    fn rouse(&self, epoch: At) -> u32 {
        let bed = self.bed(epoch);
        drop(bed.lock.lock().expect("nobody panics with this lock"));
        bed.woken.notify_all();
        0
    }
}

impl Shared {
    fn new(words: &[u32]) -> Self {
        let bed = || Bed { lock: Mutex::new(()), woken: Condvar::new() };
        let value = |at: At| words.get(at).copied().unwrap_or(0);
        let line = |first: usize| Line(from_fn(|at| AtomicU32::new(value(first + at))));
        let lines = (0..words.len()).step_by(LINE).map(line).collect();
        Shared { lines, published: bed(), consumed: bed(), began: Instant::now() }
    }
}

impl Memory for Native {
    #[inline(always)]
    async fn access(&self, action: Action, at: At, op: Op) -> u32 {
        let (word, order) = (self.word(at), self.ordering(action));
        match op {
            Op::Load => word.load(order),
            Op::Store(value) => store(word, value, order),
            Op::Exchange(value) => word.swap(value, order),
            Op::CompareExchange(is, value) => compare_exchange(word, is, value, order),
            Op::Add(more) => word.fetch_add(more, order),
            Op::Or(bits) => word.fetch_or(bits, order),
            Op::Wait(is, until) => self.sleep(at, is, until, order),
            Op::Notify => self.rouse(at),
        }
    }

    fn peek(&self, at: At) -> u32 {
        self.word(at).load(Relaxed)
    }

    fn now(&self) -> Duration {
        self.shared.began.elapsed()
    }

    fn pause(&self) {
        #[cfg(loom)]
        loom::thread::yield_now();
        #[cfg(not(loom))]
        std::hint::spin_loop();
    }
}

/// A store gives no value; this is not used.
fn store(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
    word.store(value, order);
    0
}

/// One that fails is a load.
fn compare_exchange(word: &AtomicU32, is: u32, value: u32, order: Ordering) -> u32 {
    let of_failure = match order {
        AcqRel | Acquire => Acquire,
        Release | Relaxed => Relaxed,
        _ => SeqCst,
    };
    word.compare_exchange(is, value, order, of_failure).unwrap_or_else(|found| found)
}

/// Completes a call on native words: it blocks where the call waits.
///
/// # Panics
/// If the call waits for something else than its ring, as an asynchronous handler may.
pub fn run<F: Future>(call: F) -> F::Output {
    match pin!(call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a call on native words does not yield"),
    }
}
