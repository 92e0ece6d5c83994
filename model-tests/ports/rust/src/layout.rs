//! Where the words of a ring lie, and what they hold before the first event.

use crate::memory::At;
use crate::sequence::{MARK, Sequence, lap_of, slot_of, wrap};

/// Each word that is written often has 128 bytes of its own, so that no two threads share its cache line.
pub(crate) const LINE: usize = if cfg!(loom) { 2 } else { 32 };

/// The last published sequence; with several producers, the next to claim, and whether the ring is closed.
pub const CURSOR: At = 0;
/// The epochs on which threads sleep: until something is published, or consumed.
pub const PUBLISHED_EPOCH: At = LINE;
pub const CONSUMED_EPOCH: At = 2 * LINE;
/// The first sequence that a closed ring does not have; its lowest bit until that is known.
pub const FINAL: At = PUBLISHED_EPOCH + 1;

/// A consumer's state, in its owner word.
pub(crate) const TAKEN: u32 = 1;
pub(crate) const DEAD: u32 = 2;
pub(crate) const LEFT: u32 = 3;

/// A consumer of a ring, or a pool of workers that is one to all others.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    /// The consumers whose events it sees after them, by their place in the shape.
    pub follows: Vec<usize>,
    pub is_pool: bool,
}

/// What a ring is like.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The number of slots, a power of two.
    pub size: u32,
    /// The first sequence.
    pub start: Sequence,
    /// Whether there may be several producers.
    pub several: bool,
    pub consumers: Vec<Reads>,
    /// How many attempts a thread makes before it parks; None if it never does.
    pub spins: Option<u32>,
}

/// The words of a consumer.
#[derive(Clone, Copy, Debug)]
pub struct Gate {
    /// The last sequence that it has handled.
    pub gate: At,
    /// A pool's next sequence to take, and the first of the counts of its slots.
    pub take: At,
    pub done: At,
}

impl Gate {
    /// Whether the consumer still goes on.
    pub fn owner(&self) -> At {
        self.gate + 1
    }
}

/// The places of all words.
#[derive(Clone, Debug)]
pub struct Layout {
    pub gates: Vec<Gate>,
    /// With several producers, the first of the laps of the slots.
    pub laps: At,
    words: usize,
}

impl Layout {
    pub fn of(shape: &Shape) -> Self {
        let mut words = 3 * LINE;
        let mut place = |many: usize| {
            words += many.next_multiple_of(LINE);
            words - many.next_multiple_of(LINE)
        };
        let size = shape.size as usize;
        let gates = shape.consumers.iter().map(|each| match each.is_pool {
            true => Gate { gate: place(2), take: place(1), done: place(size) },
            false => Gate { gate: place(2), take: 0, done: 0 },
        });
        let gates = gates.collect();
        let laps = place(if shape.several { size } else { 0 });
        Layout { gates, laps, words }
    }

    /// The words before the first event.
    pub fn initial(&self, shape: &Shape) -> Vec<u32> {
        let mut words = vec![0; self.words];
        words[CURSOR] = wrap(shape.start - i64::from(!shape.several));
        words[FINAL] = wrap(shape.start) | MARK;
        for (gate, reads) in self.gates.iter().zip(&shape.consumers) {
            (words[gate.gate], words[gate.owner()]) = (wrap(shape.start - 1), TAKEN);
            if reads.is_pool {
                set_pool(&mut words, gate, shape);
            }
        }
        if shape.several {
            set_laps(&mut words[self.laps..], shape, -1);
        }
        words
    }
}

/// As if the gate had just arrived at the first event.
fn set_pool(words: &mut [u32], gate: &Gate, shape: &Shape) {
    words[gate.take] = wrap(shape.start);
    set_laps(&mut words[gate.done..], shape, 0);
    words[gate.done + slot_of(shape.start, shape.size)] += 1;
}

/// The slots before the first event's begin one lap later.
fn set_laps(words: &mut [u32], &Shape { size, start, .. }: &Shape, by: i64) {
    let (lap, first) = (lap_of(start, size) + by, slot_of(start, size));
    for (slot, word) in words[..size as usize].iter_mut().enumerate() {
        *word = wrap(if slot < first { lap + 1 } else { lap });
    }
}
