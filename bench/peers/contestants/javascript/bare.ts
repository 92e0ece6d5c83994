// The floor: a ring by hand, for one producer and one consumer, that does no more than it must.
// It never ends, never fails, checks nothing, and has no names: what a ring must cost in JavaScript.
import { addTo, folderOf, isStop, payloadFrom, STOP, sharedWords, wordsOf, writerOf } from './payload.ts'
import { type Contestant, rolesOf, type Stage, type Task } from './task.ts'

/** The words of a lane, each on a cache line of its own: events published, and events read. */
const [PUBLISHED, READ, CONTROL] = [0, 32, 64]

interface Lane {
  readonly control: Int32Array
  readonly slots: Int32Array
}

export const bare: Contestant = {
  parts(task) {
    const lanes = [laneOf(task), laneOf(task)]
    return rolesOf(task.work).map(() => lanes)
  },
  play(stage) {
    const [there, back] = stage.part as [Lane, Lane]
    const { task, role } = stage
    if (task.work === 'store') return store(stage, there)
    if (task.work === 'ping-pong')
      return role.kind === 'producer' ? ping(stage, there, back) : pong(stage, there, back)
    return role.kind === 'producer' ? produce(stage, there) : read(stage, there)
  },
}

function laneOf(task: Task): Lane {
  return { control: sharedWords(CONTROL), slots: sharedWords(task.size * wordsOf(task)) }
}

/** The machine's own measure: one thread, one word. */
function store({ first, events, tally }: Stage, { control }: Lane): void {
  for (let event = first; event < first + events; event++) Atomics.store(control, PUBLISHED, event)
  tally.count += events
  tally.sums[0] = control[PUBLISHED]!
}

function produce({ task, first, events }: Stage, { control, slots }: Lane): void {
  const [write, words, batch, mask] = [writerOf(task), wordsOf(task), task.batch, task.size - 1]
  let gate = 0
  for (let event = 0; event < events; event += batch) {
    while (event + batch - gate > task.size) gate = Atomics.load(control, READ)
    for (let i = event; i < event + batch; i++) write(slots, (i & mask) * words, payloadFrom(0, first + i))
    Atomics.store(control, PUBLISHED, event + batch)
  }
}

function read({ task, events, tally }: Stage, { control, slots }: Lane): void {
  const [fold, words, mask, { sums }] = [folderOf(task), wordsOf(task), task.size - 1, tally]
  for (let event = 0; event < events; ) {
    const published = Atomics.load(control, PUBLISHED)
    for (; event < published; event++) sums[0] = addTo(sums[0]!, fold(slots, (event & mask) * words))
    Atomics.store(control, READ, event)
  }
  tally.count += events
}

function ping({ task, first, tally, trips }: Stage, there: Lane, back: Lane): void {
  const [write, fold, words, mask] = [writerOf(task), folderOf(task), wordsOf(task), task.size - 1]
  const { publish, await: awaitEvent } = waysOf(task)
  trips.begin()
  do {
    const trip = trips.count
    const at = (trip & mask) * words
    write(there.slots, at, payloadFrom(0, first + trip))
    publish(there.control, trip + 1)
    awaitEvent(back.control, trip)
    tally.sums[0] = addTo(tally.sums[0]!, fold(back.slots, at))
  } while (trips.next())
  write(there.slots, (trips.count & mask) * words, STOP)
  publish(there.control, trips.count + 1)
  tally.count += trips.count
}

function pong({ task, tally }: Stage, there: Lane, back: Lane): void {
  const [write, fold, words, mask] = [writerOf(task), folderOf(task), wordsOf(task), task.size - 1]
  const { publish, await: awaitEvent } = waysOf(task)
  for (let trip = 0; ; trip++) {
    const at = (trip & mask) * words
    awaitEvent(there.control, trip)
    if (isStop(there.slots[at]!)) return
    write(back.slots, at, there.slots[at]!)
    publish(back.control, trip + 1)
    tally.sums[0] = addTo(tally.sums[0]!, fold(there.slots, at))
    tally.count++
  }
}

interface Ways {
  readonly publish: (control: Int32Array, published: number) => void
  /** Waits until more than `read` events are published. */
  readonly await: (control: Int32Array, read: number) => void
}

function waysOf({ wait }: Task): Ways {
  return wait === 'spin' ? SPIN : PARK
}

const SPIN: Ways = {
  publish: (control, published) => void Atomics.store(control, PUBLISHED, published),
  await(control, read) {
    while (Atomics.load(control, PUBLISHED) === read);
  },
}

const PARK: Ways = {
  publish(control, published) {
    Atomics.store(control, PUBLISHED, published)
    Atomics.notify(control, PUBLISHED, 1)
  },
  await(control, read) {
    while (Atomics.load(control, PUBLISHED) === read) Atomics.wait(control, PUBLISHED, read)
  },
}
