// What each thread of a walk knows, by the names of the specs.
import type { TourHead } from '../tour/tour.ts'

/** From the first up to the last; nothing if the last is before the first. */
export type Range = readonly [first: number, last: number]

export const NOTHING: Range = [0, -1]

/** One of several producers, or the only one. */
export interface Producer {
  readonly kind: 'producer'
  readonly thread: number
  pc: string
  /** How many it claims, or looks for room for. */
  n: number
  /** How many of the gating consumers a look has found room at; -1: it looks at another word. */
  checked: number
  written: number
  /** What it has claimed and not published. */
  held: Range
  /** One of several: it has claimed `n` from `word` on, and does not know its sequences in full yet; then it does. */
  claims: boolean
  word: number
  next: number
  last: number
  /** The only one: up to where it has claimed, each gate as it was seen last, and whether it has closed the ring. */
  claimed: number
  cached: readonly number[]
  closed: boolean
}

/** A consumer, or a worker of the pool. */
export interface Reader {
  readonly kind: 'reader'
  readonly thread: number
  /** The number of the consumer that it is, or whose work it shares. */
  readonly consumer: number
  readonly isWorker: boolean
  pc: string
  limit: number
  /** The endings that it has heard of, as bits. */
  heard: number
  next: number
  last: number
  /** A consumer: the first that its handler has kept since a batch has ended. */
  kept: number
  available: number
  /** How many of those upstream a look has seen; -1: it looks at another word. */
  looked: number
  /** Whether anything was there when it began to poll. */
  offered: boolean
  /** A worker: what it has taken and is not done with, as the tickets say, and the event to which it moves the gate. */
  first: number
  taken: number
  front: number
}

/** Who closes the ring, or fails it. */
export interface Other {
  readonly kind: 'other'
  readonly thread: number
  readonly isCloser: boolean
  pc: string
  /** The word that it is about to store as the end. */
  final: number
}

export type Role = Producer | Reader | Other

/** What the thread of that name knows before its first step. */
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
    },
    ...{ next: start, last: start - 1, kept: start, available: start - 1 + size },
    ...{ first: start, taken: start - 1, front: start },
  }
}
