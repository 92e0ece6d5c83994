// The state of each thread of a walk, by the names of the specs.
import type { TourHead } from '../tour.ts'

/** The sequences from the first to the last; none if the last is before the first. */
export type Range = readonly [first: number, last: number]

export const NOTHING: Range = [0, -1]

export interface Producer {
  readonly kind: 'producer'
  readonly thread: number
  pc: string
  /** how many it claims, or needs room for */
  n: number
  /** for how many gating consumers an attempt has found room; -1 if it loads another word */
  checked: number
  written: number
  /** the sequences it has claimed and not published */
  held: Range
  /** With several producers: it has claimed `n` from `word` on, and not yet decoded its sequences; then it has. */
  claims: boolean
  word: number
  next: number
  last: number
  /** A single producer: the last sequence claimed, each gate as last loaded, and whether it has closed the ring. */
  claimed: number
  cached: readonly number[]
  closed: boolean
}

export interface Reader {
  readonly kind: 'reader'
  readonly thread: number
  /** the index of its consumer, or of the pool it works for */
  readonly consumer: number
  readonly isWorker: boolean
  pc: string
  limit: number
  /** the endings it has observed, as bits */
  heard: number
  next: number
  last: number
  /** a consumer: the first event that its handler has kept since the last end of batch */
  kept: number
  /** a consumer: whether its call takes a range, and whether it leaves once all that is taken is advanced over */
  takes: boolean
  leaves: boolean
  available: number
  /** how many upstream gates an attempt has loaded; -1 if it loads another word */
  looked: number
  /** whether an event was available when its poll began */
  offered: boolean
  /** A worker: the events it has taken and not finished, and the event to which it moves the gate. */
  first: number
  taken: number
  front: number
}

/** A thread that closes the ring, or fails it. */
export interface Other {
  readonly kind: 'other'
  readonly thread: number
  readonly isCloser: boolean
  pc: string
  /** the word that it is about to store as the end */
  final: number
}

export type Role = Producer | Reader | Other

/** The state of the thread of that name before its first step. */
export function roleOf(name: string, thread: number, head: TourHead, start: number): Role {
  const { closers = [], supervisors = [], pools = {}, consumers } = head
  if (closers.includes(name) || supervisors.includes(name))
    return { kind: 'other', thread, isCloser: closers.includes(name), pc: 'Idle', final: 0 }
  const pool = Object.entries(pools).find(([, workers]) => workers.includes(name))?.[0]
  const consumer = Object.keys(consumers).indexOf(pool ?? name)
  if (consumer >= 0) return reader(thread, consumer, pool !== undefined, head.size, start)
  return producer(thread, Object.keys(consumers).length, start)
}

function producer(thread: number, consumers: number, start: number): Producer {
  return {
    ...{ kind: 'producer', thread, pc: 'Idle', n: 0, checked: 0, written: start - 1, held: NOTHING },
    ...{ claims: false, word: start, next: start, last: start - 1 },
    ...{ claimed: start - 1, cached: Array.from({ length: consumers }, () => start - 1), closed: false },
  }
}

function reader(thread: number, consumer: number, isWorker: boolean, size: number, start: number): Reader {
  return {
    ...{
      kind: 'reader',
      thread,
      consumer,
      isWorker,
      pc: 'Idle',
      limit: 0,
      heard: 0,
      looked: 0,
      offered: false,
      takes: false,
      leaves: false,
    },
    ...{ next: start, last: start - 1, kept: start, available: start - 1 + size },
    ...{ first: start, taken: start - 1, front: start },
  }
}
