//! Polls, consumes or takes.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use ringproof::memory::Op;
use ringproof::{Consumer, Error, Handler, Range};

use super::{Place, number, waits};
use crate::json::Json;
use crate::stepped::{Answer, Pending, Stepped};

/// A handler has failed since its decision says so.
pub struct Thrown;

/// A handler that keeps its events until the batch ends.
struct Keeping<'a> {
    place: &'a Place,
    kept: Vec<i64>,
}

impl Handler for Keeping<'_> {
    type Error = Thrown;

    async fn handle(&mut self, sequence: i64, end_of_batch: bool) -> Result<(), Thrown> {
        let mut read = self.kept.clone();
        read.push(sequence);
        self.place.choose(|| vec!["BeginRead"]).await;
        self.place.finds(&read);
        let (_, decision) = self.place.choose(|| vec!["EndRead"]).await;
        self.place.finds(&read);
        if decision.get("throws").is_true() {
            return Err(Thrown);
        }
        self.kept = if end_of_batch { Vec::new() } else { read };
        Ok(())
    }

    fn flushes(&self) -> bool {
        self.place.given.callers.flushes
    }

    /// It gets exactly the events kept when the handler failed; the gate has not moved yet.
    async fn flush(&mut self, last: i64) -> Result<(), Thrown> {
        self.place.check(self.kept.last() == Some(&last), || format!("flush({last}) of {:?}", self.kept));
        self.place.finds(&self.kept);
        let (_, decision) = self.place.choose(|| vec!["EndFlush"]).await;
        self.place.finds(&self.kept);
        if decision.get("throws").is_true() {
            return Err(Thrown);
        }
        self.kept.clear();
        Ok(())
    }
}

/// What a caller has taken and not advanced over; and whether a call has said that the ring has failed.
struct Open<'a> {
    place: &'a Place,
    taken: Vec<i64>,
    has_failed: bool,
}

impl Open<'_> {
    fn add(&mut self, Range { first, last }: Range, limit: u32) {
        let before = self.taken.last().map_or(first - 1, |last| *last);
        let is_next = first == before + 1 && first <= last && last < first + i64::from(limit);
        self.place.check(is_next, || format!("took {first} to {last} after {before}, at most {limit}"));
        self.taken.extend(first..=last);
        self.place.finds(&self.taken);
    }
}

pub async fn consume(mut consumer: Consumer<Stepped>, place: Place) {
    let mut open = Open { place: &place, taken: Vec::new(), has_failed: false };
    let mut keeping = Keeping { place: &place, kept: Vec::new() };
    while !step(&mut consumer, &mut open, &mut keeping).await {}
}

/// What its caller decides next; returns whether the ring has ended for it.
async fn step(consumer: &mut Consumer<Stepped>, open: &mut Open<'_>, keeping: &mut Keeping<'_>) -> bool {
    let place = keeping.place;
    let (action, decision) = place.choose(|| offers(open, keeping)).await;
    place.finds(&open.taken);
    let has_ended = match action.as_str() {
        "BeginPoll" => batch(consumer, keeping, &decision).await,
        "BeginTake" => take(consumer, open, &decision).await,
        _ => advance(consumer, open, &decision).await,
    };
    has_ended && open.taken.is_empty()
}

fn offers(open: &Open<'_>, keeping: &Keeping<'_>) -> Vec<&'static str> {
    let takes = keeping.place.given.callers.takes;
    let poll = open.taken.is_empty().then_some("BeginPoll");
    let take = (takes && keeping.kept.is_empty()).then_some("BeginTake");
    let advance = (!open.taken.is_empty()).then_some("Advance");
    poll.into_iter().chain(take).chain(advance).collect()
}

/// A batch; returns whether the ring has ended.
async fn batch(consumer: &mut Consumer<Stepped>, keeping: &mut Keeping<'_>, decision: &Json) -> bool {
    let (limit, place) = (number(decision, "limit"), keeping.place);
    let handled = match waits(decision) {
        true => consumer.consume(keeping, limit, place.timeout()).await,
        false => consumer.poll(keeping, limit).await,
    };
    place.has_stopped(&handled)
}

/// Takes a range; returns whether the ring has ended.
async fn take(consumer: &Consumer<Stepped>, open: &mut Open<'_>, decision: &Json) -> bool {
    let limit = number(decision, "limit");
    open.has_failed = false;
    let took = if waits(decision) {
        stand_aside(consumer.take(limit, open.place.timeout()), consumer, open).await.map(Some)
    } else {
        consumer.try_take(limit).await
    };
    if let Ok(Some(range)) = took {
        open.add(range, limit);
    }
    open.has_failed |= took == Err(Error::Failed);
    open.place.has_ended(&took)
}

/// Advances over the first `n` of what is taken; returns whether the consumer has left a failed ring after that.
async fn advance(consumer: &Consumer<Stepped>, open: &mut Open<'_>, decision: &Json) -> bool {
    let over: Vec<_> = open.taken.drain(..number(decision, "n") as usize).collect();
    let advanced = consumer.advance(*over.last().unwrap_or(&i64::MIN)).await;
    open.place.check(advanced.is_ok(), || format!("advance over {over:?} came to {advanced:?}"));
    open.has_failed && consumer.leaves()
}

type Took = Result<Range, Error>;

/// A call that waits, while whose attempts and sleeps the caller may advance.
async fn stand_aside(call: impl Future<Output = Took>, consumer: &Consumer<Stepped>, open: &mut Open<'_>) -> Took {
    let mut call = pin!(call);
    let mut is_fresh = true;
    loop {
        if let Poll::Ready(took) = poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await {
            return took;
        }
        let sleeps = matches!(&*open.place.memory.seat.pending.borrow(), Pending::Access(_, _, Op::Wait(..)));
        match chosen(open.place, !open.taken.is_empty() && (is_fresh || sleeps)).await {
            Some(decision) => is_fresh |= advance_aside(consumer, open, &decision).await,
            None => is_fresh = sleeps,
        }
    }
}

/// Waits for an answer: a decision to advance, or None if it is the result of the call's access.
async fn chosen(place: &Place, may_advance: bool) -> Option<Json> {
    let seat = &place.memory.seat;
    seat.may_advance.set(may_advance && place.given.callers.meanwhile);
    let decision = poll_fn(|_| match seat.answer.take() {
        Some(Answer::Chosen(_, decision)) => Poll::Ready(Some(decision)),
        Some(got) => {
            seat.answer.replace(Some(got));
            Poll::Ready(None)
        }
        None => Poll::Pending,
    });
    let decision = decision.await;
    seat.may_advance.set(false);
    decision
}

/// Advances while a call stands aside; returns whether that slept and was woken meanwhile.
async fn advance_aside(consumer: &Consumer<Stepped>, open: &mut Open<'_>, decision: &Json) -> bool {
    let place = open.place;
    let seat = &place.memory.seat;
    let slept = seat.asleep.take();
    seat.aside.set(slept);
    place.finds(&open.taken);
    advance(consumer, open, decision).await;
    let sleeps = seat.aside.take();
    seat.asleep.set(sleeps);
    let is_woken = slept.is_some() && sleeps.is_none();
    if is_woken {
        seat.answer.replace(Some(Answer::Got(0)));
    }
    is_woken
}
