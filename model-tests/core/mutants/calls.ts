// Single calls that no tour covers, because their models would have too many edges.
import type { Done, Machine } from '../../harness/stepper/machine.ts'
import type { Form } from '../callers.ts'
import type { Core } from '../load.ts'
import { steppedRing } from '../stepped.ts'
import { NO_TOUR, NOBODY_PARKS, type TourHead } from '../tour.ts'

const TURN = 2 ** 32

const HEAD: TourHead = {
  model: 'two producers, two slots',
  size: 2,
  producers: ['p1', 'p2'],
  consumers: { c1: [], c2: [] },
  callers: { ...NOBODY_PARKS, claims: [2], limits: [2], waits: [false], throws: false, habits: ['try'] },
  threads: ['p1', 'p2', 'c1', 'c2'],
  ...NO_TOUR,
}
const WITH_POOL: TourHead = { ...HEAD, pools: { c2: ['w1'] }, threads: ['p1', 'p2', 'c1', 'w1'] }
const [P1, P2, C1, W1] = [0, 1, 2, 3]

/** The first of these calls that misbehaves, as a sentence; null if all are right. */
export function wrongCall(core: Core): string | null {
  return (
    wrongUpstream(core, 1, 2) ??
    wrongUpstream(core, 2, 1) ??
    wrongTry(core) ??
    wrongClaimed(core) ??
    wrongLimit(core) ??
    wrongSecondLook(core) ??
    wrongLack(core) ??
    wrongGate(core) ??
    wrongWake(core) ??
    wrongAgain(core, 'blocking') ??
    wrongAgain(core, 'asynchronous') ??
    wrongEnd(core)
  )
}

class Scene {
  readonly machine: Machine
  readonly words: Int32Array

  constructor(core: Core, head: TourHead, start = 0, form: Form = 'blocking') {
    const { machine, words } = steppedRing(core, head, start, form)
    this.machine = machine
    this.words = words
  }

  /** The first producer claims, loading `gates` gates, then writes and publishes two events: the ring is full. */
  fill(gates = 2): this {
    const look = ' LoadGate'.repeat(gates)
    this.take(P1, 2, `LoadNext${look} Exchange${look} LoadLap`)
    this.take(P1, 2, 'BeginWrite EndWrite BeginWrite EndWrite Publish Publish')
    return this
  }

  /** A consumer, the first in its ring, handles `n` events. */
  handle(consumer: number, n = 2): void {
    this.take(consumer, n, `BeginPoll${' Probe'.repeat(n)}${' BeginRead EndRead'.repeat(n)} Advance`)
  }

  /** Takes these steps with batch size n, and returns the last access. */
  take(thread: number, n: number, actions: string, waits = false): Done | null {
    const decision = { n, limit: n, waits }
    return actions
      .split(' ')
      .reduce<Done | null>((_, action) => this.machine.step(thread, action, decision), null)
  }

  offers(thread: number): string {
    return this.machine.offers(thread).join(', ')
  }
}

/** Of two events only one may be handled: an upstream consumer has handled no more, or the batch limit is 1. */
function wrongUpstream(core: Core, upstream: number, limit: number): string | null {
  const consumers = { c1: [], c2: [], c3: ['c1', 'c2'] }
  const scene = new Scene(core, { ...HEAD, consumers, threads: ['p1', 'p2', 'c1', 'c2', 'c3'] }).fill(1)
  scene.handle(2, upstream)
  scene.handle(3)
  scene.take(4, limit, 'BeginPoll LoadUpstream LoadUpstream BeginRead EndRead')
  return scene.offers(4) === 'Advance'
    ? null
    : `with one event to handle, a follower offers ${scene.offers(4)}`
}

/** A try claims the whole ring, so the next try must load both gates and then answer that the ring is full. */
function wrongTry(core: Core): string | null {
  const scene = new Scene(core, HEAD).fill()
  scene.handle(C1)
  const seen = scene.take(P2, 2, 'LoadNext')?.result
  if (seen !== 4) return `the cursor word (twice the next sequence) must be 4, not ${seen}`
  scene.take(P2, 2, 'LoadGate LoadGate')
  return scene.offers(P2) === 'LoadNext' ? null : `on a full ring a try offers ${scene.offers(P2)}`
}

/** A claim that has been made waits for its room, even if the call only tries or has timed out. */
function wrongClaimed(core: Core): string | null {
  const timed = { ...HEAD, callers: { ...HEAD.callers, timed: true } }
  return wrongOutrun(core, HEAD, false) ?? wrongOutrun(core, timed, true)
}

/**
 * A producer sees room and stalls until the cursor word has wrapped around: its claim is then a lap ahead of the
 * consumers.
 */
function wrongOutrun(core: Core, head: TourHead, waits: boolean): string | null {
  const scene = new Scene(core, head)
  scene.take(P1, 1, 'LoadNext LoadGate LoadGate', waits)
  const { gates } = core.layoutOf({ size: 2, start: 0, producers: 2, pools: [false, false] })
  for (const gate of gates) scene.words[gate] = core.wrap(-3)
  scene.take(P1, 1, 'Exchange LoadGate LoadEpoch LoadGate Expire LoadEpoch LoadGate')
  return scene.offers(P1) === 'LoadEpoch'
    ? null
    : `a producer that has claimed without room offers ${scene.offers(P1)}`
}

/** There are two events, but a worker that asks for one takes one. */
function wrongLimit(core: Core): string | null {
  const scene = new Scene(core, WITH_POOL, 2).fill()
  const took = scene.take(W1, 1, 'LoadTake Probe Take')?.operands[1]
  if (took !== 6) return `the ticket word (twice the next ticket) must be 6, not ${took}`
  scene.take(W1, 1, 'Probe')
  return scene.offers(W1) === 'LoadDone'
    ? null
    : `a worker that has found what it took offers ${scene.offers(W1)}`
}

/** Neither a poll nor a call that has timed out waits for the events it has taken, or gives them up. */
function wrongSecondLook(core: Core): string | null {
  const timed = { ...WITH_POOL, callers: { ...WITH_POOL.callers, timed: true } }
  return wrongLookAgain(core, WITH_POOL, false) ?? wrongLookAgain(core, timed, true)
}

/** A worker stalls for a wrap-around before it takes two events, of which only the first is published yet. */
function wrongLookAgain(core: Core, head: TourHead, waits: boolean): string | null {
  const scene = new Scene(core, head).fill()
  scene.take(W1, 2, 'LoadTake Probe Probe', waits)
  const { laps } = sleepTurn(core, scene)
  scene.words[laps] = core.wrap(TURN / 2)
  scene.take(W1, 2, 'Take Probe Probe')
  const still = waits ? 'LoadEpoch' : 'BeginWork'
  if (scene.offers(W1) !== still) return `with an event missing, a worker offers ${scene.offers(W1)}`
  scene.take(W1, 2, waits ? 'Expire LoadEpoch Probe Probe' : 'BeginWork Probe Probe')
  if (scene.offers(W1) !== 'BeginWork') return `a worker that has timed out offers ${scene.offers(W1)}`
  scene.words[laps + 1] = core.wrap(TURN / 2)
  scene.take(W1, 1, 'BeginWork Probe Probe LoadDone BeginTask EndTask Finish MoveGate Arrive')
  if (scene.offers(W1) !== 'BeginWork')
    return `a worker that has handled some of its events offers ${scene.offers(W1)}`
  scene.take(W1, 1, 'BeginWork')
  return scene.offers(W1) === 'BeginTask'
    ? null
    : `a worker that has found what it took offers ${scene.offers(W1)}`
}

/** A worker whose first taken event is missing is blocked on that one, although its first attempt had got further. */
function wrongLack(core: Core): string | null {
  const parking = { ...WITH_POOL, callers: { ...WITH_POOL.callers, spins: 0 } }
  const scene = new Scene(core, parking).fill()
  scene.take(W1, 2, 'LoadTake Probe Probe', true)
  const { laps } = sleepTurn(core, scene)
  scene.words[laps + 1] = core.wrap(TURN / 2)
  const marked = scene.take(W1, 2, 'Take Probe LoadEpoch Mark')?.index
  return marked === laps ? null : `with an event missing, a worker marks word ${marked} instead of ${laps}`
}

/** A worker is blocked on the first gate upstream of its pool that has not come far enough. */
function wrongGate(core: Core): string | null {
  const consumers = { c1: [], c2: [], c3: ['c1', 'c2'] }
  const threads = ['p1', 'p2', 'c1', 'c2', 'w1']
  const scene = new Scene(core, { ...HEAD, consumers, pools: { c3: ['w1'] }, threads }).fill(1)
  for (const reader of [2, 3]) scene.handle(reader)
  scene.take(4, 2, 'LoadTake LoadUpstream LoadUpstream', true)
  const shape = { size: 2, start: TURN, producers: 2, pools: [false, false, true] }
  const layout = core.layoutOf(shape)
  core.initialize(scene.words, shape, layout)
  for (const [c, handled] of [TURN, TURN + 1].entries())
    scene.words[layout.gates[c] ?? 0] = core.wrap(handled)
  scene.take(4, 2, 'Take LoadUpstream')
  if (scene.offers(4) !== 'LoadEpoch') return `a worker that is blocked on a gate offers ${scene.offers(4)}`
  scene.take(4, 2, 'LoadEpoch')
  return scene.offers(4) === 'LoadUpstream'
    ? null
    : `in a ring that has not ended it offers ${scene.offers(4)}`
}

/** A reader that has marked one word and is then blocked on another must look again, not sleep. */
function wrongAgain(core: Core, form: Form): string | null {
  const consumers = { c1: [], c2: [], c3: ['c1', 'c2'] }
  const callers = { ...HEAD.callers, spins: 0 }
  const head = { ...HEAD, callers, consumers, threads: ['p1', 'p2', 'c1', 'c2', 'c3'] }
  const scene = new Scene(core, head, 0, form).fill(1)
  scene.take(4, 2, 'BeginPoll LoadUpstream LoadEpoch Mark', true)
  scene.handle(2)
  scene.take(4, 2, 'LoadUpstream LoadUpstream', true)
  return scene.offers(4) === 'LoadEpoch'
    ? null
    : `a reader that is now blocked on another word offers ${scene.offers(4)}`
}

/** Sleepers are woken before anything else happens. */
function wrongWake(core: Core): string | null {
  const callers = { ...WITH_POOL.callers, spins: 0, habits: ['claim', 'try'] }
  const scene = new Scene(core, { ...WITH_POOL, callers }).fill()
  scene.handle(C1)
  scene.take(P2, 1, 'Claim LoadGate LoadGate LoadEpoch Mark LoadGate LoadGate Sleep')
  scene.take(W1, 1, 'LoadTake Probe Take Probe LoadDone BeginTask EndTask Finish MoveGate')
  return scene.offers(W1) === 'Bump'
    ? null
    : `a worker that has moved a marked gate offers ${scene.offers(W1)}`
}

/** Sets all words to what they are one wrap-around later, with nothing published. */
function sleepTurn(core: Core, { words }: Scene) {
  const shape = { size: 2, start: TURN, producers: 2, pools: [false, true] }
  const layout = core.layoutOf(shape)
  core.initialize(words, shape, layout)
  return layout
}

/** A claim beyond the last sequence throws, though only once the sequence is known to be the last. */
function wrongEnd(core: Core): string | null {
  const scene = new Scene(core, HEAD, Number.MAX_SAFE_INTEGER)
  try {
    scene.fill()
  } catch (error) {
    const isRefused = error instanceof Error && 'code' in error && error.code === 'ERR_RINGPROOF_CLAIM'
    return isRefused ? null : `at the last sequence a claim throws ${error}`
  }
  return 'a claim beyond the last sequence is granted'
}
