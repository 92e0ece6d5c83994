// The model of spec/core/SingleProducer.tla over unwrapped sequences: any size, batches and consumers.
import { type ActionDraft, type Draft, type Formulas, type Model, modelOf } from '../../harness/smt/model.ts'
import { notifyAll, tellersOf, wakersOf } from './lifecycle.ts'
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

const readers = readersOf({ look: 'LoadCursor', mark: 'marks.cursor', producer: '' })
const own = ownOf('producer', '')
const wakers = wakersOf(own, [])
const tellers = tellersOf('')

const waker: Waker = {
  mark: 'marks.cursor',
  missing: 'cursor < consumer.next(c)',
  moves: 'producer.pc = Bump',
  notifies: '(producer.pc = Bump or producer.pc = Notify)',
  tells: own,
  claimer: own,
  each: '',
  lacksRoom: (gate) => `producer.claimed + producer.n - ${gate} > Size`,
  looksAt: 'producer.pc = LoadGate',
}

const definitions: Formulas = {
  'has.room(last: Sequence, seen: Sequence): Bool': 'last - seen <= Size',
  'writes: Bool': 'producer.pc = EndWrite',
  'claiming(q: Pc): Bool': 'q = LoadGate or q = LoadEpoch or q = Mark or q = Sleep',
}

/**
 * `Check` of the spec: d is the first consumer, from number `from` on, whose cached gate leaves no room, if any. Gates
 * only grow, so those that left room are not loaded again.
 */
function check(from: string, last: string, cached: (c: string) => string): string[] {
  const room = (c: string): string => `has.room(${last}, ${cached(c)})`
  const later = `forall e: Consumer {number(e)} {producer.cached(e)} . gating(e) and number(e) >= ${from}`
  return [
    `lacks => gating(d) and number(d) >= ${from} and not ${room('d')}`,
    `lacks => (${later} and number(e) < number(d) => ${room('e')})`,
    `not lacks => d = producer.checking and (${later} => ${room('e')})`,
  ]
}

/** The call returns its claim, or gives up; or it loads the first gate that seems to leave no room. */
const CHECK = {
  params: ['lacks: Choice', 'd: Consumer'],
  guard: check('1', 'producer.claimed + producer.n', (c) => `producer.cached(${c})`),
  next: {
    'producer.pc': 'if lacks then LoadGate else Idle',
    'producer.n': 'if lacks then producer.n else 0',
    'producer.waits': 'lacks and producer.waits',
    'producer.checking': 'd',
    'producer.claimed': 'if lacks then producer.claimed else producer.claimed + producer.n',
  },
}

/** The wait goes on, unless the call ends here. */
function unlessDone(wait: Formulas, condition = 'lacks'): Formulas {
  const done = calm(own)
  return Object.fromEntries(
    Object.keys(done).map((variable) => [
      variable,
      `if ${condition} then (${wait[variable] ?? variable}) else ${done[variable]}`,
    ]),
  )
}

const BeginClaim: ActionDraft = {
  params: ['n: Claims', 'waits: Waits', 'lacks: Choice', 'd: Consumer'],
  guard: [
    'producer.pc = Idle',
    'not producer.closed',
    'producer.claimed = cursor or ahead',
    '1 <= n',
    'producer.claimed + n - cursor <= Size',
    ...check('1', 'producer.claimed + n', (c) => `producer.cached(${c})`),
  ],
  next: {
    'producer.pc': 'if lacks then LoadGate else Idle',
    'producer.n': 'if lacks then n else 0',
    'producer.waits': 'lacks and waits',
    'producer.checking': 'd',
    'producer.claimed': 'if lacks then producer.claimed else producer.claimed + n',
  },
}

/** The gate as loaded now, and the others as cached. */
const seen = (c: string): string => `(if ${c} = producer.checking then gate(${c}) else producer.cached(${c}))`

/** No room: return, end, or wait. */
const REFUSED = `if not producer.waits then Idle else if ${heard(own, 'failed')} then Ended else if ${heard(own, 'expired')} then Idle else ${lacking(own, 'producer.wait.blockedOn = producer.checking')}`

const LoadGate: ActionDraft = {
  params: ['lacks: Choice', 'd: Consumer', 'room: Choice'],
  guard: [
    'producer.pc = LoadGate',
    'not producer.wait.asleep',
    'room = has.room(producer.claimed + producer.n, gate(producer.checking))',
    ...check('number(producer.checking)', 'producer.claimed + producer.n', seen).map(
      (part) => `room => (${part})`,
    ),
    'not room => lacks and d = producer.checking',
  ],
  where: { 'q: Pc': `if not lacks then Idle else if room then LoadGate else ${REFUSED}` },
  next: {
    'producer.cached(producer.checking)': 'gate(producer.checking)',
    'producer.pc': 'q',
    'producer.n': 'if claiming(q) then producer.n else 0',
    'producer.waits': 'claiming(q) and producer.waits',
    'producer.checking': 'd',
    'producer.claimed': 'if lacks then producer.claimed else producer.claimed + producer.n',
    ...waitAfter(own, 'producer.checking', 'producer.wait.blockedOn = producer.checking'),
  },
}

const EPOCH = loadEpoch(own, 'consumed')

/** A parking producer first marks the word it is blocked on; a spinning one checks again at once. */
const LoadEpoch: ActionDraft = {
  params: [...CHECK.params, 'parking: Choice'],
  guard: [
    'producer.pc = LoadEpoch',
    `parking = (${EPOCH.parks})`,
    ...CHECK.guard.map((part) => `not parking => (${part})`),
    'parking => lacks and d = producer.checking',
  ],
  next: {
    ...CHECK.next,
    'producer.pc': 'if parking then Mark else if lacks then LoadGate else Idle',
    ...unlessDone(EPOCH.next),
  },
}

const Mark: ActionDraft = {
  params: CHECK.params,
  guard: ['producer.pc = Mark', ...CHECK.guard],
  next: {
    ...CHECK.next,
    ...unlessDone({ 'producer.wait.marked': 'true' }),
    'marks.gate(producer.wait.blockedOn)': 'true',
  },
}

const Sleep: ActionDraft = {
  params: CHECK.params,
  guard: ['producer.pc = Sleep', ...CHECK.guard],
  next: {
    ...CHECK.next,
    ...unlessDone(calm(own, 'producer.wait.expired', sleeps(own, 'consumed'))),
  },
}

const BeginWrite: ActionDraft = {
  params: [],
  guard: ['producer.pc = Idle', 'producer.written # producer.claimed'],
  next: { 'slots(slot(producer.written + 1))': '-1', 'producer.pc': 'EndWrite' },
}

const EndWrite: ActionDraft = {
  params: [],
  guard: ['producer.pc = EndWrite'],
  next: {
    'slots(slot(producer.written + 1))': 'producer.written + 1',
    'producer.written': 'producer.written + 1',
    'producer.pc': 'Idle',
  },
}

/** A waiter has marked the cursor. */
const Publish: ActionDraft = {
  params: [],
  guard: [
    'producer.pc = Idle',
    'producer.written # cursor',
    'producer.written = producer.claimed or inParts',
  ],
  next: {
    cursor: 'producer.written',
    'marks.cursor': 'false',
    'producer.pc': 'if marks.cursor then Bump else Idle',
  },
}

/** The first sequence that will not be published: nothing is claimed from here on. */
const StoreFinal: ActionDraft = {
  params: [],
  guard: ['mayClose', 'producer.pc = Idle', 'not producer.closed'],
  next: {
    final: 'producer.claimed + 1',
    'producer.closed': 'true',
    'producer.pc': 'Tell',
    'producer.at': 'published',
  },
}

const Tell: ActionDraft = {
  params: [],
  guard: ['producer.pc = Tell'],
  next: {
    'published.closed': 'published.closed or producer.at = published',
    'consumed.closed': 'consumed.closed or producer.at = consumed',
    'producer.pc': 'if ends.closed(producer.at) then TellAgain else NotifyAll',
  },
}

const ExpireClaim: ActionDraft = {
  params: [],
  ...expires(own, ['LoadGate', 'LoadEpoch', 'Mark', 'Sleep']),
}

const CrashProducer: ActionDraft = { params: [], ...crash(own, 'mayDie') }

/**
 * The dead are marked first, so that every thread that observes the failure sees whose it was. Threads may die later.
 */
const Bury: ActionDraft = {
  params: ['o: Other', 'r: Consumer'],
  guard: ['other.pc(o) = Idle or other.pc(o) = Ended', ...FIRST_UNBURIED],
  next: { 'owner(r)': 'dead', 'other.pc(o)': 'Tell', 'other.at(o)': 'published' },
}

/** A supervisor that learns of a death announces the failure on both signals. */
const SupervisorTells: ActionDraft = {
  params: ['o: Other'],
  guard: ['other.pc(o) = Tell or (other.pc(o) = Idle and may.fail)'],
  where: { 'at: Signal': 'if other.pc(o) = Idle then published else other.at(o)' },
  next: {
    'published.failed': 'published.failed or at = published',
    'consumed.failed': 'consumed.failed or at = consumed',
    'other.pc(o)': 'if ends.failed(at) then TellAgain else NotifyAll',
    'other.at(o)': 'at',
  },
}

/** The model as written; the mutants in breaks.ts are variants of it. */
export const singleProducerDraft: Draft = {
  name: 'SingleProducer',
  sorts: SORTS,
  fixed: [
    ...readers.fixed,
    'closes(o: Other): Bool',
    'ahead: Bool',
    'inParts: Bool',
    'mayClose: Bool',
    'mayDie: Bool',
  ],
  axioms: {
    ...readers.axioms,
    NobodyElseCloses: 'forall o: Other {closes(o)} . not closes(o)',
    ConsumersAreCounted: 'forall c: Consumer {number(c)} . number(c) >= 1',
    NumbersDiffer: 'forall c: Consumer, d: Consumer {number(c), number(d)} . number(c) = number(d) => c = d',
  },
  state: [
    'cursor: Sequence',
    ...readers.state,
    'producer.pc: Pc',
    'producer.waits: Bool',
    'producer.n: Count',
    'producer.checking: Consumer',
    'producer.claimed: Sequence',
    'producer.written: Sequence',
    'producer.cached(c: Consumer): Sequence',
    'producer.closed: Bool',
    'producer.at: Signal',
    ...waitState('producer', ''),
    'marks.cursor: Bool',
    'other.pc(o: Other): Pc',
    'other.at(o: Other): Signal',
  ],
  ghosts: [],
  definitions: { ...definitions, ...readers.definitions, ...wakingOf(waker) },
  init: {
    cursor: '-1',
    ...readers.init,
    'producer.pc': 'Idle',
    'producer.waits': 'false',
    'producer.n': '0',
    'producer.checking': 'one',
    'producer.claimed': '-1',
    'producer.written': '-1',
    'producer.cached(c)': '-1',
    'producer.closed': 'false',
    'producer.at': 'nowhere',
    ...calm(own),
    'marks.cursor': 'false',
    'other.pc(o)': 'Idle',
    'other.at(o)': 'nowhere',
  },
  actions: {
    BeginClaim,
    LoadGate,
    BeginWrite,
    EndWrite,
    Publish,
    StoreFinal,
    Tell,
    NotifyAll: notifyAll(own, [], 'Idle'),
    'producer.LoadEpoch': LoadEpoch,
    'producer.Mark': Mark,
    'producer.Sleep': Sleep,
    'producer.Bump': wakers.Bump,
    'producer.Notify': wakers.Notify,
    ExpireClaim,
    CrashProducer,
    Bury,
    'supervisor.Tell': SupervisorTells,
    TellAgain: tellers.TellAgain,
    'supervisor.NotifyAll': tellers.NotifyAll,
    ...readers.actions,
  },
  invariant: {
    ProducerInOrder:
      'cursor <= producer.written <= producer.claimed and producer.claimed - cursor <= Size' +
      ' and (producer.pc = EndWrite => producer.written < producer.claimed)' +
      ' and (producer.pc = LoadGate => gating(producer.checking))' +
      ' and (claiming(producer.pc) => 1 <= producer.n and producer.claimed + producer.n - cursor <= Size)',
    CachedIsPast:
      'forall c: Consumer {producer.cached(c)} . gating(c) => -1 <= producer.cached(c) <= gate(c)',
    ...readers.invariant,
    SeenIsPublished: 'forall c: Consumer {consumer.last(c)} . consumer.last(c) <= cursor',
    ClaimedHasRoom:
      'forall c: Consumer {producer.cached(c)} {gating(c)} . gating(c) => producer.claimed - producer.cached(c) <= Size',
    CheckedHasRoom:
      'forall c: Consumer {producer.cached(c)} {number(c)} . producer.pc = LoadGate and gating(c) and number(c) < number(producer.checking) => producer.claimed + producer.n - producer.cached(c) <= Size',
    WrittenIsKept:
      'forall c: Consumer, s: Sequence {slot(s), gate(c)} . gate(c) < s <= producer.written => slots(slot(s)) = s',
    ClosedIsFinal:
      '(producer.closed => final = producer.claimed + 1 and not claiming(producer.pc))' +
      ' and (producer.pc = Tell or producer.pc = NotifyAll or published.closed or consumed.closed => producer.closed)' +
      ' and (producer.pc = Tell => not ends.closed(producer.at)) and (producer.at = published => not consumed.closed)' +
      ' and (forall c: Consumer {consumer.wait.closed(c)} {consumer.pc(c)} . consumer.wait.closed(c) or consumer.pc(c) = LoadFinal => producer.closed)',
    EndedHasHandledAll:
      'forall c: Consumer {consumer.pc(c)} . consumer.pc(c) = Ended => alarmed or (producer.closed and gate(c) = producer.claimed)',
    TurnsInOrder: turnsInOrder(waker),
    MarksStand: marksStand(waker),
    NoLostWakeUp: noLostWakeUp(waker),
  },
  lemmas: { ...readers.lemmas },
  properties: {
    WantedIsWoken: wantedIsWoken(waker),
    NoDataRace:
      'forall c: Consumer, s: Sequence . writes and read.by(c, s) => slot(producer.written + 1) # slot(s)',
    ReadsPublished: 'forall c: Consumer, s: Sequence . read.by(c, s) => slots(slot(s)) = s and s <= cursor',
    NothingLost:
      'forall c: Consumer . consumer.pc(c) = Ended and not alarmed => gate(c) = producer.claimed and cursor = producer.claimed',
    GatesInOrder: 'forall c: Consumer, u: Consumer . follows(c, u) => gate(c) <= gate(u)',
    FinalIsNear:
      'forall c: Consumer . see(end(c) = c) and consumer.pc(c) = LoadFinal => 0 <= final - consumer.next(c) <= Size',
    GatesAreNear:
      'forall c: Consumer . 0 <= cursor - gate(c) <= Size and (gating(c) => 0 <= gate(c) - producer.cached(c) <= Size and producer.claimed - producer.cached(c) <= Size)',
  },
}

/** The model of a ring with one producer. */
export const singleProducer: Model = modelOf(singleProducerDraft)
