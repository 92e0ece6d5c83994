// The results of a run, in the format of coverage/bench.json. A section that was left out is an empty array.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Machine } from './machine.ts'
import type { Spread } from './spread.ts'

export interface BenchReport extends Machine {
  /** the rounds of each section; each runs every sample once, in a fresh process */
  readonly rounds: number
  /** whether samples were short: good for a test, not for a figure */
  readonly quick: boolean
  readonly throughput: readonly ThroughputRow[]
  readonly fan: readonly FanRow[]
  readonly latency: readonly LatencyRow[]
  readonly thread: readonly ThreadRow[]
  readonly idle: readonly IdleRow[]
  readonly lone: readonly LoneRow[]
  readonly parking: readonly ParkingRow[]
  readonly parkingThread: readonly ParkingThreadRow[]
  readonly events: readonly EventsRow[]
  readonly disruptor: readonly DisruptorRow[]
  readonly pause?: readonly PauseRow[]
  readonly fanPause?: readonly FanPauseRow[]
  readonly spins?: readonly SpinsRow[]
}

/** Two threads, from the first publish until the last event was handled. */
export interface ThroughputRow {
  readonly name: string
  /** the first sequence */
  readonly start: number
  readonly eventsPerSecond: Spread
  /** ratio to `postMessage` one by one, in the same round */
  readonly timesPostMessage: Spread
  /** ratio to bare `Atomics.store` on one thread, in the same round */
  readonly timesStore: Spread
}

/** Several threads, from the first publish until each receiver had handled its last event. */
export interface FanRow {
  readonly name: string
  readonly threads: number
  /** whether threads outnumber cores, so that figures vary */
  readonly takeTurns: boolean
  /** an event counts once, however many consumers handle it */
  readonly eventsPerSecond: Spread
  /** ratio to `postMessage` one by one from three threads to one, in the same round */
  readonly timesFanIn: Spread
  /** ratio to `postMessage` one by one from one thread to three, in the same round */
  readonly timesFanOut: Spread
}

/** Round trips of all rounds, in microseconds, from the time each message was scheduled to leave. */
export interface LatencyRow {
  readonly name: string
  /** messages per second */
  readonly rate: number
  readonly messages: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
  /** more percentiles, for the plot */
  readonly histogram: readonly { readonly percentile: number; readonly microseconds: number }[]
}

/** What one thread pays, with no thread on the other side. */
export interface ThreadRow {
  readonly name: string
  readonly start: number
  /** per event */
  readonly nanoseconds: Spread
}

/** A ring without events, with all its threads parked. */
export interface IdleRow {
  readonly name: string
  /** for how long it was watched */
  readonly seconds: number
  /** of one core, by all threads of the process */
  readonly share: Spread
}

/** Single events, far apart, to a parked reader; in microseconds from before the claim until it is handled. */
export interface LoneRow {
  readonly name: string
  /** milliseconds between events */
  readonly gap: number
  /** the events published */
  readonly events: number
  readonly handled: number
  /** events handled only after the next was due, as after a lost wake-up */
  readonly late: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
  /** of one core, by all threads of the process */
  readonly share: number
}

/** Single events from one thread to another, with one way of waiting. */
export interface ParkingRow {
  readonly name: string
  /** the slots of the ring */
  readonly size: number
  readonly pairs: number
  readonly eventsPerSecond: Spread
  /** the throughput with parking, relative to this one in the same round */
  readonly parks: Spread
  /** the same for the best rounds of each, which other processes disturbed least */
  readonly best: number
}

/** What one thread pays for an event, if others may park and if nobody is woken. */
export interface ParkingThreadRow {
  readonly name: string
  readonly pairs: number
  /** nanoseconds per event, with parking and with bare stores */
  readonly parks: Spread
  readonly stores: Spread
  /** the first relative to the second, in the same round */
  readonly ratio: Spread
}

/** What a field of an event costs in one loop. */
export interface EventsRow {
  readonly name: string
  readonly structs: number
  /** nanoseconds per element of a typed array */
  readonly writeRaw: Spread
  readonly readRaw: Spread
  /** of a field, relative to those in the same turn */
  readonly write: Spread
  readonly read: Spread
}

/** Events of 32 bytes from one thread to another. */
export interface DisruptorRow {
  readonly name: string
  /** events published together */
  readonly batch: number
  readonly eventsPerSecond: Spread
  /** ratio to words in a ring, and to `postMessage` of objects, in batches as large and in the same round */
  readonly timesRing: Spread
  readonly timesPostMessage: Spread
}

/** One number of spins before parking. */
export interface SpinsRow {
  readonly spins: string
  /** single events */
  readonly eventsPerSecond: Spread
  /** single events through a ring so small that the producer has to wait as well */
  readonly eventsPerSecondSmallRing: Spread
  /** single events from three threads to one */
  readonly fanIn: Spread
  /** single events from one thread to three, each of which handles all */
  readonly fanOut: Spread
  /** round trips, in microseconds */
  readonly p50: Spread
  readonly p99: Spread
}

/** One choice of pauses, in iterations of an empty loop. */
export interface PauseRow {
  readonly producer: number
  readonly consumer: number
  /** single events */
  readonly eventsPerSecond: Spread
  /** single events through a ring so small that the producer has to wait as well */
  readonly eventsPerSecondSmallRing: Spread
  /** round trips, in microseconds */
  readonly p50: Spread
  readonly p99: Spread
}

/** One choice of pauses of several threads that share a ring, in iterations of an empty loop. */
export interface FanPauseRow {
  readonly name: string
  readonly producer: number
  /** of each consumer or worker */
  readonly reader: number
  /** single events */
  readonly eventsPerSecond: Spread
}

const FILE = new URL('../../coverage/bench.json', import.meta.url)

/** The sections that `npm run bench -- peers` writes, and every other command keeps. */
const PEERS = ['peers', 'peersRun']

/** Writes the report, and keeps what was written of peers; returns its path. */
export function writeReport(report: BenchReport, file = FILE): string {
  const kept = Object.entries(readReport(file)).filter(([section]) => PEERS.includes(section))
  return write({ ...report, ...Object.fromEntries(kept) }, file)
}

/** Writes some sections, and keeps all others; returns its path. */
export function writeSections(sections: Readonly<Record<string, unknown>>, file = FILE): string {
  return write({ ...readReport(file), ...sections }, file)
}

function write(report: object, file: URL): string {
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(report, rounded, 2)}\n`)
  return fileURLToPath(file)
}

/** What was written before; nothing if there is no such file, or it is no report. */
function readReport(file: URL): object {
  try {
    const report: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof report === 'object' && report !== null ? report : {}
  } catch {
    return {}
  }
}

/** Keeps six digits of a fraction: the rest is not even noise. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value
}
