//! The words on which threads sleep, and how they are woken.

use crate::memory::{Action, At, Memory, Op};

/// How the ring has ended: the lowest bits of both epochs.
pub(crate) const CLOSED: u32 = 1;
pub(crate) const FAILED: u32 = 2;
/// The step of an epoch's count, above these bits.
pub(crate) const EPOCH_STEP: u32 = 4;

/// Wakes all who sleep on this epoch; after a marked word has changed, by the thread that changed it.
pub(crate) async fn wake<M: Memory>(memory: &M, epoch: At) {
    memory.add(Action::Bump, epoch, EPOCH_STEP).await;
    memory.access(Action::Notify, epoch, Op::Notify).await;
}
