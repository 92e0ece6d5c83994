// A handler that keeps what it was called for, in order, on this thread or on a worker.
import { setImmediate as turn } from 'node:timers/promises'
import { createDisruptor, type FailedEvent, type HandlerOptions, type Restart } from '../../src/index.ts'
import { type Act, Tick, tick } from './scene.ts'

export const SIZE = 8

export class Thrown extends Error {}

/** What was called, with its numbers. */
export type Called = readonly (string | number)[]

type Batched = Iterable<{ readonly n: number }>

/** The calls of a handler whose events are these: an event is called by its sequence. */
export function callsIn(log: Called[]) {
  return {
    onBatchStart: (size: number, depth: number): unknown => void log.push(['start', size, depth]),
    onEvent: (_: unknown, sequence: number): unknown => void log.push(['event', sequence]),
    onBatchEnd: (last: number): unknown => void log.push(['end', last]),
    onIdle: (): unknown => void log.push(['idle']),
    onShutdown: (): unknown => void log.push(['shutdown']),
  }
}

/** As `callsIn`, for a handler that gets its events together. */
export function batchCallsIn(log: Called[]) {
  const { onEvent: _, ...others } = callsIn(log)
  const onBatch = (first: number, last: number, events: Batched): unknown =>
    void log.push(['batch', first, last, ...Array.from(events, ({ n }) => n)])
  return { ...others, onBatch }
}

type Calls = Partial<ReturnType<typeof callsIn>> | Partial<ReturnType<typeof batchCallsIn>>

/** A disruptor whose second handler has these calls; events pass the first once they are settled, in any order. */
export async function following(calls: Calls, n: number) {
  const settle: (() => void)[] = []
  const disruptor = await createDisruptor({
    event: Tick,
    size: SIZE,
    handlers: {
      first: { concurrency: SIZE, onEvent: () => new Promise<void>((resolve) => settle.push(resolve)) },
      second: { after: ['first'], ...(calls as { onEvent(): void }) },
    },
  })
  disruptor.producer().publish((draft) => tick(0)(draft), { n })
  return { disruptor, settle }
}

/** A disruptor with this handler, whose producer `other` may claim behind one that fails. */
export async function calling(calls: Calls, options: HandlerOptions<never> = {}) {
  const failed: FailedEvent[] = []
  const disruptor = await createDisruptor({
    event: Tick,
    size: SIZE,
    producers: ['mine', 'other'],
    onError: (each) => void failed.push(each),
    handlers: { all: { ...options, ...(calls as { onEvent(): void }) } },
  })
  const [mine, other] = [disruptor.producer('mine'), disruptor.producer('other')]
  const publish = (n: number): number => mine.publish((draft, sequence) => tick(sequence)(draft), { n })
  /** Void events, and one behind them. */
  const publishVoid = (n = 1): void => {
    try {
      mine.publish(
        (_, sequence, index) => {
          if (index === 0) other.publish((draft) => tick(sequence + n)(draft))
          throw new Thrown('fill')
        },
        { n },
      )
    } catch (error) {
      if (!(error instanceof Thrown)) throw error
    }
  }
  return { disruptor, failed, publish, publishVoid }
}

/** The same on a worker that runs this file of the tests. */
export async function callingOnWorker(
  file: string,
  options: HandlerOptions<never> & { readonly restart?: Restart; readonly workers?: number },
  acts: readonly (readonly [act?: Act, times?: number])[],
) {
  const [data, failed] = [new SharedArrayBuffer(4096), [] as FailedEvent[]]
  const worker = new URL(`./files/${file}.mjs`, import.meta.url)
  const disruptor = await createDisruptor({
    event: Tick,
    size: SIZE,
    onError: (each) => void failed.push(each),
    handlers: { all: { ...options, worker, data } },
  })
  const producer = disruptor.producer()
  const n = acts.length
  producer.publish((draft, sequence, index) => tick(sequence, ...acts[index]!)(draft), { n })
  const finished = await disruptor.close()
  return { finished, failed, log: notedIn(data) }
}

/** As noting.mjs writes them: each call, and how many numbers it has. */
const NOTED = [
  ...([
    ['start', 2],
    ['batch', 2],
    ['event', 1],
    ['end', 1],
    ['idle', 0],
    ['shutdown', 0],
  ] as const),
]

function notedIn(buffer: SharedArrayBuffer): Called[] {
  const words = new Int32Array(buffer)
  return Array.from({ length: words[0]! }, (_, n) => {
    const [call, ...numbers] = words.subarray(1 + 3 * n)
    const [name, many] = NOTED[call!]!
    return [name, ...numbers.slice(0, many)]
  })
}

/** Enough rounds of the event loop for all that can happen without anything new. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 16; round++) await turn()
}

/** What was reported, in short. */
export function reported(failed: readonly FailedEvent[]) {
  return failed.map(({ sequence, last, attempts, action }) => [sequence, last, attempts, action])
}
