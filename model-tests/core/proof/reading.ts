// Reads a state of the model in the terms of a tour.
import type { Machine, State, Value } from '../../harness/smt/evaluate.ts'
import type { Line } from '../../harness/tour/tour.ts'
import { SEQUENCES, type Tour } from '../tour.ts'

/** Reads the states of a model that follows a tour. */
export class Reading {
  readonly #tour: Tour
  readonly #machine: Machine
  readonly #modulus: number

  constructor(tour: Tour, machine: Machine, modulus: number) {
    this.#tour = tour
    this.#machine = machine
    this.#modulus = modulus
  }

  /** The first sequence of the ring that holds the first gate. */
  baseOf(state: State): number {
    const size = this.#tour.size
    return Math.floor(Number(this.#machine.valueOf(state, 'gate', 1)) / size) * size
  }

  /**
   * Only differences of sequences matter: states that differ by whole rings are the same, and so are old words that
   * differ by whole wrap-arounds.
   */
  keyOf(state: State): string {
    const base = this.baseOf(state)
    const parts = [...state].map(([name, { values }]) =>
      GHOSTS.has(name)
        ? []
        : values.map((value, at) => this.#relative(state, name, at, Number(value) - base) ?? value),
    )
    return JSON.stringify(parts)
  }

  /** A sequence relative to the base; null for a value that is not a sequence. */
  #relative(state: State, name: string, at: number, value: number): Value | null {
    if (name === 'producer.checking' && !CLAIMS.has(this.#machine.valueOf(state, 'producer.pc')))
      return 'none'
    if (name === 'final' && !this.#isFinal(state)) return 'none'
    if (name === 'other.word' && this.#machine.valueOf(state, 'other.pc', at) !== 'StoreFinal') return 'none'
    if (name === 'producer.cached' && !this.#gating().includes(at + 1)) return 'none'
    if (!RELATIVE.has(name)) return null
    const own = (variable: string): Value => this.#machine.valueOf(state, `producer.${variable}`, at + 1)
    if (name === 'slots' && this.#machine.valueOf(state, name, at) === -1) return 'torn'
    if (!this.#tour.producers || !name.startsWith('producer.')) return value
    const byWord = own('hasClaimed') === true || BY_WORD.has(own('pc'))
    if (name === 'producer.word') return byWord ? nonNegative(value, this.#modulus) : 'none'
    return own('last') === Number(own('next')) - 1 ? 'none' : value
  }

  /** The end means nothing until it is stored. */
  #isFinal(state: State): boolean {
    const value = (name: string): Value => this.#machine.valueOf(state, name)
    if (!this.#tour.producers) return value('producer.closed') === true
    const others = [...(this.#tour.closers ?? []), ...(this.#tour.supervisors ?? [])]
    const stores = others.some((_, o) => this.#machine.valueOf(state, 'other.pc', o) === 'StoreFinal')
    return value('shut') === true && !stores
  }

  /** The first difference between a state, shifted by `further` sequences, and the line; null if there is none. */
  difference(state: State, further: number, line: Line): string | null {
    return this.#wordsOf(state, further, line) ?? this.#ownOf(state, further, line)
  }

  #wordsOf(state: State, further: number, line: Line): string | null {
    const words = this.#tour.words.map((name) => this.#word(state, further, name))
    const told = line.words.map((word, at) => (this.#tour.words[at]?.startsWith('epoch ') ? word & 3 : word))
    if (String(words) !== String(told)) return `words ${words}, in the tour ${told}`
    const slots = line.slots.map((_, slot) => {
      const value = Number(this.#machine.valueOf(state, 'slots', slot))
      return value === -1 ? value : value + further
    })
    const wanted = line.slots.map((value) => value ?? -1)
    return String(slots) === String(wanted) ? null : `slots ${slots}, in the tour ${wanted}`
  }

  /** A word holds twice its sequence or lap, plus a mark; an epoch holds how the ring ends. */
  #word(state: State, further: number, word: string): number {
    const value = (name: string, ...args: readonly number[]): number =>
      Number(this.#machine.valueOf(state, name, ...args))
    const [name = '', which = ''] = word.split(' ')
    const at = Number(which.replace('c', ''))
    if (name === 'gate') return 2 * (value('gate', at) + further) + value('marks.gate', at)
    if (name === 'lap')
      return 2 * ((value('stamp', at) + further - at) / this.#tour.size) + value('marks.lap', at)
    if (name === 'owner') return OWNERS.indexOf(String(this.#machine.valueOf(state, 'owner', at)))
    if (name === 'epoch') return value(`${which}.closed`) + 2 * value(`${which}.failed`)
    // Its lowest bit means that it has not been stored.
    if (name === 'final') return this.#isFinal(state) ? 2 * (value('final') + further) : 1
    return 2 * (value('cursor') + further) + value(this.#tour.producers ? 'shut' : 'marks.cursor')
  }

  #ownOf(state: State, further: number, line: Line): string | null {
    const thread = this.#tour.threads[line.thread] ?? ''
    for (const [name, wanted] of Object.entries(line.own)) {
      const own = this.#private(state, thread, name)
      const value = SEQUENCES.has(name) ? [own].flat().map((sequence) => Number(sequence) + further) : own
      const same =
        name === 'word'
          ? (Number(value) + 2 * further - Number(wanted)) % (2 * this.#modulus) === 0
          : String(value) === String(wanted)
      if (!same) return `${name} ${value}, in the tour ${wanted}`
    }
    return null
  }

  #private(state: State, thread: string, name: string): Value | readonly Value[] {
    const value = (variable: string, ...args: readonly number[]): Value =>
      this.#machine.valueOf(state, variable, ...args)
    const number = Number(thread.slice(1))
    if (thread.startsWith('c')) {
      if (name !== 'endOfBatch') return value(`consumer.${name}`, number)
      return value('consumer.next', number) === value('consumer.last', number)
    }
    if (name === 'cached') return this.#gating().map((c) => value('producer.cached', c))
    if (!this.#tour.producers) return value(`producer.${name}`)
    return name === 'word' ? 2 * Number(value('producer.word', number)) : value(`producer.${name}`, number)
  }

  #gating(): number[] {
    const followed = new Set(Object.values(this.#tour.consumers).flat())
    return Object.keys(this.#tour.consumers).flatMap((name, c) => (followed.has(name) ? [] : [c + 1]))
  }
}

/** The states of an owner word, in order; 0 is a role never taken. */
const OWNERS: readonly string[] = ['', 'taken', 'dead', 'left']

const CLAIMS: ReadonlySet<Value> = new Set(['LoadGate', 'LoadEpoch', 'Mark', 'Sleep'])
const BY_WORD: ReadonlySet<Value> = new Set([...CLAIMS, 'LoadNext', 'Exchange', 'LoadLap'])

function nonNegative(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus
}

const GHOSTS: ReadonlySet<string> = new Set(['unclaimed', 'pub', 'holder', 'open', 'total', 'held'])
const RELATIVE: ReadonlySet<string> = new Set([
  'cursor',
  'gate',
  'stamp',
  'slots',
  'consumer.available',
  'consumer.last',
  'consumer.next',
  'consumer.kept',
  'producer.claimed',
  'producer.written',
  'producer.cached',
  'producer.word',
  'producer.next',
  'producer.last',
  'final',
  'other.word',
])
