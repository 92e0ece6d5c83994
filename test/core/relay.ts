// Many events through one ring: a producer, two consumers that see all of them, and a follower of both.
import { parentPort } from 'node:worker_threads'
import { attachRing, type Consumer, type Ring, type RingHandle } from '../../src/index.ts'
import { eventOf, sizeAfter, summed } from './batches.ts'

export const CONSUMERS = { left: [], right: [], both: ['left', 'right'] } as const
export const ROLES = ['producer', 'left', 'right', 'both'] as const

export type Name = keyof typeof CONSUMERS
export type Role = (typeof ROLES)[number]

/** Plain memory, one word per slot: what the producer writes, and what the two consumers make of it. */
export type Memory = Readonly<Record<'events' | 'left' | 'right', SharedArrayBuffer>>

/** The task of one thread. */
export interface Leg {
  readonly role: Role
  readonly events: number
  readonly handle: RingHandle<Name>
  readonly memory: Memory
}

/** The answer of one thread; `defects` is a count, and `first` describes the first. */
export interface Run {
  readonly role: Role
  events: number
  checksum: number
  defects: number
  first: string | null
}

/** Threads may outnumber cores, so waiters should not check too often. */
const PAUSE = 500
/** One batch in this many has no limit. */
const UNLIMITED = 16

function produce({ events, handle, memory }: Leg, ring: Ring<Name>, run: Run): void {
  const producer = ring.producer(undefined, { pause: PAUSE })
  const slots = new Int32Array(memory.events)
  const end = handle.start + events
  for (let next = handle.start; next < end; ) {
    const n = Math.min(sizeAfter(next), end - next)
    const first = producer.tryClaim(n) ?? producer.claim(n)
    if (first !== next) defect(run, `claimed ${first}, next was ${next}`)
    for (next = first; next < first + n; next++) {
      slots[ring.index(next)] = eventOf(next)
      run.checksum = summed(run.checksum, eventOf(next))
    }
    producer.publish(first, next - 1)
    run.events += n
  }
}

function consume({ role, events, handle, memory }: Leg, ring: Ring<Name>, run: Run): void {
  const name = role === 'producer' ? 'left' : role
  const consumer = ring.consumer(name, { pause: PAUSE })
  const read = name === 'both' ? joining(memory, ring, run) : passing(memory, name, ring, run)
  const check = (sequence: number): void => {
    if (sequence !== handle.start + run.events) defect(run, `handled ${sequence} as number ${run.events}`)
    run.checksum = summed(run.checksum, read(sequence))
    run.events++
  }
  for (let turn = 0; run.events < events; turn++) batch(consumer, check, turn)
}

/** With and without a limit, waiting and polling, by turns. */
function batch(consumer: Consumer, handler: (sequence: number) => void, turn: number): void {
  const limit = turn % UNLIMITED === 0 ? Number.POSITIVE_INFINITY : sizeAfter(turn)
  if (turn % 2 === 0 || consumer.poll(handler, limit) === 0) consumer.consume(handler, limit)
}

/** Reads what the producer wrote, and writes what the follower must find. */
function passing(memory: Memory, name: 'left' | 'right', ring: Ring<Name>, run: Run) {
  const [events, own] = [new Int32Array(memory.events), new Int32Array(memory[name])]
  return (sequence: number): number => {
    const slot = ring.index(sequence)
    const event = events[slot] ?? 0
    if (event !== eventOf(sequence)) defect(run, `read ${event} at ${sequence}`)
    own[slot] = ~event
    return event
  }
}

function joining(memory: Memory, ring: Ring<Name>, run: Run) {
  const [left, right] = [new Int32Array(memory.left), new Int32Array(memory.right)]
  return (sequence: number): number => {
    const slot = ring.index(sequence)
    const [one, other] = [left[slot] ?? 0, right[slot] ?? 0]
    if (one !== ~eventOf(sequence) || other !== one) defect(run, `read ${one} and ${other} at ${sequence}`)
    return ~one
  }
}

function defect(run: Run, what: string): void {
  run.defects++
  run.first ??= what
}

parentPort?.on('message', (leg: Leg) => {
  const run: Run = { role: leg.role, events: 0, checksum: 0, defects: 0, first: null }
  const ring = attachRing(leg.handle)
  if (leg.role === 'producer') produce(leg, ring, run)
  else consume(leg, ring, run)
  parentPort?.postMessage(run)
})
