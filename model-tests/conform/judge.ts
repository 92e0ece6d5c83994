// Compares a port's answer with a line of a tour.

import type { TourHead } from '../core/tour.ts'
import { originsOf, relative } from '../harness/stepper/access.ts'
import type { Arrival, Line } from '../harness/tour/tour.ts'
import type { Access, Answer } from './protocol.ts'

/** Where tour and port diverge after a line. */
export interface Difference {
  readonly what: string
  readonly spec: string
  readonly port: string
}

/** Operands that are counts or bits, not sequences. */
const RAW: ReadonlySet<string> = new Set(['add', 'sub', 'or', 'and', 'xor'])

/** Compares the answers of one tour from one start. */
export class Judge {
  readonly #head: TourHead
  readonly #start: number
  readonly #origins: readonly number[]

  constructor(head: TourHead, start: number) {
    this.#head = head
    this.#start = start
    this.#origins = originsOf(head.words, head.factors, start)
  }

  /** The first difference; null if there is none. Words and slots are compared as 32 bits. */
  differenceOf(line: Arrival | Line, answer: Answer): Difference | null {
    return (
      ('access' in line ? this.#accessed(line.access, answer.access) : null) ??
      this.#offered(line.offers, answer.offers) ??
      this.#held(line.words, answer.words) ??
      this.#kept(line.slots, answer.slots)
    )
  }

  #accessed(spec: string | null, access: Access | null): Difference | null {
    const port = access === null ? null : this.#print(access)
    if (spec === port || (spec && access && this.#isUnnamed(spec, access))) return null
    return { what: 'the access', spec: spec ?? 'none', port: port ?? 'none' }
  }

  /** A word that the tour has no name for, since no step of its model changes it: an epoch, where nobody parks. */
  #isUnnamed(spec: string, [op, word]: Access): boolean {
    return spec.startsWith(`${op} the word at `) && !this.#head.words.includes(word)
  }

  /** As a tour writes it, relative to the start. */
  #print([op, word, operands, result]: Access): string {
    const origin = this.#origins[this.#head.words.indexOf(word)] ?? 0
    const given = operands.map((value) => (RAW.has(op) ? value : relative(origin, value))).join(', ')
    if (op === 'notify') return `notify ${word}`
    if (op === 'store') return `store ${word} := ${given}`
    const came = typeof result === 'number' ? relative(origin, result) : result
    return `${op} ${word}${given && ` ${given}`} = ${came}`
  }

  #offered(spec: Arrival['offers'], port: Answer['offers']): Difference | null {
    const thread = spec.findIndex((offers, t) => listed(offers) !== listed(port[t] ?? []))
    if (thread < 0) return null
    const what = `what ${this.#head.threads[thread]} could do next`
    return { what, spec: listed(spec[thread] ?? []), port: listed(port[thread] ?? []) }
  }

  #held(spec: Arrival['words'], port: Answer['words']): Difference | null {
    const is = port.map((value, w) => relative(this.#origins[w] ?? 0, value))
    const word = spec.findIndex((value, w) => (value | 0) !== is[w])
    if (word < 0) return null
    return { what: `word ${this.#head.words[word]}`, spec: `${spec[word]}`, port: `${is[word]}` }
  }

  #kept(spec: Arrival['slots'], port: Answer['slots']): Difference | null {
    const is = port.map((value) => (value === null ? null : relative(this.#start, value)))
    const slot = spec.findIndex((sequence, s) => sequence !== is[s])
    return slot < 0 ? null : { what: `slot ${slot}`, spec: `${spec[slot]}`, port: `${is[slot]}` }
  }
}

function listed(offers: readonly string[]): string {
  return offers.length === 0 ? 'nothing' : offers.toSorted().join(', ')
}
