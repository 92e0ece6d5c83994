//! Payloads of one word and of sixteen, and the sums that show that each event was read once, in order.

#[derive(Clone, Copy)]
pub struct Payload<const WORDS: usize>([i32; WORDS]);

impl<const WORDS: usize> Payload<WORDS> {
    pub const EMPTY: Self = Payload([0; WORDS]);

    /// A word and the numbers after it.
    #[inline]
    pub fn of(word: i32) -> Self {
        Payload(std::array::from_fn(|i| word.wrapping_add(i as i32)))
    }

    #[inline]
    pub fn write(&mut self, word: i32) {
        *self = Payload::of(word);
    }

    /// The sum of all words.
    #[inline]
    pub fn fold(&self) -> i32 {
        self.0.iter().fold(0, |sum, word| sum.wrapping_add(*word))
    }

    #[inline]
    pub fn first(&self) -> i32 {
        self.0[0]
    }
}

/// The payload of a producer's event. Its lowest two bits are the producer.
#[inline]
pub fn payload_from(sender: u64, event: u64) -> i32 {
    ((4 * event + sender) as i32).wrapping_mul(0x9e3779b1_u32 as i32)
}

#[inline]
pub fn sender_of(payload: i32) -> usize {
    (payload & 3) as usize
}

/// Adds an event to a sum that depends on the order.
#[inline]
pub fn add_to(sum: i32, payload: i32) -> i32 {
    sum.wrapping_mul(31).wrapping_add(payload)
}

/// Adds an event to a sum that ignores the order.
#[inline]
pub fn add_unordered(sum: i32, payload: i32) -> i32 {
    sum.wrapping_add(payload.wrapping_mul(payload ^ ((payload as u32) >> 15) as i32))
}
