// Ours: the ring as the guide tells users to write it, in the fastest form that the public API has today.
import {
  attachRing,
  ClosedError,
  type Consumer,
  type ConsumerOptions,
  createRing,
  type ProducerOptions,
  type Ring,
  type RingHandle,
  type Sequencer,
  type WorkerOptions,
} from 'ringproof'
import {
  addTo,
  addUnordered,
  folderOf,
  payloadFrom,
  senderOf,
  sharedWords,
  wordsOf,
  writerOf,
} from './payload.ts'
import {
  type Contestant,
  producersOf,
  type Role,
  rolesOf,
  type Shape,
  type Stage,
  type Task,
} from './task.ts'

/** The most single events that a cork shows together. */
const CORKED = 32

/** The most events that a worker of a pool takes at once. */
const TAKEN = 16

const TOPOLOGY: Readonly<Record<Shape, Readonly<Record<string, readonly string[]>>>> = {
  '1P1C': { reader0: [] },
  '3P1C': { reader0: [] },
  '1P3C': { reader0: [], reader1: [], reader2: [] },
  pipeline: { reader0: [], reader1: ['reader0'], reader2: ['reader1'] },
  diamond: { reader0: [], reader1: [], reader2: ['reader0', 'reader1'] },
  pool: { pool: [] },
  'ping-pong': { reader0: [] },
  store: {},
}

/** A ring with its slots, and the words in which two stages leave what they found. */
interface Lane {
  readonly handle: RingHandle<string, string>
  readonly slots: Int32Array
  readonly results: readonly [Int32Array, Int32Array]
}

type Attached = Omit<Lane, 'handle'> & { readonly ring: Ring<string, string> }

/** Publishes single events. */
type Produce = (stage: Stage, producer: Sequencer, ring: Attached['ring'], slots: Int32Array) => void

export const ours = contestant(produceSingles)

/** The same, with single events shown together. */
export const corked = contestant(produceCorked)

function contestant(singles: Produce): Contestant {
  return {
    parts(task) {
      const lanes = task.work === 'ping-pong' ? [laneOf(task), laneOf(task)] : [laneOf(task)]
      return rolesOf(task.work).map(() => lanes)
    },
    play(stage) {
      const [lane, back] = (stage.part as Lane[]).map(attach) as [Attached, Attached]
      const { task, role } = stage
      if (task.work === 'ping-pong')
        return role.kind === 'producer' ? ping(stage, lane, back) : pong(stage, lane, back)
      if (role.kind === 'producer') return produce(stage, lane, task.batch === 1 ? singles : produceBatches)
      return readAll(lane, stage, handlerOf(stage, lane))
    },
  }
}

function laneOf({ work, size, ...task }: Task): Lane {
  const producers = Array.from({ length: producersOf(work) }, (_, which) => `producer${which}`)
  const pools = work === 'pool' ? ['pool'] : []
  const ring = createRing({ size, producers, consumers: TOPOLOGY[work], pools })
  const slots = sharedWords(size * wordsOf(task))
  return { handle: ring.handle, slots, results: [sharedWords(size), sharedWords(size)] }
}

function attach({ handle, ...rest }: Lane): Attached {
  return { ring: attachRing(handle), ...rest }
}

/**
 * How roles wait. In ping-pong a reader must not rest after its only event, as the guide says; for throughput the
 * defaults are the fastest, but for a ring that must not park.
 */
function waitsOf({ work, wait }: Task): ConsumerOptions & ProducerOptions & WorkerOptions {
  const spins = wait === 'spin' ? { spins: Number.POSITIVE_INFINITY } : {}
  if (work !== 'ping-pong') return spins
  return wait === 'spin' ? { ...spins, pause: 0 } : { spins: 0, pause: 0 }
}

function produce(stage: Stage, { ring, slots }: Attached, events: Produce): void {
  const producer = ring.producer(`producer${stage.role.which}`, waitsOf(stage.task))
  events(stage, producer, ring, slots)
  producer.leave()
}

function produceSingles(stage: Stage, producer: Sequencer, ring: Attached['ring'], slots: Int32Array): void {
  const { task, role, first, events } = stage
  const [write, words, which] = [writerOf(task), wordsOf(task), role.which]
  for (let event = first; event < first + events; event++) {
    const sequence = producer.claim()
    write(slots, ring.index(sequence) * words, payloadFrom(which, event))
    producer.publish(sequence)
  }
}

/** Sequences are claimed ahead, written one by one as their events come, and shown together. */
function produceCorked(stage: Stage, producer: Sequencer, ring: Attached['ring'], slots: Int32Array): void {
  const { task, role, first, events } = stage
  const [write, words, which, end] = [writerOf(task), wordsOf(task), role.which, first + events]
  let [open, next, last] = [0, 0, -1]
  for (let event = first; event < end; event++) {
    if (next > last) {
      const n = Math.min(CORKED, end - event)
      open = next = producer.claim(n)
      last = open + n - 1
    }
    write(slots, ring.index(next) * words, payloadFrom(which, event))
    if (next++ === last) producer.publish(open, last)
  }
}

function produceBatches(stage: Stage, producer: Sequencer, ring: Attached['ring'], slots: Int32Array): void {
  const { task, role, first, events } = stage
  const [write, words, which, batch] = [writerOf(task), wordsOf(task), role.which, task.batch]
  for (let event = first; event < first + events; event += batch) {
    const claimed = producer.claim(batch)
    for (let i = 0; i < batch; i++) {
      write(slots, ring.index(claimed + i) * words, payloadFrom(which, event + i))
    }
    producer.publish(claimed, claimed + batch - 1)
  }
}

type Handle = (sequence: number) => void

/** Handles all that comes until the ring is closed. */
function readAll({ ring }: Attached, { task, role, tally }: Stage, handle: Handle): void {
  const options = waitsOf(task)
  const pool = task.work === 'pool' ? ring.pool('pool', options) : undefined
  const consumer = pool ? undefined : ring.consumer(`reader${role.which}`, options)
  try {
    if (pool) for (;;) tally.count += pool.consume(handle, TAKEN)
    if (consumer) for (;;) tally.count += readRange(consumer, handle)
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
}

/** One range: the ring is called twice, however many events are in it. */
function readRange(consumer: Consumer, handle: Handle): number {
  const { first, last } = consumer.take()
  for (let sequence = first; sequence <= last; sequence++) handle(sequence)
  consumer.advance(last)
  return last - first + 1
}

/** What a reader does with an event; made once for each phase, so that the ring calls one function. */
function handlerOf({ task, role, tally: { sums } }: Stage, lane: Attached): Handle {
  const { work } = task
  if (work === 'pool') return unordered(task, lane, sums)
  if (work === '3P1C') return bySender(task, lane, sums)
  if (work === 'diamond' && role.which === 2) return join(lane, sums)
  if (work === 'pipeline' && role.which > 0) return later(role, lane, sums)
  return work === 'pipeline' || work === 'diamond' ? first(task, role, lane, sums) : inOrder(task, lane, sums)
}

function inOrder(task: Task, { ring, slots }: Attached, sums: Int32Array): Handle {
  const [fold, words] = [folderOf(task), wordsOf(task)]
  return (s) => {
    sums[0] = addTo(sums[0]!, fold(slots, ring.index(s) * words))
  }
}

function unordered(task: Task, { ring, slots }: Attached, sums: Int32Array): Handle {
  const [fold, words] = [folderOf(task), wordsOf(task)]
  return (s) => {
    sums[0] = addUnordered(sums[0]!, fold(slots, ring.index(s) * words))
  }
}

function bySender(task: Task, { ring, slots }: Attached, sums: Int32Array): Handle {
  const [fold, words] = [folderOf(task), wordsOf(task)]
  return (s) => {
    const at = ring.index(s) * words
    const sender = senderOf(slots[at]!)
    sums[sender] = addTo(sums[sender]!, fold(slots, at))
  }
}

/** Reads the payload, and leaves what it found to the next stage. */
function first(task: Task, { which }: Role, { ring, slots, results }: Attached, sums: Int32Array): Handle {
  const [fold, words, result, more] = [folderOf(task), wordsOf(task), results[which as 0 | 1], which + 1]
  return (s) => {
    const index = ring.index(s)
    const found = fold(slots, index * words)
    result[index] = found + more
    sums[0] = addTo(sums[0]!, found)
  }
}

/** The second and the third stage of a pipeline. */
function later({ which }: Role, { ring, results: [one, two] }: Attached, sums: Int32Array): Handle {
  if (which === 2) return (s) => void addWord(sums, two[ring.index(s)]!)
  return (s) => {
    const index = ring.index(s)
    const found = one[index]!
    two[index] = found + 1
    addWord(sums, found)
  }
}

/** The tip of a diamond. */
function join({ ring, results: [left, right] }: Attached, sums: Int32Array): Handle {
  return (s) => {
    const index = ring.index(s)
    addWord(sums, (left[index]! + Math.imul(7, right[index]!)) | 0)
  }
}

function addWord(sums: Int32Array, word: number): void {
  sums[0] = addTo(sums[0]!, word)
}

function ping(stage: Stage, there: Attached, back: Attached): void {
  const { task, first, tally, trips } = stage
  const producer = there.ring.producer('producer0', waitsOf(task))
  const consumer = back.ring.consumer('reader0', waitsOf(task))
  const [send, read] = [senderOn(task, there, producer), inOrder(task, back, tally.sums)]
  trips.begin()
  do {
    send(payloadFrom(0, first + trips.count))
    tally.count += consumer.consume(read)
  } while (trips.next())
  producer.close()
}

function pong(stage: Stage, there: Attached, back: Attached): void {
  const { task, tally } = stage
  const producer = back.ring.producer('producer0', waitsOf(task))
  const [send, read] = [senderOn(task, back, producer), inOrder(task, there, tally.sums)]
  const words = wordsOf(task)
  readAll(there, stage, (s) => {
    send(there.slots[there.ring.index(s) * words]!)
    read(s)
  })
  producer.close()
}

function senderOn(task: Task, { ring, slots }: Attached, producer: Sequencer): (payload: number) => void {
  const [write, words] = [writerOf(task), wordsOf(task)]
  return (payload) => {
    const sequence = producer.claim()
    write(slots, ring.index(sequence) * words, payload)
    producer.publish(sequence)
  }
}
