// One thread of a free run: the source in a worker whose Atomics writes down each access. Nobody tells it when to go on.
import '../threads/host.ts'
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing, type RingHandle } from '../../src/core/index.ts'
import { Lifecycle } from '../../src/core/Lifecycle.ts'
import { Ring } from '../../src/core/ring.ts'
import { callerOf } from '../core/callers.ts'
import { isCallers } from '../stepper/machine.ts'
import { TIMEOUT_MS } from '../stepper/time.ts'
import type { Answer, AtomicOp, Choice, Decision, Locals, Thread } from '../stepper/yields.ts'
import { clock } from '../threads/host.ts'
import type { TourHead } from '../tour/tour.ts'
import { OPS, type Silent } from './actions.ts'
import type { Role } from './cast.ts'
import { pick, randomOf } from './random.ts'
import { type Entry, Over, SharedLog, SLEEP } from './shared.ts'

/** What a thread is told of the run that it is part of. */
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
  /** As many lines are written before anybody closes the ring, and a quarter of them before anybody dies. */
  readonly open: number
  /** As many threads may die. */
  readonly deaths: number
}

/** How it has ended: at the end of the log, or of what there was to do; or with an error. */
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

/** Room for one line, and for what befalls everybody in the same moment. */
const LINES_AT_ONCE = roles.length + 2
const NAP_MS = 50
const [RARELY, SOMETIMES] = [1 / 400, 1 / 12]

/** The call that a thread is in. */
interface Call {
  /** A line's first access brings what its caller has decided. */
  decision: Decision | null
  readonly waits: boolean
  /** It can't be given up any more. */
  claims: boolean
  expired: boolean
}

let call: Call = { decision: null, waits: false, claims: false, expired: false }
let action = ''
let gone = false
let time = 0
clock.now = () => time
const draw = randomOf(seed)

function chance(probability: number): boolean {
  return draw() < probability
}

const alone = new Int32Array(new SharedArrayBuffer(4))

function nap(milliseconds: number): void {
  plain.wait(alone, 0, 0, milliseconds)
}

/** Whoever has just had the lock would have it again, and again: so now and then somebody stands still for a moment. */
function dawdle(): void {
  if (chance(1 / 3)) nap(draw() / 20)
}

const NOTHING = { op: -1, index: -1, first: 0, second: 0, result: 0, told: 0, answer: 0 }

function write(name: string, what: Partial<Entry> = {}, who = thread): number {
  return record.append({ ...NOTHING, ...what, thread: who, action: actions.indexOf(name) })
}

/** Takes one step alone, but for what may befall this thread before. */
function step<Result>(work: () => Result): Result {
  if (gone) throw new Over()
  dawdle()
  return record.alone(() => {
    record.needs(LINES_AT_ONCE)
    if (mayDie() && chance(record.dead.length === 0 ? RARELY : SOMETIMES)) die()
    if (role.kind === 'supervisor') record.hears(false)
    return work()
  })
}

/** In the spec whoever tells of deaths tells of all that there are: so nobody dies between its hearing and its telling. */
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

/** Where it waits, its time may be up before any step. */
function expireSometimes(): void {
  if (WAITING.has(action) && mayExpire() && chance(SOMETIMES)) expire()
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

/** What the caller has decided stands in the line of its call's first access. */
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
 * Wakes all who have said that they sleep. One of them may still be on its way, or awake again since its time is up:
 * each of them tells, without the lock.
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

/** Says that it sleeps, and then does, without the lock; if that comes to nothing, it takes back what it said. */
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
  const patience = mayExpire() ? Math.floor(draw() * 4) : Number.POSITIVE_INFINITY
  for (let left = patience; ; left -= NAP_MS) {
    const answer = plain.wait(words, index, epoch, Math.min(left, NAP_MS))
    if (answer === 'ok') return answer
    if (answer === 'not-equal') return refused(words, index, epoch)
    if (left <= NAP_MS) return expired()
    if (record.isOver) throw new Over()
  }
}

/** Others were first: it did not sleep, and only now has found that out. The place of its line was kept for nothing. */
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

/** Its time was up, unless somebody has already written so. */
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

/** Goes on with the caller's code; the accesses of what it calls come to `access` by themselves. */
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
  const chosen = pick(record.count < open ? offers.filter((each) => each !== 'StoreFinal') : offers, draw)
  if (chosen === 'BeginTask') beganWithTheRest()
  const decision = decide(chosen, own)
  if (isCallers(chosen)) step(() => write(chosen, toldOf(chosen as Silent, own, decision)))
  if (!/^(Begin|End)(Write|Read|Task)$/.test(chosen)) begin(isCallers(chosen) ? null : decision, decision)
  return { action: chosen, decision }
}

/** A call, whose first access is to bring what was decided, unless that is written already. */
function begin(decision: Decision | null, { waits }: Decision): void {
  call = { decision, waits: waits === true, claims: false, expired: false }
}

/** Who ends the ring has nothing else to do. */
function awaitOccasion(choice: Choice): void {
  if (role.kind === 'supervisor') until(() => hears(choice))
  if (role.kind === 'closer' && !acted) until(() => record.count >= open)
  acted = true
}

/** Whether somebody has died of whom nobody was told yet, or nobody will any more. */
function hears(choice: Choice): boolean {
  return record.alone(() => {
    // What it may do depends on what has happened.
    const heard = choice.offers.length > 0
    record.hears(heard)
    return heard || record.dead.length === deaths || record.gone === roles.length - 1
  })
}

/** What a worker still holds only it knows: a call that began with that has not looked for a ticket. */
function beganWithTheRest(): void {
  if (call.decision) step(() => write('BeginWork', decided()))
}

function until(happens: () => boolean): void {
  while (!happens()) {
    if (record.isOver) throw new Over()
    nap(1)
  }
}

/** There is nothing left to do: the spec has to agree. Whoever has ended does not die. */
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
      return { n: pick(fitting(own), draw), waits: pick(waits, draw) }
    case 'Claim':
      return { n: pick(claims, draw) }
    case 'LoadNext':
      return { n: pick(claims, draw), waits: pick(LATER, draw) === 'timed' }
    case 'BeginPoll':
    case 'BeginWork':
    case 'LoadTake':
      return { limit: pick(limits, draw), waits: pick(waits, draw) }
    default:
      return { throws: throws && chance(SOMETIMES) }
  }
}

/** How callers claim that look first. */
const LATER = head.callers.habits.filter((habit) => habit === 'try' || habit === 'timed')

function fitting({ open: unpublished }: Locals): number[] {
  return head.callers.claims.filter((n) => n + Number(unpublished) <= head.size)
}

/** What a caller was told is a sequence, counted from where the ring begins. */
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

/** How far everybody has come is read to say why a call ended: no step of a call. */
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
