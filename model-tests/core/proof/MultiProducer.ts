// The model of spec/core/MultiProducer.tla over unwrapped sequences: any size, batches, producers and consumers.
import { type ActionDraft, type Draft, type Formulas, type Model, modelOf } from '../../harness/smt/model.ts'
import { tellersOf, wakersOf } from './lifecycle.ts'
import { FIRST_UNBURIED, readersOf } from './readers.ts'
import { SORTS } from './sorts.ts'
import {
  calm,
  crash,
  expires,
  heard,
  lacking,
  loadEpoch,
  ownOf,
  sleeps,
  waitAfter,
  waitState,
} from './waiting.ts'
import { marksStand, noLostWakeUp, turnsInOrder, type Waker, wakingOf, wantedIsWoken } from './wakeups.ts'

const readers = readersOf({
  look: 'Probe',
  mark: 'marks.lap(slot(consumer.next(c)))',
  producer: 'q',
  handled: 'pub(consumer.last(c))',
})
const own = ownOf('producer', 'p')
const wakers = wakersOf(own, ['p: Producer'])

/** A producer that has not claimed may have checked with an old word: of its wait only the mark is known. */
const waker: Waker = {
  mark: 'marks.lap(slot(consumer.next(c)))',
  missing: 'not is.published(consumer.next(c))',
  moves: '(exists q: Producer . producer.pc(q) = Bump or (producer.pc(q) = Publish and producer.wakes(q)))',
  notifies:
    '(exists q: Producer . producer.pc(q) = Bump or producer.pc(q) = Notify or (producer.pc(q) = Publish and producer.wakes(q)))',
  claimer: own,
  each: 'forall p: Producer {producer.wait.marked(p)} {producer.wait.asleep(p)} . ',
  lacksRoom: (gate) => `(producer.hasClaimed(p) => producer.word(p) + producer.n(p) - 1 - ${gate} > Size)`,
  looksAt: 'producer.pc(p) = (if producer.hasClaimed(p) then LoadGate else LoadNext)',
}

/** Triggers for a producer: an instance of any of these formulas makes no new producer term. */
const P =
  '{producer.pc(p)} {producer.hasClaimed(p)} {producer.word(p)} {producer.next(p)} {producer.written(p)} {producer.last(p)}'
/** The same triggers together with another term. */
const and = (term: string): string => P.replaceAll('}', `, ${term}}`)

/** The sequences that a producer has claimed and not published are `from(p)` to `upTo(p)`. */
const definitions: Formulas = {
  'from(p: Producer): Sequence': 'if producer.hasClaimed(p) then producer.word(p) else producer.next(p)',
  'upTo(p: Producer): Sequence':
    'if producer.hasClaimed(p) then producer.word(p) + producer.n(p) - 1 else producer.last(p)',
  'holds.nothing(p: Producer): Bool': 'producer.pc(p) = Idle and producer.last(p) = producer.next(p) - 1',
  'waits.now(p: Producer): Bool':
    'producer.pc(p) = LoadEpoch or producer.pc(p) = Mark or producer.pc(p) = Sleep',
  'by.word(p: Producer): Bool':
    'producer.hasClaimed(p) or producer.pc(p) = LoadNext or producer.pc(p) = LoadGate or producer.pc(p) = Exchange or producer.pc(p) = LoadLap or waits.now(p)',
  'checked(p: Producer, c: Consumer): Bool':
    'gating(c) and (not producer.hasClaimed(p) or producer.pc(p) = LoadLap or (producer.pc(p) = LoadGate and not producer.unchecked(p, c)))',
  // The ring is closed, and its end is stored.
  'is.final: Bool': 'shut and final = unclaimed',
  // A word that was only read may be stale by whole wrap-arounds: room may then seem to be there, or not.
  'has.room(p: Producer, c: Consumer): Bool':
    'if producer.hasClaimed(p) then producer.word(p) + producer.n(p) - 1 - gate(c) <= Size else seems(producer.word(p) + producer.n(p) - 1, gate(c))',
  'writes(p: Producer): Bool': 'producer.pc(p) = EndWrite',
  'is.published(s: Sequence): Bool': 'stamp(slot(s)) = s',
  'probe.hit(c: Consumer): Bool': 'is.published(consumer.available(c) + 1)',
  'probe.more(c: Consumer): Bool':
    'probe.hit(c) and consumer.available(c) + 1 - consumer.next(c) + 1 < consumer.limit(c)' +
    ' and consumer.available(c) + 1 - consumer.next(c) + 1 < Size',
}

/** Claims n sequences at the cursor: the ghosts record the holder, and count them. */
const claimed = (n: string): Formulas => ({
  unclaimed: `unclaimed + ${n}`,
  'holder(s)': `if unclaimed <= s and s < unclaimed + ${n} then p else holder(s)`,
  'open(s)': `if s <= unclaimed then open(s) else if s >= unclaimed + ${n} then open(s) + ${n} else open(s) + (s - unclaimed)`,
  total: `total + ${n}`,
  'held(i)': `if i >= place(p) then held(i) + ${n} else held(i)`,
})

/** Updates that take effect only under a condition. */
function onlyIf(condition: string, next: Formulas): Formulas {
  return Object.fromEntries(
    Object.entries(next).map(([target, value]) => [target, `if ${condition} then (${value}) else ${target}`]),
  )
}

/** Between claims a producer remembers nothing. */
const FREE: Formulas = {
  'producer.n(p)': '0',
  'producer.waits(p)': 'false',
  'producer.hasClaimed(p)': 'false',
  'producer.word(p)': '0',
  'producer.unchecked(p, c)': 'false',
  ...calm(own),
}

/** A closed ring refuses the claim, with the effect of `FREE`; otherwise `next` applies. */
function unlessShut(next: Formulas): Formulas {
  const all = { ...FREE, 'producer.pc(p)': 'Ended', ...next }
  return Object.fromEntries(
    Object.keys(all).map((target) => {
      const refused = target === 'producer.pc(p)' ? 'Ended' : (FREE[target] ?? target)
      return [target, `if shut then ${refused} else (${next[target] ?? target})`]
    }),
  )
}

/** A refused claim moves the cursor all the same. */
const Claim: ActionDraft = {
  params: ['p: Producer', 'n: Claims'],
  guard: ['mayClaim', 'holds.nothing(p)', '1 <= n <= Size'],
  next: {
    cursor: 'cursor + n',
    ...onlyIf('not shut', claimed('n')),
    ...unlessShut({
      'producer.pc(p)': 'LoadGate',
      'producer.n(p)': 'n',
      'producer.hasClaimed(p)': 'true',
      'producer.word(p)': 'cursor',
      'producer.unchecked(p, c)': 'gating(c)',
    }),
  },
}

const LoadNext: ActionDraft = {
  params: ['p: Producer', 'n: Claims', 'waits: Choice'],
  guard: ['holds.nothing(p)', '1 <= n <= Size', 'waits => mayWait', 'not waits => mayTry'],
  next: unlessShut({
    'producer.pc(p)': 'LoadGate',
    'producer.n(p)': 'n',
    'producer.waits(p)': 'waits',
    'producer.word(p)': 'cursor',
    'producer.unchecked(p, c)': 'gating(c)',
  }),
}

/** After a wait, the cursor is read anew. */
const LoadNextAgain: ActionDraft = {
  params: ['p: Producer'],
  guard: ['producer.pc(p) = LoadNext', 'not producer.wait.asleep(p)'],
  next: unlessShut({
    'producer.pc(p)': 'LoadGate',
    'producer.word(p)': 'cursor',
    'producer.unchecked(p, c)': 'gating(c)',
  }),
}

/** The exchange may succeed although the cursor has wrapped around since: the claim starts at its present value. */
const Exchange: ActionDraft = {
  params: ['p: Producer', 'same: Choice'],
  guard: ['producer.pc(p) = Exchange', 'same = (not shut and alike(cursor, producer.word(p)))'],
  next: {
    ...onlyIf('same', { cursor: 'cursor + producer.n(p)', ...claimed('producer.n(p)') }),
    ...unlessShut({
      'producer.pc(p)': 'LoadGate',
      'producer.hasClaimed(p)': 'same',
      'producer.word(p)': 'cursor',
      'producer.unchecked(p, c)': 'gating(c)',
    }),
  },
}

/** No room: return, end if the ring has failed, or wait. A claim that has been made can't be given up. */
const NO_ROOM =
  `if not producer.hasClaimed(p) and not producer.waits(p) then Idle else if ${heard(own, 'failed')} then Ended` +
  ` else if not producer.hasClaimed(p) and ${heard(own, 'expired')} then Idle else ${lacking(own, 'producer.wait.blockedOn(p) = c')}`

/** In the order of their numbers. */
const LoadGate: ActionDraft = {
  params: ['p: Producer', 'c: Consumer', 'more: Choice'],
  guard: [
    'producer.pc(p) = LoadGate',
    'not producer.wait.asleep(p)',
    'producer.unchecked(p, c)',
    'forall d: Consumer {producer.unchecked(p, d)} . producer.unchecked(p, d) => number(c) <= number(d)',
    'more = (exists d: Consumer . d # c and producer.unchecked(p, d))',
  ],
  where: {
    'q: Pc': `if has.room(p, c) then (if more then LoadGate else if producer.hasClaimed(p) then LoadLap else Exchange) else ${NO_ROOM}`,
  },
  next: {
    'producer.pc(p)': 'q',
    'producer.unchecked(p, d)': 'q = LoadGate and d # c and producer.unchecked(p, d)',
    'producer.n(p)': 'if q = Idle then 0 else producer.n(p)',
    'producer.waits(p)': 'producer.waits(p) and q # Idle',
    'producer.word(p)': 'if producer.hasClaimed(p) or looks.on(q) or q = Ended then producer.word(p) else 0',
    ...waitAfter(own, 'c', 'producer.wait.blockedOn(p) = c'),
  },
}

/** The next attempt: to find room for the claim that was made, or to claim. */
const AGAIN: Formulas = {
  'producer.pc(p)': 'if producer.hasClaimed(p) then LoadGate else LoadNext',
  'producer.unchecked(p, c)': 'producer.hasClaimed(p) and gating(c)',
}

const EPOCH = loadEpoch(own, 'consumed')

const LoadEpoch: ActionDraft = {
  params: ['p: Producer'],
  guard: ['producer.pc(p) = LoadEpoch'],
  where: { 'parking: Bool': EPOCH.parks },
  next: {
    ...EPOCH.next,
    'producer.pc(p)': 'if parking then Mark else if producer.hasClaimed(p) then LoadGate else LoadNext',
    'producer.unchecked(p, c)': 'not parking and producer.hasClaimed(p) and gating(c)',
  },
}

const Mark: ActionDraft = {
  params: ['p: Producer'],
  guard: ['producer.pc(p) = Mark'],
  next: { ...AGAIN, 'producer.wait.marked(p)': 'true', 'marks.gate(producer.wait.blockedOn(p))': 'true' },
}

const Sleep: ActionDraft = {
  params: ['p: Producer'],
  guard: ['producer.pc(p) = Sleep'],
  next: { ...AGAIN, ...calm(own, 'producer.wait.expired(p)', sleeps(own, 'consumed')) },
}

/** The slot still holds the previous lap, from which the claimed sequence follows. */
const LoadLap: ActionDraft = {
  params: ['p: Producer'],
  guard: ['producer.pc(p) = LoadLap'],
  next: {
    ...FREE,
    'producer.pc(p)': 'Idle',
    'producer.next(p)': 'stamp(slot(producer.word(p))) + Size',
    'producer.written(p)': 'stamp(slot(producer.word(p))) + Size - 1',
    'producer.last(p)': 'stamp(slot(producer.word(p))) + Size + producer.n(p) - 1',
  },
}

const BeginWrite: ActionDraft = {
  params: ['p: Producer'],
  guard: ['producer.pc(p) = Idle', 'producer.written(p) # producer.last(p)'],
  hints: ['pub(producer.written(p) + 1)'],
  next: { 'slots(slot(producer.written(p) + 1))': '-1', 'producer.pc(p)': 'EndWrite' },
}

const EndWrite: ActionDraft = {
  params: ['p: Producer'],
  guard: ['producer.pc(p) = EndWrite'],
  hints: ['pub(producer.written(p) + 1)'],
  next: {
    'slots(slot(producer.written(p) + 1))': 'producer.written(p) + 1',
    'producer.written(p)': 'producer.written(p) + 1',
    'producer.pc(p)': 'Idle',
  },
}

const Publish: ActionDraft = {
  params: ['p: Producer'],
  guard: [
    'producer.pc(p) = Publish or (producer.pc(p) = Idle and not holds.nothing(p)' +
      ' and producer.written(p) # producer.next(p) - 1' +
      ' and (producer.written(p) = producer.last(p) or inParts))',
  ],
  where: { 'woken: Bool': 'producer.wakes(p) or marks.lap(slot(producer.next(p)))' },
  next: {
    'stamp(slot(producer.next(p)))': 'producer.next(p)',
    'marks.lap(slot(producer.next(p)))': 'false',
    'pub(producer.next(p))': 'true',
    'open(s)': 'if s > producer.next(p) then open(s) - 1 else open(s)',
    total: 'total - 1',
    'held(i)': 'if i >= place(p) then held(i) - 1 else held(i)',
    'producer.pc(p)':
      'if producer.next(p) # producer.written(p) then Publish else if woken then Bump else Idle',
    'producer.wakes(p)': 'producer.next(p) # producer.written(p) and woken',
    'producer.next(p)': 'if producer.next(p) = producer.last(p) then 0 else producer.next(p) + 1',
    'producer.written(p)': 'if producer.next(p) = producer.last(p) then -1 else producer.written(p)',
    'producer.last(p)': 'if producer.next(p) = producer.last(p) then -1 else producer.last(p)',
  },
}

const EXPIRES = expires(own, ['LoadNext', 'LoadGate', 'Exchange', 'LoadEpoch', 'Mark', 'Sleep'])

const ExpireClaim: ActionDraft = {
  params: ['p: Producer'],
  guard: [...EXPIRES.guard, 'not producer.hasClaimed(p)'],
  next: EXPIRES.next,
}

const CrashProducer: ActionDraft = { params: ['p: Producer'], ...crash(own, 'mayDie(p)') }

/**
 * The dead are marked first, so that every thread that observes the failure sees whose it was. Threads may die later.
 */
const Bury: ActionDraft = {
  params: ['o: Other', 'r: Consumer'],
  guard: ['not closes(o)', 'other.pc(o) = Idle or other.pc(o) = Ended', ...FIRST_UNBURIED],
  next: { 'owner(r)': 'dead', 'other.pc(o)': 'CloseCursor' },
}

/** Closes or fails the ring: from here on claims are refused, and the first thread to set the bit knows the end. */
const CloseCursor: ActionDraft = {
  params: ['o: Other'],
  guard: ['other.pc(o) = CloseCursor or (other.pc(o) = Idle and (closes(o) or may.fail))'],
  next: {
    shut: 'true',
    'other.pc(o)': 'if not shut then StoreFinal else if closes(o) then Ended else Tell',
    'other.word(o)': 'if shut then 0 else cursor',
    'other.at(o)': 'if shut and not closes(o) then published else nowhere',
  },
}

const StoreFinal: ActionDraft = {
  params: ['o: Other'],
  guard: ['other.pc(o) = StoreFinal'],
  next: {
    final: 'other.word(o)',
    'other.pc(o)': 'Tell',
    'other.word(o)': '0',
    'other.at(o)': 'published',
  },
}

/** If the bit was set already, waiters must still be made to look again: TellAgain. */
const Tell: ActionDraft = {
  params: ['o: Other'],
  guard: ['other.pc(o) = Tell'],
  where: {
    'told: Bool': 'if closes(o) then ends.closed(other.at(o)) else ends.failed(other.at(o))',
  },
  next: {
    'published.closed': 'published.closed or (closes(o) and other.at(o) = published)',
    'consumed.closed': 'consumed.closed or (closes(o) and other.at(o) = consumed)',
    'published.failed': 'published.failed or (not closes(o) and other.at(o) = published)',
    'consumed.failed': 'consumed.failed or (not closes(o) and other.at(o) = consumed)',
    'other.pc(o)': 'if told then TellAgain else NotifyAll',
  },
}

/** The model as written; the mutants in breaks.ts are variants of it. */
export const multiProducerDraft: Draft = {
  name: 'MultiProducer',
  sorts: SORTS,
  fixed: [
    ...readers.fixed,
    'mayClaim: Bool',
    'mayTry: Bool',
    'mayWait: Bool',
    'mayDie(p: Producer): Bool',
    'closes(o: Other): Bool',
    'inParts: Bool',
    'alike(a: Sequence, b: Sequence): Bool',
    'seems(a: Sequence, b: Sequence): Bool',
    'Producers: Count',
    'most(i: Count): Count',
    'place(p: Producer): Count',
    'producerAt(i: Count): Producer',
  ],
  axioms: {
    ...readers.axioms,
    ThereAreProducers: 'Producers >= 1',
    // Each producer holds at most one ring of sequences, so `most` counts one ring per producer.
    MostIsRings:
      'most(0) = 0 and (forall i: Count, j: Count {most(i), most(j)} . j = i + 1 => most(j) = most(i) + Size)',
    ProducersAreCounted:
      'forall p: Producer {place(p)} . 1 <= place(p) <= Producers and producerAt(place(p)) = p',
    PlacesAreTaken: 'forall i: Count {producerAt(i)} . 1 <= i <= Producers => place(producerAt(i)) = i',
  },
  state: [
    'cursor: Sequence',
    'stamp(k: Slot): Sequence',
    ...readers.state,
    'producer.pc(p: Producer): Pc',
    'producer.n(p: Producer): Count',
    'producer.waits(p: Producer): Bool',
    'producer.hasClaimed(p: Producer): Bool',
    'producer.wakes(p: Producer): Bool',
    'producer.word(p: Producer): Sequence',
    'producer.unchecked(p: Producer, c: Consumer): Bool',
    'producer.next(p: Producer): Sequence',
    'producer.written(p: Producer): Sequence',
    'producer.last(p: Producer): Sequence',
    ...waitState('producer', '(p: Producer)'),
    'shut: Bool',
    'marks.lap(k: Slot): Bool',
    'other.pc(o: Other): Pc',
    'other.word(o: Other): Sequence',
    'other.at(o: Other): Signal',
  ],
  ghosts: [
    'unclaimed: Sequence',
    'pub(s: Sequence): Bool',
    'holder(s: Sequence): Producer',
    'open(s: Sequence): Count',
    'total: Count',
    'held(i: Count): Count',
  ],
  definitions: { ...definitions, ...readers.definitions, ...wakingOf(waker) },
  init: {
    cursor: '0',
    'stamp(k)': 'first(k) - Size',
    ...readers.init,
    'producer.pc(p)': 'Idle',
    ...FREE,
    'producer.wakes(p)': 'false',
    'producer.next(p)': '0',
    'producer.written(p)': '-1',
    'producer.last(p)': '-1',
    shut: 'false',
    'marks.lap(k)': 'false',
    'other.pc(o)': 'Idle',
    'other.word(o)': '0',
    'other.at(o)': 'nowhere',
    unclaimed: '0',
    'pub(s)': 's < 0',
    'holder(s)': 'producerAt(1)',
    'open(s)': '0',
    total: '0',
    'held(i)': '0',
  },
  actions: {
    Claim,
    LoadNext,
    'again.LoadNext': LoadNextAgain,
    Exchange,
    LoadGate,
    LoadLap,
    BeginWrite,
    EndWrite,
    Publish,
    'producer.LoadEpoch': LoadEpoch,
    'producer.Mark': Mark,
    'producer.Sleep': Sleep,
    'producer.Bump': wakers.Bump,
    'producer.Notify': wakers.Notify,
    ExpireClaim,
    CrashProducer,
    Bury,
    CloseCursor,
    StoreFinal,
    Tell,
    ...tellersOf('q'),
    ...readers.actions,
  },
  invariant: {
    ProducersInOrder:
      `forall p: Producer ${P} . (by.word(p) => 1 <= producer.n(p) <= Size and producer.last(p) = producer.next(p) - 1)` +
      ' and (producer.hasClaimed(p) => producer.pc(p) = LoadGate or producer.pc(p) = LoadLap or waits.now(p) or producer.pc(p) = Ended or producer.pc(p) = Dead)' +
      ' and (producer.pc(p) = LoadLap => producer.hasClaimed(p))' +
      ' and (producer.pc(p) = EndWrite => producer.written(p) < producer.last(p))' +
      ' and (producer.pc(p) = Publish => producer.next(p) <= producer.written(p))',
    BatchInOrder:
      `forall p: Producer ${P} . 0 <= from(p) and upTo(p) < unclaimed and upTo(p) - from(p) < Size` +
      ' and producer.next(p) - 1 <= producer.written(p) <= producer.last(p)',
    PublishedIsClaimed: 'forall s: Sequence {pub(s)} . pub(s) => s < unclaimed',
    HeldIsUnpublished: `forall p: Producer, s: Sequence ${and('pub(s)')} ${and('holder(s)')} . from(p) <= s <= upTo(p) => holder(s) = p and not pub(s)`,
    ...readers.invariant,
    SeenIsPublished:
      'forall c: Consumer, s: Sequence {pub(s), consumer.last(c)} {pub(s), consumer.available(c)} . (s <= consumer.last(c) => pub(s))' +
      ' and (consumer.pc(c) = Probe and s <= consumer.available(c) => pub(s))',
    StampIsPublished: 'forall k: Slot {stamp(k)} . slot(stamp(k)) = k and pub(stamp(k))',
    StampIsNewest: 'forall s: Sequence {pub(s)} . pub(s) => s <= stamp(slot(s))',
    CheckedHasRoom: `forall p: Producer, c: Consumer {producer.unchecked(p, c)} ${and('gate(c)')} . from(p) <= upTo(p) and checked(p, c) => upTo(p) - gate(c) <= Size`,
    PublishedHadRoom:
      'forall s: Sequence, c: Consumer {pub(s), gate(c)} . pub(s) and gating(c) => s - gate(c) <= Size',
    WrittenIsMine: `forall p: Producer, s: Sequence ${and('slot(s)')} . producer.next(p) <= s <= producer.written(p) and see(holder(s) = p) => slots(slot(s)) = s`,
    PublishedIsKept:
      'forall c: Consumer, s: Sequence {slot(s), gate(c)} {pub(s), gate(c)} . gate(c) < s and pub(s) => slots(slot(s)) = s',
    ClosedIsFinal:
      '(not shut => cursor = unclaimed)' +
      ' and (forall o: Other {other.pc(o)} . (other.pc(o) = StoreFinal => shut and other.word(o) = unclaimed) and (closes(o) and (other.pc(o) = Tell or other.pc(o) = TellAgain or other.pc(o) = NotifyAll) => is.final))' +
      ' and (published.closed or consumed.closed => is.final)' +
      ' and (forall c: Consumer {consumer.wait.closed(c)} {consumer.pc(c)} . consumer.wait.closed(c) or consumer.pc(c) = LoadFinal => is.final)',
    EndedHasHandledAll:
      'forall c: Consumer {consumer.pc(c)} . consumer.pc(c) = Ended => alarmed or (is.final and gate(c) = unclaimed - 1)',
    TurnsInOrder: `${turnsInOrder(waker)} and (forall p: Producer, c: Consumer {producer.unchecked(p, c)} . producer.unchecked(p, c) => gating(c)) and (forall o: Other {other.pc(o)} . other.pc(o) = CloseCursor => not closes(o))`,
    MarksStand: marksStand(waker),
    NoLostWakeUp: noLostWakeUp(waker),
    OpenAreCounted:
      'open(0) = 0 and (forall s: Sequence {open(s)} . s >= unclaimed => open(s) = total)' +
      ' and (forall s: Sequence, t: Sequence {open(s), open(t)} . t = s + 1 => open(t) = (if s < unclaimed and not pub(s) then open(s) + 1 else open(s)))',
    HeldAreCounted:
      'held(0) = 0 and held(Producers) = total and (forall p: Producer, i: Count {place(p), held(i)} . i = place(p) - 1 => held(place(p)) = held(i) + (upTo(p) - from(p) + 1))',
  },
  lemmas: {
    ...readers.lemmas,
    GateBelowHeld: {
      says: `forall p: Producer, c: Consumer ${and('gate(c)')} . from(p) <= upTo(p) => gate(c) < from(p)`,
      by: {
        all: 'forall p: Producer, c: Consumer . see(pub(from(p))) and from(p) <= upTo(p) => gate(c) < from(p)',
      },
    },
    HeldIsNear: {
      says: `forall p: Producer ${P} . from(p) <= upTo(p) => gate(one) < from(p) and (not producer.hasClaimed(p) or producer.pc(p) = LoadLap => upTo(p) - gate(one) <= Size)`,
      by: {
        all: 'forall p: Producer . from(p) <= upTo(p) => gate(one) < from(p) and (not producer.hasClaimed(p) or producer.pc(p) = LoadLap => upTo(p) - gate(one) <= Size)',
      },
    },
    SequenceIsExact: {
      says: 'forall p: Producer {producer.word(p)} . producer.pc(p) = LoadLap => stamp(slot(producer.word(p))) + Size = producer.word(p)',
      by: {
        all: 'forall p: Producer . see(slot(producer.word(p) - Size) = slot(producer.word(p))) and see(pub(producer.word(p))) and see(pub(producer.word(p) - Size)) and producer.pc(p) = LoadLap => stamp(slot(producer.word(p))) + Size = producer.word(p)',
      },
    },
    OpenGrow: {
      says: 'forall s: Sequence, t: Sequence {open(s), open(t)} . 0 <= s <= t => open(s) <= open(t)',
      by: {
        base: 'forall s: Sequence . open(s) <= open(s)',
        step: 'forall s: Sequence, t: Sequence . 0 <= s <= t and open(s) <= open(t) => open(s) <= open(t + 1)',
      },
    },
    RoomAndOpen: {
      says: 'forall c: Consumer, s: Sequence {gate(c), open(s)} . gating(c) and gate(c) < s <= unclaimed => s - 1 - gate(c) <= Size + open(s)',
      by: {
        base: 'forall c: Consumer . gate(c) + 1 <= unclaimed => 0 <= Size + open(gate(c) + 1)',
        step: 'forall c: Consumer, s: Sequence . gating(c) and gate(c) < s < unclaimed and s - 1 - gate(c) <= Size + open(s) => s - gate(c) <= Size + open(s + 1)',
      },
    },
    HeldAreFew: {
      says: 'forall i: Count {held(i)} . 0 <= i <= Producers => held(i) <= most(i)',
      by: {
        base: 'held(0) <= most(0)',
        step: 'forall i: Count . 0 <= i < Producers and held(i) <= most(i) => held(place(producerAt(i + 1))) <= most(i + 1)',
      },
    },
  },
  properties: {
    WantedIsWoken: wantedIsWoken(waker),
    NoDataRace:
      'forall p: Producer, c: Consumer, s: Sequence . see(pub(producer.written(p) + 1)) and see(pub(s)) and writes(p) and read.by(c, s) => slot(producer.written(p) + 1) # slot(s)',
    NoTwoWriters:
      'forall p: Producer, q: Producer . p # q and writes(p) and writes(q) => slot(producer.written(p) + 1) # slot(producer.written(q) + 1)',
    ReadsPublished:
      'forall c: Consumer, s: Sequence . see(pub(s)) and read.by(c, s) => slots(slot(s)) = s and is.published(s)',
    ProbedIsNear:
      'forall c: Consumer, s: Sequence . s = consumer.available(c) + 1 and see(slot(s) = slot(s - Size)) and see(pub(s - Size)) and see(consumer.last(c) = gate(end(c))) and consumer.pc(c) = Probe => stamp(slot(s)) = s or stamp(slot(s)) = s - Size',
    GatesAreNear:
      'forall p: Producer, c: Consumer . see(open(upTo(p) + 1) = open(unclaimed)) and see(held(Producers) = most(Producers)) and producer.hasClaimed(p) and gating(c) => 1 <= upTo(p) - gate(c) <= Size + most(Producers)',
    NothingLost:
      'forall c: Consumer, p: Producer . see(producer.pc(p) = Idle) and consumer.pc(c) = Ended and not alarmed => gate(c) = final - 1 and upTo(p) < from(p)',
    FinalIsNear:
      'forall c: Consumer . see(pub(consumer.last(c))) and see(open(unclaimed) = open(gate(end(c)))) and see(held(Producers) = most(Producers)) and consumer.pc(c) = LoadFinal => 0 <= final - consumer.next(c) <= Size + most(Producers)',
    GatesInOrder: 'forall c: Consumer, u: Consumer . follows(c, u) => gate(c) <= gate(u)',
  },
}

/** The model of a ring with several producers. */
export const multiProducer: Model = modelOf(multiProducerDraft)
