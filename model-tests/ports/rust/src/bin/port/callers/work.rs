//! A worker of a pool.

use ringproof::{Handler, Worker};

use super::consume::Thrown;
use super::{Place, number, waits};
use crate::stepped::Stepped;

struct Task<'a>(&'a Place);

impl Handler for Task<'_> {
    type Error = Thrown;

    async fn handle(&mut self, sequence: i64, _end_of_batch: bool) -> Result<(), Thrown> {
        self.0.choose(|| vec!["BeginTask"]).await;
        self.0.finds(&[sequence]);
        let (_, decision) = self.0.choose(|| vec!["EndTask"]).await;
        self.0.finds(&[sequence]);
        if decision.get("throws").is_true() { Err(Thrown) } else { Ok(()) }
    }
}

/// After a handler failed, the next call begins with what is still held.
pub async fn work(mut worker: Worker<Stepped>, place: Place) {
    loop {
        let begins = if worker.holds() { "BeginWork" } else { "LoadTake" };
        let (_, decision) = place.choose(|| vec![begins]).await;
        let limit = number(&decision, "limit");
        let handled = match waits(&decision) {
            true => worker.consume(&mut Task(&place), limit, place.timeout()).await,
            false => worker.poll(&mut Task(&place), limit).await,
        };
        if place.has_stopped(&handled) {
            return;
        }
    }
}
