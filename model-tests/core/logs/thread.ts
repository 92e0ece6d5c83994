// One thread of a free run: the source in a worker whose Atomics log every access. Nothing controls its schedule.
import '../../harness/threads/host.ts'
import { parentPort, workerData } from 'node:worker_threads'
import { Lifecycle } from '../../../src/core/Lifecycle.ts'
import { attachRing, type RingHandle } from '../../../src/index.ts'
import { Ring } from '../../../src/ring/Ring.ts'
import { Chance } from '../../harness/random.ts'
import { isCallers } from '../../harness/stepper/machine.ts'
import { TIMEOUT_MS } from '../../harness/stepper/time.ts'
import type { Answer, AtomicOp, Choice, Decision, Locals, Thread } from '../../harness/stepper/yields.ts'
import { clock } from '../../harness/threads/host.ts'
import { type Entry, Over, SharedLog, SLEEP } from '../../harness/threads/recorder.ts'
import { callerOf } from '../callers.ts'
import type { TourHead } from '../tour.ts'
import { OPS, type Silent } from './actions.ts'
import type { Role } from './cast.ts'

/** A thread's part in a run. */
export interface Part {
  readonly thread: number
  readonly role: Role
  readonly roles: readonly Role[]
  readonly head: TourHead
  readonly handle: RingHandle
  readonly slots: SharedArrayBuffer
  readonly record: SharedArrayBuffer
  readonly actions: readonly string[]
  readonly seed: number
  /** the lines written before the ring may be closed; a quarter of them, before a thread may crash */
  readonly open: number
  /** the largest number of threads that crash */
  readonly deaths: number
}

/** How a thread has ended: at the end of the log or of its work, or with an error. */
export type Said = { readonly kind: 'ended' } | { readonly kind: 'failed'; readonly error: string }

const {
  thread,
  role,
  roles,
  head,
  handle,
  slots,
  record: shared,
  actions,
  seed,
  open,
  deaths,
}: Part = workerData
const record = new SharedLog(shared, roles.length)
const plain = Atomics

/** The lines of one step, and of the environment actions that may come with it. */
const LINES_AT_ONCE = roles.length + 2
const NAP_MS = 50
const [RARELY, SOMETIMES] = [1 / 400, 1 / 12]

/** The call in progress. */
interface Call {
  /** logged with the line of the call's first access */
  decision: Decision | null
  readonly waits: boolean
  /** whether it can no longer time out */
  claims: boolean
  expired: boolean
}

let call: Call = { decision: null, waits: false, claims: false, expired: false }
let action = ''
let gone = false
let time = 0
clock.now = () => time
const chance = new Chance(seed)

const alone = new Int32Array(new SharedArrayBuffer(4))

function nap(milliseconds: number): void {
  plain.wait(alone, 0, 0, milliseconds)
}

/** The thread that has just released the lock tends to get it again: now and then, one pauses. */
function dawdle(): void {
  if (chance.happens(1 / 3)) nap(chance.fraction() / 20)
}

const NOTHING = { op: -1, index: -1, first: 0, second: 0, result: 0, told: 0, answer: 0 }

function write(name: string, what: Partial<Entry> = {}, who = thread): number {
  return record.append({ ...NOTHING, ...what, thread: who, action: actions.indexOf(name) })
}

/** Takes one step under the lock, or crashes this thread instead. */
function step<Result>(work: () => Result): Result {
  if (gone) throw new Over()
  dawdle()
  return record.alone(() => {
    record.needs(LINES_AT_ONCE)
    if (mayDie() && chance.happens(record.dead.length === 0 ? RARELY : SOMETIMES)) die()
    if (role.kind === 'supervisor') record.hears(false)
    return work()
  })
}

/** In the spec a supervisor announces all crashes at once: none may happen between its check and its announcement. */
function mayDie(): boolean {
  return role.mortal && !record.isHeard && record.dead.length < deaths && record.count >= open / 4
}

function die(): never {
  write(role.kind === 'producer' ? 'CrashProducer' : 'CrashReader')
  record.died(thread)
  gone = true
  throw new Over()
}

const WAITING: ReadonlySet<string> = new Set(['LoadEpoch', 'LoadOwner', 'Mark', 'Sleep'])

function mayExpire(): boolean {
  return head.callers.timed && call.waits && !call.claims && !call.expired
}

/** A thread that waits may time out before any step. */
function expireSometimes(): void {
  if (WAITING.has(action) && mayExpire() && chance.happens(SOMETIMES)) expire()
}

function expire(): void {
  writeExpired(thread)
  isUp()
}

function writeExpired(who: number): void {
  write(roles[who]?.kind === 'producer' ? 'ExpireClaim' : 'Expire', {}, who)
}

function isUp(): void {
  call.expired = true
  time += 2 * TIMEOUT_MS
}

/** The caller's decision goes into the line of its call's first access. */
function decided(): Partial<Entry> {
  const { decision } = call
  call.decision = null
  return decision
    ? { told: Number(decision.n ?? decision.limit ?? 0), answer: Number(decision.waits === true) }
    : {}
}

function access(op: AtomicOp, words: Int32Array, index: number, operands: readonly number[]): number {
  return step(() => {
    expireSometimes()
    const [first = 0, second = 0] = operands
    if (op === 'notify') return notify(words, index)
    const result: number = Reflect.apply(plain[op], plain, [words, index, ...operands])
    write(action, { op: OPS.indexOf(op), index, first, second, result, ...decided() })
    if (op === 'compareExchange' && action === 'Exchange' && result === first) call.claims = true
    return result
  })
}

/**
 * Notifies all threads that announced a sleep. One may still be on its way to sleep, or awake again after a time-out:
 * each records that without the lock.
 */
function notify(words: Int32Array, index: number): number {
  const sleepers = record.sleepersAt(index)
  const other = (): number => sleepers.filter((each) => record.sleepOf(each) !== SLEEP.asleep).length
  let woken = 0
  while (woken + other() < sleepers.length) woken += plain.notify(words, index)
  for (const sleeper of sleepers) {
    if (record.sleepOf(sleeper) === SLEEP.expired) writeExpired(sleeper)
    if (record.sleepOf(sleeper) !== SLEEP.refused) record.wakes(sleeper)
  }
  write(action, { op: OPS.indexOf('notify'), index, told: woken })
  return woken
}

/** Announces a sleep, then sleeps without the lock; a sleep that fails is taken back. */
function sleep(words: Int32Array, index: number, epoch: number, timeout: number): string {
  const sleeps = step(() => {
    expireSometimes()
    const held = plain.load(words, index)
    const goes = held === epoch && timeout > 0 && !call.expired
    const line = writeSleep(index, epoch, held, goes)
    if (goes) record.sleeps(thread, index, line)
    return goes
  })
  return sleeps ? sleepReally(words, index, epoch) : 'not-equal'
}

function writeSleep(index: number, epoch: number, held: number, goes: boolean): number {
  return write('Sleep', { op: OPS.indexOf('wait'), index, first: epoch, result: held, answer: Number(goes) })
}

function sleepReally(words: Int32Array, index: number, epoch: number): string {
  const patience = mayExpire() ? chance.below(4) : Number.POSITIVE_INFINITY
  for (let left = patience; ; left -= NAP_MS) {
    const answer = plain.wait(words, index, epoch, Math.min(left, NAP_MS))
    if (answer === 'ok') return answer
    if (answer === 'not-equal') return refused(words, index, epoch)
    if (left <= NAP_MS) return expired()
    if (record.isOver) throw new Over()
  }
}

/** The word changed before the thread slept, which it finds out only now. Its reserved line stays unused. */
function refused(words: Int32Array, index: number, epoch: number): string {
  record.settle(thread, SLEEP.refused)
  record.vacate(record.lineOf(thread))
  return record.alone(() => {
    record.needs(LINES_AT_ONCE)
    record.wakes(thread)
    writeSleep(index, epoch, plain.load(words, index), false)
    return 'not-equal'
  })
}

/** Times out, unless a waker has logged that already. */
function expired(): string {
  record.settle(thread, SLEEP.expired)
  return record.alone(() => {
    record.needs(LINES_AT_ONCE)
    if (record.sleepOf(thread) === SLEEP.expired) writeExpired(thread)
    isUp()
    record.wakes(thread)
    return 'timed-out'
  })
}

/** Runs the caller's code; the accesses of its calls arrive in `access`. */
function drive(caller: Thread): undefined {
  for (let standing = caller.next(); !standing.done; ) {
    if (standing.value.kind !== 'choice') throw new TypeError('the source is not stepped here')
    standing = caller.next(choose(standing.value))
  }
}

let acted = false

function choose(choice: Choice): Answer {
  awaitOccasion(choice)
  const { offers, own } = choice
  if (offers.length === 0) return end()
  const chosen = chance.oneOf(record.count < open ? offers.filter((each) => each !== 'StoreFinal') : offers)
  if (chosen === 'BeginTask') beganWithTheRest()
  const decision = decide(chosen, own)
  if (isCallers(chosen)) step(() => write(chosen, toldOf(chosen as Silent, own, decision)))
  if (!/^(Begin|End)(Write|Read|Task)$/.test(chosen)) begin(isCallers(chosen) ? null : decision, decision)
  return { action: chosen, decision }
}

/** Begins a call; `decision` goes into the line of its first access, unless it is logged already. */
function begin(decision: Decision | null, { waits }: Decision): void {
  call = { decision, waits: waits === true, claims: false, expired: false }
}

/** Threads that end the ring wait for their occasion. */
function awaitOccasion(choice: Choice): void {
  if (role.kind === 'supervisor') until(() => hears(choice))
  if (role.kind === 'closer' && !acted) until(() => record.count >= open)
  acted = true
}

/** Whether there is a crash to announce, or will be none any more. */
function hears(choice: Choice): boolean {
  return record.alone(() => {
    // The enabled actions depend on the crashes seen.
    const heard = choice.offers.length > 0
    record.hears(heard)
    return heard || record.dead.length === deaths || record.gone === roles.length - 1
  })
}

/** Only a worker itself knows which events it still holds: a call that begins with those loads no ticket. */
function beganWithTheRest(): void {
  if (call.decision) step(() => write('BeginWork', decided()))
}

function until(happens: () => boolean): void {
  while (!happens()) {
    if (record.isOver) throw new Over()
    nap(1)
  }
}

/** Logs that this thread has nothing left to do, which the spec must confirm. It does not crash after that. */
function end(): never {
  record.alone(() => {
    record.needs(LINES_AT_ONCE)
    write('Ended')
  })
  throw new Over()
}

function decide(chosen: string, own: Locals): Decision {
  const { claims, limits, waits, throws } = head.callers
  switch (chosen) {
    case 'BeginClaim':
      return { n: chance.oneOf(fitting(own)), waits: chance.oneOf(waits) }
    case 'Claim':
      return { n: chance.oneOf(claims) }
    case 'LoadNext':
      return { n: chance.oneOf(claims), waits: chance.oneOf(LATER) === 'timed' }
    case 'BeginPoll':
    case 'BeginWork':
    case 'LoadTake':
      return { limit: chance.oneOf(limits), waits: chance.oneOf(waits) }
    default:
      return { throws: throws && chance.happens(SOMETIMES) }
  }
}

/** How callers that load the cursor first may claim. */
const LATER = head.callers.habits.filter((habit) => habit === 'try' || habit === 'timed')

function fitting({ open: unpublished }: Locals): number[] {
  return head.callers.claims.filter((n) => n + Number(unpublished) <= head.size)
}

/** What a call returned is a sequence, logged relative to the start of the ring. */
function toldOf(chosen: Silent, own: Locals, decision: Decision): Partial<Entry> {
  const { n, limit, waits, throws } = decision
  if (chosen === 'BeginClaim') return { told: Number(n), answer: Number(waits) }
  if (chosen === 'BeginPoll' || chosen === 'BeginWork') return { told: Number(limit), answer: Number(waits) }
  if (chosen === 'BeginWrite' || chosen === 'EndWrite')
    return { told: Number(own.written) + 1 - handle.start }
  const answer = chosen === 'EndRead' || chosen === 'EndTask' ? throws : own.endOfBatch
  return { told: Number(own.next) - handle.start, answer: Number(answer) }
}

type Logged = (words: Int32Array, index: number, ...operands: number[]) => unknown

const logging = Object.fromEntries(
  OPS.map((op): [AtomicOp, Logged] => [
    op,
    (words, index, ...operands) => access(op, words, index, operands),
  ]),
)
logging.wait = (words, index, epoch = 0, timeout = Number.POSITIVE_INFINITY) =>
  sleep(words, index, epoch, timeout)

let looksOn = false

/** Positions are read to explain why a call ended; that is no step of the call. */
const { positions } = Ring.prototype
Ring.prototype.positions = function (near) {
  looksOn = true
  try {
    return positions.call(this, near)
  } finally {
    looksOn = false
  }
}

Object.assign(globalThis, {
  $named: (name: string) => {
    if (looksOn) return plain
    action = name
    return logging
  },
})

const memory = {
  slots: new Float64Array(slots),
  get deaths(): ReadonlySet<string> {
    return new Set(record.dead.map((each) => head.threads[each] ?? ''))
  },
}

function callerHere(): Thread {
  return callerOf(head.threads[thread] ?? '', {
    head,
    ring: attachRing(handle),
    memory,
    lifecycle: new Lifecycle(new Int32Array(handle.buffer)),
    run: drive,
  })
}

function main(): Said {
  try {
    const caller = callerHere()
    record.meet()
    drive(caller)
    return { kind: 'ended' }
  } catch (error) {
    if (error instanceof Over) return { kind: 'ended' }
    record.end()
    return { kind: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  } finally {
    record.goes()
  }
}

parentPort?.postMessage(main())
