// Calls that no tour has: their models would have too many edges.
import type { Form } from '../core/callers.ts'
import { steppedRing } from '../core/stepped.ts'
import type { Core } from '../stepper/load.ts'
import type { Done, Machine } from '../stepper/machine.ts'
import { NO_TOUR, NOBODY_PARKS, type TourHead } from '../tour/tour.ts'

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

/** What is wrong with one of these calls, or null. */
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

  /** The first producer claims, as so many gates allow, writes and publishes two events: the ring is full. */
  fill(gates = 2): this {
    const look = ' LoadGate'.repeat(gates)
    this.take(P1, 2, `LoadNext${look} Exchange${look} LoadLap`)
    this.take(P1, 2, 'BeginWrite EndWrite BeginWrite EndWrite Publish Publish')
    return this
  }

  /** A consumer, the first in its ring, handles so many events. */
  handle(consumer: number, n = 2): void {
    this.take(consumer, n, `BeginPoll${' Probe'.repeat(n)}${' BeginRead EndRead'.repeat(n)} Advance`)
  }

  /** Takes these steps with batches of n; the last access. */
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

/** Of two events only one is to be handled: one of those upstream has handled no more, or no more is asked for. */
function wrongUpstream(core: Core, upstream: number, limit: number): string | null {
  const consumers = { c1: [], c2: [], c3: ['c1', 'c2'] }
  const scene = new Scene(core, { ...HEAD, consumers, threads: ['p1', 'p2', 'c1', 'c2', 'c3'] }).fill(1)
  scene.handle(2, upstream)
  scene.handle(3)
  scene.take(4, limit, 'BeginPoll LoadUpstream LoadUpstream BeginRead EndRead')
  return scene.offers(4) === 'Advance'
    ? null
    : `where one event is to be handled a follower offers ${scene.offers(4)}`
}

/** A try claims the whole ring, so the next one has to be told, after a look at both consumers, that it is full. */
function wrongTry(core: Core): string | null {
  const scene = new Scene(core, HEAD).fill()
  scene.handle(C1)
  const seen = scene.take(P2, 2, 'LoadNext')?.result
  if (seen !== 4) return `twice the next sequence is 4, not ${seen}`
  scene.take(P2, 2, 'LoadGate LoadGate')
  return scene.offers(P2) === 'LoadNext' ? null : `on a full ring a try offers ${scene.offers(P2)}`
}

/** A claim that is made waits for its room: one that only tries does, and one whose time is up. */
function wrongClaimed(core: Core): string | null {
  const timed = { ...HEAD, callers: { ...HEAD.callers, timed: true } }
  return wrongOutrun(core, HEAD, false) ?? wrongOutrun(core, timed, true)
}

/** A producer sees room and sleeps for a turn; what it then claims is a lap ahead of those who handle. */
function wrongOutrun(core: Core, head: TourHead, waits: boolean): string | null {
  const scene = new Scene(core, head)
  scene.take(P1, 1, 'LoadNext LoadGate LoadGate', waits)
  const { gates } = core.layoutOf({ size: 2, start: 0, producers: 2, pools: [false, false] })
  for (const gate of gates) scene.words[gate] = core.wrap(-3)
  scene.take(P1, 1, 'Exchange LoadGate LoadEpoch LoadGate Expire LoadEpoch LoadGate')
  return scene.offers(P1) === 'LoadEpoch' ? null : `who has claimed without room offers ${scene.offers(P1)}`
}

/** There are two events, but a worker that wants one takes one. */
function wrongLimit(core: Core): string | null {
  const scene = new Scene(core, WITH_POOL).fill()
  const took = scene.take(W1, 1, 'LoadTake Probe Take')?.operands[1]
  if (took !== 2) return `twice the next ticket is 2, not ${took}`
  scene.take(W1, 1, 'Probe')
  return scene.offers(W1) === 'LoadDone' ? null : `who has found what it took offers ${scene.offers(W1)}`
}

/** Neither one that only polls nor one whose time is up waits for what it has taken, or gives it up. */
function wrongSecondLook(core: Core): string | null {
  const timed = { ...WITH_POOL, callers: { ...WITH_POOL.callers, timed: true } }
  return wrongLookAgain(core, WITH_POOL, false) ?? wrongLookAgain(core, timed, true)
}

/** A worker sleeps for a turn before it takes two events; of those that come then only the first is there yet. */
function wrongLookAgain(core: Core, head: TourHead, waits: boolean): string | null {
  const scene = new Scene(core, head).fill()
  scene.take(W1, 2, 'LoadTake Probe Probe', waits)
  const { laps } = sleepTurn(core, scene)
  scene.words[laps] = core.wrap(TURN / 2)
  scene.take(W1, 2, 'Take Probe Probe')
  const still = waits ? 'LoadEpoch' : 'BeginWork'
  if (scene.offers(W1) !== still) return `where an event is missing a worker offers ${scene.offers(W1)}`
  scene.take(W1, 2, waits ? 'Expire LoadEpoch Probe Probe' : 'BeginWork Probe Probe')
  if (scene.offers(W1) !== 'BeginWork') return `whose time is up offers ${scene.offers(W1)}`
  scene.words[laps + 1] = core.wrap(TURN / 2)
  scene.take(W1, 1, 'BeginWork Probe Probe LoadDone BeginTask EndTask Finish MoveGate Arrive')
  if (scene.offers(W1) !== 'BeginWork') return `who has handled some offers ${scene.offers(W1)}`
  scene.take(W1, 1, 'BeginWork')
  return scene.offers(W1) === 'BeginTask' ? null : `who has found what it took offers ${scene.offers(W1)}`
}

/** If the first of them is missing, that is what the worker waits for, though its first look went further. */
function wrongLack(core: Core): string | null {
  const parking = { ...WITH_POOL, callers: { ...WITH_POOL.callers, spins: 0 } }
  const scene = new Scene(core, parking).fill()
  scene.take(W1, 2, 'LoadTake Probe Probe', true)
  const { laps } = sleepTurn(core, scene)
  scene.words[laps + 1] = core.wrap(TURN / 2)
  const marked = scene.take(W1, 2, 'Take Probe LoadEpoch Mark')?.index
  return marked === laps ? null : `where an event is missing a worker marks word ${marked} instead of ${laps}`
}

/** Of those that a pool follows the first that has handled too little is what its worker waits for. */
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
  if (scene.offers(4) !== 'LoadEpoch') return `where a gate lacks a worker offers ${scene.offers(4)}`
  scene.take(4, 2, 'LoadEpoch')
  return scene.offers(4) === 'LoadUpstream' ? null : `in a ring that goes on it offers ${scene.offers(4)}`
}

/** Who has marked one word, and then lacks another, looks again and does not sleep. */
function wrongAgain(core: Core, form: Form): string | null {
  const consumers = { c1: [], c2: [], c3: ['c1', 'c2'] }
  const callers = { ...HEAD.callers, spins: 0 }
  const head = { ...HEAD, callers, consumers, threads: ['p1', 'p2', 'c1', 'c2', 'c3'] }
  const scene = new Scene(core, head, 0, form).fill(1)
  scene.take(4, 2, 'BeginPoll LoadUpstream LoadEpoch Mark', true)
  scene.handle(2)
  scene.take(4, 2, 'LoadUpstream LoadUpstream', true)
  return scene.offers(4) === 'LoadEpoch' ? null : `who lacks another word now offers ${scene.offers(4)}`
}

/** Those who sleep are woken before anything else is done. */
function wrongWake(core: Core): string | null {
  const callers = { ...WITH_POOL.callers, spins: 0, habits: ['claim', 'try'] }
  const scene = new Scene(core, { ...WITH_POOL, callers }).fill()
  scene.handle(C1)
  scene.take(P2, 1, 'Claim LoadGate LoadGate LoadEpoch Mark LoadGate LoadGate Sleep')
  scene.take(W1, 1, 'LoadTake Probe Take Probe LoadDone BeginTask EndTask Finish MoveGate')
  return scene.offers(W1) === 'Bump' ? null : `who has moved a marked gate offers ${scene.offers(W1)}`
}

/** The words are what they are a turn later, when nothing is published. */
function sleepTurn(core: Core, { words }: Scene) {
  const shape = { size: 2, start: TURN, producers: 2, pools: [false, true] }
  const layout = core.layoutOf(shape)
  core.initialize(words, shape, layout)
  return layout
}

/** A claim beyond the last sequence is refused, though only when it is known that it is. */
function wrongEnd(core: Core): string | null {
  const scene = new Scene(core, HEAD, Number.MAX_SAFE_INTEGER)
  try {
    scene.fill()
  } catch (error) {
    const isRefused = error instanceof Error && 'code' in error && error.code === 'ERR_RINGPROOF_CLAIM'
    return isRefused ? null : `the end of sequences is ${error}`
  }
  return 'a claim goes beyond the last sequence'
}
