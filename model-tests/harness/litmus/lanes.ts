// Runs many independent instances in loops that the engine compiles: one thread's side.
import { Chance } from '../random.ts'
import { Meeting } from './barrier.ts'
import { type LanesProgram, LINE, type Part } from './program.ts'
import type { Answer, Task } from './task.ts'

/** The instances that a thread runs before they are counted and cleared, and those it runs between two rendezvous. */
interface Shape {
  readonly batch: number
  readonly block: number
}

/** Short blocks keep threads close together; the words of a batch stay in the caches. */
const TOGETHER: Shape = { batch: 2 ** 11, block: 2 ** 5 }
/** More threads than cores overlap by chance, so blocks run for about as long as it takes to wake a thread. */
const TAKING_TURNS: Shape = { batch: 2 ** 14, block: 2 ** 14 }

/** The upper bounds, in turn, of a block's random delay in iterations of an empty loop. */
const DELAYS = [1, 4, 16, 64, 256]

/** The shared memory of a program on lanes. */
export interface LanesMemory {
  readonly kind: 'lanes'
  readonly shape: Shape
  readonly meeting: SharedArrayBuffer
  readonly stop: SharedArrayBuffer
  readonly words: SharedArrayBuffer
  /** the results of each thread */
  readonly seen: readonly SharedArrayBuffer[]
}

/** The memory for one run, zeroed. */
export function lanesMemory({ lanes, parts }: LanesProgram, together: boolean): LanesMemory {
  const shape = together ? TOGETHER : TAKING_TURNS
  const words = (many: number) => new SharedArrayBuffer(many * Int32Array.BYTES_PER_ELEMENT)
  return {
    ...{ kind: 'lanes', shape, stop: words(1) },
    meeting: new SharedArrayBuffer(Meeting.bytes(parts.length)),
    words: words(shape.batch * lanes * LINE),
    seen: parts.map(() => words(shape.batch)),
  }
}

/** One thread of a program. The first also counts the outcomes, clears the words and decides when to stop. */
export function runLanes(program: LanesProgram, memory: LanesMemory, task: Task): Answer {
  const stop = new Int32Array(memory.stop)
  const meeting = new Meeting(memory.meeting, program.parts.length, task.thread)
  const batches = new Batches(program, memory, task, meeting)
  const counter = task.thread === 0 ? new Counter(program, memory, task) : null
  for (;;) {
    meeting.meet()
    if (Atomics.load(stop, 0) === 1) return { counts: counter?.counts ?? {}, met: batches.met }
    batches.next()
    meeting.meet()
    counter?.count()
    if (counter?.isEnough()) Atomics.store(stop, 0, 1)
  }
}

/** The part of one thread, batch after batch. */
class Batches {
  /** instances before which all threads were known to run */
  met = 0
  readonly #part: Part
  readonly #words: Int32Array
  readonly #stride: number
  readonly #seen: Int32Array
  readonly #shape: Shape
  readonly #meeting: Meeting
  readonly #chance: Chance
  #batches = 0

  constructor({ parts, lanes }: LanesProgram, memory: LanesMemory, task: Task, meeting: Meeting) {
    this.#part = parts[task.thread]!
    this.#words = new Int32Array(memory.words)
    this.#stride = lanes * LINE
    this.#seen = new Int32Array(memory.seen[task.thread]!)
    this.#shape = memory.shape
    this.#meeting = meeting
    this.#chance = new Chance(task.seed + task.thread)
  }

  next(): void {
    const { batch, block } = this.#shape
    const latest = DELAYS[this.#batches++ % DELAYS.length]!
    for (let from = 0; from < batch; from += block) {
      const delay = this.#chance.below(latest)
      // With one block a batch, threads have just met.
      if (block < batch && this.#meeting.together()) this.met += block
      for (let turn = 0; turn < delay; turn++);
      runBlock(this.#part, this.#words, this.#stride, this.#seen, from, from + block)
    }
  }
}

/** The hot loop. Each program has its own threads, so that the engine can inline the part. */
function runBlock(
  part: Part,
  words: Int32Array,
  stride: number,
  seen: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) seen[i] = part(words, i * stride)
}

/** Counts outcomes, and decides when to stop. */
class Counter {
  readonly counts: Record<string, number>
  readonly #program: LanesProgram
  readonly #batch: number
  readonly #words: Int32Array
  readonly #seen: readonly Int32Array[]
  readonly #task: Task
  readonly #begun = performance.now()
  #runs = 0

  constructor(program: LanesProgram, { shape, words, seen }: LanesMemory, task: Task) {
    this.#program = program
    this.#batch = shape.batch
    this.#words = new Int32Array(words)
    this.#seen = seen.map((buffer) => new Int32Array(buffer))
    this.#task = task
    this.counts = Object.fromEntries(Object.keys(program.outcomes).map((name) => [name, 0]))
  }

  count(): void {
    const { judge, lanes } = this.#program
    const [a, b, c] = this.#seen
    for (let i = 0; i < this.#batch; i++) {
      const name = judge(a![i]!, b![i]!, c?.[i] ?? 0, this.#words, i * lanes * LINE)
      this.counts[name]! += 1
    }
    this.#runs += this.#batch
    this.#words.fill(0)
  }

  /** A program with wanted outcomes runs until one is seen, or its patience ends. */
  isEnough(): boolean {
    const took = performance.now() - this.#begun
    const { times, limit, patience, wanted } = this.#task
    if (this.#runs < times && took < limit) return false
    return wanted.length === 0 || wanted.some((name) => this.counts[name]! > 0) || took >= patience
  }
}
