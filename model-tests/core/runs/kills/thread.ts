// One thread of a program. A victim stops before one of its accesses until it is killed.
import { parentPort, workerData } from 'node:worker_threads'
import {
  attachRing,
  ClosedError,
  type Consumer,
  FailedError,
  type Sequencer,
  TimeoutError,
  type WorkPool,
} from '../../../../src/index.ts'
import { type End, MISPLACED, type Mode, TORN, VALUES } from './program.ts'
import { OFFERS, type Part, type Said, THROWN } from './spoken.ts'

const { thread, program, handle, memory, stop }: Part = workerData
const real = { ...atomics() }
const slots = new Int32Array(memory.slots)
const offers = new Int32Array(memory.offers)
const mine = new Int32Array(new SharedArrayBuffer(4))
let phase = 'attach'
let accesses = 0
let stopped = false

function atomics() {
  const { load, store, add, or, exchange, compareExchange, wait, waitAsync, notify } = Atomics
  return { load, store, add, or, exchange, compareExchange, wait, waitAsync, notify }
}

function say(said: Said): void {
  parentPort?.postMessage(said)
}

/** Stops a victim at its access. One to be killed asleep goes to sleep; if woken, it stops at its next access. */
function step(access: string): void {
  if (stop === undefined || (stop.kind === 'change' && access === 'load')) return
  if (accesses++ < stop.n) return
  const sleeps = !stopped && access.startsWith('wait')
  if (!stopped) say({ kind: 'stopped', at: `${phase} ${access}` })
  stopped = true
  if (!sleeps) real.wait(mine, 0, 0)
}

function instrument(): void {
  const names = Object.keys(real) as (keyof typeof real)[]
  const stepping = names.map((name) => {
    const access = real[name] as (...given: unknown[]) => unknown
    const stepped = (...given: unknown[]): unknown => {
      step(name)
      return access(...given)
    }
    return [name, stepped]
  })
  Object.assign(Atomics, Object.fromEntries(stepping))
}

const SPINS: Readonly<Record<Mode, number>> = { park: 0, spin: 200, timed: 10, async: 0 }
const TIMEOUT_MS = 1

/** Repeats a call until it does not time out. */
async function patiently<Answer>(call: () => Answer | Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error
    }
  }
}

async function claim(producer: Sequencer, mode: Mode, n: number): Promise<number> {
  if (mode === 'async') return await producer.claimAsync(n)
  if (mode === 'timed') return await patiently(() => producer.claim(n, { timeout: TIMEOUT_MS }))
  return producer.claim(n)
}

function write(sequence: number, value: number): void {
  const at = 2 * (sequence & (program.size - 1))
  slots[at] = value
  step('')
  slots[at + 1] = ~value
}

async function offer(producer: Sequencer, p: number): Promise<void> {
  const { mode, events, batch } = program.producers[p]!
  for (let event = 0; event < events; ) {
    const n = Math.min(batch, events - event, program.size)
    phase = 'claim'
    offers[OFFERS * p] = event
    offers[OFFERS * p + 1] = n
    const first = await claim(producer, mode, n)
    offers[OFFERS * p + 2] = event + n
    phase = 'write'
    for (let i = 0; i < n; i++) write(first + i, p * VALUES + event++)
    phase = 'publish'
    producer.publish(first, first + n - 1)
  }
}

async function produce(p: number): Promise<void> {
  const producer = attachRing(handle).producer(handle.producers[p], {
    spins: SPINS[program.producers[p]!.mode],
  })
  await offer(producer, p)
  phase = 'close'
  if (program.ending === 'first' && p === 0) producer.close()
  phase = 'leave'
  if (endOf(thread) === 'leave') producer.leave()
}

function read(sequence: number): number {
  const at = 2 * (sequence & (program.size - 1))
  const [value, inverted] = [slots[at]!, slots[at + 1]!]
  return inverted === ~value ? value : TORN
}

async function consume(
  reader: Consumer | WorkPool,
  mode: Mode,
  limit: number,
  handle: (sequence: number) => void,
): Promise<void> {
  phase = 'consume'
  if (mode === 'async') await reader.consumeAsync(handle, limit)
  else if (mode === 'timed') await patiently(() => reader.consume(handle, limit, { timeout: TIMEOUT_MS }))
  else reader.consume(handle, limit)
}

async function readAll(r: number): Promise<void> {
  const { name, mode, limit } = program.readers[r]!
  const log = new Int32Array(memory.logs[r]!)
  const ring = attachRing(handle)
  const isPool = program.pools.includes(name)
  const spins = SPINS[mode]
  const reader = isPool ? ring.pool(name, { spins }) : ring.consumer(name, { spins })
  let next = handle.start
  const handler = (sequence: number): void => {
    phase = 'handle'
    const isNext = isPool ? sequence >= next : sequence === next
    const value = read(sequence)
    step('')
    const again = read(sequence)
    log[log[0]! + 1] = isNext && value === again ? value : isNext ? TORN : MISPLACED
    real.add(log, 0, 1)
    next = sequence + 1
    step('')
    phase = 'after handling'
  }
  for (;;) await consume(reader, mode, limit, handler)
}

async function main(): Promise<Said> {
  const many = program.producers.length
  try {
    await (thread < many ? produce(thread) : readAll(thread - many))
    return { kind: 'ended', by: 'itself', dead: [], missing: undefined, suspects: [] }
  } catch (error) {
    if (error instanceof FailedError) {
      const { dead, missing, suspects } = error
      return { kind: 'ended', by: 'failed', dead, missing, suspects }
    }
    if (error instanceof ClosedError)
      return { kind: 'ended', by: 'closed', dead: [], missing: undefined, suspects: [] }
    throw error
  }
}

function endOf(each: number): End {
  const { producers, readers } = program
  return (producers[each] ?? readers[each - producers.length])?.end ?? 'return'
}

/** Ends the thread without releasing its role; messages sent before still arrive. */
function end(): void {
  phase = 'end'
  const how = endOf(thread)
  if (how === 'throw') throw new Error(THROWN)
  if (how === 'exit 0' || how === 'exit 1') process.exit(how === 'exit 0' ? 0 : 1)
}

say({ kind: 'ready' })
real.wait(new Int32Array(memory.go), 0, 0)
if (stop !== undefined) instrument()
main().then(say).then(end)
