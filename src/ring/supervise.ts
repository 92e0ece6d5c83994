// What a thread's death means for the ring that it had a part in.
import { type Abortable, ArgumentError, type Consumer, type RingproofError } from '../core/index.ts'
import type { End, Gone } from './bury.ts'
import type { Positions } from './positions.ts'
import type { Ring } from './Ring.ts'

// As every host of worker threads has them.
declare const AbortController: new () => { readonly signal: Abortable; abort(): void }
declare function setTimeout(callback: () => void, milliseconds: number): unknown

/** What is needed of a `Worker` of `node:worker_threads`. */
export interface Mortal {
  /** Below 0 once the thread is gone. */
  readonly threadId: number
  once(event: 'exit', listener: (code: number) => void): unknown
  off(event: 'exit', listener: (code: number) => void): unknown
}

/** The parts that a thread has, or will have. */
export interface Roles<Name extends string = string, Producer extends string = string> {
  /**
   * Its producers, and what happens once it is dead: `fail` fails the ring, as for all of an array; `vacate` lets it go
   * on until somebody takes the place, see `ring.takeOverProducer`, unless the dead one may have been about to claim.
   */
  readonly producers?: readonly Producer[] | Readonly<Partial<Record<Producer, 'fail' | 'vacate'>>>
  /**
   * Its consumers, and what happens to their events once it is dead: `fail` fails the ring; `discard` lets the others
   * go on, while the supervising thread takes the consumer over and throws its events away; `vacate` lets the ring go on
   * until somebody takes the place, see `ring.takeOver`. An array of names is `fail` for each of them.
   */
  readonly consumers?: readonly Name[] | Readonly<Partial<Record<Name, 'fail' | 'discard' | 'vacate'>>>
  /** The pools of which it is a worker. What it has taken and not done is lost, which fails the ring. */
  readonly pools?: readonly Name[]
}

/** What has come of a supervision. */
export type Supervised<Name extends string = string, Producer extends string = string> =
  /** The thread is gone, and nobody waits for it, or the ring had failed before; these places are to be taken. */
  | { readonly outcome: 'unmissed'; readonly vacant: readonly (Name | Producer)[] }
  /** It is gone, and the ring has failed for these of its parts; pools are among the consumers. */
  | {
      readonly outcome: 'failed'
      readonly producers: readonly Producer[]
      readonly consumers: readonly Name[]
    }
  /** It is gone, the others went on without these of its consumers, and then the ring ended; so many were thrown away. */
  | { readonly outcome: 'discarded'; readonly discarded: Readonly<Record<string, number>> }
  /** `end` was called before. */
  | { readonly outcome: 'ended' }

export interface SuperviseOptions {
  /** Called once, when the thread is gone and the ring has been told. */
  readonly onDeath?: (death: 'unmissed' | 'failed' | 'discarding') => void
}

/** A supervision that goes on until the thread is gone and all that follows from that is done, or until `end`. */
export interface Supervision<Name extends string = string, Producer extends string = string> {
  /** Rejects only if `onDeath` throws. While events are discarded it keeps the process alive, else the thread does. */
  readonly done: Promise<Supervised<Name, Producer>>
  /**
   * Ends it, without a trace: no listener, timer or wait is left. Who discarded stops that, and the ring waits for
   * somebody to take the consumer over again.
   */
  end(): void
}

/** How a worker has ended. */
type Ended = End & { readonly code: number }

/** How long somebody who closes a ring may take from the first word to the last, in ms; all there is are four accesses. */
const CLOSING_MS = 1000
const LOOK_MS = 5

/** The exit code of a worker that was gone before. */
const UNKNOWN = 1

/**
 * Acts when a thread that has parts in a ring is gone: by its own end, an error, or `terminate()`; and though it has never
 * taken them, for others wait for it all the same.
 *
 * What comes of each part `ring.bury` says. A thread that ends without being terminated has said it already by the time
 * that the supervisor hears of it, even if the supervising thread was blocked. A ring that all have left is closed. In
 * one that has failed already only those are told who follow its consumers: whoever died first is named.
 *
 * It costs a listener for each worker; only while somebody is about to close the ring it looks again, for a second at most.
 *
 * Call it on the thread that has made the worker, at once. A worker that is gone by then is found dead, with all its parts
 * that are taken, whoever has them now.
 *
 * @throws {ArgumentError} if the ring has nobody of such a name, a part is to do something else, the worker is none,
 * or an option has a name that means nothing here
 */
export function supervise<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  worker: Mortal,
  roles: Roles<Name, Producer>,
  options: SuperviseOptions = {},
): Supervision<Name, Producer> {
  checkKeys('a supervision', options, ['onDeath'])
  if (typeof worker?.once !== 'function')
    throw new ArgumentError('worker', worker, 'a Worker of node:worker_threads')
  const parts = partsOf(ring, roles)
  announce(ring, parts)
  const end = new AbortController()
  const done = gone(worker, end.signal).then((how) => careFor(ring, parts, how, end.signal, options.onDeath))
  return { done, end: () => end.abort() }
}

/** What the ring has to know before the thread ends: who is kept is watched as well. */
function announce<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  parts: Parts<Name, Producer>,
): void {
  ring.watch(parts.all)
  ring.keep(parts.kept)
}

/** Known as long as it lives. */
function numberOf({ threadId }: Mortal): Pick<End, 'threadId'> {
  return threadId < 0 ? {} : { threadId }
}

/** Resolves when the worker is gone, or when the supervision has ended. */
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

/** Those who wait for the end of a worker, as its only listener: hosts take many for a leak. */
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

/** Who a thread is in a ring; whose place is to be taken; and whose events are to be thrown away. */
interface Parts<Name extends string, Producer extends string> {
  readonly all: Required<Gone<Name, Producer>>
  readonly kept: { readonly producers: readonly Producer[]; readonly consumers: readonly Name[] }
  readonly discarded: readonly Name[]
}

/** A thread is gone, and the ring has been told. */
type Death<Name extends string, Producer extends string> =
  | Exclude<Supervised<Name, Producer>, { outcome: 'discarded' | 'ended' }>
  | { readonly outcome: 'discarding'; readonly consumers: ReadonlyMap<Name, Consumer> }

function partsOf<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  roles: Roles<Name, Producer>,
): Parts<Name, Producer> {
  checkKeys('roles', roles, ['producers', 'consumers', 'pools'])
  const { producers = [], consumers = {}, pools = [] } = roles
  const offering = deathsOf<Producer>('producer', producers)
  const reading = deathsOf<Name>('consumer', consumers)
  const all = { producers: offering.map(first), consumers: reading.map(first), pools }
  checkParts(ring, all)
  for (const [name, then] of offering) checkDeath(`producer ${name}`, then, ['fail', 'vacate'])
  for (const [name, then] of reading) checkDeath(`consumer ${name}`, then, ['fail', 'discard', 'vacate'])
  const kept = { producers: goingOn(offering), consumers: goingOn(reading) }
  return { all, kept, discarded: reading.filter(([, then]) => then === 'discard').map(first) }
}

function goingOn<Name>(parts: readonly (readonly [Name, unknown])[]): Name[] {
  return parts.filter(([, then]) => then !== 'fail').map(first)
}

function checkDeath(who: string, then: unknown, allowed: readonly string[]): void {
  if (allowed.includes(String(then))) return
  throw new ArgumentError(`when ${who} is dead`, then, allowed.join(', '))
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
    throw new ArgumentError(`names of each ${what}`, parts, 'an array of them, or an object with them')
  return isList(parts) ? parts.map((name) => [name, 'fail']) : (Object.entries(parts) as [Name, unknown][])
}

function isList(given: object): given is readonly never[] {
  return Array.isArray(given)
}

function checkKeys(whose: string, given: unknown, allowed: readonly string[]): void {
  const names = allowed.join(', ')
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ArgumentError(`options of ${whose}`, given, `an object with some of ${names}`)
  }
  const wrong = Object.keys(given).find((key) => !allowed.includes(key))
  if (wrong !== undefined) throw new ArgumentError(`name of an option of ${whose}`, wrong, names)
}

function checkNames(what: string, given: readonly string[], known: readonly string[]): void {
  if (!Array.isArray(given)) throw new ArgumentError(`names of each ${what}`, given, 'an array of them')
  const wrong = given.find((name) => !known.includes(name))
  if (wrong !== undefined) throw new ArgumentError(`name of a ${what}`, wrong, known.join(', ') || 'none')
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

/** Whoever was about to say where the ring ends, and has not for a second, is the one who is gone, or is gone as well. */
function isHalfClosed(ring: Ring, state: Positions['state'], code: number): boolean {
  return state === 'closing' && code !== 0 && ring.positions().state === 'closing'
}

/** The last producer to leave may be about to close the ring, or it is the one who is gone: it can be closed twice. */
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

/** Somebody else may be closing the ring: it may as well be the one who is gone, and never come to its end. */
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

/** By code, not by class: the ring may come from another copy of the package. */
const OVER: ReadonlySet<unknown> = new Set([
  'ERR_RINGPROOF_CLOSED',
  'ERR_RINGPROOF_STOPPED',
  'ERR_RINGPROOF_FAILED',
  'ABORT_ERR',
])

/** Until the ring has ended; batches leave the thread's other events their turn. */
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
