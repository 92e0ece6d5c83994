// Calls that wait: everything that each kind of producer and reader can wait for.
import {
  type AsyncWaitOptions,
  attachRing,
  type Consumer,
  createRing,
  FailedError,
  type Ring,
  type RingOptions,
  type Sequencer,
  type WaitOptions,
} from '../../src/index.ts'

/** A ring on which one call waits. Everything else goes through another attachment, as from another thread. */
export interface Wait {
  readonly ring: Ring
  readonly others: Ring
  /** The call, blocking and asynchronous; each returns the first sequence claimed or handled. */
  readonly call: (options?: WaitOptions) => number
  readonly callAsync: (options?: AsyncWaitOptions) => Promise<number>
  /** Other calls of the same role. */
  readonly beside: readonly (() => unknown)[]
  /** Lets the call succeed, and returns the sequence it must return. */
  readonly satisfy: () => number
  /** Closes the ring, so that the call can't succeed; null where only its own thread could. */
  readonly close: (() => void) | null
  /** Fails the ring, so that the call must throw. */
  readonly fail: () => void
}

const SIZE = 2

function ringOf(options: Partial<RingOptions<string>>): readonly [ring: Ring, others: Ring] {
  const ring = createRing<string, string>({ size: SIZE, consumers: { work: [] }, ...options })
  return [ring, attachRing(ring.handle)]
}

/** A producer that finds the ring full. */
function producing(producers: readonly string[]): Wait {
  const [ring, others] = ringOf({ producers })
  const producer = ring.producer(producers[0])
  const consumer = others.consumer('work')
  const first = producer.claim(SIZE)
  producer.publish(first, first + SIZE - 1)
  let next = first + SIZE
  const published = (sequence: number | undefined): number => {
    if (sequence !== undefined) producer.publish(sequence, sequence)
    return sequence ?? Number.NaN
  }
  return {
    ring,
    others,
    call: (options) => published(options ? producer.claim(1, options) : producer.tryClaim()),
    callAsync: async (options) => published(await producer.claimAsync(1, options)),
    beside: besideOf(producer, producers.length === 1),
    satisfy: () => {
      consumer.poll(() => {}, 1)
      return next++
    },
    close: producers.length === 1 ? null : () => others.close(),
    fail: () => others.fail({ consumers: ['work'] }),
  }
}

function besideOf(producer: Sequencer, isAlone: boolean): (() => unknown)[] {
  const claims = [() => producer.claim(), () => producer.tryClaim(), () => producer.leave()]
  return isAlone ? [...claims, () => producer.close()] : claims
}

/** A reader that finds nothing; a follower waits for its upstream. */
function reading(kind: 'consumer' | 'worker', follows: boolean, producers: readonly string[]): Wait {
  const consumers = follows ? { before: [], work: ['before'] } : { work: [] }
  const [ring, others] = ringOf({ producers, consumers, pools: kind === 'worker' ? ['work'] : [] })
  const reader = kind === 'worker' ? ring.pool('work') : ring.consumer('work')
  const producer = others.producer(producers[0])
  const before = follows ? others.consumer('before') : null
  let handled = Number.NaN
  const handler = (sequence: number): void => {
    handled = sequence
  }
  return {
    ring,
    others,
    call: (options) => {
      const many = options ? reader.consume(handler, 1, options) : reader.poll(handler, 1)
      return many === 1 ? handled : Number.NaN
    },
    callAsync: async (options) =>
      (await reader.consumeAsync(handler, 1, options)) === 1 ? handled : Number.NaN,
    beside: [() => reader.poll(handler), () => reader.consume(handler)],
    satisfy: () => {
      const first = producer.claim()
      producer.publish(first, first)
      before?.poll(() => {})
      return first
    },
    close: () => producer.close(),
    fail: () => {
      others.fail({ producers: [producers[0] ?? ''] })
      // A follower waits for its upstream as long as that is attached.
      if (before) endsFailed(before)
    },
  }
}

function endsFailed(reader: Consumer): void {
  try {
    reader.consume(() => {})
  } catch (error) {
    if (!(error instanceof FailedError)) throw error
  }
}

export const WAITS: readonly (readonly [name: string, make: () => Wait])[] = [
  ['the only producer', () => producing(['a'])],
  ['one of two producers', () => producing(['a', 'b'])],
  ['a consumer', () => reading('consumer', false, ['a'])],
  ['a consumer of two producers', () => reading('consumer', false, ['a', 'b'])],
  ['a consumer that follows another', () => reading('consumer', true, ['a', 'b'])],
  ['a worker', () => reading('worker', false, ['a'])],
  ['a worker of two producers', () => reading('worker', false, ['a', 'b'])],
  ['a worker that follows a consumer', () => reading('worker', true, ['a'])],
]
