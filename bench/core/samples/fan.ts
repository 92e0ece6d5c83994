// The clock of a sample of several threads: from the first publish until every receiver has handled its last event.
import type { Worker } from 'node:worker_threads'
import { messageOf } from './worker.ts'

/** What each thread is told when a phase begins; until then it sleeps. */
export interface Go {
  /** The number of each sender's first event in this phase. */
  readonly first: number
  /** Events of each sender. */
  readonly events: number
}

/** What a sending thread says when it has sent its part of a phase. */
export interface Sent {
  /** Just before its first event, by `process.hrtime`, which all threads share. */
  readonly at: bigint
}

/** What a receiving thread says at the end of a phase. */
export interface Received {
  /** When it had handled its last event. */
  readonly at: bigint
  /** A checksum for each sender; of the workers of a pool one that knows no order. */
  readonly sums: Int32Array
}

/** The threads of a sample, each of which has said that it is ready; the main thread sleeps while they work. */
export interface Fan {
  readonly senders: readonly Worker[]
  readonly receivers: readonly Worker[]
}

/** @throws {Error} if these are not the checksums of so many events of each sender, from its event `first` on */
export type Check = (received: readonly Received[], first: number, events: number) => void

/** Goes through phases, each of so many events a sender, and returns how many a second all sent in the last one. */
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

/** From the first to begin until the last to end. */
function secondsBetween(sent: readonly Sent[], received: readonly Received[]): number {
  const begun = sent.map(({ at }) => at).reduce((a, b) => (a < b ? a : b))
  const ended = received.map(({ at }) => at).reduce((a, b) => (a > b ? a : b))
  return Number(ended - begun) / 1e9
}
