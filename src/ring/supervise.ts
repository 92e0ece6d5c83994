// What a thread's death means for a ring in which it had a role.
import { type Abortable, ArgumentError, type Consumer, type RingproofError } from '../core/index.ts'
import type { End, Gone } from './bury.ts'
import type { Positions } from './positions.ts'
import type { Ring } from './Ring.ts'

// Every host of worker threads has them.
declare const AbortController: new () => { readonly signal: Abortable; abort(): void }
declare function setTimeout(callback: () => void, milliseconds: number): unknown

/** The part of a `Worker` of `node:worker_threads` that is used. */
export interface Mortal {
  /** Negative once the thread is gone. */
  readonly threadId: number
  once(event: 'exit', listener: (code: number) => void): unknown
  off(event: 'exit', listener: (code: number) => void): unknown
}

/** The roles that a thread has, or will have. */
export interface Roles<Name extends string = string, Producer extends string = string> {
  /**
   * Its producers, and what happens after its death. `fail` fails the ring, as for each name of an array. `vacate` lets
   * it go on until the producer is taken over, see `ring.takeOverProducer`, unless the thread may have been about to
   * claim.
   */
  readonly producers?: readonly Producer[] | Readonly<Partial<Record<Producer, 'fail' | 'vacate'>>>
  /**
   * Its consumers, and what happens to their events after its death. `fail` fails the ring, as for each name of an
   * array. `discard` lets the others go on, while the supervising thread takes the consumer over and discards its
   * events. `vacate` lets the ring go on until the consumer is taken over, see `ring.takeOver`.
   */
  readonly consumers?: readonly Name[] | Readonly<Partial<Record<Name, 'fail' | 'discard' | 'vacate'>>>
  /** The pools in which it is a worker. Events that it has taken and not finished are lost, which fails the ring. */
  readonly pools?: readonly Name[]
}

/** The outcome of a supervision. */
export type Supervised<Name extends string = string, Producer extends string = string> =
  /** The thread is gone and not missed, or the ring had failed before; these roles may be taken over. */
  | { readonly outcome: 'unmissed'; readonly vacant: readonly (Name | Producer)[] }
  /** It is gone, and the ring has failed for these of its roles; pools are among the consumers. */
  | {
      readonly outcome: 'failed'
      readonly producers: readonly Producer[]
      readonly consumers: readonly Name[]
    }
  /** It is gone, and the others went on without these consumers; with the number of events discarded for each. */
  | { readonly outcome: 'discarded'; readonly discarded: Readonly<Record<string, number>> }
  /** `end` was called first. */
  | { readonly outcome: 'ended' }

export interface SuperviseOptions {
  /** Called once, when the thread is gone and the ring has been notified. */
  readonly onDeath?: (death: 'unmissed' | 'failed' | 'discarding') => void
}

/** A supervision, until the thread is gone and all consequences are dealt with, or until `end`. */
export interface Supervision<Name extends string = string, Producer extends string = string> {
  /** Rejects only if `onDeath` throws. While events are discarded it keeps the process alive, else the thread does. */
  readonly done: Promise<Supervised<Name, Producer>>
  /**
   * Ends the supervision, without a trace: no listener, timer or wait is left. If it was discarding events, that stops,
   * and the consumer must be taken over again.
   */
  end(): void
}

/** How a worker has ended. */
type Ended = End & { readonly code: number }

/** How long the closing of a ring may take, in ms, from its first access to its last; there are four. */
const CLOSING_MS = 1000
const LOOK_MS = 5

/** The exit code of a worker that was already gone. */
const UNKNOWN = 1

/**
 * Acts when a thread with roles in a ring is gone: by its own end, an error, or `terminate()`; even if it never took
 * them, since others wait for them all the same.
 *
 * `ring.bury` decides what becomes of each role. A thread that ends without being terminated has already reported it
 * when the supervisor hears of it, even if the supervising thread was blocked. A ring that all producers have left is
 * closed. In a ring that has already failed, only followers of its consumers are notified: the first death is the one
 * named.
 *
 * It costs a listener per worker. Only while a thread is about to close the ring it polls, for a second at most.
 *
 * Call it on the thread that made the worker, at once. A worker that is gone by then is taken for dead, with all these
 * roles that are taken, even if another thread has them now.
 *
 * @throws {ArgumentError} if the ring has no role of such a name, an action or an option is unknown, or the worker is
 * not one
 */
export function supervise<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  worker: Mortal,
  roles: Roles<Name, Producer>,
  options: SuperviseOptions = {},
): Supervision<Name, Producer> {
  checkKeys('options', 'name of an option', options, ['onDeath'])
  if (typeof worker?.once !== 'function')
    throw new ArgumentError('"worker" argument', worker, 'a Worker of node:worker_threads')
  const parts = partsOf(ring, roles)
  announce(ring, parts)
  const end = new AbortController()
  const done = gone(worker, end.signal).then((how) => careFor(ring, parts, how, end.signal, options.onDeath))
  return { done, end: () => end.abort() }
}

/** What the ring must know before the thread ends; a kept role is watched as well. */
function announce<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  parts: Parts<Name, Producer>,
): void {
  ring.watch(parts.all)
  ring.keep(parts.kept)
}

/** Known only while the worker lives. */
function numberOf({ threadId }: Mortal): Pick<End, 'threadId'> {
  return threadId < 0 ? {} : { threadId }
}

/** Resolves when the worker is gone or the supervision has ended. */
async function gone(worker: Mortal, signal: Abortable): Promise<Ended> {
  const number = numberOf(worker)
  return { code: await exitOf(worker, signal), ...number }
}

function exitOf(worker: Mortal, signal: Abortable): Promise<number> {
  return new Promise((resolve) => {
    if (worker.threadId < 0) return resolve(UNKNOWN)
    const done = (code = UNKNOWN): void => {
      unheard()
      signal.removeEventListener('abort', aborted)
      resolve(code)
    }
    const aborted = (): void => done()
    const unheard = onExit(worker, done)
    signal.addEventListener('abort', aborted)
  })
}

/** The waits for the exit of a worker, behind a single listener: hosts report many listeners as a leak. */
const awaited = new WeakMap<Mortal, Awaited>()

interface Awaited {
  readonly all: Set<(code: number) => void>
  readonly tell: (code: number) => void
}

function onExit(worker: Mortal, done: (code: number) => void): () => void {
  const { all, tell } = awaited.get(worker) ?? awaiting(worker)
  all.add(done)
  return () => {
    all.delete(done)
    if (all.size > 0) return
    worker.off('exit', tell)
    awaited.delete(worker)
  }
}

function awaiting(worker: Mortal): Awaited {
  const all: Awaited['all'] = new Set()
  const tell: Awaited['tell'] = (code) => {
    for (const done of all) done(code)
  }
  worker.once('exit', tell)
  awaited.set(worker, { all, tell })
  return { all, tell }
}

/** The roles of a thread in a ring; those to be taken over; and those whose events are discarded. */
interface Parts<Name extends string, Producer extends string> {
  readonly all: Required<Gone<Name, Producer>>
  readonly kept: { readonly producers: readonly Producer[]; readonly consumers: readonly Name[] }
  readonly discarded: readonly Name[]
}

/** A thread is gone, and the ring has been notified. */
type Death<Name extends string, Producer extends string> =
  | Exclude<Supervised<Name, Producer>, { outcome: 'discarded' | 'ended' }>
  | { readonly outcome: 'discarding'; readonly consumers: ReadonlyMap<Name, Consumer> }

function partsOf<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  roles: Roles<Name, Producer>,
): Parts<Name, Producer> {
  checkKeys('roles', 'kind of role', roles, ['producers', 'consumers', 'pools'])
  const { producers = [], consumers = {}, pools = [] } = roles
  const offering = deathsOf<Producer>('producer', producers)
  const reading = deathsOf<Name>('consumer', consumers)
  const all = { producers: offering.map(first), consumers: reading.map(first), pools }
  checkParts(ring, all)
  for (const [name, then] of offering) checkDeath(`producer "${name}"`, then, ['fail', 'vacate'])
  for (const [name, then] of reading) checkDeath(`consumer "${name}"`, then, ['fail', 'discard', 'vacate'])
  const kept = { producers: goingOn(offering), consumers: goingOn(reading) }
  return { all, kept, discarded: reading.filter(([, then]) => then === 'discard').map(first) }
}

function goingOn<Name>(parts: readonly (readonly [Name, unknown])[]): Name[] {
  return parts.filter(([, then]) => then !== 'fail').map(first)
}

function checkDeath(who: string, then: unknown, allowed: readonly string[]): void {
  if (allowed.includes(String(then))) return
  throw new ArgumentError(`action when ${who} dies`, then, allowed)
}

function checkParts({ handle }: Ring, { producers, consumers, pools }: Required<Gone>): void {
  const single = Object.keys(handle.consumers).filter((name) => !handle.pools.includes(name))
  checkNames('producer', producers, handle.producers)
  checkNames('consumer', consumers, single)
  checkNames('pool', pools, handle.pools)
}

function first<Value>([value]: readonly [Value, unknown]): Value {
  return value
}

/** An array of names fails the ring for each of them. */
function deathsOf<Name extends string>(what: string, parts: object): readonly (readonly [Name, unknown])[] {
  if (typeof parts !== 'object' || parts === null)
    throw new ArgumentError(
      `${what}s of the roles`,
      parts,
      'an array of names, or an object with an action for each',
    )
  return isList(parts) ? parts.map((name) => [name, 'fail']) : (Object.entries(parts) as [Name, unknown][])
}

function isList(given: object): given is readonly never[] {
  return Array.isArray(given)
}

function checkKeys(what: string, key: string, given: unknown, allowed: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ArgumentError(what, given, `an object with some of ${allowed.join(', ')}`)
  const wrong = Object.keys(given).find((key) => !allowed.includes(key))
  if (wrong !== undefined) throw new ArgumentError(key, wrong, allowed)
}

const NONE = 'one of this ring, which has none'

function checkNames(what: string, given: readonly string[], known: readonly string[]): void {
  if (!Array.isArray(given)) throw new ArgumentError(`${what}s of the roles`, given, 'an array of names')
  const wrong = given.find((name) => !known.includes(name))
  if (wrong !== undefined)
    throw new ArgumentError(`name of a ${what}`, wrong, known.length > 0 ? known : NONE)
}

async function careFor<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  parts: Parts<Name, Producer>,
  how: Ended,
  end: Abortable,
  onDeath: SuperviseOptions['onDeath'],
): Promise<Supervised<Name, Producer>> {
  const { state } = await closedOrNot(ring, end)
  if (end.aborted) return { outcome: 'ended' }
  const death = deathOf(ring, parts, how, state)
  onDeath?.(death.outcome)
  return death.outcome === 'discarding' ? await discardAll(ring, death.consumers, end) : death
}

function deathOf<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  parts: Parts<Name, Producer>,
  how: Ended,
  state: Positions['state'],
): Death<Name, Producer> {
  ring.settle()
  const { missed, kept } = ring.bury(parts.all, how)
  const { producers = [], consumers = [], pools = [] } = missed
  const failed = { outcome: 'failed', producers, consumers: [...consumers, ...pools] } as const
  if (producers.length + failed.consumers.length > 0) return failed
  if (isHalfClosed(ring, state, how.code)) return failHalfClosed(ring, failed)
  closeIfLeft(ring)
  return survivedBy(ring, parts, kept)
}

function failHalfClosed<Failed>(ring: Ring, failed: Failed): Failed {
  ring.fail({})
  return failed
}

/** A ring still closing after a second: the thread that was closing it is the one that is gone, or gone as well. */
function isHalfClosed(ring: Ring, state: Positions['state'], code: number): boolean {
  return state === 'closing' && code !== 0 && ring.positions().state === 'closing'
}

/** The last producer to leave may be closing the ring, or may be the one that is gone: a second close is harmless. */
function closeIfLeft(ring: Ring): void {
  const { state, producers } = ring.positions()
  const haveLeft = Object.values(producers).every((owner) => owner === 'left')
  if (haveLeft && state === 'open') ring.close()
}

function survivedBy<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  { discarded }: Parts<Name, Producer>,
  kept: Gone<Name, Producer>,
): Death<Name, Producer> {
  const lost = (kept.consumers ?? []).filter((name) => discarded.includes(name))
  if (lost.length > 0)
    return { outcome: 'discarding', consumers: new Map(lost.map((name) => [name, ring.takeOver(name)])) }
  return { outcome: 'unmissed', vacant: [...(kept.producers ?? []), ...(kept.consumers ?? [])] }
}

/** Another thread may be closing the ring; or the thread that is gone was, and never finishes. */
async function closedOrNot(ring: Ring, end: Abortable): Promise<Positions> {
  let positions = ring.positions()
  for (let ms = 0; positions.state === 'closing' && ms < CLOSING_MS && !end.aborted; ms += LOOK_MS) {
    await new Promise<void>((resolve) => setTimeout(resolve, LOOK_MS))
    positions = ring.positions()
  }
  return positions
}

async function discardAll<Name extends string>(
  ring: Ring<Name, string>,
  consumers: ReadonlyMap<Name, Consumer>,
  end: Abortable,
): Promise<Supervised<never, never>> {
  const all = [...consumers].map(async ([name, consumer]) => [name, await discard(consumer, end)] as const)
  const discarded = Object.fromEntries(await Promise.all(all))
  if (!end.aborted) return { outcome: 'discarded', discarded }
  ring.bury({ consumers: [...consumers.keys()] })
  return { outcome: 'ended' }
}

/** The codes with which a ring ends for a reader. By code, not by class: it may come from another copy of the package. */
export const OVER: ReadonlySet<unknown> = new Set([
  'ERR_RINGPROOF_CLOSED',
  'ERR_RINGPROOF_STOPPED',
  'ERR_RINGPROOF_FAILED',
  'ABORT_ERR',
])

/** Runs until the ring has ended; between batches the thread's other events have their turn. */
async function discard(consumer: Consumer, end: Abortable): Promise<number> {
  let events = 0
  try {
    while (!end.aborted) {
      events += await consumer.consumeAsync(() => {}, undefined, { signal: end })
    }
  } catch (error) {
    if (!OVER.has((error as Partial<RingproofError> | undefined)?.code)) throw error
  }
  return events
}
