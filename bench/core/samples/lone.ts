// Single events, far apart: the reader is parked each time.
import { ClosedError, createRing, type Handler, type Ring, type RingHandle } from 'ringproof'
import { measureCpu } from './cpu.ts'
import { latencyOf } from './histogram.ts'
import type { Lone, LoneTask } from './task.ts'
import { messageOf, startWorker } from './worker.ts'

/** The task of both threads. */
export interface LonePart {
  readonly handle: RingHandle<'reader'>
  readonly task: LoneTask
  /** when each event was about to be claimed, by `process.hrtime`, which all threads share */
  readonly sent: BigInt64Array
  /** when each event was handled; 0 if it was not */
  readonly handled: BigInt64Array
  /** without a ring, the number of events sent */
  readonly count: Int32Array
}

/** The module of the reading worker; undefined for the main thread. */
const READERS = { worker: 'lone-reader', main: undefined, bare: 'lone-bare' }

/** Sends from a worker until all are sent and the ring is closed; reads on another worker, or on this thread. */
export async function lone(task: LoneTask): Promise<Lone> {
  const ring = createRing({ size: 64, consumers: { reader: [] } })
  const part = { handle: ring.handle, task, ...makeNotes(task.events) }
  const worker = READERS[task.reader]
  const reader = worker ? messageOf(await startWorker(worker, part)) : undefined
  const sender = await startWorker('lone-sender', part)
  const share = measureCpu()
  await Promise.all([messageOf(sender), reader ?? readHere(ring, part)])
  return { share: share(), ...outcomeOf(part) }
}

function makeNotes(events: number): Pick<LonePart, 'sent' | 'handled' | 'count'> {
  const times = () => new BigInt64Array(new SharedArrayBuffer(events * BigInt64Array.BYTES_PER_ELEMENT))
  const count = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  return { sent: times(), handled: times(), count }
}

async function readHere(ring: Ring<'reader'>, part: LonePart): Promise<void> {
  const consumer = ring.consumer('reader')
  const note = noteOf(part)
  try {
    for (;;) await consumer.consumeAsync(note)
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
}

/** Notes when an event is handled; throws if it was handled before. */
export function noteOf({ handled }: LonePart): Handler {
  return (sequence) => {
    const now = process.hrtime.bigint()
    if (handled[sequence] !== 0n) throw new Error(`event ${sequence} was handled before`)
    handled[sequence] = now
  }
}

function outcomeOf({ task, sent, handled }: LonePart): Omit<Lone, 'share'> {
  const delays = [...handled].flatMap((at, event) => (at === 0n ? [] : [Number(at - (sent[event] ?? 0n))]))
  const late = delays.filter((delay) => delay >= task.gap * 1e6).length
  return { handled: delays.length, late, ...latencyOf(delays) }
}
