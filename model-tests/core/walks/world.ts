// The state of a walk, in the sense of the specs.
import type { Core } from '../load.ts'
import type { SteppedRing } from '../stepped.ts'
import type { TourHead } from '../tour.ts'
import { NOTHING, type Other, type Producer, type Range, type Reader, type Role, roleOf } from './roles.ts'
import { Words } from './words.ts'

/** The parts of a state, as bits: what an invariant reads, and what a step changes. */
export const PARTS = { words: 1, slots: 2, producers: 4, readers: 8, others: 16 } as const

export type Part = keyof typeof PARTS

/** The state before the last step, of the contract and of the thread that took it. */
export interface Before {
  readonly thread: number
  readonly pc: string
  readonly claimed: number
  readonly held: Range
  readonly gates: readonly number[]
}

export class World {
  readonly head: TourHead
  readonly size: number
  readonly several: boolean
  /** the indices of the consumers that each consumer follows */
  readonly upstream: readonly (readonly number[])[]
  /** the consumers that gate producers, and the consumers that others follow and that are no pools */
  readonly gating: readonly number[]
  readonly followed: readonly number[]
  /** the index of the pool, or -1 */
  readonly pool: number
  readonly words: Words
  readonly slots: Float64Array
  readonly roles: readonly Role[]
  readonly producers: readonly Producer[]
  readonly readers: readonly Reader[]
  /** the readers by kind */
  readonly consumers: readonly Reader[]
  readonly workers: readonly Reader[]
  readonly others: readonly Other[]
  before: Before = { thread: -1, pc: '', claimed: 0, held: NOTHING, gates: [] }

  constructor(core: Core, head: TourHead, start: number, { memory, words }: SteppedRing) {
    const names = Object.keys(head.consumers)
    this.head = head
    this.size = head.size
    this.several = head.producers !== undefined
    this.upstream = names.map((name) => (head.consumers[name] ?? []).map((other) => names.indexOf(other)))
    const leads = (c: number): boolean => this.upstream.some((others) => others.includes(c))
    this.pool = names.findIndex((name) => name in (head.pools ?? {}))
    this.gating = names.flatMap((_, c) => (leads(c) ? [] : [c]))
    this.followed = names.flatMap((_, c) => (leads(c) && c !== this.pool ? [c] : []))
    this.words = new Words(core, head, start, words)
    this.slots = memory.slots
    this.roles = head.threads.map((name, thread) => roleOf(name, thread, head, start))
    const readers = this.roles.filter((role) => role.kind === 'reader')
    this.producers = this.roles.filter((role) => role.kind === 'producer')
    this.others = this.roles.filter((role) => role.kind === 'other')
    this.readers = readers
    this.consumers = readers.filter(({ isWorker }) => !isWorker)
    this.workers = readers.filter(({ isWorker }) => isWorker)
  }

  slotOf(sequence: number): number {
    return sequence % this.size
  }

  /** The name of a thread, or of a consumer. */
  nameOf({ thread }: Pick<Role, 'thread'>): string {
    return this.head.threads[thread] ?? ''
  }

  consumerOf(c: number): string {
    return Object.keys(this.head.consumers)[c] ?? ''
  }
}

/** Whether a thread has crashed. */
export function isAlarmed({ producers, readers }: World): boolean {
  for (const { pc } of producers) if (pc === 'Dead') return true
  for (const { pc } of readers) if (pc === 'Dead') return true
  return false
}

export function claimedIn({ several, words, producers }: World): number {
  return several ? words.unclaimed - 1 : (producers[0]?.claimed ?? 0)
}

export function isHeld({ producers }: World, sequence: number): boolean {
  for (const { held } of producers) if (held[0] <= sequence && sequence <= held[1]) return true
  return false
}
