// One thread of a program: carries out its operations on a ring, and records them.
import { parentPort, workerData } from 'node:worker_threads'
import { loadCore } from '../../model-tests/core/load.ts'
import type { Consumer, Ring, RingHandle, Sequencer, WorkPool } from '../../src/index.ts'
import type { LogCall, QueueResult } from '../linearizability/index.ts'
import type { RecordedOnLog } from '../linearizability/recorded.ts'
import type { Texts } from './broken.ts'
import { firstValueOf, type Offer, type Poll, type Program, type Timing } from './program.ts'
import { type Memory, Stage } from './stage.ts'

/** The task of a player. */
export interface Part {
  readonly thread: number
  readonly program: Program
  readonly handle: RingHandle
  readonly memory: Memory
}

/** The answer of a player: its operations, and observations that no history can express. */
export interface Played {
  readonly operations: readonly RecordedOnLog[]
  /** All sequences that it claimed or handled in the program, in order. */
  readonly sequences: readonly number[]
  readonly defects: readonly string[]
}

type Reader = Pick<Consumer | WorkPool, 'poll'>
type Asked = Pick<Extract<LogCall, { op: 'poll' }>, 'limit' | 'settled'>

class Player {
  readonly operations: RecordedOnLog[] = []
  readonly sequences: number[] = []
  readonly defects: string[] = []
  readonly #thread: number
  readonly #program: Program
  readonly #ring: Ring
  readonly #stage: Stage
  /** The next sequence to be claimed or handled, if nothing is lost; others may take some in between. */
  #next: number
  #value: number

  constructor({ thread, program, handle, memory }: Part, ring: Ring) {
    this.#thread = thread
    this.#program = program
    this.#ring = ring
    this.#stage = new Stage(memory, program.offers.length + program.polls.length, thread)
    this.#next = handle.start
    this.#value = firstValueOf(thread)
  }

  play(): void {
    const { offers, polls } = this.#program
    try {
      if (this.#thread < offers.length) this.#produce(offers[this.#thread] ?? [])
      else this.#read(this.#thread - offers.length, polls[this.#thread - offers.length] ?? [])
    } finally {
      this.#stage.end()
    }
  }

  /** Once everything is over and handled, there must be room for a whole ring. */
  #produce(offers: readonly Offer[]): void {
    const producer = this.#ring.producer(this.#ring.handle.producers[this.#thread])
    this.#all(offers, (each) => this.#offer(producer, each))
    this.#stage.end()
    this.#stage.meet()
    this.#stage.meet()
    if (this.#thread === 0) this.#offerSettled(producer)
  }

  /** Once everything else is over, all events must be readable; one worker of a pool finds them. */
  #read(place: number, polls: readonly Poll[]): void {
    const { pooled, waits } = this.#program
    const [pool = ''] = this.#ring.handle.pools
    const reader = pooled ? this.#ring.pool(pool) : this.#ring.consumer(`c${place}`)
    this.#all(polls, ({ limit, ...timing }) => this.#poll(reader, { limit }, timing))
    if (waits) this.#stage.whileWaiting(() => this.#pollWhileOffered(reader))
    this.#stage.end()
    this.#stage.meet()
    if (!pooled || place === 0) this.#pollSettled(reader)
    this.#stage.meet()
  }

  #all<Each extends Timing>(each: readonly Each[], operate: (each: Each) => void): void {
    this.#stage.meet()
    each.forEach((one, o) => {
      this.#stage.waitFor(one.from)
      idle(one.before)
      operate(one)
      this.#stage.made(2 * o + 2)
    })
  }

  #offer(producer: Sequencer, { n, ...timing }: Offer): void {
    const values = Array.from({ length: n }, () => this.#value++)
    const claim = () => (this.#program.waits ? producer.claim(n) : producer.tryClaim(n))
    const first = this.#record({ op: 'offer', values }, () => {
      const claimed = this.#program.waits ? this.#stage.whileWaiting(claim) : claim()
      if (claimed !== undefined) this.#writeAndPublish(producer, claimed, values, timing)
      return [{ op: 'offer', accepted: claimed !== undefined }, claimed]
    })
    if (first === undefined) return
    this.#expect('claimed', first, n, this.#program.offers.length === 1)
    for (let v = 0; v < n; v++) this.sequences.push(first + v)
  }

  #offerSettled(producer: Sequencer): void {
    const values = Array.from({ length: this.#program.size }, () => this.#value++)
    this.#record({ op: 'offer', values, settled: true }, () => {
      const claimed = producer.tryClaim(values.length)
      if (claimed !== undefined) this.#writeAndPublish(producer, claimed, values)
      return [{ op: 'offer', accepted: claimed !== undefined }, claimed]
    })
  }

  #writeAndPublish(producer: Sequencer, first: number, values: readonly number[], timing?: Timing): void {
    values.forEach((value, v) => {
      const slot = this.#ring.index(first + v)
      this.#stage.write(slot, 0, value)
      if (v === 0 && timing) this.#middle(timing)
      this.#stage.write(slot, 1, value)
    })
    producer.publish(first, first + values.length - 1)
  }

  /** Otherwise offers that wait could wait for ever. A poll that found nothing is not recorded. */
  #pollWhileOffered(reader: Reader): void {
    const producers = this.#program.offers.map((_, thread) => thread)
    while (!producers.every((thread) => this.#stage.hasEnded(thread))) {
      if (this.#poll(reader, { limit: this.#program.size }) > 0) continue
      this.operations.pop()
      this.#stage.rest()
    }
  }

  /** More polls than this mean that events come without end. */
  #pollSettled(reader: Reader): void {
    const { size } = this.#program
    for (let polls = 0; polls <= size; polls++) {
      if (this.#poll(reader, { limit: size, settled: true }) === 0) return
    }
  }

  #poll(reader: Reader, asked: Asked, timing?: Timing): number {
    const values: number[] = []
    const sequences: number[] = []
    const count = this.#record({ op: 'poll', reader: this.#thread, ...asked }, () => {
      const handled = reader.poll((sequence) => {
        values.push(this.#readTwice(sequence, sequences.push(sequence) === 1 ? timing : undefined))
      }, asked.limit)
      return [{ op: 'poll', values }, handled]
    })
    if (count !== values.length) this.defects.push(`a batch of ${values.length} returned ${count}`)
    for (const sequence of sequences) this.#expect('handled', sequence, 1, !this.#program.pooled)
    this.sequences.push(...sequences)
    return values.length
  }

  #record<Answer>(call: LogCall, operate: () => readonly [QueueResult, Answer]): Answer {
    const invoked = this.#stage.now()
    const [result, answer] = operate()
    const responded = this.#stage.now()
    this.operations.push({ thread: this.#thread, call, result, invoked, responded })
    return answer
  }

  /** No thread may touch the slot of an event while it is handled. */
  #readTwice(sequence: number, timing: Timing | undefined): number {
    const slot = this.#ring.index(sequence)
    const begun = this.#stage.read(slot)
    if (timing) this.#middle(timing)
    const ended = this.#stage.read(slot)
    if (begun === null || begun !== ended) this.defects.push(`torn at ${sequence}: ${begun}, then ${ended}`)
    return ended ?? -1
  }

  /** What other threads do because this one has arrived counts as well. */
  #middle({ inside, lets }: Timing): void {
    const before = this.#stage.progressOfOthers()
    this.#stage.made(2 * this.operations.length + 1)
    idle(inside)
    if (lets > 0) this.#stage.waitFor(before + lets)
  }

  #expect(what: string, sequence: number, n: number, isAlone: boolean): void {
    const wrong = isAlone ? sequence !== this.#next : sequence < this.#next
    if (wrong) this.defects.push(`${what} ${sequence}, next was ${this.#next}`)
    this.#next = sequence + n
  }
}

function idle(turns: number): void {
  for (let turn = 0; turn < turns; turn++);
}

/** The original source; with mutated texts only where a test asks for it. */
async function coreOf(texts: Texts | undefined) {
  return texts ? loadCore({ stepped: false, text: texts }) : import('../../src/index.ts')
}

const { attachRing } = await coreOf(workerData.texts)

parentPort?.on('message', (part: Part) => {
  const player = new Player(part, attachRing(part.handle))
  player.play()
  const { operations, sequences, defects } = player
  parentPort?.postMessage({ operations, sequences, defects } satisfies Played)
})
