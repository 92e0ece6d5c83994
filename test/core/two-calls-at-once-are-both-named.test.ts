import { describe, expect, test } from 'vitest'
import { createRing, HandlerError, type Sequencer } from '../../src/index.ts'

/** What a call throws at once, or rejects with. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call()
    return undefined
  } catch (error) {
    return error
  }
}

const CALLS: Readonly<Record<string, (producer: Sequencer) => unknown>> = {
  claim: (producer) => producer.claim(),
  claimAsync: (producer) => producer.claimAsync(),
  tryClaim: (producer) => producer.tryClaim(),
  leave: (producer) => producer.leave(),
}

describe.each([
  ['a single producer', ['p'], { ...CALLS, close: (producer: Sequencer) => producer.close() }],
  ['several producers', ['p', 'q'], CALLS],
])('%s', (_, producers, calls) => {
  test.each(Object.entries(calls))('%s while a claim is awaited', async (name, call) => {
    const ring = createRing({ size: 1, producers, consumers: { log: [] } })
    const producer = ring.producer('p')
    producer.publish(producer.claim())
    const waits = producer.claimAsync()
    const error = await thrownBy(() => call(producer))
    expect(error).toBeInstanceOf(HandlerError)
    expect(error).toMatchObject({
      code: 'ERR_RINGPROOF_REENTRANT',
      message: `Cannot call ${name}() while claimAsync() waits`,
    })
    ring.consumer('log').poll(() => {})
    expect(await waits).toBe(1)
  })
})

describe.each(['consumer', 'pool'] as const)('a reader that is a %s', (kind) => {
  function made() {
    const ring = createRing({
      size: 4,
      consumers: { log: [], jobs: [] },
      pools: ['jobs'],
    })
    const reader = kind === 'consumer' ? ring.consumer('log') : ring.pool('jobs')
    return { reader, producer: ring.producer() }
  }

  const READS = ['poll', 'consume', 'consumeAsync'] as const

  test.each(READS)('%s while a batch is awaited', async (call) => {
    const { reader, producer } = made()
    const waits = reader.consumeAsync(() => {})
    expect(await thrownBy(() => reader[call](() => {}))).toMatchObject({
      message: `Cannot call ${call}() while consumeAsync() is pending`,
    })
    producer.publish(producer.claim())
    expect(await waits).toBe(1)
  })

  test.each(READS)('%s from a handler, whose call is named', async (call) => {
    for (const outer of READS) {
      const { reader, producer } = made()
      producer.publish(producer.claim())
      let refused: Promise<unknown> | undefined
      await reader[outer](() => {
        refused = thrownBy(() => reader[call](() => {}))
      })
      const when =
        outer === 'consumeAsync' ? 'while consumeAsync() is pending' : `from the handler of ${outer}()`
      expect(await refused).toMatchObject({
        message: `Cannot call ${call}() ${when}`,
      })
    }
  })
})
