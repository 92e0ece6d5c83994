//! Claims, writes and publishes. Each of these returns whether the ring has ended.

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
    fn publish(&mut self, result: Result<(), Error>, place: &Place) -> bool {
        place.check(result.is_ok(), || format!("publish came to {result:?}"));
        self.published = self.written;
        false
    }

    fn open(&self) -> i64 {
        self.claimed - self.published
    }
}

pub async fn alone(mut producer: SingleProducer<Stepped>, place: Place) {
    let mut at = Positions::at(place.given.shape.start - 1);
    while !step_alone(&mut producer, &mut at, &place).await {}
}

async fn step_alone(producer: &mut SingleProducer<Stepped>, at: &mut Positions, place: &Place) -> bool {
    refuses_what_does_not_fit(producer, at, place).await;
    let (action, decision) = place.choose(|| offers_alone(at, place)).await;
    match action.as_str() {
        "BeginClaim" => claim(producer, at, &decision, place).await,
        "StoreFinal" => close(producer, at).await,
        "BeginWrite" => write(at, place).await,
        _ => at.publish(producer.publish(at.written).await, place),
    }
}

/// Closes the ring; what is claimed may still be published.
async fn close(producer: &mut SingleProducer<Stepped>, at: &mut Positions) -> bool {
    at.closed = true;
    producer.close().await;
    false
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
async fn write(at: &mut Positions, place: &Place) -> bool {
    let slot = place.slot(at.written + 1);
    place.memory.world.slots.borrow_mut()[slot] = None;
    place.choose(|| vec!["EndWrite"]).await;
    at.written += 1;
    place.memory.world.slots.borrow_mut()[slot] = Some(at.written);
    false
}

pub async fn beside(mut producer: MultiProducer<Stepped>, place: Place) {
    let mut at = Positions::at(place.given.shape.start - 1);
    while !step_beside(&mut producer, &mut at, &place).await {}
}

async fn step_beside(producer: &mut MultiProducer<Stepped>, at: &mut Positions, place: &Place) -> bool {
    let (action, decision) = place.choose(|| offers_beside(at, place)).await;
    match action.as_str() {
        "BeginWrite" => write(at, place).await,
        "Publish" => at.publish(producer.publish(at.written).await, place),
        _ => claim_beside(producer, at, (&action, &decision), place).await,
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

type Call<'a> = (&'a str, &'a Json);

async fn claim_beside(it: &mut MultiProducer<Stepped>, at: &mut Positions, call: Call<'_>, place: &Place) -> bool {
    let (call, decision) = call;
    let n = number(decision, "n");
    let claimed = match call {
        "Claim" => it.claim(n).await.map(Some),
        _ if waits(decision) => it.claim_within(n, place.timeout()).await.map(Some),
        _ => it.try_claim(n).await,
    };
    if let Ok(Some(first)) = claimed {
        *at = Positions { claimed: first - 1 + i64::from(n), ..Positions::at(first - 1) };
        refuses_another(it, place).await;
    }
    place.has_ended(&claimed)
}

/// With an open claim, another must be refused before its first access.
async fn refuses_another(producer: &mut MultiProducer<Stepped>, place: &Place) {
    let again = producer.try_claim(1).await;
    place.check(again == Err(Error::Claim), || format!("a claim beside an open one came to {again:?}"));
}
