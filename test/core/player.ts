// One of the two threads of a program: does its operations on a ring of the source, and records them.
import { parentPort, workerData } from 'node:worker_threads'
import { loadCore } from '../../model-tests/stepper/load.ts'
import type { Consumer, Ring, RingHandle, SingleProducer } from '../../src/core/index.ts'
import type { Recorded } from '../linearizability/recorded.ts'
import type { Texts } from './broken.ts'
import type { Offer, Poll, Program, Timing } from './program.ts'
import { type Memory, Stage } from './stage.ts'

/** What a player is given. */
export interface Part {
  readonly thread: 0 | 1
  readonly program: Program
  readonly handle: RingHandle<'reader'>
  readonly memory: Memory
}

/** What a player answers: its operations, and what it saw that no history can say. */
export interface Played {
  readonly operations: readonly Recorded[]
  readonly defects: readonly string[]
}

class Player {
  readonly operations: Recorded[] = []
  readonly defects: string[] = []
  readonly #thread: 0 | 1
  readonly #ring: Ring<'reader'>
  readonly #stage: Stage
  /** The next sequence to be claimed or handled, if nothing is lost. */
  #next: number
  #value = 0

  constructor({ thread, handle, memory }: Part, ring: Ring<'reader'>) {
    this.#thread = thread
    this.#ring = ring
    this.#stage = new Stage(memory, thread)
    this.#next = handle.start
  }

  play({ offers, polls }: Program): void {
    if (this.#thread === 0) {
      const producer = this.#ring.producer()
      this.#all(offers, (each) => this.#offer(producer, each))
    } else {
      const consumer = this.#ring.consumer('reader')
      this.#all(polls, (each) => this.#poll(consumer, each))
    }
  }

  #all<Each extends Timing>(each: readonly Each[], operate: (each: Each) => void): void {
    try {
      this.#stage.meet()
      each.forEach((one, o) => {
        this.#stage.waitFor(one.from)
        idle(one.before)
        operate(one)
        this.#stage.made(2 * o + 2)
      })
    } finally {
      this.#stage.end()
    }
  }

  #offer(producer: SingleProducer, { n, ...timing }: Offer): void {
    const values = Array.from({ length: n }, () => ++this.#value)
    const invoked = this.#stage.now()
    const first = producer.tryClaim(n)
    if (first !== undefined) {
      this.#write(first, values, timing)
      producer.publish(first, first + n - 1)
    }
    const responded = this.#stage.now()
    const result = { op: 'offer', accepted: first !== undefined } as const
    this.operations.push({ thread: 0, call: { op: 'offer', values }, result, invoked, responded })
    if (first !== undefined) this.#expect('claimed', first, n)
  }

  #write(first: number, values: readonly number[], timing: Timing): void {
    values.forEach((value, v) => {
      const slot = this.#ring.index(first + v)
      this.#stage.write(slot, 0, value)
      if (v === 0) this.#middle(timing)
      this.#stage.write(slot, 1, value)
    })
  }

  #poll(consumer: Consumer, { limit, ...timing }: Poll): void {
    const values: number[] = []
    const sequences: number[] = []
    const invoked = this.#stage.now()
    const count = consumer.poll((sequence) => {
      values.push(this.#read(sequence, sequences.push(sequence) === 1 ? timing : undefined))
    }, limit)
    const responded = this.#stage.now()
    const result = { op: 'poll', values } as const
    this.operations.push({ thread: 1, call: { op: 'poll', limit }, result, invoked, responded })
    if (count !== values.length) this.defects.push(`a batch of ${values.length} returned ${count}`)
    for (const sequence of sequences) this.#expect('handled', sequence, 1)
  }

  /** Reads the event twice: nobody may touch its slot while it is handled. */
  #read(sequence: number, timing: Timing | undefined): number {
    const slot = this.#ring.index(sequence)
    const begun = this.#stage.read(slot)
    if (timing) this.#middle(timing)
    const ended = this.#stage.read(slot)
    if (begun === null || begun !== ended) this.defects.push(`torn at ${sequence}: ${begun}, then ${ended}`)
    return ended ?? -1
  }

  #middle({ inside, lets }: Timing): void {
    this.#stage.made(2 * this.operations.length + 1)
    idle(inside)
    if (lets > 0) this.#stage.waitFor(this.#stage.progressOfOther() + lets)
  }

  #expect(what: string, sequence: number, n: number): void {
    if (sequence !== this.#next) this.defects.push(`${what} ${sequence}, next was ${this.#next}`)
    this.#next = sequence + n
  }
}

function idle(turns: number): void {
  for (let turn = 0; turn < turns; turn++);
}

/** The source as it is; only where a test asks for it, with other texts. */
async function coreOf(texts: Texts | undefined) {
  return texts ? loadCore({ stepped: false, text: texts }) : import('../../src/core/index.ts')
}

const { attachRing } = await coreOf(workerData.texts)

parentPort?.on('message', (part: Part) => {
  const player = new Player(part, attachRing(part.handle))
  player.play(part.program)
  const { operations, defects } = player
  parentPort?.postMessage({ operations, defects } satisfies Played)
})
