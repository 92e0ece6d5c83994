// Loops of asynchronous calls that always find something, or are always about to: one for each form.
import {
  type AsyncWaitOptions,
  attachRing,
  type Consumer,
  createRing,
  type ProducerOptions,
  type Ring,
  type WorkPool,
} from '../../src/index.ts'

/** A loop that runs until its signal is aborted or `isOver`; `work` is done for each event. */
export interface Loop {
  readonly signal?: AbortSignal
  readonly isOver: () => boolean
  readonly work: () => void
  readonly options?: ProducerOptions
}

export type Form = (loop: Loop) => Promise<void>

function heard(signal: AbortSignal | undefined): AsyncWaitOptions | undefined {
  return signal && { signal }
}

const SIZE = 4096
const LIMIT = 16

/** There is always room: events are consumed as soon as the ring fills up. */
function claiming(producers: readonly string[]): Form {
  return async ({ signal, isOver, work, options }) => {
    const ring = createRing<string, string>({ size: SIZE, producers, consumers: { log: [] } })
    const producer = ring.producer(producers[0], options)
    const consumer = attachRing(ring.handle).consumer('log')
    while (!isOver()) {
      const sequence = await producer.claimAsync(1, heard(signal))
      work()
      producer.publish(sequence, sequence)
      if (sequence % (SIZE / 2) === 0) consumer.poll(() => {})
    }
  }
}

/** There is always an event: the ring is refilled as soon as it is half empty. */
function handling(
  options: { producers?: readonly string[]; follows?: boolean; pool?: boolean },
  limit?: number,
): Form {
  const { producers = ['a'], follows = false, pool = false } = options
  const consumers = follows ? { before: [], log: ['before'] } : { log: [] }
  return async (loop) => {
    const ring = createRing<string, string>({ size: SIZE, producers, consumers, pools: pool ? ['log'] : [] })
    const fill = filling(ring, follows)
    const reader = pool ? ring.pool('log', loop.options) : ring.consumer('log', loop.options)
    await read(reader, fill, loop, limit)
  }
}

function filling(ring: Ring, follows: boolean): () => void {
  const others = attachRing(ring.handle)
  const producer = others.producer(ring.handle.producers[0])
  const before = follows ? others.consumer('before') : null
  return () => {
    for (let n = 0; n < SIZE / 2; n++) {
      const sequence = producer.tryClaim()
      if (sequence === undefined) break
      producer.publish(sequence, sequence)
    }
    before?.poll(() => {})
  }
}

async function read(
  reader: Consumer | WorkPool,
  fill: () => void,
  { signal, isOver, work }: Loop,
  limit?: number,
): Promise<void> {
  let left = 0
  while (!isOver()) {
    if (left <= 0) {
      fill()
      left = SIZE / 4
    }
    left -= await reader.consumeAsync(work, limit, heard(signal))
  }
}

/** A ring that is drained, called again and again. */
const draining: Form = async ({ isOver, work, signal }) => {
  const ring = createRing({ size: SIZE, consumers: { log: [] } })
  ring.producer().close()
  while (!isOver()) {
    await ring.drain(heard(signal))
    work()
  }
}

/** Several rings on one thread, all of which have something to do. */
const together: Form = async (loop) => {
  const forms = [claiming(['a']), claiming(['a', 'b']), handling({}), handling({ pool: true }), draining]
  await Promise.all(forms.map((form) => form(loop)))
}

export const FORMS: readonly (readonly [name: string, form: Form])[] = [
  ['claimAsync of a single producer', claiming(['a'])],
  ['claimAsync with several producers', claiming(['a', 'b'])],
  ['consumeAsync, no limit', handling({})],
  [`consumeAsync, ${LIMIT} at most`, handling({}, LIMIT)],
  ['consumeAsync with several producers', handling({ producers: ['a', 'b'] }, LIMIT)],
  ['consumeAsync of a follower', handling({ follows: true }, LIMIT)],
  ['consumeAsync of a pool', handling({ pool: true })],
  ['consumeAsync of a pool, no limit', handling({ pool: true }, Number.POSITIVE_INFINITY)],
  ['drain', draining],
  ['all of them on one thread', together],
]
