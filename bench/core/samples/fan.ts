// Times a sample of several threads: from the first publish until every receiver has handled its last event.
import type { Worker } from 'node:worker_threads'
import { messageOf } from './worker.ts'

/** Tells a thread to start a phase; it sleeps until then. */
export interface Go {
  /** the index of each sender's first event in this phase */
  readonly first: number
  /** the events of each sender */
  readonly events: number
}

/** A sender's message when it has sent its part of a phase. */
export interface Sent {
  /** the time just before its first event, by `process.hrtime`, which all threads share */
  readonly at: bigint
}

/** A receiver's message at the end of a phase. */
export interface Received {
  /** the time when it had handled its last event */
  readonly at: bigint
  /** a checksum for each sender; in a pool one that does not depend on the order */
  readonly sums: Int32Array
}

/** The threads of a sample, all ready; the main thread sleeps while they work. */
export interface Fan {
  readonly senders: readonly Worker[]
  readonly receivers: readonly Worker[]
}

/** @throws {Error} if these are not the checksums of `events` events of each sender, from event `first` */
export type Check = (received: readonly Received[], first: number, events: number) => void

/** Runs phases, each of that many events per sender; returns the events per second of the last one. */
export async function timeFan(fan: Fan, phases: readonly number[], check: Check): Promise<number> {
  let first = 0
  let rate = 0
  for (const events of phases) {
    const answers = Promise.all([answersOf<Sent>(fan.senders), answersOf<Received>(fan.receivers)])
    for (const worker of [...fan.receivers, ...fan.senders]) worker.postMessage({ first, events })
    const [sent, received] = await answers
    check(received, first, events)
    rate = (events * fan.senders.length) / secondsBetween(sent, received)
    first += events
  }
  return rate
}

function answersOf<Answer>(workers: readonly Worker[]): Promise<Answer[]> {
  return Promise.all(workers.map((worker) => messageOf(worker) as Promise<Answer>))
}

/** From the first sender's start to the last receiver's end. */
function secondsBetween(sent: readonly Sent[], received: readonly Received[]): number {
  const begun = sent.map(({ at }) => at).reduce((a, b) => (a < b ? a : b))
  const ended = received.map(({ at }) => at).reduce((a, b) => (a > b ? a : b))
  return Number(ended - begun) / 1e9
}
