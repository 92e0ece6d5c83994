// A thread may sleep between two of its accesses for any time: a test sets the words to what they hold when it wakes.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Machine } from '../harness/stepper/machine.ts'
import type { Decision } from '../harness/stepper/yields.ts'
import { loadCore } from './load.ts'
import { steppedRing } from './stepped.ts'
import { NO_TOUR, NOBODY_PARKS, type TourHead } from './tour.ts'

const core = await loadCore({ stepped: true })
const SIZE = 4
const TURN = 2 ** 32
const START = 8

const HEAD: TourHead = {
  model: 'Sleeper',
  size: SIZE,
  producers: ['sleeper', 'other'],
  consumers: { reader: [], pool: [] },
  pools: { pool: ['worker'] },
  callers: {
    ...NOBODY_PARKS,
    claims: [1],
    limits: [1],
    waits: [true, false],
    throws: false,
    habits: ['claim', 'try'],
  },
  threads: ['sleeper', 'other', 'reader', 'worker'],
  ...NO_TOUR,
}
const [SLEEPER, OTHER, READER, WORKER] = [0, 1, 2, 3]
const ALONE: TourHead = { ...HEAD, consumers: { reader: [] }, threads: HEAD.threads.slice(0, 3) }

/** A ring on the machine, with its words. */
class Scene {
  readonly machine: Machine
  readonly slots: Float64Array
  readonly #words: Int32Array
  readonly #pools: readonly boolean[]

  constructor({ pools, ...head }: TourHead, withPool: boolean) {
    const given = withPool && pools ? { ...head, pools } : head
    const { machine, memory, words } = steppedRing(core, given, START)
    this.machine = machine
    this.slots = memory.slots
    this.#words = words
    this.#pools = Object.keys(head.consumers).map((name) => name === 'pool')
  }

  step(thread: number, action: string, decision: Decision = {}) {
    return this.machine.step(thread, action, decision)
  }

  /** Takes these steps, with claims and batches of one event. */
  steps(thread: number, ...actions: readonly string[]): void {
    for (const action of actions) this.step(thread, action, { n: 1, limit: 1, waits: true })
  }

  /**
   * Sets the words to a state in which all events before `next` were handled, and `published` more are in the ring.
   */
  wakeAt(next: number, published: number): void {
    const shape = { size: SIZE, start: next, producers: 2, pools: this.#pools }
    const layout = core.layoutOf(shape)
    core.initialize(this.#words, shape, layout)
    this.#words[core.CURSOR] = core.wrap(next + published)
    for (let sequence = next; sequence < next + published; sequence++)
      this.#words[layout.laps + core.slotOf(sequence, SIZE)] = core.wrap(core.lapOf(sequence, SIZE))
  }

  /** Sets the reader's gate. */
  handledUpTo(sequence: number): void {
    const { gates } = core.layoutOf({ size: SIZE, start: START, producers: 2, pools: this.#pools })
    this.#words[gates[0] ?? 0] = core.wrap(sequence)
  }

  publish(sequence: number): void {
    const { laps } = core.layoutOf({ size: SIZE, start: START, producers: 2, pools: this.#pools })
    this.#words[laps + core.slotOf(sequence, SIZE)] = core.wrap(core.lapOf(sequence, SIZE))
  }
}

describe('a producer that sleeps', () => {
  let scene: Scene
  beforeEach(() => {
    scene = new Scene(ALONE, false)
  })

  it('between its claim and its first load of a gate blocks every thread that would overtake it', () => {
    scene.step(SLEEPER, 'Claim', { n: 1 })
    for (let ahead = 1; ahead < SIZE; ahead++)
      scene.steps(OTHER, 'Claim', 'LoadGate', 'LoadLap', 'BeginWrite', 'EndWrite', 'Publish')
    scene.step(OTHER, 'Claim', { n: 1 })
    for (let looks = 0; looks < 100; looks++) {
      scene.steps(OTHER, 'LoadGate', 'LoadEpoch')
      scene.steps(READER, looks === 0 ? 'BeginPoll' : 'LoadEpoch', 'Probe')
    }
    scene.steps(SLEEPER, 'LoadGate', 'LoadLap', 'BeginWrite', 'EndWrite', 'Publish')
    expect([...scene.slots]).toEqual([START, START + 1, START + 2, START + 3])
    scene.steps(READER, 'LoadEpoch', 'Probe', 'BeginRead', 'EndRead', 'Advance')
    scene.steps(OTHER, 'LoadGate', 'LoadLap')
  })

  it.each([TURN / 2, TURN, 1.5 * TURN, SIZE * (TURN / 2 - 2)])(
    'between calls while others advance by %i sequences waits for room, and decodes its sequence correctly',
    (gone) => {
      scene.steps(SLEEPER, 'Claim', 'LoadGate', 'LoadLap', 'BeginWrite', 'EndWrite', 'Publish')
      scene.wakeAt(START + gone, SIZE)
      scene.steps(SLEEPER, 'Claim', 'LoadGate', 'LoadEpoch', 'LoadGate')
      scene.handledUpTo(START + gone)
      scene.steps(SLEEPER, 'LoadEpoch', 'LoadGate', 'LoadLap', 'BeginWrite', 'EndWrite')
      expect(scene.slots[core.slotOf(START + gone, SIZE)]).toBe(START + gone + SIZE)
    },
  )

  it.each([TURN / 2, TURN, 1.5 * TURN])(
    'in tryClaim between its load and its exchange, for %i sequences, waits for room',
    (gone) => {
      scene.step(SLEEPER, 'LoadNext', { n: 1 })
      scene.step(SLEEPER, 'LoadGate')
      scene.wakeAt(START + gone - SIZE, SIZE)
      scene.steps(SLEEPER, 'Exchange', 'LoadGate', 'LoadEpoch', 'LoadGate')
      scene.handledUpTo(START + gone - SIZE)
      scene.steps(SLEEPER, 'LoadEpoch', 'LoadGate', 'LoadLap', 'BeginWrite', 'EndWrite')
      expect(scene.slots[core.slotOf(START, SIZE)]).toBe(START + gone)
    },
  )
})

describe('a worker that sleeps', () => {
  it.each([TURN])('between its probe and its take, for %i sequences, waits for its event', (gone) => {
    const scene = new Scene(HEAD, true)
    scene.steps(OTHER, 'Claim', 'LoadGate', 'LoadGate', 'LoadLap', 'BeginWrite', 'EndWrite', 'Publish')
    scene.step(WORKER, 'LoadTake', { limit: 1, waits: false })
    scene.step(WORKER, 'Probe')
    scene.wakeAt(START + gone, 0)
    // The poll returns, and leaves what it took to the next call.
    scene.steps(WORKER, 'Take', 'Probe')
    scene.steps(WORKER, 'BeginWork', 'Probe', 'LoadEpoch', 'Probe')
    scene.publish(START + gone)
    scene.slots[core.slotOf(START, SIZE)] = START + gone
    scene.steps(
      WORKER,
      'LoadEpoch',
      'Probe',
      'LoadDone',
      'BeginTask',
      'EndTask',
      'Finish',
      'MoveGate',
      'Arrive',
    )
  })
})
