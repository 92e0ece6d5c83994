// The threads of a ring, numbered as in spec/core/Roles.tla.
import type { Gone } from '../../../src/index.ts'
import type { Constants } from '../../harness/tla/config.ts'
import { asArray, numbersOf } from '../states/states.ts'

/** All threads by number. A producer or reader has the role of its own number; all workers belong to pool 0. */
export interface Roles {
  readonly producers: readonly number[]
  readonly readers: readonly number[]
  readonly workers: readonly number[]
  readonly closers: readonly number[]
  readonly stoppers: readonly number[]
  readonly supervisors: readonly number[]
  /** The role that each spare thread is to take over. */
  readonly spares: ReadonlyMap<number, number>
  readonly late: readonly number[]
  readonly kept: readonly number[]
  /** The producers that nobody supervises. */
  readonly unwatched: readonly number[]
  readonly claims: number
  /** The sequences of each claim of a producer; 1 where it is not in the map. */
  readonly batch: ReadonlyMap<number, number>
  readonly leaves: boolean
  readonly givesBack: boolean
  readonly ring: {
    readonly size: number
    readonly producers: readonly string[]
    readonly consumers: Readonly<Record<string, readonly string[]>>
    readonly pools: readonly string[]
  }
  roleOf(thread: number): number
  attaches(thread: number): boolean
  /** A role as the ring names it. */
  partOf(role: number): Gone
}

/** The name of a role; pool 0 is the role of all workers. */
export function nameOf(role: number): string {
  return `r${role}`
}

/** All threads, by number. */
export function threadsOf(cast: Roles): number[] {
  const { producers, readers, workers, closers, stoppers, supervisors, spares } = cast
  const all = [
    ...producers,
    ...readers,
    ...workers,
    ...closers,
    ...stoppers,
    ...supervisors,
    ...spares.keys(),
  ]
  return all.sort((a, b) => a - b)
}

/** The parameters of a cast. */
export interface Plan
  extends Pick<Roles, 'producers' | 'readers' | 'workers' | 'closers' | 'stoppers' | 'supervisors'> {
  readonly size: number
  readonly claims: number
  readonly upstream: ReadonlyMap<number, readonly number[]>
  readonly spares: ReadonlyMap<number, number>
  readonly batch: ReadonlyMap<number, number>
  readonly late: readonly number[]
  readonly kept: readonly number[]
  readonly unwatched: readonly number[]
  readonly habits: readonly string[]
}

export function castOf({ size, upstream, habits, ...plan }: Plan): Roles {
  const { producers, readers, workers, spares } = plan
  const read = readers.map((r) => [nameOf(r), (upstream.get(r) ?? []).map(nameOf)] as const)
  const pooled = workers.length > 0 ? [[nameOf(0), []] as const] : []
  return {
    ...plan,
    leaves: habits.includes('leave'),
    givesBack: habits.includes('give back'),
    ring: {
      size,
      producers: producers.map(nameOf),
      consumers: Object.fromEntries([...read, ...pooled]),
      pools: pooled.map(([name]) => name),
    },
    roleOf: (thread) => spares.get(thread) ?? thread,
    attaches: (thread) => [...producers, ...readers, ...workers].includes(thread),
    partOf: (role) => ({
      producers: producers.includes(role) ? [nameOf(role)] : [],
      consumers: readers.includes(role) ? [nameOf(role)] : [],
      pools: workers.includes(role) ? [nameOf(0)] : [],
    }),
  }
}

/** The cast of a model. */
export function castOfModel(constants: Constants): Roles {
  const numbers = (name: string): number[] => numbersOf(constants.get(name))
  const pairs = (name: string): [number, unknown][] => {
    const value = constants.get(name)
    return value instanceof Map ? [...value].map(([key, of]) => [Number(key), of]) : []
  }
  return castOf({
    size: Number(constants.get('Size')),
    claims: Number(constants.get('Claims')),
    ...{ producers: numbers('Producers'), readers: numbers('Readers'), workers: numbers('Workers') },
    ...{ closers: numbers('Closers'), stoppers: numbers('Stoppers'), supervisors: numbers('Supervisors') },
    ...{ late: numbers('Late'), kept: numbers('Kept') },
    unwatched: numbers('Unwatched'),
    upstream: new Map(pairs('Upstream').map(([r, of]) => [r, numbersOf(of as never)])),
    spares: new Map(pairs('Spares').map(([t, r]) => [t, Number(r)])),
    batch: new Map(pairs('Batch').map(([p, n]) => [p, Number(n)])),
    habits: asArray(constants.get('Habits')).map(String),
  })
}
