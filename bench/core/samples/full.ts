// A full ring: its producers are parked, each on a thread of its own.
import { setTimeout as sleep } from 'node:timers/promises'
import { createRing, type RingHandle } from 'ringproof'
import { measureCpu } from './cpu.ts'
import { SETTLE } from './idle.ts'
import type { FullTask, Idle } from './task.ts'
import { messageOf, startWorker } from './worker.ts'

/** The slots of the ring. */
const SIZE = 8
/** The events of each producer: more than the ring has room for. */
const EVENTS = 100

/** A producer's task. */
export interface FullPart {
  readonly handle: RingHandle<string, string>
  readonly name: string
  readonly events: number
}

/** Measures while nothing is read, then reads everything: the parked producers must publish the rest. */
export async function full({ producers, milliseconds }: FullTask): Promise<Idle> {
  const names = Array.from({ length: producers }, (_, p) => `producer${p}`)
  const ring = createRing({ size: SIZE, producers: names, consumers: { reader: [] } })
  const workers = await Promise.all(
    names.map((name) => startWorker('full-sender', { handle: ring.handle, name, events: EVENTS })),
  )
  const done = Promise.all(workers.map(messageOf))
  await sleep(SETTLE)
  const share = measureCpu()
  await sleep(milliseconds)
  const result = { share: share() }
  const consumer = ring.consumer('reader')
  for (let left = producers * EVENTS; left > 0; ) left -= consumer.consume(() => {})
  await done
  return result
}
