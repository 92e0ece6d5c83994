// What a sample is asked to do and what it answers; both cross a process boundary as JSON.
import type { ConsumerOptions, ProducerOptions } from 'ringproof'

/** How the two ends of a ring wait; without a `pause`, as the package chose. */
export interface Pauses {
  readonly producer: ProducerOptions
  readonly consumer: ConsumerOptions
}

export interface RingThroughputTask extends Pauses {
  /** The first sequence of the ring. */
  readonly start: number
  /** Slots of the ring. */
  readonly size: number
  /** Events that are claimed and published together. */
  readonly batch: number
  /** Events that are timed; a quarter as many go before them to warm up. */
  readonly events: number
}

export interface MessageThroughputTask {
  /** Events in one message. */
  readonly batch: number
  readonly events: number
}

/** Several threads; the main one sleeps. */
export interface FanTask {
  /** How many threads send, 4 at most. */
  readonly senders: number
  readonly receivers: number
  /** Events that are timed, of all senders together; a quarter as many go before them to warm up. */
  readonly events: number
}

export interface RingFanTask extends FanTask, Pauses {
  /** Slots of the ring. */
  readonly size: number
  /** Events that are claimed and published together. */
  readonly batch: number
  /** The receivers are workers of a pool that take at most so many at once; without, each sees every event. */
  readonly limit?: number
}

export interface LatencyTask {
  /** Messages a second. */
  readonly rate: number
  /** Messages that are timed; a quarter as many go before them to warm up. */
  readonly messages: number
}

/** A ring on which nothing happens. */
export interface IdleTask {
  readonly producers: number
  readonly consumers: number
  /** Of a pool beside the consumers; 0: there is none. */
  readonly workers: number
  /** How long it is watched. */
  readonly milliseconds: number
}

/** A ring that is full, and nobody reads. */
export interface FullTask {
  readonly producers: number
  /** How long it is watched. */
  readonly milliseconds: number
}

/** Single events, far apart. */
export interface LoneTask {
  /** Milliseconds from one to the next. */
  readonly gap: number
  readonly events: number
  /** Milliseconds after a multiple of the gap, at which they leave. */
  readonly phase: number
  /** Who reads: a worker that blocks, the main thread that serves its event loop, or a worker without a ring. */
  readonly reader: 'worker' | 'main' | 'bare'
}

/** Bare stores, measured by tinybench. */
export interface StoreTask {
  /** How long it runs. */
  readonly milliseconds: number
}

/** A measurement of one thread by tinybench. */
export interface ThreadTask {
  readonly start: number
  /** How many the ring is made for; one of them works. */
  readonly producers: number
  /** Events that are claimed and published together. */
  readonly batch: number
  /** Whether the reader is a worker of a pool, and takes one event at a time. */
  readonly pool: boolean
  /** How long each of its tasks runs. */
  readonly milliseconds: number
}

export interface Throughput {
  readonly eventsPerSecond: number
}

export interface Latency {
  /** Of nanoseconds, as hdr-histogram-js encodes it. */
  readonly histogram: string
}

export interface Idle {
  /** Of one core, by all threads. */
  readonly share: number
}

/** How long each event took from before its claim until it was handled. */
export interface Lone extends Latency, Idle {
  readonly handled: number
  /** How many were handled only after the next was due: so it looks if a wake-up is lost. */
  readonly late: number
}

/** Nanoseconds per event. */
export interface Costs {
  /** Of the producer: claim, write, publish. */
  readonly sending: number
  /** Of the reader: poll, read. */
  readonly receiving: number
}

/** Every kind of sample. */
export interface Samples {
  'ring-throughput': { task: RingThroughputTask; result: Throughput }
  'message-throughput': { task: MessageThroughputTask; result: Throughput }
  'ring-fan': { task: RingFanTask; result: Throughput }
  'message-fan': { task: FanTask; result: Throughput }
  store: { task: StoreTask; result: Throughput }
  'ring-latency': { task: LatencyTask & Pauses; result: Latency }
  'message-latency': { task: LatencyTask; result: Latency }
  thread: { task: ThreadTask; result: Costs }
  idle: { task: IdleTask; result: Idle }
  full: { task: FullTask; result: Idle }
  lone: { task: LoneTask; result: Lone }
}

export type Kind = keyof Samples
export type Task<K extends Kind> = Samples[K]['task']
export type Result<K extends Kind> = Samples[K]['result']

/** A task as an argument of a process; JSON has no Infinity, and `spins` has. */
export function encodeTask(task: Task<Kind>): string {
  return JSON.stringify(task, (_, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? 'Infinity' : value,
  )
}

/** What `encodeTask` encoded. */
export function decodeTask<K extends Kind>(text: string): Task<K> {
  return JSON.parse(text, (_, value: unknown) => (value === 'Infinity' ? Number.POSITIVE_INFINITY : value))
}

/** A quarter as many events to warm up, in parts, since V8 compiles between two; then those that are timed. */
export function phasesOf(events: number, batch: number): number[] {
  const whole = (count: number): number => Math.ceil(count / batch) * batch
  return [...Array<number>(10).fill(whole(events / 40)), whole(events)]
}

/** How many messages it takes to time that many. */
export function withWarmUp(messages: number): number {
  return messages + Math.ceil(messages / 4)
}

/** How many events follow a phase so that each worker of a pool gets one that says that it is over. */
export function stopsOf({ receivers, limit = 0 }: RingFanTask): number {
  return receivers * limit
}
