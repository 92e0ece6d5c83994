// The ring of a program: its size, its threads, how they wait, and whether some may crash.
import fc from 'fast-check'
import type { Form } from '../callers.ts'
import { NO_TOUR, type TourHead } from '../tour.ts'

/** A program, but for the order in which its threads move. */
export interface Cast {
  readonly size: number
  readonly producers: number
  /** each consumer with the indices of those it follows */
  readonly follows: readonly (readonly number[])[]
  /** the number of the pool's workers; 0 if there is no pool */
  readonly workers: number
  /** the index of the pool among the consumers; by default the last */
  readonly pool?: number
  readonly spins: number | null
  readonly timed: boolean
  readonly throws: boolean
  /** whether consumers take ranges as well */
  readonly takes?: boolean
  readonly form: Form
  /** Whether asynchronous calls are aborted, which wakes other sleepers for nothing. */
  readonly aborts?: boolean
  /** whether threads crash */
  readonly mortal: boolean
  /** the number of steps before the ring is closed */
  readonly steps: number
  readonly start: number
}

export const casts: fc.Arbitrary<Cast> = fc.record({
  size: fc.constantFrom(1, 2, 4),
  producers: fc.integer({ min: 1, max: 3 }),
  follows: fc.constantFrom<readonly (readonly number[])[]>(
    [[]],
    [[], []],
    [[], [0]],
    [[], [], [0, 1]],
    [[], [0], [0]],
    // Beyond the models: followers of followers, three with two upstreams each, and a chain beside a single consumer.
    [[], [0], [1]],
    [[], [], [], [0, 1], [1, 2], [0, 2]],
    [[], [], [0, 1], [0, 2], [1, 2]],
    [[], [0], [0], [1, 2], []],
  ),
  workers: fc.constantFrom(0, 0, 1, 2),
  spins: fc.constantFrom(0, 0, 1, 3, null),
  timed: fc.boolean(),
  throws: fc.boolean(),
  takes: fc.boolean(),
  form: fc.constantFrom<Form>('blocking', 'asynchronous'),
  mortal: fc.boolean(),
  steps: fc.integer({ min: 0, max: 120 }),
  aborts: fc.boolean(),
  start: fc.constantFrom(0, 2 ** 30 - 16, 2 ** 31 - 16, 2 ** 32 - 16),
})

/** The cast as the head of a tour, which names the roles of the callers. */
export function headOf(cast: Cast): TourHead {
  const { size, producers, follows, workers, spins, timed, throws, takes, form } = cast
  const names = follows.map((_, c) => `c${c + 1}`)
  const pool = workers > 0 ? (names.at(cast.pool ?? -1) ?? '') : ''
  const crew = Array.from({ length: workers }, (_, w) => `w${w + 1}`)
  const makers = Array.from({ length: producers }, (_, p) => `p${p + 1}`)
  const several = producers > 1
  return {
    model: 'Program',
    size,
    ...(several ? { producers: makers, closers: ['closer'] } : {}),
    consumers: Object.fromEntries(names.map((name, c) => [name, (follows[c] ?? []).map((u) => `c${u + 1}`)])),
    ...(pool ? { pools: { [pool]: crew } } : {}),
    supervisors: ['supervisor'],
    callers: {
      claims: claimsOf(size),
      limits: [1, 2, 8],
      waits: [true, true, false],
      throws,
      // Half of the casts whose handlers throw also have a flush.
      ...(throws && timed ? { flushes: true } : {}),
      // A thread that is blocked in a call cannot advance meanwhile.
      ...(takes ? { takes, meanwhile: form === 'asynchronous' } : {}),
      habits: several ? ['claim', 'try', 'parts', ...(timed ? ['timed'] : [])] : ['parts', 'ahead', 'close'],
      spins,
      timed,
    },
    threads: [
      ...(several ? makers : ['producer']),
      ...names.filter((name) => name !== pool),
      ...crew,
      ...(several ? ['closer'] : []),
      'supervisor',
    ],
    ...NO_TOUR,
  }
}

/** Large rings also get a claim of the whole ring. */
function claimsOf(size: number): number[] {
  if (size === 1) return [1]
  return size < 8 ? [1, 2] : [1, 2, 3, size]
}
