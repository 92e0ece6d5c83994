//! Threads that end the ring.

use ringproof::Ring;

use super::Place;
use crate::stepped::Stepped;

/// Closes the ring once.
pub async fn close(ring: Ring<Stepped>, place: Place) {
    place.choose(|| vec!["CloseCursor"]).await;
    ring.close().await;
}

/// Fails the ring once a thread has crashed, and again for each further crash of a consumer that others follow.
pub async fn supervise(ring: Ring<Stepped>, place: Place) {
    let mut buried = Vec::new();
    let begins = if place.given.shape.several { "CloseCursor" } else { "Tell" };
    let mut offers = vec![begins];
    loop {
        let offered = || if unburied(&place, &buried).is_some() { vec!["Bury"] } else { of_the_dead(&place, &offers) };
        place.choose(offered).await;
        let dead = unburied(&place, &buried);
        buried.extend(dead);
        offers.clear();
        ring.fail(dead.as_slice()).await;
    }
}

fn of_the_dead(place: &Place, offers: &[&'static str]) -> Vec<&'static str> {
    if place.memory.world.dead.borrow().is_empty() { Vec::new() } else { offers.to_vec() }
}

/// The next consumer that has died unnoticed, and that others follow.
fn unburied(place: &Place, buried: &[usize]) -> Option<usize> {
    let dead = place.memory.world.dead.borrow();
    let has_died = |&consumer: &usize| dead.contains(&place.given.consumers[consumer]);
    place.given.owned_by_others().filter(|consumer| !buried.contains(consumer)).find(has_died)
}
