// What the tests of disruptors share: their struct, their worker, and what it has counted.
import { oneOf, struct } from '../../src/index.ts'

export const ACTS = [
  'go',
  'throw',
  'exit',
  'leave',
  'hang',
  'timer',
  'async',
  'uncloneable',
  'textless',
] as const
export type Act = (typeof ACTS)[number]

/** What its handler does, and at how many of its first attempts: see acting.mjs. */
export const Tick = struct({ n: 'u32', act: oneOf(...ACTS), times: 'u8' })

export const ACTING = new URL('./acting.mjs', import.meta.url)

interface TickDraft {
  n: number
  act: Act
  times: number
}

/** A fill that writes such an event; by default one that nothing happens at. */
export function tick(n: number, act: Act = 'go', times = 1): (draft: TickDraft) => void {
  return (draft) => {
    draft.n = n
    draft.act = act
    draft.times = times
  }
}

const [STARTS, BATCHES, LAST, SHUTDOWNS, EARLY, DATA] = [0, 1, 2, 3, 4, 5]
const CALLS = 6

/** What the workers of one handler have counted, for rings of at most that many sequences. */
export class Counted {
  readonly data: object
  readonly doneBuffer: SharedArrayBuffer
  readonly #seen: Int32Array
  readonly #done: Int32Array
  readonly #calls: Int32Array

  /** @param before whose events must be done before these workers see them */
  constructor(sequences: number, before: readonly Counted[] = [], number = 0) {
    const bufferOf = (words: number) => new SharedArrayBuffer(4 * words)
    const [seen, done, calls] = [bufferOf(sequences), bufferOf(sequences), bufferOf(CALLS)]
    this.data = { seen, done, calls, number, before: before.map(({ doneBuffer }) => doneBuffer) }
    this.doneBuffer = done
    this.#seen = new Int32Array(seen)
    this.#done = new Int32Array(done)
    this.#calls = new Int32Array(calls)
  }

  /** How often the handler was called with each event. */
  get seen(): number[] {
    return [...this.#seen]
  }

  /** How often each event was handled to its end. */
  get done(): number[] {
    return [...this.#done]
  }

  get calls() {
    const [starts, batches, last, shutdowns, early, data] = [
      STARTS,
      BATCHES,
      LAST,
      SHUTDOWNS,
      EARLY,
      DATA,
    ].map((call) => Atomics.load(this.#calls, call!))
    return { starts, batches, last, shutdowns, early, data }
  }

  /** Resolves once the handler was called with this event for the nth time. */
  async called(sequence: number, nth = 1): Promise<void> {
    await reached(this.#seen, sequence, nth)
  }

  async handled(sequence: number, nth = 1): Promise<void> {
    await reached(this.#done, sequence, nth)
  }

  async started(nth = 1): Promise<void> {
    await reached(this.#calls, STARTS!, nth)
  }
}

async function reached(words: Int32Array, index: number, least: number): Promise<void> {
  for (let is = Atomics.load(words, index); is < least; is = Atomics.load(words, index))
    await Atomics.waitAsync(words, index, is).value
}

/** What a call throws. */
export function errorOf(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

/** What a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  const settled = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (!settled) throw new Error('nothing was thrown')
  return settled.error
}

/** A promise that is resolved from outside. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
