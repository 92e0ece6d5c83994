// What a tour says of a ring: its roles, and what their callers may do.
import type { Draft as DraftOf } from '../harness/tour/build.ts'
import { parseHead as headOf, parseTour as tourOf } from '../harness/tour/format.ts'
import type { Reading as ReadingOf } from '../harness/tour/graph.ts'
import type { Head, Tour as TourOf } from '../harness/tour/tour.ts'

export type Tour = TourOf<TourHead>
export type Draft = DraftOf<TourHead>
export type Reading = ReadingOf<TourHead>

export const parseTour = tourOf<TourHead>
export const parseHead = headOf<TourHead>

/** What all scripts of a tour share. */
export interface TourHead extends Head {
  /** the producers by name, if there are several */
  readonly producers?: readonly string[]
  /** the consumers by name, each with those it follows, in the form `createRing` takes */
  readonly consumers: Readonly<Record<string, readonly string[]>>
  /** the consumers that are pools, each with its workers' threads */
  readonly pools?: Readonly<Record<string, readonly string[]>>
  readonly callers: Callers
  /** threads that close the ring, and threads that fail it after a crash */
  readonly closers?: readonly string[]
  readonly supervisors?: readonly string[]
}

/** The rest of a head without a graph: for a machine whose threads are sent where a test wants them. */
export const NO_TOUR = {
  words: [],
  edges: 0,
  count: { scripts: 0, lines: 0 },
  initial: { offers: [], words: [], slots: [], own: {} },
} as const

/** What callers in a model may do: the constants of its config. */
export interface Callers {
  readonly claims: readonly number[]
  readonly limits: readonly number[]
  readonly waits: readonly boolean[]
  readonly throws: boolean
  /** whether consumers have a flush; left out if not */
  readonly flushes?: boolean
  /** whether consumers take ranges as well, and advance while they wait; left out if not */
  readonly takes?: boolean
  readonly meanwhile?: boolean
  readonly habits: readonly string[]
  /** the attempts of a call before it parks; null if it never does */
  readonly spins: number | null
  /** whether calls that wait have a time-out */
  readonly timed: boolean
}

export const NOBODY_PARKS = { spins: null, timed: false } as const

/** The private names that hold sequences; the others hold counts and answers. */
export const SEQUENCES: ReadonlySet<string> = new Set([
  'claimed',
  'written',
  'cached',
  'next',
  'last',
  'available',
  'taken',
  'front',
  'kept',
])

/** The private name that holds a word: twice a sequence, modulo the word. */
export const DOUBLED = 'word'
