// ringbuf.js: one producer and one consumer, elements copied in and out, and no way to wait but to try again.
import { RingBuffer } from 'ringbuf.js'
import { addTo, folderOf, isStop, payloadFrom, STOP, wordsOf, writerOf } from './payload.ts'
import { type Contestant, rolesOf, type Stage, type Task } from './task.ts'

/** The most events that a reader takes at once. */
const TAKEN = 1024

export const ringbuf: Contestant = {
  parts(task) {
    const lanes = [storageOf(task), storageOf(task)]
    return rolesOf(task.work).map(() => lanes)
  },
  play(stage) {
    const [there, back] = (stage.part as SharedArrayBuffer[]).map(
      (lane) => new RingBuffer(lane, Int32Array),
    ) as [RingBuffer, RingBuffer]
    const { task, role } = stage
    if (task.work === 'ping-pong')
      return role.kind === 'producer' ? ping(stage, there, back) : pong(stage, there, back)
    return role.kind === 'producer' ? produce(stage, there) : read(stage, there)
  },
}

function storageOf(task: Task): SharedArrayBuffer {
  return RingBuffer.getStorageForCapacity(task.size * wordsOf(task), Int32Array)
}

/** A push of what does not fit would be cut short, maybe within an event, so there must be room first. */
function pushAll(ring: RingBuffer, elements: Int32Array): void {
  while (ring.availableWrite() < elements.length);
  ring.push(elements)
}

function produce({ task, first, events }: Stage, ring: RingBuffer): void {
  const [write, words, batch] = [writerOf(task), wordsOf(task), task.batch]
  const elements = new Int32Array(batch * words)
  for (let event = first; event < first + events; event += batch) {
    for (let i = 0; i < batch; i++) write(elements, i * words, payloadFrom(0, event + i))
    pushAll(ring, elements)
  }
}

function read({ task, events, tally }: Stage, ring: RingBuffer): void {
  const [fold, words, { sums }] = [folderOf(task), wordsOf(task), tally]
  const elements = new Int32Array(TAKEN * words)
  for (let left = events * words; left > 0; ) {
    const popped = ring.pop(elements)
    for (let at = 0; at < popped; at += words) sums[0] = addTo(sums[0]!, fold(elements, at))
    left -= popped
  }
  tally.count += events
}

function ping({ task, first, tally, trips }: Stage, there: RingBuffer, back: RingBuffer): void {
  const [write, fold, words] = [writerOf(task), folderOf(task), wordsOf(task)]
  const elements = new Int32Array(words)
  trips.begin()
  do {
    write(elements, 0, payloadFrom(0, first + trips.count))
    pushAll(there, elements)
    while (back.pop(elements) === 0);
    tally.sums[0] = addTo(tally.sums[0]!, fold(elements, 0))
  } while (trips.next())
  write(elements, 0, STOP)
  pushAll(there, elements)
  tally.count += trips.count
}

function pong({ task, tally }: Stage, there: RingBuffer, back: RingBuffer): void {
  const [write, fold, words] = [writerOf(task), folderOf(task), wordsOf(task)]
  const [elements, answer] = [new Int32Array(words), new Int32Array(words)]
  for (;;) {
    while (there.pop(elements) === 0);
    if (isStop(elements[0]!)) return
    write(answer, 0, elements[0]!)
    pushAll(back, answer)
    tally.sums[0] = addTo(tally.sums[0]!, fold(elements, 0))
    tally.count++
  }
}
