// Times a throughput sample: from before the first publish until the last event was handled.
import type { Worker } from 'node:worker_threads'
import { verify } from './payload.ts'
import { messageOf } from './worker.ts'

/** The receiver's message at the end of a phase. */
export interface Handled {
  /** the time when the last event had been handled, by `process.hrtime`, which all threads share */
  readonly at: bigint
  readonly checksum: number
}

/** Sends `events` events, the first with sequence `first`. */
export type Send = (first: number, events: number) => void

/** Sends and verifies phase after phase; returns the events per second of the last one. */
export async function timePhases(
  worker: Worker,
  phases: readonly number[],
  start: number,
  send: Send,
): Promise<number> {
  return await timeBy(async () => (await messageOf(worker)) as Handled, phases, start, send)
}

/** As `timePhases`, where the receiver answers otherwise than by a message. */
export async function timeBy(
  answer: () => Promise<Handled>,
  phases: readonly number[],
  start: number,
  send: Send,
): Promise<number> {
  let first = start
  let rate = 0
  for (const events of phases) {
    const begun = process.hrtime.bigint()
    send(first, events)
    const { at, checksum } = await answer()
    verify(checksum, first, events)
    rate = events / (Number(at - begun) / 1e9)
    first += events
  }
  return rate
}
