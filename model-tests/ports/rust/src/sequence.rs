//! Sequences and the 32-bit words that hold them.

/// Counts events from the ring's start; -1 is the one before sequence 0.
pub type Sequence = i64;

/// The lowest bit of a word that holds a doubled sequence or lap: a thread is parked on it.
pub(crate) const MARK: u32 = 1;

/// The word of a sequence: the lowest 31 bits, doubled, so that there is room for a mark.
pub fn wrap(sequence: Sequence) -> u32 {
    (sequence as u32) << 1
}

/// How far word `a`, marked or not, is ahead of word `b`, from -2^30 up to 2^30 - 1.
pub fn ahead(a: u32, b: u32) -> i64 {
    i64::from(a.wrapping_sub(b) as i32 >> 1)
}

/// How far word `a` is after word `b`, from 0 up to 2^31 - 1: for words that cannot have gone back.
pub fn after(a: u32, b: u32) -> i64 {
    i64::from(a.wrapping_sub(b) >> 1)
}

/// The full sequence that `word` holds, given one that is `near`: less than 2^30 away.
pub fn unwrap(near: Sequence, word: u32) -> Sequence {
    near + ahead(word, wrap(near))
}

/// The slot of a sequence in a ring of `size` slots, a power of two.
pub fn slot_of(sequence: Sequence, size: u32) -> usize {
    (sequence & i64::from(size - 1)) as usize
}

/// How many laps of the ring come before a sequence.
pub fn lap_of(sequence: Sequence, size: u32) -> i64 {
    sequence.div_euclid(i64::from(size))
}

/// The word of the sequence that a slot holds on the lap of this word, marked or not.
pub fn sequence_at(lap: u32, slot: usize, size: u32) -> u32 {
    (lap & !MARK).wrapping_mul(size).wrapping_add(2 * slot as u32)
}
