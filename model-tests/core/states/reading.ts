// Reads the states of a model: which thread moved, with which decision, and each thread's private state. One part for
// each twin.
import type { State, Value } from '../../../spec/tlc/values.ts'
import { OWNER } from '../../../src/core/Roles.ts'
import type { Decision } from '../../harness/stepper/yields.ts'
import type { Constants } from '../../harness/tla/config.ts'
import type { Slept } from '../../harness/tour/graph.ts'
import type { Own } from '../../harness/tour/tour.ts'
import type { Callers, Reading } from '../tour.ts'
import { consumer } from './Consumer.ts'
import { closer, supervisor } from './Lifecycle.ts'
import { multiProducer } from './MultiProducer.ts'
import { singleProducer } from './SingleProducer.ts'
import { asArray, type Fields, marksOf, membersOf, near, numbersOf, same, slotsNear } from './states.ts'
import { poolWords, worker } from './WorkPool.ts'

/** A word of the ring, with its value. */
export interface WordOf {
  readonly name: string
  /** by how much it grows with each sequence */
  readonly factor: number
  readonly value: number
  readonly modulus: number
  /** the number it stands for initially, relative to the start of the ring */
  readonly first: number
}

/** What a part needs to know of the model and of the state. */
export interface Around {
  readonly constants: Constants
  readonly modulus: number
  readonly size: number
  /** the sequence to which all others are near */
  readonly position: number
  /** the true sequence of the word that the thread holds, if it holds only a word */
  readonly held: number | null
}

/** A step of one thread; `words` are the numbers that the words before it stand for. */
export interface Step extends Omit<Around, 'position'> {
  readonly action: string
  readonly state: Fields
  readonly before: Fields
  readonly after: Fields
  readonly words: readonly number[]
  readonly shift: number
  /** the index of each word, by name */
  readonly at: Readonly<Record<string, number>>
}

/** Reads one kind of thread. */
export interface ReadingOf {
  /** Whether the thread knows its sequence only modulo the word; never, if left out. */
  byWord?(own: Fields, modulus: number): boolean
  view(own: Fields, around: Around): Own
  decisions(action: string, before: Fields, after: Fields, around: Around): Decision[]
  /**
   * The true sequence of the word that a thread holds after a step; null if it knows its sequence in full.
   *
   * While it slept, others may have gone further than words can tell.
   */
  held(step: Step): number | null
  /** By how many sequences the words must then be set back for the thread to see what the model says. */
  shift(step: Step): number
}

/** Reads producers, and the words that belong to them. */
export interface Producing extends ReadingOf {
  threads(constants: Constants): readonly string[]
  words(words: Fields, ring: Ringed): readonly WordOf[]
  recordsOf(producer: Value | undefined): readonly Fields[]
}

/** What the words of a ring depend on; a mark adds one to its word. */
export interface Ringed extends Pick<Around, 'modulus' | 'size'> {
  readonly marks: ReadonlySet<string>
}

/** Reads the states of a model with these constants. */
export function readModel(model: string, constants: Constants): Reading {
  return new ModelReading(model, constants)
}

class ModelReading implements Reading {
  readonly head: Reading['head']
  readonly #constants: Constants
  readonly #modulus: number
  readonly #size: number
  readonly #producing: Producing
  readonly #pool: number
  /** whether any thread parks or ends the ring */
  readonly #signals: boolean
  readonly #kinds: readonly ReadingOf[]
  readonly #at: Readonly<Record<string, number>>

  constructor(model: string, constants: Constants) {
    const producers = numbersOf(constants.get('Producers'))
    this.#constants = constants
    this.#modulus = Number(constants.get('Modulus'))
    this.#size = Number(constants.get('Size'))
    this.#pool = numbersOf(constants.get('Pools'))[0] ?? 0
    this.#signals =
      constants.get('Parks') === true ||
      numbersOf(constants.get('Closers')).length + numbersOf(constants.get('Supervisors')).length > 0 ||
      membersOf(constants, 'Habits').includes('close')
    this.#producing = producers.length > 1 ? multiProducer : singleProducer
    const threads = this.#producing.threads(constants)
    const { names, workers } = readersOf(constants, this.#pool)
    this.#kinds = [
      ...threads.map(() => this.#producing),
      ...names.filter((_, c) => c + 1 !== this.#pool).map(() => consumer),
      ...workers.map(() => worker),
      ...numbersOf(constants.get('Closers')).map(() => closer),
      ...numbersOf(constants.get('Supervisors')).map(() => supervisor),
    ]
    const words = this.#wordsAtFirst()
    this.#at = Object.fromEntries(words.map(({ name }, w) => [name, w]))
    this.head = headOf(model, constants, threads, { names, workers, words, pool: this.#pool })
  }

  words(
    state: State,
    before: readonly number[] | null,
    step?: Readonly<{ action: string; thread: number }>,
  ): number[] {
    const words = this.#wordsOf(state)
    const cursor = near(before?.[0] ?? words[0]?.first ?? 0, words[0] ?? { value: 0, modulus: 1 })
    return words.map(({ name, value, modulus, first }, w) => {
      const was = before?.[w] ?? first
      if (modulus === 0) return epochAfter(was, value, step !== undefined && this.#bumps(state, name, step))
      // Stored only once; until then it stands for the start of the ring.
      if (name === 'final') return step?.action === 'StoreFinal' ? near(cursor, { value, modulus }) : was
      return near(was, { value, modulus })
    })
  }

  /** The model stores epochs relative to each waiter; here a bump adds four. */
  #bumps(state: State, name: string, { action, thread }: { action: string; thread: number }): boolean {
    if (action === 'TellAgain') return name === `epoch ${this.#recordsOf(state)[thread]?.at}`
    const isProducer = this.#kinds[thread] === this.#producing
    return action === 'Bump' && name === (isProducer ? 'epoch published' : 'epoch consumed')
  }

  view(state: State, words: readonly number[], held: readonly (number | null)[]) {
    const position = half(words[this.#producing === singleProducer ? 0 : (this.#at['gate c1'] ?? 0)])
    const records = this.#recordsOf(state)
    return {
      slots: slotsNear(numbersOf(state.slots), position, this.#modulus),
      ownOf: (thread: number): Own =>
        this.#kindOf(thread).view(records[thread] ?? {}, this.#around(position, held[thread] ?? null)),
    }
  }

  /** A step that changes nothing may be taken by any thread that stands at the action. */
  movers(action: string, before: State, after: State): number[] {
    const [were, are] = [this.#recordsOf(before), this.#recordsOf(after)]
    const moved = were.flatMap((own, thread) => (own.pc === are[thread]?.pc ? [] : [thread]))
    if (moved.length > 0) return moved
    const changed = were.flatMap((own, thread) => (same(own, are[thread]) ? [] : [thread]))
    if (changed.length > 0) return changed
    if (before !== after) return [0]
    return were.flatMap(({ pc }, thread) => (pc === action ? [thread] : []))
  }

  decisions(action: string, thread: number, before: State, after: State): readonly Decision[] {
    const [own, then] = [this.#recordsOf(before)[thread] ?? {}, this.#recordsOf(after)[thread] ?? {}]
    return this.#kindOf(thread).decisions(action, own, then, this.#around(0, null))
  }

  sleep({ action, thread, before: state, after: then, words, held }: Slept) {
    const kind = this.#kindOf(thread)
    const after = this.#recordsOf(then)[thread] ?? {}
    if (held === null && !kind.byWord?.(after, this.#modulus)) return AWAKE
    const before = this.#recordsOf(state)[thread] ?? {}
    const [constants, modulus, size, at] = [this.#constants, this.#modulus, this.#size, this.#at]
    const step = {
      constants,
      modulus,
      size,
      at,
      action,
      words,
      state: state as Fields,
      before,
      after,
      held,
      shift: 0,
    }
    const shift = kind.shift(step)
    return { shift, held: kind.held({ ...step, shift }) }
  }

  #around(position: number, held: number | null): Around {
    return { constants: this.#constants, modulus: this.#modulus, size: this.#size, position, held }
  }

  #kindOf(thread: number): ReadingOf {
    return this.#kinds[thread] ?? consumer
  }

  /** The private state of each thread, in the order of the threads. */
  #recordsOf(state: State): readonly Fields[] {
    const known = records.get(state)
    if (known) return known
    const readers =
      state.consumer instanceof Map ? [...state.consumer].sort(byNumber) : asArray(state.consumer).entries()
    const found = [
      ...this.#producing.recordsOf(state.producer),
      ...[...readers].map(([, own]) => own as Fields),
    ]
    records.set(state, found)
    return found
  }

  #wordsOf(state: State): readonly WordOf[] {
    const known = wordsOf.get(state)
    if (known) return known
    const found = this.#readWords(state.words as Fields)
    wordsOf.set(state, found)
    return found
  }

  #readWords(words: Fields): WordOf[] {
    const [modulus, size, marks] = [this.#modulus, this.#size, marksOf(words)]
    const gates = numbersOf(words.gate).map((value, c) => ({
      name: `gate c${c + 1}`,
      factor: 2,
      value: 2 * value + Number(marks.has(`gate ${c + 1}`)),
      modulus: 2 * modulus,
      first: -2,
    }))
    const pool = this.#pool > 0 ? poolWords(words, modulus, size) : []
    const signals = this.#signals ? [...signalWords(words, modulus), ...this.#ownerWords(words)] : []
    return [...this.#producing.words(words, { modulus, size, marks }), ...gates, ...pool, ...signals]
  }

  /** The owner words, present if the ring may fail: those of the consumers that others follow. */
  #ownerWords({ owner }: Fields): WordOf[] {
    if (numbersOf(this.#constants.get('Supervisors')).length === 0) return []
    const followed = new Set(asArray(this.#constants.get('Upstream')).flatMap(numbersOf))
    const asked = [...followed].filter((c) => c !== this.#pool).sort((a, b) => a - b)
    const ownerOf = (c: number) => OWNER[String(asArray(owner)[c - 1]) as keyof typeof OWNER]
    return asked.map((c) => ({ name: `owner c${c}`, factor: 0, value: ownerOf(c), modulus: WHOLE, first: 1 }))
  }

  #wordsAtFirst(): readonly WordOf[] {
    const slots = Array.from({ length: this.#size }, () => 0)
    const gate = numbersOf(this.#constants.get('Consumers')).map(() => 0)
    const ends = { published: [], consumed: [] }
    const owner = gate.map(() => 'taken')
    const first = { cursor: 0, lap: slots, gate, take: 0, done: slots, marks: [], final: 0, ends, owner }
    return this.#readWords(first)
  }
}

/** The words of both signals, and the end of a closed ring. */
function signalWords({ ends, final }: Fields, modulus: number): WordOf[] {
  const epochs = Object.entries(ends as Fields).map(([signal, endings]) => ({
    name: `epoch ${signal}`,
    factor: 0,
    value: asArray(endings).reduce<number>((sum, ending) => sum + (ending === 'closed' ? 1 : 2), 0),
    modulus: 0,
    first: 0,
  }))
  return [...epochs, { name: 'final', factor: 2, value: 2 * Number(final), modulus: 2 * modulus, first: 1 }]
}

function epochAfter(before: number, ends: number, bumped: boolean): number {
  return 4 * (Math.floor(before / 4) + Number(bumped)) + ends
}

/** The sequence of a word, which holds twice that and perhaps a mark. */
export function half(word: number | undefined): number {
  return Math.floor((word ?? 0) / 2)
}

/** The modulus of a word that holds no sequence. */
const WHOLE = 2 ** 32
const AWAKE = { shift: 0, held: null }
const records = new WeakMap<State, readonly Fields[]>()
const wordsOf = new WeakMap<State, readonly WordOf[]>()

function byNumber([a]: readonly [Value, Value], [b]: readonly [Value, Value]): number {
  return Number(a) - Number(b)
}

function readersOf(constants: Constants, pool: number) {
  const names = numbersOf(constants.get('Consumers')).map((c) => `c${c}`)
  return { names, workers: pool > 0 ? numbersOf(constants.get('Workers')).map((_, w) => `w${w + 1}`) : [] }
}

interface Cast {
  readonly names: readonly string[]
  readonly workers: readonly string[]
  readonly words: readonly WordOf[]
  readonly pool: number
}

function headOf(
  model: string,
  constants: Constants,
  producers: readonly string[],
  { names, workers, words, pool }: Cast,
): Reading['head'] {
  const upstream = asArray(constants.get('Upstream')).map((others) => numbersOf(others).map((c) => `c${c}`))
  const factors = words.map(({ factor }) => factor)
  const closers = numbersOf(constants.get('Closers')).map(() => 'closer')
  const supervisors = numbersOf(constants.get('Supervisors')).map(() => 'supervisor')
  return {
    model,
    size: Number(constants.get('Size')),
    ...(producers.length > 1 ? { producers } : {}),
    consumers: Object.fromEntries(names.map((name, c) => [name, upstream[c] ?? []])),
    ...(pool > 0 ? { pools: { [`c${pool}`]: workers } } : {}),
    callers: callersOf(constants),
    ...(closers.length > 0 ? { closers } : {}),
    ...(supervisors.length > 0 ? { supervisors } : {}),
    threads: [
      ...producers,
      ...names.filter((_, c) => c + 1 !== pool),
      ...workers,
      ...closers,
      ...supervisors,
    ],
    words: words.map(({ name }) => name),
    ...(factors.some((factor) => factor !== 1) ? { factors } : {}),
  }
}

function callersOf(constants: Constants): Callers {
  return {
    claims: numbersOf(constants.get('Claims')),
    limits: numbersOf(constants.get('Limits')),
    waits: membersOf(constants, 'Waits').map((answer) => answer === true),
    throws: constants.get('Throws') === true,
    ...(constants.get('Flushes') === true ? { flushes: true } : {}),
    ...(constants.get('Takes') === true ? { takes: true } : {}),
    ...(constants.get('Meanwhile') === true ? { meanwhile: true } : {}),
    habits: membersOf(constants, 'Habits').map(String),
    spins: constants.get('Parks') === true ? Number(constants.get('Spins')) : null,
    timed: constants.get('Timed') === true,
  }
}
