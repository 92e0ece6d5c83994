import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { attachRing, createRing } from '../../src/index.ts'

test('through a port', () => {
  const { port1, port2 } = new MessageChannel()
  const ring = createRing({ size: 4, consumers: { a: [] } })
  port1.postMessage(ring.handle)
  const { message } = receiveMessageOnPort(port2) ?? {}
  port1.close()
  // Otherwise this test shows nothing, as the realm is the same.
  expect(message.buffer).not.toBeInstanceOf(SharedArrayBuffer)
  const producer = attachRing<'a', 'producer'>(message).producer()
  producer.publish(producer.claim())
  expect(ring.consumer('a').poll(() => {})).toBe(1)
})

test('through structuredClone', () => {
  const ring = createRing({ size: 4, consumers: { a: [] } })
  expect(attachRing(structuredClone(ring.handle)).state).toBe('open')
})
