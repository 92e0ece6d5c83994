// What a run measured, as coverage/bench.json keeps it. A section that the run left out is an empty array.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Machine } from './machine.ts'
import type { Spread } from './spread.ts'

export interface BenchReport extends Machine {
  /** Rounds of each section; each takes every sample once, in a fresh process. */
  readonly rounds: number
  /** Whether samples were short: good for a test, not for a figure. */
  readonly quick: boolean
  readonly throughput: readonly ThroughputRow[]
  readonly fan: readonly FanRow[]
  readonly latency: readonly LatencyRow[]
  readonly thread: readonly ThreadRow[]
  readonly idle: readonly IdleRow[]
  readonly lone: readonly LoneRow[]
  readonly parking: readonly ParkingRow[]
  readonly parkingThread: readonly ParkingThreadRow[]
  readonly pause?: readonly PauseRow[]
  readonly fanPause?: readonly FanPauseRow[]
  readonly spins?: readonly SpinsRow[]
}

/** Two threads, from the first publish until the last event was handled. */
export interface ThroughputRow {
  readonly name: string
  /** The first sequence. */
  readonly start: number
  readonly eventsPerSecond: Spread
  /** Of `postMessage` one by one, in the same round. */
  readonly timesPostMessage: Spread
  /** Of bare `Atomics.store` on one thread, in the same round. */
  readonly timesStore: Spread
}

/** Several threads, from the first publish until the last event was handled by all that it was meant for. */
export interface FanRow {
  readonly name: string
  readonly threads: number
  /** Whether there are fewer cores than threads: figures vary then. */
  readonly takeTurns: boolean
  /** Each counts once, however many handle it. */
  readonly eventsPerSecond: Spread
  /** Of `postMessage` one by one from three threads to one, in the same round. */
  readonly timesFanIn: Spread
  /** Of `postMessage` one by one from one thread to three, in the same round. */
  readonly timesFanOut: Spread
}

/** Round trips of all rounds, in microseconds, from the moment that each message was meant to leave. */
export interface LatencyRow {
  readonly name: string
  /** Messages a second. */
  readonly rate: number
  readonly messages: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
  /** The same and more, to be drawn. */
  readonly histogram: readonly { readonly percentile: number; readonly microseconds: number }[]
}

/** What one thread pays, with nobody on the other side. */
export interface ThreadRow {
  readonly name: string
  readonly start: number
  /** Per event. */
  readonly nanoseconds: Spread
}

/** A ring on which nothing happens, and all who wait are parked. */
export interface IdleRow {
  readonly name: string
  /** How long it was watched. */
  readonly seconds: number
  /** Of one core, by all threads of the process. */
  readonly share: Spread
}

/** Single events, far apart, to a reader that is parked; in microseconds from before the claim until it is handled. */
export interface LoneRow {
  readonly name: string
  /** Milliseconds from one to the next. */
  readonly gap: number
  /** How many were published. */
  readonly events: number
  readonly handled: number
  /** How many were handled only after the next was due: so it looks if a wake-up is lost. */
  readonly late: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
  /** Of one core, by all threads of the process. */
  readonly share: number
}

/** Single events from one thread to another, waiting in one way. */
export interface ParkingRow {
  readonly name: string
  /** Slots of the ring. */
  readonly size: number
  readonly pairs: number
  readonly eventsPerSecond: Spread
  /** What gets through with parking, of what gets through so, in the same round. */
  readonly parks: Spread
  /** The same of the best of each: of the rounds that other processes disturbed least. */
  readonly best: number
}

/** What one thread pays for an event, where others may park and where nobody is woken. */
export interface ParkingThreadRow {
  readonly name: string
  readonly pairs: number
  /** Nanoseconds for an event, with parking and with bare stores. */
  readonly parks: Spread
  readonly stores: Spread
  /** The first of the second, in the same round. */
  readonly ratio: Spread
}

/** One choice of looks before parking. */
export interface SpinsRow {
  readonly spins: string
  /** Single events. */
  readonly eventsPerSecond: Spread
  /** Single events through a ring so small that the producer has to wait, too. */
  readonly eventsPerSecondSmallRing: Spread
  /** Single events from three threads to one. */
  readonly fanIn: Spread
  /** Single events from one thread to three that see each. */
  readonly fanOut: Spread
  /** Round trips, in microseconds. */
  readonly p50: Spread
  readonly p99: Spread
}

/** One choice of pauses, in turns of an empty loop. */
export interface PauseRow {
  readonly producer: number
  readonly consumer: number
  /** Single events. */
  readonly eventsPerSecond: Spread
  /** Single events through a ring so small that the producer has to wait, too. */
  readonly eventsPerSecondSmallRing: Spread
  /** Round trips, in microseconds. */
  readonly p50: Spread
  readonly p99: Spread
}

/** One choice of pauses where several threads share a ring, in turns of an empty loop. */
export interface FanPauseRow {
  readonly name: string
  readonly producer: number
  /** Of each consumer or worker. */
  readonly reader: number
  /** Single events. */
  readonly eventsPerSecond: Spread
}

const FILE = new URL('../../coverage/bench.json', import.meta.url)

/** Writes the report, and returns where. */
export function writeReport(report: BenchReport): string {
  mkdirSync(new URL('.', FILE), { recursive: true })
  writeFileSync(FILE, `${JSON.stringify(report, rounded, 2)}\n`)
  return fileURLToPath(FILE)
}

/** Six digits of a figure that isn't whole; the rest is not even noise. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value
}
