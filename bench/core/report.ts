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
  readonly pause?: readonly PauseRow[]
  readonly fanPause?: readonly FanPauseRow[]
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
