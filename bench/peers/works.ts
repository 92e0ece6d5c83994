// The works: what each contestant is asked to do.
import type { Shape, Task } from './contestants/javascript/task.ts'

export interface Work {
  readonly name: string
  /** what a reader is shown */
  readonly title: string
  readonly shape: Shape
  /** the threads that work; one that only waits for them is not counted */
  readonly threads: number
  /** events published together */
  readonly batch: number
  /** how threads wait, if the work says so; otherwise they spin if each has a core, and park if not */
  readonly wait?: Task['wait']
  /** what a figure counts */
  readonly unit: 'events/s' | 'ns'
}

const SINGLE = { batch: 1, unit: 'events/s' } as const

export const WORKS: readonly Work[] = [
  { name: '1P1C', title: '1 producer, 1 consumer, single events', shape: '1P1C', threads: 2, ...SINGLE },
  {
    ...{ name: '1P1C-batch', title: '1 producer, 1 consumer, batches of 10', shape: '1P1C' as const },
    ...{ threads: 2, batch: 10, unit: 'events/s' as const },
  },
  { name: '3P1C', title: '3 producers, 1 consumer', shape: '3P1C', threads: 4, ...SINGLE },
  { name: '1P3C', title: '1 producer, 3 consumers that see all', shape: '1P3C', threads: 4, ...SINGLE },
  { name: 'pipeline', title: 'pipeline of 3', shape: 'pipeline', threads: 4, ...SINGLE },
  {
    name: 'diamond',
    title: 'diamond: 2 side by side, 1 after both',
    shape: 'diamond',
    threads: 4,
    ...SINGLE,
  },
  { name: 'pool', title: 'pool of 3, each event to one worker', shape: 'pool', threads: 4, ...SINGLE },
  {
    ...{ name: 'ping-pong', title: 'ping-pong, spinning', shape: 'ping-pong' as const, threads: 2 },
    ...{ batch: 1, wait: 'spin' as const, unit: 'ns' as const },
  },
  {
    ...{ name: 'ping-pong-parked', title: 'ping-pong, parked', shape: 'ping-pong' as const, threads: 2 },
    ...{ batch: 1, wait: 'park' as const, unit: 'ns' as const },
  },
]

/** One thread that stores to one word: the machine's own measure, taken in every round. */
export const STORE: Work = {
  name: 'store',
  title: 'bare Atomics.store',
  shape: 'store',
  threads: 1,
  ...SINGLE,
}

/** The bytes of a payload. */
export const PAYLOADS = [4, 64] as const
export type Payload = (typeof PAYLOADS)[number]

/** How the threads of a work wait on a machine with that many cores. */
export function waitOf({ wait, threads }: Work, cores: number): Task['wait'] {
  return wait ?? (threads <= cores ? 'spin' : 'park')
}
