// The task and the result of a sample; both cross a process boundary as JSON.
import type { ConsumerOptions, ProducerOptions } from 'ringproof'

/** How the two ends of a ring wait; without a `pause`, by the package's defaults. */
export interface Pauses {
  readonly producer: ProducerOptions
  readonly consumer: ConsumerOptions
}

export interface RingThroughputTask extends Pauses {
  /** the first sequence of the ring */
  readonly start: number
  /** the slots of the ring */
  readonly size: number
  /** events claimed and published together */
  readonly batch: number
  /** the events timed; a quarter as many warm up before */
  readonly events: number
}

export interface MessageThroughputTask {
  /** the events in one message */
  readonly batch: number
  readonly events: number
}

/** Several threads, while the main thread sleeps. */
export interface FanTask {
  /** the sending threads, at most 4 */
  readonly senders: number
  readonly receivers: number
  /** the events timed, of all senders together; a quarter as many warm up before */
  readonly events: number
}

export interface RingFanTask extends FanTask, Pauses {
  /** the slots of the ring */
  readonly size: number
  /** events claimed and published together */
  readonly batch: number
  /**
   * If set, receivers are workers of a pool that take at most this many events at once; otherwise each handles every
   * event.
   */
  readonly limit?: number
}

export interface LatencyTask {
  /** messages per second */
  readonly rate: number
  /** the messages timed; a quarter as many warm up before */
  readonly messages: number
}

/** An idle ring. */
export interface IdleTask {
  readonly producers: number
  readonly consumers: number
  /** the workers of a pool beside the consumers; 0 for no pool */
  readonly workers: number
  /** for how long it is watched */
  readonly milliseconds: number
}

/** A full ring that is not read. */
export interface FullTask {
  readonly producers: number
  /** for how long it is watched */
  readonly milliseconds: number
}

/** Single events, far apart. */
export interface LoneTask {
  /** milliseconds between events */
  readonly gap: number
  readonly events: number
  /** milliseconds after a multiple of the gap at which events leave */
  readonly phase: number
  /** the reader: a worker that blocks, the main thread on its event loop, or a worker without a ring */
  readonly reader: 'worker' | 'main' | 'bare'
}

/** Bare stores, measured by tinybench. */
export interface StoreTask {
  /** for how long it runs */
  readonly milliseconds: number
}

/** A measurement of one thread by tinybench. */
export interface ThreadTask {
  readonly start: number
  /** the number of producers of the ring, only one of which works */
  readonly producers: number
  /** events claimed and published together */
  readonly batch: number
  /** whether the reader is a worker of a pool, which takes one event at a time */
  readonly pool: boolean
  /** for how long each side runs */
  readonly milliseconds: number
}

/** An access, or two, to words that no other thread uses: what each costs in this engine. */
export const ACCESSES = ['plain load', 'load', 'exchange', 'add and exchange'] as const

export interface AccessTask {
  readonly access: (typeof ACCESSES)[number]
  readonly milliseconds: number
}

/** Events that one loop writes, and one reads. */
export interface EventsTask {
  /** the rings that the loop goes round: a power of two */
  readonly rings: number
  /** the structs among them */
  readonly structs: number
}

/** Events of 32 bytes. */
export interface WideTask {
  /** events published together */
  readonly batch: number
  /** the events timed; a quarter as many warm up before */
  readonly events: number
}

export interface Throughput {
  readonly eventsPerSecond: number
}

export interface Latency {
  /** of nanoseconds, as encoded by hdr-histogram-js */
  readonly histogram: string
}

export interface Idle {
  /** of one core, by all threads */
  readonly share: number
}

/** How long each event took from before its claim until it was handled. */
export interface Lone extends Latency, Idle {
  readonly handled: number
  /** events handled only after the next was due, as after a lost wake-up */
  readonly late: number
}

/** Nanoseconds of a single operation. */
export interface Cost {
  readonly nanoseconds: number
}

/** Nanoseconds per event. */
export interface Costs {
  /** of the producer: claim, write, publish */
  readonly sending: number
  /** of the reader: poll, read */
  readonly receiving: number
}

/** Per field: nanoseconds of a typed array, and how many times as much an event takes, within the same turn. */
export interface FieldCosts {
  readonly writeRaw: number
  readonly readRaw: number
  readonly write: number
  readonly read: number
}

export interface Samples {
  'ring-throughput': { task: RingThroughputTask; result: Throughput }
  'message-throughput': { task: MessageThroughputTask; result: Throughput }
  'ring-fan': { task: RingFanTask; result: Throughput }
  'message-fan': { task: FanTask; result: Throughput }
  store: { task: StoreTask; result: Throughput }
  'ring-latency': { task: LatencyTask & Pauses; result: Latency }
  'message-latency': { task: LatencyTask; result: Latency }
  thread: { task: ThreadTask; result: Costs }
  alone: { task: ThreadTask; result: Cost }
  access: { task: AccessTask; result: Cost }
  idle: { task: IdleTask; result: Idle }
  full: { task: FullTask; result: Idle }
  lone: { task: LoneTask; result: Lone }
  events: { task: EventsTask; result: FieldCosts }
  disruptor: { task: WideTask; result: Throughput }
  'wide-ring': { task: WideTask; result: Throughput }
  'wide-message': { task: WideTask; result: Throughput }
}

export type Kind = keyof Samples
export type Task<K extends Kind> = Samples[K]['task']
export type Result<K extends Kind> = Samples[K]['result']

/** Encodes a task as a process argument; JSON has no Infinity, which `spins` may be. */
export function encodeTask(task: Task<Kind>): string {
  return JSON.stringify(task, (_, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? 'Infinity' : value,
  )
}

export function decodeTask<K extends Kind>(text: string): Task<K> {
  return JSON.parse(text, (_, value: unknown) => (value === 'Infinity' ? Number.POSITIVE_INFINITY : value))
}

/**
 * Ten phases to warm up with a quarter of the events, since V8 compiles between two; then the phase that is timed.
 */
export function phasesOf(events: number, batch: number): number[] {
  const whole = (count: number): number => Math.ceil(count / batch) * batch
  return [...Array<number>(10).fill(whole(events / 40)), whole(events)]
}

/** The number of messages, including those that warm up. */
export function withWarmUp(messages: number): number {
  return messages + Math.ceil(messages / 4)
}

/** The number of stop events after a phase, so that each worker of a pool gets one. */
export function stopsOf({ receivers, limit = 0 }: RingFanTask): number {
  return receivers * limit
}
