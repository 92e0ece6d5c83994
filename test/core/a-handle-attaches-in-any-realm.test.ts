import { createContext, runInContext } from 'node:vm'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { buildSync } from 'esbuild'
import { expect, test } from 'vitest'
import * as here from '../../src/index.ts'
import { idOf } from '../../src/ring/identity.ts'

type Core = typeof here

/** The core in a realm of its own, as test runners make for each file. */
function elsewhere(): Core {
  const entryPoints = [new URL('../../src/index.ts', import.meta.url).pathname]
  const [file] = buildSync({
    entryPoints,
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'core',
  }).outputFiles
  const context = createContext({ performance, setInterval, clearInterval, crypto, TextDecoder, TextEncoder })
  return runInContext(`${file?.text}; core`, context)
}

const there = elsewhere()

/** The value as it arrives through a port. */
function posted<Value>(value: Value): Value {
  const { port1, port2 } = new MessageChannel()
  port1.postMessage(value)
  const message = receiveMessageOnPort(port2)?.message
  port1.close()
  return message
}

const WAYS: readonly (readonly [string, Core, Core, (handle: here.RingHandle) => unknown])[] = [
  ['unchanged, in this realm', here, here, (handle) => handle],
  ['through a port', here, here, posted],
  ['by structuredClone', here, here, structuredClone],
  ['from another realm', there, here, (handle) => handle],
  ['to another realm', here, there, (handle) => handle],
  ['from another realm through a port', there, here, posted],
  ['to another realm through structuredClone', here, there, structuredClone],
  ['from one other realm to the next', there, elsewhere(), (handle) => handle],
]

test.each(WAYS)('%s', (_, from, to, by) => {
  const ring = from.createRing({ size: 4, producers: ['a', 'b'], consumers: { log: [] } })
  const other = to.attachRing(by(ring.handle) as typeof ring.handle)
  const producer = other.producer('b')
  producer.publish(producer.claim(2), 1)
  expect(ring.consumer('log').poll(() => {})).toBe(2)
  expect(() => ring.producer('b')).toThrow('Producer "b" is already taken')
  expect(String(other)).toBe(String(ring))
})

test('a fake SharedArrayBuffer of another realm is refused here', () => {
  const { handle } = here.createRing({ size: 4, consumers: { log: [] } })
  const buffer = runInContext(`new ArrayBuffer(${handle.buffer.byteLength})`, createContext())
  expect(() => here.attachRing({ ...handle, buffer })).toThrow(
    'must be a SharedArrayBuffer; pass it as it is',
  )
})

test('an error of another realm is recognized by its code', () => {
  const error = thrownBy(() => there.createRing({ size: 3, consumers: { log: [] } }))
  expect(error).not.toBeInstanceOf(here.ArgumentError)
  expect(error).toMatchObject({ name: 'ArgumentError', code: 'ERR_RINGPROOF_ARGUMENT' })
})

function thrownBy(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return error
  }
}

test('the memory of a ring has an id, the same along every path and different for every ring', () => {
  const idOfHandle = ({ buffer }: here.RingHandle) => idOf(new Int32Array(buffer))
  const { handle } = here.createRing({ size: 4, consumers: { log: [] } })
  const ids = Array.from({ length: 1000 }, () => idOfHandle(here.createRing(OPTIONS).handle))
  expect(idOfHandle(posted(handle))).toBe(idOfHandle(handle))
  expect(idOfHandle(there.attachRing(handle).handle)).toBe(idOfHandle(handle))
  expect(new Set([idOfHandle(handle), ...ids]).size).toBe(1001)
  for (const id of ids) expect(id).toMatch(/^(?!0{16})[0-9a-f]{16}$/)
})

const OPTIONS = { size: 1, consumers: { log: [] } }
