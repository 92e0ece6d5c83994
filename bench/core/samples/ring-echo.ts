// Worker: echoes every event of one ring on another.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing, type Ring, type RingHandle } from 'ringproof'
import type { Pauses } from './task.ts'
import { workLoudly } from './worker.ts'

interface Echo extends Pauses {
  readonly ping: Lane<RingHandle<'reader'>>
  readonly pong: Lane<RingHandle<'reader'>>
  /** the number of messages to answer */
  readonly all: number
}

interface Lane<R> {
  readonly ring: R
  readonly slots: Int32Array
}

const echo = workerData as Echo
const [ping, pong] = [attach(echo.ping), attach(echo.pong)]
const consumer = ping.ring.consumer('reader', echo.consumer)
const producer = pong.ring.producer(undefined, echo.producer)

function attach({ ring, slots }: Lane<RingHandle<'reader'>>): Lane<Ring<'reader'>> {
  return { ring: attachRing(ring), slots }
}

function answer(sequence: number): void {
  const s = producer.claim()
  pong.slots[pong.ring.index(s)] = ping.slots[ping.ring.index(sequence)]!
  producer.publish(s, s)
}

parentPort?.postMessage('ready')
workLoudly(() => {
  for (let left = echo.all; left > 0; ) left -= consumer.consume(answer)
})
