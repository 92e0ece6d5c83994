//! How a ring ends: it is closed, or it fails. Any thread may end it, for good.

use crate::layout::{CONSUMED_EPOCH, CURSOR, DEAD, FINAL, PUBLISHED_EPOCH};
use crate::memory::{Action, Memory, Op};
use crate::ring::Plan;
use crate::signal::{CLOSED, EPOCH_STEP, FAILED};

/// The lowest bit of the cursor with several producers: the ring is closed.
pub(crate) const CLOSED_BIT: u32 = 1;

/// Closes a ring with several producers.
pub(crate) async fn close<M: Memory>(memory: &M) {
    let word = close_cursor(memory).await;
    if word & CLOSED_BIT == 0 {
        close_at(memory, word).await;
    }
}

/// Closes a ring at the sequence of this word, the first that will not come.
pub(crate) async fn close_at<M: Memory>(memory: &M, end: u32) {
    store_final(memory, end).await;
    tell(memory, CLOSED).await;
}

/// Fails a ring; again for every later death. The dead are marked first, so that others can see who has died.
pub(crate) async fn fail<M: Memory>(memory: &M, plan: &Plan, dead: &[usize]) {
    for &consumer in dead {
        let owner = plan.layout.gates[consumer].owner();
        memory.compare_exchange(Action::Bury, owner, memory.peek(owner), DEAD).await;
    }
    if plan.shape.several {
        let word = close_cursor(memory).await;
        if word & CLOSED_BIT == 0 {
            store_final(memory, word).await;
        }
    }
    tell(memory, FAILED).await;
}

/// One access decides which claims are accepted; the first thread to close learns the end from it.
async fn close_cursor<M: Memory>(memory: &M) -> u32 {
    memory.or(Action::CloseCursor, CURSOR, CLOSED_BIT).await
}

async fn store_final<M: Memory>(memory: &M, end: u32) {
    memory.access(Action::StoreFinal, FINAL, Op::Store(end)).await;
}

/// An `or`, never a store: a closed ring may fail. If the bit was set already, there is another death, which a thread
/// about to sleep must notice.
async fn tell<M: Memory>(memory: &M, ending: u32) {
    for epoch in [PUBLISHED_EPOCH, CONSUMED_EPOCH] {
        let previous = memory.or(Action::Tell, epoch, ending).await;
        if previous & ending != 0 {
            memory.add(Action::TellAgain, epoch, EPOCH_STEP).await;
        }
        memory.access(Action::NotifyAll, epoch, Op::Notify).await;
    }
}
