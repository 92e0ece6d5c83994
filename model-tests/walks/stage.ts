// What a walk walks on: four producers, three consumers and at times a pool, on a ring of eight slots.
import fc from 'fast-check'
import type { Memory } from '../core/callers.ts'
import { steppedRing } from '../core/stepped.ts'
import type { Core } from '../stepper/load.ts'
import type { Machine } from '../stepper/machine.ts'
import { NO_TOUR, type TourHead } from '../tour/tour.ts'

const SIZE = 8
const LAP = 2 ** 32 * SIZE

/** Who follows whom, who is a pool, and where sequences begin. */
export interface Setting {
  readonly follows: 'nobody' | 'a consumer' | 'a pool'
  readonly start: number
}

/** One step of a walk: whose turn it is, and which of what that thread may do; any number means something. */
export type Turn = readonly [thread: number, pick: number]

export const settings: fc.Arbitrary<Setting> = fc.record({
  follows: fc.constantFrom('nobody', 'a consumer', 'a pool'),
  start: fc.constantFrom(
    0,
    2 ** 30 - 16,
    2 ** 31 - 16,
    2 ** 32 - 16,
    LAP / 2 - 16,
    LAP - 16,
    2 ** 53 - 2 ** 20,
  ),
})

/** The cast of a setting, as the head of a tour tells it. */
export function headOf({ follows }: Setting): TourHead {
  const producers = ['p1', 'p2', 'p3', 'p4']
  const pool = follows === 'a pool'
  const readers = pool ? ['c1', 'c3', 'w1', 'w2', 'w3'] : ['c1', 'c2', 'c3']
  const upstream = { nobody: [], 'a consumer': ['c1', 'c2'], 'a pool': ['c2'] }[follows]
  return {
    model: 'Walk',
    size: SIZE,
    producers,
    consumers: { c1: [], c2: [], c3: upstream },
    ...(pool ? { pools: { c2: ['w1', 'w2', 'w3'] } } : {}),
    callers: {
      claims: [1, 2, 3, 8],
      limits: [1, 2, 8],
      waits: [true, false],
      throws: true,
      habits: ['claim', 'try', 'parts'],
      spins: null,
      timed: false,
    },
    threads: [...producers, ...readers],
    ...NO_TOUR,
  }
}

/** A machine with everybody on it, and the memory that they share. */
export interface Stage {
  readonly head: TourHead
  readonly start: number
  readonly machine: Machine
  readonly memory: Memory
}

export function stageOf(core: Core, setting: Setting): Stage {
  const head = headOf(setting)
  const { machine, memory } = steppedRing(core, head, setting.start)
  return { head, start: setting.start, machine, memory }
}
