//! Where events live.

#[cfg(loom)]
use loom::cell::UnsafeCell;
#[cfg(not(loom))]
use std::cell::UnsafeCell;

use crate::sequence::{Sequence, slot_of};

/// The events of a ring, one in each slot.
pub struct Slots<T>(Box<[UnsafeCell<T>]>);

// A slot is written by one thread, and read by others only while no thread may write it.
unsafe impl<T: Send + Sync> Sync for Slots<T> {}

impl<T: Default> Slots<T> {
    /// The slots of a ring of that size.
    pub fn new(size: u32) -> Self {
        Slots((0..size).map(|_| UnsafeCell::new(T::default())).collect())
    }
}

impl<T> Slots<T> {
    fn slot(&self, sequence: Sequence) -> &UnsafeCell<T> {
        &self.0[slot_of(sequence, self.0.len() as u32)]
    }

    /// Writes an event.
    ///
    /// # Safety
    /// This thread has claimed the sequence and not published it.
    pub unsafe fn write<R>(&self, sequence: Sequence, write: impl FnOnce(&mut T) -> R) -> R {
        #[cfg(loom)]
        return self.slot(sequence).with_mut(|event| write(unsafe { &mut *event }));
        #[cfg(not(loom))]
        write(unsafe { &mut *self.slot(sequence).get() })
    }

    /// Reads an event.
    ///
    /// # Safety
    /// The sequence was given to a handler of this thread, or taken by it, and its gate has not moved past it since.
    pub unsafe fn read<R>(&self, sequence: Sequence, read: impl FnOnce(&T) -> R) -> R {
        #[cfg(loom)]
        return self.slot(sequence).with(|event| read(unsafe { &*event }));
        #[cfg(not(loom))]
        read(unsafe { &*self.slot(sequence).get() })
    }
}
