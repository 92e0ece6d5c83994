// The common part of both models: slots, and the consumers of spec/core/Barrier.tla and spec/core/Consumer.tla.
import type { ActionDraft, Formulas, LemmaDraft } from '../../harness/smt/model.ts'
import {
  bumped,
  calm,
  crash,
  ENDS,
  ENDS_AT_FIRST,
  expires,
  heard,
  lacking,
  loadEpoch,
  type Own,
  ownOf,
  sleeps,
  TURNS,
  waitAfter,
  waitState,
} from './waiting.ts'

/** Triggers for a consumer: an instance of any of these formulas makes no new consumer term. */
const C = '{consumer.pc(c)} {consumer.next(c)} {consumer.last(c)} {consumer.available(c)} {gate(c)}'

/** The parts that a model takes over. */
export interface Readers {
  readonly fixed: readonly string[]
  readonly axioms: Formulas
  readonly state: readonly string[]
  readonly definitions: Formulas
  readonly init: Formulas
  readonly actions: Readonly<Record<string, ActionDraft>>
  readonly invariant: Formulas
  readonly lemmas: Readonly<Record<string, LemmaDraft>>
}

/** The differences between rings of one producer and of several. */
export interface Ring {
  /** What a consumer without upstream loads: the cursor, or the laps of slots. */
  readonly look: 'LoadCursor' | 'Probe'
  /** The word that it marks. */
  readonly mark: string
  /** A producer that waits for room: any of them, or the only one. */
  readonly producer: '' | 'q'
  /** A hint that the last event handled was published, where the solver needs one. */
  readonly handled?: string
}

/** The consumers of a ring. */
export function readersOf(ring: Ring): Readers {
  const look = ring.look === 'LoadCursor' ? { LoadCursor } : { Probe }
  return {
    ...SHARED,
    definitions: { ...lookOf(ring.look), ...SHARED.definitions },
    actions: {
      ...{ BeginPoll, BeginTake, ...look, LoadUpstream, ...waitingOf(ring), BeginRead, EndRead, EndFlush },
      ...{ Advance, 'taken.Advance': AdvanceTaken },
    },
  }
}

/** How consumers wait, wake others, and end. */
function waitingOf({ mark, producer, handled }: Ring): Readers['actions'] {
  return {
    LoadEpoch,
    LoadOwner,
    Mark: markOf(mark),
    Sleep,
    LoadFinal: { ...LoadFinal, ...(handled ? { hints: [handled] } : {}) },
    ...wakersOf(producer),
    Expire,
    Leave,
    CrashReader,
  }
}

/** No attempt looks further than a ring; one that probes begins with nothing found. */
function lookOf(look: Ring['look']): Formulas {
  const furthest = 'consumer.next(c) - 1 + Size'
  const first = look === 'Probe' ? `if leads(c) then consumer.next(c) - 1 else ${furthest}` : furthest
  return {
    'look.pc(c: Consumer): Pc': `if leads(c) then ${look} else LoadUpstream`,
    'look.available(c: Consumer): Sequence': first,
  }
}

const own = ownOf('consumer', 'c')
const SIGNAL = '(if leads(c) then published else consumed)'

/** `Look` of the spec: the beginning of an attempt. */
const LOOK: Formulas = {
  'consumer.pc(c)': 'look.pc(c)',
  'consumer.unread(c, u)': 'follows(c, u)',
  'consumer.available(c)': 'look.available(c)',
}

/**
 * `Found` and `NotFound` of the spec: the effect of an attempt that has led to q; `a` is the last sequence that may be
 * read, `takes` whether it returns a range, `ends` whether the ring has failed and nothing more comes.
 */
function looked(a: string, lacks = 'one', same = 'true'): Formulas {
  return {
    'consumer.pc(c)': 'q',
    'consumer.waits(c)': 'consumer.waits(c) and not ends.call(q)',
    'consumer.takes(c)': 'consumer.takes(c) and not ends.call(q) and q # Leave',
    'consumer.leaves(c)': 'consumer.leaves(c) or (ends and has.taken(c) and not gating(c))',
    'consumer.limit(c)': 'if ends.call(q) then 0 else consumer.limit(c)',
    'consumer.available(c)': `if looks.on(q) then ${a} else if takes then found.last(c, ${a}) + Size else consumer.next(c) - 1 + Size`,
    'consumer.unread(c, d)': 'looks.on(q) and consumer.unread(c, d)',
    'consumer.last(c)': `if q = BeginRead or takes then found.last(c, ${a}) else consumer.last(c)`,
    'consumer.next(c)': `if takes then found.last(c, ${a}) + 1 else consumer.next(c)`,
    ...waitAfter(own, lacks, same, 'remembers'),
  }
}

/**
 * The effect of a look: `finds` something, and perhaps looks on; or nothing is available, and the call returns, ends if
 * nothing more comes, loads the end of the ring, or waits.
 */
function outcome(finds: string, more: string, lacks: string, same = 'true', gone = 'true'): Formulas {
  const rests = `if ${heard(own, 'expired')} then Idle else ${lacking(own, same)}`
  const ended = 'if has.taken(c) then Idle else if gating(c) then Ended else Leave'
  const waits = `if ends then (${ended}) else if ${heard(own, 'closed')} then LoadFinal else ${rests}`
  return {
    'takes: Bool': `(${finds}) and consumer.takes(c)`,
    'ends: Bool': `(${lacks}) and consumer.waits(c) and ${heard(own, 'failed')} and ${gone}`,
    'q: Pc': `if ${finds} then (if takes then Idle else BeginRead) else if ${more} else if not consumer.waits(c) then Idle else ${waits}`,
  }
}

/** Between calls a consumer remembers only its next sequence. */
function idle(next: string): Formulas {
  return {
    'consumer.pc(c)': 'Idle',
    'consumer.waits(c)': 'false',
    'consumer.takes(c)': 'false',
    'consumer.limit(c)': '0',
    'consumer.unread(c, u)': 'false',
    'consumer.available(c)': `${next} - 1 + Size`,
    'consumer.last(c)': `${next} - 1`,
    ...calm(own),
  }
}

const BeginPoll: ActionDraft = {
  params: ['c: Consumer', 'limit: Limit', 'waits: Waits'],
  guard: ['consumer.pc(c) = Idle', 'limit >= 1', 'not has.taken(c)'],
  next: { ...LOOK, 'consumer.waits(c)': 'waits', 'consumer.limit(c)': 'limit' },
}

const BeginTake: ActionDraft = {
  params: BeginPoll.params,
  guard: [
    'mayTake',
    'consumer.pc(c) = Idle',
    'limit >= 1',
    'not cut.short(c)',
    'waits => meanwhile or consumer.next(c) - consumer.kept(c) < Size',
  ],
  next: { ...BeginPoll.next, 'consumer.takes(c)': 'true', 'consumer.leaves(c)': 'false' },
}

/** A look that is the last of its attempt. */
const NO_MORE = 'false then LoadCursor'
const PROBED = '(probe.hit(c) or consumer.available(c) >= consumer.next(c))'

const LoadCursor: ActionDraft = {
  params: ['c: Consumer'],
  guard: ['consumer.pc(c) = LoadCursor', 'not consumer.wait.asleep(c)'],
  where: outcome('cursor >= consumer.next(c)', NO_MORE, 'cursor < consumer.next(c)'),
  next: looked('cursor'),
}

/** Slot by slot, up to the batch limit or the first slot that is not published. */
const Probe: ActionDraft = {
  params: ['c: Consumer'],
  guard: ['consumer.pc(c) = Probe', 'not consumer.wait.asleep(c)'],
  where: outcome(
    `not probe.more(c) and ${PROBED}`,
    'probe.more(c) then Probe',
    `not probe.more(c) and not ${PROBED}`,
  ),
  next: looked('(if probe.hit(c) then consumer.available(c) + 1 else consumer.available(c))'),
}

/** Gate by gate, in the order of their numbers; the least one counts. */
const LoadUpstream: ActionDraft = {
  params: ['c: Consumer', 'u: Consumer', 'more: Choice'],
  guard: [
    'consumer.pc(c) = LoadUpstream',
    'not consumer.wait.asleep(c)',
    'consumer.unread(c, u)',
    'forall d: Consumer {consumer.unread(c, d)} . consumer.unread(c, d) => number(u) <= number(d)',
    'more = (exists d: Consumer . d # u and consumer.unread(c, d))',
  ],
  where: outcome(
    'gate(u) >= consumer.next(c) and not more',
    'gate(u) >= consumer.next(c) then LoadUpstream',
    'gate(u) < consumer.next(c)',
    'consumer.wait.blockedOn(c) = u',
    '(consumer.wait.gone(c) and consumer.wait.blockedOn(c) = u)',
  ),
  next: {
    ...looked('least(c, u)', 'u', 'consumer.wait.blockedOn(c) = u'),
    'consumer.unread(c, d)': 'looks.on(q) and d # u and consumer.unread(c, d)',
  },
}

const EPOCH = loadEpoch(own, SIGNAL)

const LoadEpoch: ActionDraft = {
  params: ['c: Consumer'],
  guard: ['consumer.pc(c) = LoadEpoch'],
  where: {
    'parking: Bool': EPOCH.parks,
    'asks: Bool': `not leads(c) and remembers and (if ${EPOCH.hears} then ends.failed(${SIGNAL}) else ${heard(own, 'failed')})`,
  },
  next: {
    ...EPOCH.next,
    'consumer.pc(c)': 'if asks then LoadOwner else if parking then Mark else look.pc(c)',
    'consumer.unread(c, u)': 'not parking and follows(c, u)',
    'consumer.available(c)': 'if parking then consumer.available(c) else look.available(c)',
  },
}

/** Loaded before the attempt, so that everything handled before the upstream left is seen. */
const LoadOwner: ActionDraft = {
  params: ['c: Consumer'],
  guard: ['consumer.pc(c) = LoadOwner'],
  where: { 'parking: Bool': `${own('wait.missed')} >= 0 and ${EPOCH.parks}` },
  next: {
    'consumer.wait.gone(c)': 'owner(consumer.wait.blockedOn(c)) # taken',
    'consumer.pc(c)': 'if parking then Mark else look.pc(c)',
    'consumer.unread(c, u)': 'if parking then consumer.unread(c, u) else follows(c, u)',
    'consumer.available(c)': 'if parking then consumer.available(c) else look.available(c)',
  },
}

/** In a failed ring it handles nothing more; then its waiters are woken. */
const Leave: ActionDraft = {
  params: ['c: Consumer'],
  guard: ['consumer.pc(c) = Leave'],
  next: { 'owner(c)': 'left', 'consumer.pc(c)': 'Bump' },
}

/** Marks the word it is blocked on, and attempts again. */
function markOf(mark: string): ActionDraft {
  return {
    params: ['c: Consumer'],
    guard: ['consumer.pc(c) = Mark'],
    next: {
      ...LOOK,
      'consumer.wait.marked(c)': 'true',
      [mark]: `leads(c) or ${mark}`,
      'marks.gate(consumer.wait.blockedOn(c))': 'not leads(c) or marks.gate(consumer.wait.blockedOn(c))',
    },
  }
}

const Sleep: ActionDraft = {
  params: ['c: Consumer'],
  guard: ['consumer.pc(c) = Sleep'],
  next: { ...LOOK, ...calm(own, 'consumer.wait.expired(c)', sleeps(own, SIGNAL)) },
}

/** The ring is closed: is this its end? */
const LoadFinal: ActionDraft = {
  params: ['c: Consumer'],
  guard: ['consumer.pc(c) = LoadFinal'],
  where: {
    'takes: Bool': 'false',
    'ends: Bool': 'false',
    'q: Pc': `if final <= consumer.next(c) then (if has.taken(c) then Idle else Ended) else if ${heard(own, 'expired')} then Idle else ${lacking(own, 'true')}`,
  },
  next: looked('consumer.available(c)', 'consumer.wait.blockedOn(c)'),
}

/** Wakes the threads that wait for its gate, in two steps. */
function wakersOf(producer: Ring['producer']): Readonly<Record<'Bump' | 'Notify', ActionDraft>> {
  const [params, ends] = [['c: Consumer'], 'after.waking(c)']
  const missed = ofWaiting(producer, 'wait.missed', bumped)
  const asleep = ofWaiting(producer, 'wait.asleep', () => 'false')
  return {
    Bump: { params, guard: ['consumer.pc(c) = Bump'], next: { ...missed, 'consumer.pc(c)': 'Notify' } },
    Notify: { params, guard: ['consumer.pc(c) = Notify'], next: { ...asleep, 'consumer.pc(c)': ends } },
  }
}

/** Updates a variable of all threads that may wait for a gate: producers, and followers. */
function ofWaiting(producer: Ring['producer'], variable: string, becomes: (own: Own) => string): Formulas {
  const [reader, claimer] = [ownOf('consumer', 'd'), ownOf('producer', producer)]
  return {
    [reader(variable)]: `if leads(d) then ${reader(variable)} else (${becomes(reader)})`,
    [claimer(variable)]: becomes(claimer),
  }
}

/** A waiting call may time out at any step. */
const Expire: ActionDraft = {
  params: ['c: Consumer'],
  ...expires(own, [
    'LoadCursor',
    'Probe',
    'LoadUpstream',
    'LoadEpoch',
    'LoadOwner',
    'Mark',
    'Sleep',
    'LoadFinal',
  ]),
}

const CrashReader: ActionDraft = { params: ['c: Consumer'], ...crash(own, 'mortal(c)') }

const BeginRead: ActionDraft = {
  params: ['c: Consumer'],
  guard: ['consumer.pc(c) = BeginRead'],
  next: { 'consumer.pc(c)': 'EndRead' },
}

/** `Interrupted` of the spec: the event will be given to the handler again, and kept events stay unreleased. */
function interrupted(condition: string): Formulas {
  return {
    'consumer.waits(c)': `consumer.waits(c) and not ${condition}`,
    'consumer.limit(c)': `if ${condition} then 0 else consumer.limit(c)`,
    'consumer.available(c)': `if ${condition} then consumer.next(c) - 1 + Size else consumer.available(c)`,
    'consumer.last(c)': `if ${condition} then (if holds(c) then consumer.next(c) else consumer.next(c) - 1) else consumer.last(c)`,
  }
}

/** The gate moves only when a batch ends regularly. A handler that throws ends it before the event it was given. */
const EndRead: ActionDraft = {
  params: ['c: Consumer', 'throws: Throws'],
  guard: ['consumer.pc(c) = EndRead', 'throws => mayThrow'],
  where: { 'stops: Bool': 'throws and not (flushes and holds(c))' },
  next: {
    'consumer.next(c)': 'if throws then consumer.next(c) else consumer.next(c) + 1',
    'consumer.kept(c)': 'if ends.here(c, throws) then consumer.next(c) + 1 else consumer.kept(c)',
    'consumer.pc(c)':
      'if stops then Idle else if throws then EndFlush else if ends.here(c, throws) then Advance else BeginRead',
    ...interrupted('stops'),
  },
}

/** Events kept before the handler threw are flushed, so the gate moves; unless the flush throws as well. */
const EndFlush: ActionDraft = {
  params: ['c: Consumer', 'throws: Throws'],
  guard: ['consumer.pc(c) = EndFlush'],
  next: {
    'consumer.kept(c)': 'if throws then consumer.kept(c) else consumer.next(c)',
    'consumer.pc(c)': 'if throws then Idle else Advance',
    ...interrupted('throws'),
  },
}

/** Only now may producers overwrite what was read. A waiter has marked this gate. */
const Advance: ActionDraft = {
  params: ['c: Consumer'],
  guard: ['consumer.pc(c) = Advance'],
  next: {
    'gate(c)': 'consumer.next(c) - 1',
    'marks.gate(c)': 'false',
    ...idle('consumer.next(c)'),
    'consumer.pc(c)': 'if marks.gate(c) then Bump else Idle',
  },
}

/** The caller advances over the first n taken events, between calls or while one stands aside. */
const AdvanceTaken: ActionDraft = {
  params: ['c: Consumer', 'n: Limit'],
  guard: [
    'has.taken(c)',
    'consumer.pc(c) = Idle or stands.aside(c)',
    '1 <= n and consumer.kept(c) + n <= consumer.next(c)',
  ],
  where: { 'leaves: Bool': 'consumer.leaves(c) and consumer.kept(c) + n = consumer.next(c)' },
  next: {
    'gate(c)': 'consumer.kept(c) + n - 1',
    'consumer.kept(c)': 'consumer.kept(c) + n',
    'marks.gate(c)': 'false',
    'consumer.pc(c)': 'if leaves then Leave else if marks.gate(c) then Bump else after.waking(c)',
  },
}

/** The dead are marked in the order of their numbers. */
export const FIRST_UNBURIED: readonly string[] = [
  'unburied(r)',
  'forall d: Consumer {consumer.pc(d)} . unburied(d) => number(r) <= number(d)',
]

const SHARED: Omit<Readers, 'actions'> = {
  fixed: [
    'Size: Count',
    'slot(s: Sequence): Slot',
    'first(k: Slot): Sequence',
    'follows(c: Consumer, u: Consumer): Bool',
    'leads(c: Consumer): Bool',
    'gating(c: Consumer): Bool',
    'number(c: Consumer): Count',
    'follower(c: Consumer): Consumer',
    'end(c: Consumer): Consumer',
    'mayThrow: Bool',
    'flushes: Bool',
    'mayTake: Bool',
    'meanwhile: Bool',
    'mortal(c: Consumer): Bool',
    'parks: Bool',
    'timed: Bool',
    'supervised: Bool',
    'spins: Count',
    'counted(i: Count): Count',
    'one: Consumer',
    'see(b: Bool): Bool',
  ],
  axioms: {
    RingHasSlots: 'Size >= 1',
    RingHasConsumers: 'gating(one)',
    // While a call is about to sleep its epoch can't wrap around: that takes 2^30 wake-ups.
    EpochsDoNotComeRound: 'parks => (forall i: Count {counted(i)} . counted(i) >= 1)',
    // Always true: it only gives triggers a term to match.
    SeeIsTrue: 'see(true) and see(false)',
    SlotsApart:
      'forall a: Sequence, b: Sequence {slot(a), slot(b)} . slot(a) = slot(b) and a < b => b - a >= Size',
    // Over two variables: with one, each instance would create the next, without end.
    SlotsRepeat: 'forall a: Sequence, b: Sequence {slot(a), slot(b)} . b = a + Size => slot(a) = slot(b)',
    SlotsHaveAFirst: 'forall k: Slot {first(k)} . 0 <= first(k) < Size and slot(first(k)) = k',
    FollowersComeLater:
      'forall c: Consumer, u: Consumer {follows(c, u)} . follows(c, u) => number(u) < number(c)',
    LeadersFollowNobody: 'forall c: Consumer, u: Consumer {follows(c, u)} . follows(c, u) => not leads(c)',
    NobodyFollowsGating: 'forall c: Consumer, u: Consumer {follows(c, u)} . follows(c, u) => not gating(u)',
    OthersAreFollowed: 'forall c: Consumer {follower(c)} . not gating(c) => follows(follower(c), c)',
    EndOfGating: 'forall c: Consumer {end(c)} . gating(c) => end(c) = c',
    EndOfOthers: 'forall c: Consumer {end(c), follower(c)} . not gating(c) => end(c) = end(follower(c))',
  },
  state: [
    'gate(c: Consumer): Sequence',
    'slots(k: Slot): Sequence',
    'marks.gate(c: Consumer): Bool',
    ...ENDS,
    'consumer.pc(c: Consumer): Pc',
    'consumer.waits(c: Consumer): Bool',
    'consumer.takes(c: Consumer): Bool',
    'consumer.leaves(c: Consumer): Bool',
    'consumer.limit(c: Consumer): Count',
    'consumer.unread(c: Consumer, u: Consumer): Bool',
    'consumer.available(c: Consumer): Sequence',
    'consumer.last(c: Consumer): Sequence',
    'consumer.next(c: Consumer): Sequence',
    'consumer.kept(c: Consumer): Sequence',
    ...waitState('consumer', '(c: Consumer)'),
  ],
  definitions: {
    ...TURNS,
    'ends.call(q: Pc): Bool': 'q = Idle or q = Ended',
    'looks(c: Consumer): Bool':
      'consumer.pc(c) = LoadCursor or consumer.pc(c) = Probe or consumer.pc(c) = LoadUpstream',
    'calls(c: Consumer): Bool':
      'looks(c) or consumer.pc(c) = LoadEpoch or consumer.pc(c) = LoadOwner or consumer.pc(c) = Mark or consumer.pc(c) = Sleep or consumer.pc(c) = LoadFinal',
    'reads(c: Consumer): Bool': 'consumer.pc(c) = EndRead',
    'gives(c: Consumer): Bool': 'consumer.pc(c) = BeginRead or reads(c) or consumer.pc(c) = EndFlush',
    'handles(c: Consumer): Bool': 'gives(c) or consumer.pc(c) = Advance',
    'holds(c: Consumer): Bool': 'consumer.kept(c) # consumer.next(c)',
    'has.taken(c: Consumer): Bool': 'holds(c) and consumer.last(c) + 1 = consumer.next(c)',
    'cut.short(c: Consumer): Bool': 'holds(c) and consumer.last(c) = consumer.next(c)',
    'wakes(c: Consumer): Bool': 'consumer.pc(c) = Bump or consumer.pc(c) = Notify',
    'at.first(c: Consumer): Bool':
      'consumer.waits(c) and consumer.wait.missed(c) < 0 and consumer.available(c) = look.available(c)',
    'stands.aside(c: Consumer): Bool':
      'meanwhile and consumer.takes(c) and consumer.pc(c) = look.pc(c) and at.first(c)' +
      ' and (forall u: Consumer {consumer.unread(c, u)} {follows(c, u)} . consumer.unread(c, u) = follows(c, u))',
    'after.waking(c: Consumer): Pc':
      'if consumer.takes(c) then look.pc(c) else if owner(c) = left then Ended else Idle',
    'holds.back(c: Consumer): Bool':
      '(consumer.pc(c) = Idle or looks(c)) and consumer.last(c) = consumer.next(c) and gate(c) + 1 < consumer.next(c)',
    'read.by(c: Consumer, s: Sequence): Bool':
      'consumer.kept(c) <= s and (s < consumer.next(c) or (reads(c) and s = consumer.next(c)))',
    'found.last(c: Consumer, a: Sequence): Sequence':
      'if a < consumer.next(c) - 1 + consumer.limit(c) then a else consumer.next(c) - 1 + consumer.limit(c)',
    'least(c: Consumer, u: Consumer): Sequence':
      'if gate(u) < consumer.available(c) then gate(u) else consumer.available(c)',
    'ends.here(c: Consumer, throws: Bool): Bool': 'not throws and consumer.next(c) = consumer.last(c)',
  },
  init: {
    'gate(c)': '-1',
    'slots(k)': '-1',
    'marks.gate(c)': 'false',
    ...ENDS_AT_FIRST,
    'consumer.next(c)': '0',
    'consumer.kept(c)': '0',
    'consumer.leaves(c)': 'false',
    ...idle('0'),
  },
  invariant: {
    ConsumersInOrder:
      `forall c: Consumer ${C} . -1 <= gate(c) < consumer.next(c) <= consumer.last(c) + 1` +
      ' and (handles(c) or consumer.pc(c) = Dead or holds.back(c) or (mayTake and has.taken(c) and (consumer.pc(c) = Idle or wakes(c) or (calls(c) and consumer.takes(c)))) or (gate(c) + 1 = consumer.next(c) and consumer.last(c) + 1 = consumer.next(c)))' +
      ' and (consumer.kept(c) = (if consumer.pc(c) = Advance then consumer.next(c) else gate(c) + 1) or (consumer.pc(c) = Dead and consumer.kept(c) = consumer.next(c)))' +
      ' and (gives(c) => consumer.next(c) <= consumer.last(c))' +
      ' and (calls(c) => consumer.limit(c) >= 1 and consumer.next(c) <= consumer.available(c) + 1)' +
      ' and (calls(c) and consumer.pc(c) # Probe => consumer.next(c) <= consumer.available(c))',
    StandsAsideInPlace:
      '(forall c: Consumer {consumer.takes(c)} {consumer.leaves(c)} {owner(c)} . (consumer.takes(c) or consumer.leaves(c) => mayTake)' +
      ' and (consumer.takes(c) => not consumer.leaves(c) and (consumer.pc(c) = Dead or (consumer.limit(c) >= 1 and not cut.short(c) and (calls(c) or wakes(c)))))' +
      ' and (consumer.takes(c) and wakes(c) => meanwhile and at.first(c))' +
      ' and (owner(c) = left => not consumer.takes(c) and not has.taken(c) and (wakes(c) or consumer.pc(c) = Ended or consumer.pc(c) = Dead)))' +
      ' and (forall c: Consumer, u: Consumer {consumer.unread(c, u)} {follows(c, u)} . consumer.takes(c) and wakes(c) => consumer.unread(c, u) = follows(c, u))',
    LoadsInPlace:
      'forall c: Consumer, u: Consumer {follows(c, u)} . follows(c, u) => consumer.pc(c) # Probe and consumer.pc(c) # LoadCursor',
    FollowersAreBehind:
      '(forall c: Consumer, u: Consumer {follows(c, u)} . follows(c, u) => consumer.last(c) <= gate(u)' +
      ' and (consumer.pc(c) = LoadUpstream and not consumer.unread(c, u) => consumer.available(c) <= gate(u)))' +
      ' and (forall c: Consumer, u: Consumer {consumer.unread(c, u)} . consumer.unread(c, u) => follows(c, u))',
    FailedMeansCrash:
      '(published.failed or consumed.failed => alarmed) and (forall c: Consumer {consumer.wait.failed(c)} {consumer.pc(c)} {owner(c)} {consumer.leaves(c)} . consumer.leaves(c) or consumer.wait.failed(c) or consumer.pc(c) = Leave or consumer.pc(c) = Dead or owner(c) = left => alarmed)' +
      ' and (forall o: Other {other.pc(o)} . other.pc(o) # Idle => closes(o) or alarmed)',
  },
  lemmas: {
    // Followers have larger numbers, so the induction goes down from the largest.
    SomeGatingIsBehind: {
      says: 'forall c: Consumer {gate(c)} . gating(end(c)) and gate(end(c)) <= gate(c)',
      by: {
        step: 'forall c: Consumer . see(end(c) = end(follower(c))) and (forall d: Consumer {end(d)} . number(d) > number(c) => gating(end(d)) and gate(end(d)) <= gate(d)) => gating(end(c)) and gate(end(c)) <= gate(c)',
      },
    },
  },
}
