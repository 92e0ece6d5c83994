// Calls that no tour has: their models would have too many edges.
import { callerOf, ringOptions } from '../core/callers.ts'
import type { Core } from '../stepper/load.ts'
import { type Done, Machine } from '../stepper/machine.ts'
import { NO_TOUR, type TourHead } from '../tour/tour.ts'

const TURN = 2 ** 32

const HEAD: TourHead = {
  model: 'two producers, two slots',
  size: 2,
  producers: ['p1', 'p2'],
  consumers: { c1: [], c2: [] },
  callers: { claims: [2], limits: [2], waits: [false], throws: false, habits: ['try'] },
  threads: ['p1', 'p2', 'c1', 'c2'],
  ...NO_TOUR,
}
const WITH_POOL: TourHead = { ...HEAD, pools: { c2: ['w1'] }, threads: ['p1', 'p2', 'c1', 'w1'] }
const [P1, P2, C1, W1] = [0, 1, 2, 3]

/** What is wrong with one of these calls, or null. */
export function wrongCall(core: Core): string | null {
  return wrongTry(core) ?? wrongLimit(core) ?? wrongSecondLook(core) ?? wrongEnd(core)
}

class Scene {
  readonly machine: Machine
  readonly words: Int32Array

  constructor(core: Core, head: TourHead, start = 0) {
    const ring = core.createRing({ ...ringOptions(head), start })
    const memory = { slots: new Float64Array(head.size).fill(Number.NaN) }
    this.words = new Int32Array(ring.handle.buffer)
    this.machine = new Machine(head.threads.map((name) => callerOf(name, head, ring, memory)))
  }

  /** The first producer claims, writes and publishes two events: the ring is full. */
  fill(): this {
    this.take(P1, 2, 'LoadNext LoadGate LoadGate Exchange LoadGate LoadGate LoadLap')
    this.take(P1, 2, 'BeginWrite EndWrite BeginWrite EndWrite Publish Publish')
    return this
  }

  /** Takes these steps with batches of n; the last access. */
  take(thread: number, n: number, actions: string): Done | null {
    const decision = { n, limit: n, waits: false }
    return actions
      .split(' ')
      .reduce<Done | null>((_, action) => this.machine.step(thread, action, decision), null)
  }

  offers(thread: number): string {
    return this.machine.offers(thread).join(', ')
  }
}

/** A try claims the whole ring, so the next one has to be told, after a look at both consumers, that it is full. */
function wrongTry(core: Core): string | null {
  const scene = new Scene(core, HEAD).fill()
  scene.take(C1, 2, 'BeginPoll Probe Probe BeginRead EndRead BeginRead EndRead Advance')
  const seen = scene.take(P2, 2, 'LoadNext')?.result
  if (seen !== 4) return `twice the next sequence is 4, not ${seen}`
  scene.take(P2, 2, 'LoadGate LoadGate')
  return scene.offers(P2) === 'LoadNext' ? null : `on a full ring a try offers ${scene.offers(P2)}`
}

/** There are two events, but a worker that wants one takes one. */
function wrongLimit(core: Core): string | null {
  const scene = new Scene(core, WITH_POOL).fill()
  const took = scene.take(W1, 1, 'LoadTake Probe Take')?.operands[1]
  return took === 1 ? null : `the next ticket is 1, not ${took}`
}

/** A worker sleeps for a turn before it takes two events; of those that come then only the first is there yet. */
function wrongSecondLook(core: Core): string | null {
  const scene = new Scene(core, WITH_POOL).fill()
  scene.take(W1, 2, 'LoadTake Probe Probe')
  const shape = { size: 2, start: TURN, producers: 2, pools: [false, true] }
  const layout = core.layoutOf(shape)
  core.initialize(scene.words, shape, layout)
  scene.words[layout.laps] = core.wrap(TURN / 2)
  scene.take(W1, 2, 'Take Probe Probe')
  return scene.offers(W1) === 'Probe' ? null : `where an event is missing a worker offers ${scene.offers(W1)}`
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
