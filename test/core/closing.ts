// One thread of a ring that is closed while others claim: what it was granted, and what it handled.
import { parentPort } from 'node:worker_threads'
import {
  attachRing,
  ClosedError,
  type Ring,
  type RingHandle,
  type Sequencer,
  TimeoutError,
} from '../../src/index.ts'

/** How a producer claims, `n` sequences at a time. */
export interface Asking {
  readonly how: 'claim' | 'tryClaim' | 'timed' | 'async'
  readonly n: number
}

/** How a reader waits, and its batch limit. */
export interface Waiting {
  readonly spins: number
  readonly limit: number
}

export interface Program {
  readonly size: number
  readonly start: number
  readonly pooled: boolean
  readonly asking: readonly Asking[]
  readonly waiting: readonly Waiting[]
  /** The ring is closed after that many events were granted, and that many turns of an empty loop. */
  readonly after: number
  readonly turns: number
  /** The first producer, or a thread without a role. */
  readonly closer: 'producer' | 'other'
}

export interface Part {
  readonly program: Program
  /** Numbered from the producers over the readers to the thread without a role. */
  readonly thread: number
  readonly handle: RingHandle
  /** Two words for each slot. */
  readonly slots: SharedArrayBuffer
  /** The number of events granted, and of threads that have started. */
  readonly words: SharedArrayBuffer
}

/** The answer of a thread. */
export interface Told {
  readonly granted: readonly number[]
  readonly handled: readonly number[]
  readonly ended: string
}

/** The distance between the events of one producer and of the next. */
export const EVENTS = 2 ** 20
const TORN = -1
/** This many events after the ring should be closed, all but its closer wait for that. */
const ENOUGH = 10_000
const [GRANTED, HERE, ENDING] = [0, 1, 2]

class Player {
  readonly granted: number[] = []
  readonly handled: number[] = []
  readonly #part: Part
  readonly #ring: Ring
  readonly #slots: Int32Array
  readonly #words: Int32Array

  constructor(part: Part) {
    this.#part = part
    this.#ring = attachRing(part.handle)
    this.#slots = new Int32Array(part.slots)
    this.#words = new Int32Array(part.words)
  }

  async play(): Promise<void> {
    const { thread, program } = this.#part
    const { asking, waiting, closer } = program
    const reader = waiting[thread - asking.length]
    const act =
      thread < asking.length ? this.#producing(thread) : reader ? this.#reading(thread, reader) : null
    this.#meet(asking.length + waiting.length + (closer === 'other' ? 1 : 0))
    if (act) await act()
    else this.#close(() => this.#ring.close())
  }

  #meet(all: number): void {
    Atomics.add(this.#words, HERE, 1)
    Atomics.notify(this.#words, HERE)
    for (let here = 0; here < all; here = Atomics.load(this.#words, HERE))
      Atomics.wait(this.#words, HERE, here)
  }

  /** Goes on until it is refused. */
  #producing(p: number): () => Promise<void> {
    const { asking, closer } = this.#part.program
    const producer = this.#ring.producer(this.#ring.handle.producers[p])
    const { how, n } = asking[p]!
    return async () => {
      for (let closes = closer === 'producer' && p === 0; ; ) {
        if (!closes && this.#isEnough()) this.#untilClosed()
        const first = await ask(producer, how, n)
        if (closes && this.#isTime()) {
          closes = false
          this.#close(() => producer.close())
        }
        // What it holds while it closes the ring is accepted.
        if (first !== undefined) this.#offer(producer, first, n, p)
      }
    }
  }

  #offer(producer: Sequencer, first: number, n: number, p: number): void {
    for (let sequence = first; sequence < first + n; sequence++) {
      const event = p * EVENTS + this.granted.length
      const at = 2 * this.#ring.index(sequence)
      this.#slots[at] = event
      this.#slots[at + 1] = ~event
      this.granted.push(event)
    }
    producer.publish(first, first + n - 1)
    Atomics.add(this.#words, GRANTED, n)
  }

  #reading(thread: number, { spins, limit }: Waiting): () => Promise<void> {
    const { asking, pooled } = this.#part.program
    const options = { spins, pause: 0 }
    const ring = this.#ring
    const reader = pooled ? ring.pool('pool', options) : ring.consumer(`c${thread - asking.length}`, options)
    return async () => {
      for (;;) reader.consume((sequence) => void this.handled.push(this.#read(sequence)), limit)
    }
  }

  #read(sequence: number): number {
    const at = 2 * this.#ring.index(sequence)
    const [event, inverted] = [this.#slots[at]!, this.#slots[at + 1]!]
    return inverted === ~event ? event : TORN
  }

  /** Claims of other kinds may starve beside producers that claim for ever: then the ring would never be closed. */
  #isEnough(): boolean {
    return Atomics.load(this.#words, GRANTED) >= this.#part.program.after + ENOUGH
  }

  #untilClosed(): void {
    while (this.#ring.state === 'open') Atomics.wait(this.#words, ENDING, 0, 1)
  }

  #isTime(): boolean {
    return Atomics.load(this.#words, GRANTED) >= this.#part.program.after
  }

  #close(close: () => void): void {
    while (!this.#isTime());
    for (let turn = 0; turn < this.#part.program.turns; turn++);
    close()
  }
}

async function ask(producer: Sequencer, how: Asking['how'], n: number): Promise<number | undefined> {
  if (how === 'async') return await producer.claimAsync(n)
  if (how === 'tryClaim') return producer.tryClaim(n)
  if (how === 'claim') return producer.claim(n)
  try {
    return producer.claim(n, { timeout: 1 })
  } catch (error) {
    if (error instanceof TimeoutError) return undefined
    throw error
  }
}

parentPort?.on('message', async (part: Part) => {
  const player = new Player(part)
  let ended = 'by itself'
  try {
    await player.play()
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
    ended = 'closed'
  }
  const { granted, handled } = player
  parentPort?.postMessage({ granted, handled, ended } satisfies Told)
})
