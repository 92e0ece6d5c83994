// How the states of spec/core/SingleProducer.tla are read: who moved, what was decided, what each thread knows.
import type { State, Value } from '../../spec/tlc/values.ts'
import type { Decision } from '../stepper/yields.ts'
import type { Reading } from '../tour/graph.ts'
import type { Callers, Own } from '../tour/tour.ts'
import { SEQUENCES } from '../tour/tour.ts'
import type { Constants } from './config.ts'

type Fields = Readonly<Record<string, Value>>

/** The variables of the spec. */
interface Variables {
  readonly state: State
  readonly words: { readonly cursor: number; readonly gate: readonly number[] }
  readonly slots: readonly number[]
  readonly producer: Fields
  readonly consumer: readonly Fields[]
}

const TORN = -1
const PRODUCER = 0

/** Reads the states of the model with these constants. */
export function readSingleProducer(model: string, constants: Constants): Reading {
  const size = Number(constants.get('Size'))
  const modulus = Number(constants.get('M'))
  const names = asArray(constants.get('Consumers')).map((c) => `c${c}`)
  const upstream = asArray(constants.get('Upstream')).map((others) => asArray(others).map((c) => `c${c}`))
  const reader = new Reader(modulus)
  return {
    head: {
      model,
      size,
      consumers: Object.fromEntries(names.map((name, c) => [name, upstream[c] ?? []])),
      callers: callersOf(constants),
      threads: ['producer', ...names],
      words: ['cursor', ...names.map((name) => `gate ${name}`)],
    },
    position: (state, near) => reader.near(near, variablesOf(state).words.cursor),
    view: (state, position) => reader.view(variablesOf(state), position),
    movers: (action, before, after) => moversOf(action, variablesOf(before), variablesOf(after)),
    decisions: (action, before, after) =>
      decisionsOf(action, callersOf(constants), variablesOf(before), variablesOf(after), reader),
  }
}

/** Sequences of one state are less than half the modulus from its cursor, which tells which of them is meant. */
class Reader {
  readonly #modulus: number

  constructor(modulus: number) {
    this.#modulus = modulus
  }

  near(position: number, word: number): number {
    const half = Math.floor(this.#modulus / 2)
    return position + this.#wrap(word - position + half) - half
  }

  distance(from: Value | undefined, to: Value | undefined): number {
    return this.#wrap(Number(to) - Number(from))
  }

  view({ words, slots, producer, consumer }: Variables, position: number) {
    const sequence = (word: number): number => this.near(position, word)
    return {
      words: [words.cursor, ...words.gate].map(sequence),
      slots: slots.map((word) => (word === TORN ? null : sequence(word))),
      ownOf: (thread: number) =>
        thread === PRODUCER ? ownOf(producer, sequence) : consumerOwn(consumer[thread - 1] ?? {}, sequence),
    }
  }

  #wrap(difference: number): number {
    return ((difference % this.#modulus) + this.#modulus) % this.#modulus
  }
}

/** What the source has no name for: its place in the code. */
const PLACES: ReadonlySet<string> = new Set(['pc', 'checking', 'unread'])

function ownOf(fields: Fields, sequence: (word: number) => number): Own {
  const own: Record<string, Own[string]> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (PLACES.has(name)) continue
    if (SEQUENCES.has(name)) own[name] = deep(value, sequence)
    else own[name] = typeof value === 'number' ? value : value === true
  }
  return own
}

/** `available` is known only while the gates upstream are loaded, the end of a batch only in a handler. */
function consumerOwn(fields: Fields, sequence: (word: number) => number): Own {
  const { available, ...own } = ownOf(fields, sequence)
  const reading = fields.pc === 'BeginRead' || fields.pc === 'EndRead'
  return {
    ...own,
    ...(fields.pc === 'LoadUpstream' && available !== undefined ? { available } : {}),
    ...(reading ? { endOfBatch: fields.next === fields.last } : {}),
  }
}

function deep(value: Value, sequence: (word: number) => number): number | number[] {
  return typeof value === 'number' ? sequence(value) : asArray(value).map((word) => sequence(Number(word)))
}

/** A step that changes nothing may be anybody's who stands there. */
function moversOf(action: string, before: Variables, after: Variables): number[] {
  const consumers = before.consumer.flatMap((own, c) => (same(own, after.consumer[c]) ? [] : [c + 1]))
  if (consumers.length > 0) return consumers
  const stutters = before.state === after.state
  if (!stutters || before.producer.pc === action) return [PRODUCER]
  return before.consumer.flatMap((own, c) => (own.pc === action ? [c + 1] : []))
}

function decisionsOf(
  action: string,
  callers: Callers,
  before: Variables,
  after: Variables,
  reader: Reader,
): Decision[] {
  if (action === 'BeginClaim') return claimsBetween(callers, before.producer, after.producer, reader)
  if (action === 'BeginPoll') return pollsBetween(callers, before, after)
  if (action !== 'EndRead') return [{}]
  const handled = before.consumer.some(({ next }, c) => next !== after.consumer[c]?.next)
  return handled ? [{}] : [{ throws: true }]
}

/** A claim that finds room at once is the same step for those who would have waited and those who would not. */
function claimsBetween(
  { claims, waits }: Callers,
  before: Fields,
  after: Fields,
  reader: Reader,
): Decision[] {
  const waiting = after.pc === 'LoadGate'
  const taken = reader.distance(before.claimed, after.claimed)
  return claims
    .filter((n) => n === (waiting ? after.n : taken))
    .flatMap((n) =>
      waits.filter((answer) => !waiting || answer === after.waits).map((answer) => ({ n, waits: answer })),
    )
}

function pollsBetween({ limits, waits }: Callers, before: Variables, after: Variables): Decision[] {
  const moved = after.consumer.find((own, c) => !same(own, before.consumer[c]))
  return limits
    .filter((limit) => limit === moved?.limit)
    .flatMap((limit) =>
      waits.filter((answer) => answer === moved?.waits).map((answer) => ({ limit, waits: answer })),
    )
}

function callersOf(constants: Constants): Callers {
  const of = (name: string): Value[] => asArray(constants.get(name))
  return {
    claims: of('Claims').map(Number),
    limits: of('Limits').map(Number),
    waits: of('Waits').map((answer) => answer === true),
    throws: constants.get('Throws') === true,
    habits: of('Habits').map(String),
  }
}

/** TLC prints a function over 1, 2, … as a tuple and any other as a function: in the order of their arguments. */
function asArray(value: Value | undefined): Value[] {
  if (value instanceof Map)
    return [...value].sort(([a], [b]) => Number(a) - Number(b)).map(([, result]) => result)
  return Array.isArray(value) || value instanceof Set ? [...value] : []
}

const readings = new WeakMap<State, Variables>()

function variablesOf(state: State): Variables {
  const known = readings.get(state)
  if (known) return known
  const words = state.words as Fields
  const read: Variables = {
    state,
    words: { cursor: Number(words.cursor), gate: asArray(words.gate).map(Number) },
    slots: asArray(state.slots).map(Number),
    producer: state.producer as Fields,
    consumer: asArray(state.consumer) as Fields[],
  }
  readings.set(state, read)
  return read
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a, plain) === JSON.stringify(b, plain)
}

function plain(_: string, value: unknown): unknown {
  return value instanceof Set || value instanceof Map ? [...value] : value
}
