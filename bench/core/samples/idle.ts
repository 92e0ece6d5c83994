// An idle ring: its readers are parked, each on a thread of its own.
import { setTimeout as sleep } from 'node:timers/promises'
import { createRing, type RingHandle, type Sequencer } from 'ringproof'
import { measureCpu } from './cpu.ts'
import type { Idle, IdleTask } from './task.ts'
import { messageOf, startWorker } from './worker.ts'

/** The events published before the idle time, and after it. */
const EVENTS = 10
/** Milliseconds until all threads have come to rest. */
export const SETTLE = 500

/** A reader's task. */
export interface IdlePart {
  readonly handle: RingHandle<string, string>
  readonly name: string
  readonly isPool: boolean
}

/**
 * Publishes some events, measures while there are none, and publishes some more, which the parked readers must
 * handle.
 */
export async function idle(task: IdleTask): Promise<Idle> {
  const { handle, parts, producer } = makeRing(task)
  const workers = await Promise.all(parts.map((part) => startWorker('idle-reader', { handle, ...part })))
  const answers = Promise.all(workers.map(messageOf))
  publish(producer)
  await sleep(SETTLE)
  const share = measureCpu()
  await sleep(task.milliseconds)
  const result = { share: share() }
  publish(producer)
  producer.close()
  check(task, (await answers) as number[])
  return result
}

function makeRing({ producers, consumers, workers }: IdleTask) {
  const names = Array.from({ length: consumers }, (_, c) => `reader${c}`)
  const pools = workers > 0 ? ['pool'] : []
  const ring = createRing({
    size: 1024,
    producers: Array.from({ length: producers }, (_, p) => `producer${p}`),
    consumers: Object.fromEntries([...names, ...pools].map((name) => [name, []])),
    pools,
  })
  const inPool = Array.from({ length: workers }, () => ({ name: 'pool', isPool: true }))
  const parts = [...names.map((name) => ({ name, isPool: false })), ...inPool]
  return { handle: ring.handle, parts, producer: ring.producer('producer0') }
}

function publish(producer: Sequencer): void {
  for (let event = 0; event < EVENTS; event++) {
    const s = producer.claim()
    producer.publish(s, s)
  }
}

/** Each consumer must have handled every event, and the workers of the pool together as well. */
function check({ consumers, workers }: IdleTask, handled: readonly number[]): void {
  const inPool = handled.slice(consumers).reduce((a, b) => a + b, 0)
  const all = [...handled.slice(0, consumers), ...(workers > 0 ? [inPool] : [])]
  if (all.some((each) => each !== 2 * EVENTS)) throw new Error(`handled ${all}, expected ${2 * EVENTS} each`)
}
