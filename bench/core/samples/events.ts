// What a field costs, beside a typed array whose index is computed by hand: both in turns, in one process.
import { createSlots, type Draft, type Event, struct } from 'ringproof'
import type { EventsTask, FieldCosts } from './task.ts'

const SIZE = 4096
/** Events of a loop: short, so that V8 compiles all of it, and not its middle while it runs. */
const EVENTS = 1000
/** Loops that are timed together, and how often; the first few warm up. */
const LOOPS = 200
const TURNS = 45
const WARM_UP = 5
const FIELDS = 6

const make = () =>
  struct({ price: 'f64', time: 'f64', change: 'i32', quantity: 'u32', venue: 'u16', side: 'u8' })
type Trade = ReturnType<typeof make>
const STRIDE = make().layout.stride

/** The views of the slots, as a caller without structs keeps them. */
class Raw {
  readonly f64: Float64Array
  readonly i32: Int32Array
  readonly u32: Uint32Array
  readonly u16: Uint16Array
  readonly u8: Uint8Array

  constructor(buffer = new SharedArrayBuffer(SIZE * STRIDE)) {
    this.f64 = new Float64Array(buffer)
    this.i32 = new Int32Array(buffer)
    this.u32 = new Uint32Array(buffer)
    this.u16 = new Uint16Array(buffer)
    this.u8 = new Uint8Array(buffer)
  }
}

interface Movable<Any> {
  at(sequence: number): Any
}

const loops = {
  writeRaw(all: readonly Raw[], from: number): void {
    const mask = all.length - 1
    for (let s = from; s < from + EVENTS; s++) {
      const raw = all[s & mask]!
      const at = (s & (SIZE - 1)) * STRIDE
      raw.f64[at >> 3] = s * 0.5
      raw.f64[(at + 8) >> 3] = s
      raw.i32[(at + 16) >> 2] = -s
      raw.u32[(at + 20) >> 2] = s
      raw.u16[(at + 24) >> 1] = s & 0xffff
      raw.u8[at + 26] = s & 1
    }
  },
  readRaw(all: readonly Raw[], from: number): number {
    const mask = all.length - 1
    let total = 0
    for (let s = from; s < from + EVENTS; s++) {
      const raw = all[s & mask]!
      const at = (s & (SIZE - 1)) * STRIDE
      const floats = raw.f64[at >> 3]! + raw.f64[(at + 8) >> 3]!
      const integers = raw.i32[(at + 16) >> 2]! + raw.u32[(at + 20) >> 2]!
      total += floats + integers + raw.u16[(at + 24) >> 1]! + raw.u8[at + 26]!
    }
    return total
  },
  writeEvents(all: readonly Movable<Draft<Trade>>[], from: number): void {
    const mask = all.length - 1
    for (let s = from; s < from + EVENTS; s++) {
      const trade = all[s & mask]!.at(s)
      trade.price = s * 0.5
      trade.time = s
      trade.change = -s
      trade.quantity = s
      trade.venue = s & 0xffff
      trade.side = s & 1
    }
  },
  readEvents(all: readonly Movable<Event<Trade>>[], from: number): number {
    const mask = all.length - 1
    let total = 0
    for (let s = from; s < from + EVENTS; s++) {
      const trade = all[s & mask]!.at(s)
      total += trade.price + trade.time + trade.change + trade.quantity + trade.venue + trade.side
    }
    return total
  },
}

/** The medians of all loops, which take turns, and those of the ratios within a turn. */
export async function fieldCosts({ rings, structs }: EventsTask): Promise<FieldCosts> {
  const types = Array.from({ length: structs }, make)
  const slots = Array.from({ length: rings }, (_, r) => createSlots(types[r % structs]!, SIZE))
  const raw = slots.map(() => new Raw())
  const [writers, readers] = [slots.map((each) => each.writer()), slots.map((each) => each.reader())]
  const turns = Array.from({ length: TURNS }, () => ({
    ...{
      writeRaw: nanoseconds((from) => loops.writeRaw(raw, from)),
      readRaw: nanoseconds((from) => loops.readRaw(raw, from)),
    },
    write: nanoseconds((from) => loops.writeEvents(writers, from)),
    read: nanoseconds((from) => loops.readEvents(readers, from)),
  })).slice(WARM_UP)
  const median = (of: (turn: (typeof turns)[number]) => number): number => medianOf(turns.map(of))
  return {
    writeRaw: median((turn) => turn.writeRaw),
    readRaw: median((turn) => turn.readRaw),
    write: median((turn) => turn.write / turn.writeRaw),
    read: median((turn) => turn.read / turn.readRaw),
  }
}

/** Per field of a loop. */
function nanoseconds(loop: (from: number) => void): number {
  const since = performance.now()
  for (let l = 0; l < LOOPS; l++) loop(l * EVENTS)
  return ((performance.now() - since) * 1e6) / LOOPS / EVENTS / FIELDS
}

function medianOf(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? Number.NaN
}
