//! Claims, writes and publishes.

use ringproof::{Error, MultiProducer, SingleProducer};

use super::{Place, number, waits};
use crate::json::Json;
use crate::stepped::Stepped;

/// The last sequences that are claimed, written and published.
#[derive(Clone, Copy)]
struct Positions {
    claimed: i64,
    written: i64,
    published: i64,
    closed: bool,
}

impl Positions {
    fn at(last: i64) -> Self {
        Positions { claimed: last, written: last, published: last, closed: false }
    }

    /// Everything written is published, if the call succeeded.
    fn publish(&mut self, result: Result<(), Error>, place: &Place) {
        place.check(result.is_ok(), || format!("publish came to {result:?}"));
        self.published = self.written;
    }

    fn open(&self) -> i64 {
        self.claimed - self.published
    }
}

pub async fn alone(mut producer: SingleProducer<Stepped>, place: Place) {
    let mut at = Positions::at(place.given.shape.start - 1);
    loop {
        refuses_what_does_not_fit(&mut producer, &at, &place).await;
        let (action, decision) = place.choose(|| offers_alone(&at, &place)).await;
        match action.as_str() {
            "BeginClaim" if claim(&mut producer, &mut at, &decision, &place).await => return,
            "BeginClaim" => {}
            "StoreFinal" => {
                at.closed = true;
                producer.close().await;
            }
            "BeginWrite" => write(&mut at, &place).await,
            _ => at.publish(producer.publish(at.written).await, &place),
        }
    }
}

fn offers_alone(at: &Positions, place: &Place) -> Vec<&'static str> {
    let callers = &place.given.callers;
    let fits = |n: &u32| at.open() + i64::from(*n) <= i64::from(place.given.shape.size);
    let may_claim = !at.closed && (at.open() == 0 || callers.has("ahead")) && callers.claims.iter().any(fits);
    let mut offers = offers_to_publish(at, place);
    offers.extend(may_claim.then_some("BeginClaim"));
    offers.extend((!at.closed && callers.has("close")).then_some("StoreFinal"));
    offers
}

fn offers_to_publish(at: &Positions, place: &Place) -> Vec<&'static str> {
    let is_whole = at.written == at.claimed || place.given.callers.has("parts");
    let write = (at.written < at.claimed).then_some("BeginWrite");
    let publish = (at.written > at.published && is_whole).then_some("Publish");
    write.into_iter().chain(publish).collect()
}

/// A claim that leaves more than a ring unpublished must be refused before its first access.
async fn refuses_what_does_not_fit(producer: &mut SingleProducer<Stepped>, at: &Positions, place: &Place) {
    let room = i64::from(place.given.shape.size) - at.open();
    for &n in place.given.callers.claims.iter().filter(|n| !at.closed && i64::from(**n) > room) {
        let claimed = producer.try_claim(n).await;
        place.check(claimed == Err(Error::Claim), || format!("claim({n}) with room for {room} came to {claimed:?}"));
    }
}

/// Claims; returns whether the ring has ended.
async fn claim(producer: &mut SingleProducer<Stepped>, at: &mut Positions, decision: &Json, place: &Place) -> bool {
    let n = number(decision, "n");
    let claimed = match waits(decision) {
        true => producer.claim(n, place.timeout()).await.map(Some),
        false => producer.try_claim(n).await,
    };
    if let Ok(Some(first)) = claimed {
        place.check(first == at.claimed + 1, || format!("claimed {first}, next is {}", at.claimed + 1));
        at.claimed += i64::from(n);
    }
    place.has_ended(&claimed)
}

/// Writes the next event. Its slot is torn in between.
async fn write(at: &mut Positions, place: &Place) {
    let slot = place.slot(at.written + 1);
    place.memory.world.slots.borrow_mut()[slot] = None;
    place.choose(|| vec!["EndWrite"]).await;
    at.written += 1;
    place.memory.world.slots.borrow_mut()[slot] = Some(at.written);
}

pub async fn beside(mut producer: MultiProducer<Stepped>, place: Place) {
    let mut at = Positions::at(place.given.shape.start - 1);
    loop {
        let (action, decision) = place.choose(|| offers_beside(&at, &place)).await;
        match action.as_str() {
            "BeginWrite" => write(&mut at, &place).await,
            "Publish" => at.publish(producer.publish(at.written).await, &place),
            call => {
                if claim_beside(&mut producer, &mut at, call, &decision, &place).await {
                    return;
                }
            }
        }
    }
}

fn offers_beside(at: &Positions, place: &Place) -> Vec<&'static str> {
    if at.open() > 0 {
        return offers_to_publish(at, place);
    }
    let habits = &place.given.callers;
    let load = habits.has("try") || habits.has("timed");
    let claim = habits.has("claim").then_some("Claim");
    claim.into_iter().chain(load.then_some("LoadNext")).collect()
}

/// Claims; returns whether the ring has ended.
async fn claim_beside(
    producer: &mut MultiProducer<Stepped>,
    at: &mut Positions,
    call: &str,
    decision: &Json,
    place: &Place,
) -> bool {
    let n = number(decision, "n");
    let claimed = match call {
        "Claim" => producer.claim(n).await.map(Some),
        _ if waits(decision) => producer.claim_within(n, place.timeout()).await.map(Some),
        _ => producer.try_claim(n).await,
    };
    if let Ok(Some(first)) = claimed {
        *at = Positions::at(first - 1);
        at.claimed += i64::from(n);
        let again = producer.try_claim(1).await;
        place.check(again == Err(Error::Claim), || format!("a claim beside an open one came to {again:?}"));
    }
    place.has_ended(&claimed)
}
