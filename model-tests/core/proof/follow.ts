// A model follows a tour: every line must be one of its steps, and no other steps may be enabled.
import { Machine, type State, type Step, type Value } from '../../harness/smt/evaluate.ts'
import type { Model } from '../../harness/smt/model.ts'
import type { Constants } from '../../harness/tla/config.ts'
import type { Line } from '../../harness/tour/tour.ts'
import { asArray } from '../states/states.ts'
import type { Tour } from '../tour.ts'
import { Reading } from './reading.ts'
import { type Cast, worldOf } from './world.ts'

/** How far a model has followed a tour. */
export interface Followed {
  readonly lines: number
  /** The number of states, where states that differ by whole rings count once. */
  readonly states: number
  /** Where tour and model diverge, or null. */
  readonly parting: string | null
}

/** Constants of a model that its tour does not record. */
export interface Untold {
  /** The number of values of a word, and of an epoch. */
  readonly modulus: number
  readonly epochs: number
  /** The threads that may crash, by the names of the tour. */
  readonly mortals: readonly string[]
}

/** Reads them from the constants of the model. */
export function untoldOf(constants: Constants, several: boolean): Untold {
  const mortals = asArray(constants.get('MayCrash')).map((mortal) => {
    const [kind, number] = asArray(mortal)
    return kind === 'reader' ? `c${number}` : several ? `p${number}` : 'producer'
  })
  return { modulus: Number(constants.get('Modulus')), epochs: Number(constants.get('Epochs')), mortals }
}

/** Follows a tour of a model without pools; `look` checks each new state. */
export function follow(tour: Tour, model: Model, untold: Untold, look: Look | null = null): Followed {
  const follower = new Follower(tour, model, untold, look)
  const parting = follower.all()
  return { lines: follower.lines, states: follower.known.size, parting }
}

/** A visited state: the steps enabled there, and the targets of those that the tour has taken. */
interface Known {
  readonly state: State
  readonly offers: readonly Step[]
  /** The enabled actions of each thread. */
  readonly said: string
  readonly taken: Map<string, Place>
}

/** A visited state, shifted by that many sequences. */
interface Place {
  readonly known: Known
  readonly further: number
}

/** A check of a state: what is wrong with it, or null. */
export type Look = (machine: Machine, state: State) => string | null

class Follower {
  lines = 0
  readonly known = new Map<string, Known>()
  readonly #tour: Tour
  readonly #machine: Machine
  readonly #reading: Reading
  readonly #look: Look | null

  constructor(tour: Tour, model: Model, untold: Untold, look: Look | null) {
    this.#tour = tour
    this.#look = look
    this.#machine = new Machine(model, worldOf(castOf(tour, untold)), look ? 'ghosts' : 'no ghosts')
    this.#reading = new Reading(tour, this.#machine, untold.modulus)
  }

  all(): string | null {
    const start = this.#placeOf(this.#machine.initial, 0)
    if (typeof start === 'string') return start
    for (const script of this.#tour.scripts) {
      let place = start
      for (const line of script) {
        const went = this.#go(place, line)
        if (typeof went === 'string')
          return `line ${this.lines}, ${this.#name(line.thread)} ${line.action}: ${went}`
        place = went
        this.lines++
      }
    }
    return this.#untaken()
  }

  #go({ known, further }: Place, line: Line): Place | string {
    const steps = known.offers.filter((step) => this.#isOf(step, line))
    const [step] = steps
    if (!step || steps.length > 1) return `${steps.length} steps of the model match`
    const id = this.#idOf(step)
    const before = known.taken.get(id)
    const next = before ?? this.#placeOf(this.#machine.take(step, known.state), 0)
    if (typeof next === 'string') return next
    known.taken.set(id, next)
    const place = { known: next.known, further: next.further + further }
    if (before && this.#tour.count.lines > LONG) return place
    return this.#difference(place, line) ?? place
  }

  /** Looks up a state that equals a visited one up to whole rings; it is followed from there instead. */
  #placeOf(state: State, further: number): Place | string {
    const key = this.#reading.keyOf(state)
    const known = this.known.get(key)
    if (known) return { known, further: this.#reading.baseOf(state) - this.#reading.baseOf(known.state) }
    const offers = this.#machine.steps(state)
    const found = { state, offers, said: this.#saidOf(offers), taken: new Map<string, Place>() }
    this.known.set(key, found)
    return this.#look?.(this.#machine, state) ?? { known: found, further }
  }

  #name(thread: number): string {
    return this.#tour.threads[thread] ?? ''
  }

  #isOf({ action, params }: Step, line: Line): boolean {
    if (action !== line.action || this.#threadOf(params) !== this.#name(line.thread)) return false
    const decision: Readonly<Record<string, Value>> = line.decision as Readonly<Record<string, Value>>
    return DECISIONS.every((name) => !(name in params) || params[name] === (decision[name] ?? false))
  }

  /** The first difference between the model's state and the line; null if there is none. */
  #difference({ known, further }: Place, line: Line): string | null {
    const wanted = line.offers.map((names) => [...names].sort().join(' ')).join('; ')
    if (known.said !== wanted) return `enabled: ${known.said}; in the tour: ${wanted}`
    return this.#reading.difference(known.state, further, line)
  }

  #saidOf(offers: readonly Step[]): string {
    const said = this.#tour.threads.map((name) => {
      const mine = offers.filter(
        ({ action, params }) => !HAPPENS.has(action) && this.#threadOf(params) === name,
      )
      return [...new Set(mine.map(({ action }) => action))].sort().join(' ')
    })
    return said.join('; ')
  }

  /** The thread that takes a step, from its first parameter. */
  #threadOf({ p, c, o }: Step['params']): string {
    if (p !== undefined) return `p${p}`
    if (c !== undefined) return `c${c}`
    if (o !== undefined)
      return [...(this.#tour.closers ?? []), ...(this.#tour.supervisors ?? [])][Number(o)] ?? ''
    return 'producer'
  }

  /** A step in the terms of a tour. */
  #idOf({ action, params }: Step): string {
    return [this.#threadOf(params), action, ...DECISIONS.map((name) => params[name] ?? false)].join(' ')
  }

  /** A tour takes every move of every state, so a step that no line takes exists in the model but not in the spec. */
  #untaken(): string | null {
    for (const [key, { offers, taken }] of this.known) {
      const other = offers.find((step) => !taken.has(this.#idOf(step)))
      if (other) return `no line takes ${this.#idOf(other)} from ${key}`
    }
    return null
  }
}

/** In longer tours a step is compared only the first time, since their lines repeat the same moves. */
const LONG = 100_000

/** Steps that happen to a thread rather than being taken by it. */
const HAPPENS: ReadonlySet<string> = new Set(['Expire', 'ExpireClaim', 'CrashReader', 'CrashProducer'])
const DECISIONS = ['n', 'limit', 'waits', 'throws']

function castOf(tour: Tour, untold: Untold): Cast {
  const names = Object.keys(tour.consumers)
  return {
    ...tour.callers,
    size: tour.size,
    producers: tour.producers?.length ?? 1,
    upstream: Object.values(tour.consumers).map((others) => others.map((name) => names.indexOf(name) + 1)),
    others: [
      ...(tour.closers ?? []).map(() => 'closer' as const),
      ...(tour.supervisors ?? []).map(() => 'supervisor' as const),
    ],
    ...untold,
  }
}
