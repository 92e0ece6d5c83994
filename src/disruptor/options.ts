// The options of a disruptor, and what they say of its ring.
import { checkKeys } from '../core/callOptions.ts'
import { ArgumentError } from '../core/errors.ts'
import type { AnyEvent } from '../events/Slots.ts'
import type { RingOptions } from '../ring/options.ts'
import { checkOnThrow, mayRewind, maySkip, type OnThrow, type Rewind } from './failure.ts'
import { CALLS, checkHandlers, checkOpen, checkRewound, type Handlers } from './Handlers.ts'
import type { FailedEvent } from './report.ts'

/** What a disruptor is made from. */
export interface DisruptorOptions<Type extends AnyEvent, Name extends string, Producer extends string> {
  /** The struct of its events. */
  readonly event: Type
  /** Slots: a power of two, see `RingOptions`. */
  readonly size: number
  /** The names of the producers, each taken by one thread; by default one, `producer`. */
  readonly producers?: readonly Producer[]
  /** Each handler by name: calls for this thread, or the URL of a file for a worker; `after` says which it follows. */
  readonly handlers: Readonly<Record<Name, HandledBy<NoInfer<Type>, NoInfer<Name>>>>
  /**
   * Gets each event whose handler threw or whose worker died, with what is done about it. Without it, an error that
   * fails the ring is thrown on this thread as uncaught.
   */
  readonly onError?: (failed: FailedEvent) => void
  /** The first sequence; by default 0. */
  readonly start?: number
}

/** What every handler may say. */
export interface HandlerOptions<Name extends string> {
  /** The handlers that handle an event before this one does; by default none: it is the first. */
  readonly after?: readonly Name[]
  /** What is done about an event, or a batch, at which it throws; by default `halt`. */
  readonly onThrow?: OnThrow
  /** The most events of a batch: an integer from 1. By default what is available; for workers that share, 1. */
  readonly limit?: number
  /**
   * How many events are open at once, for a handler whose `onEvent` is asynchronous: an integer from 1 to 65,536. They
   * begin in order and may end in any; the gate follows in order. Without it `onEvent` must be synchronous. Not beside
   * `rewinds`, `onIdle` or a call that is about batches, and not for workers that share.
   */
  readonly concurrency?: number
  /**
   * How many copies of the latest events, as this handler has left them, are kept for readers that nobody waits for,
   * see `tap()`: an integer from 2 to 65,536. By default there are none. Not for workers that share.
   */
  readonly tap?: number
}

/** A handler on the thread that makes the disruptor: it never keeps the event loop for long. */
export type Here<Type, Name extends string> = HandlerOptions<Name> & Handlers<Type>

/** A handler on a worker that the disruptor starts, supervises and ends. */
export interface OnWorker<Name extends string> extends HandlerOptions<Name> {
  /** The file that the worker runs, as a URL or an absolute path; it calls `handler`. */
  readonly worker: string | { readonly href: string }
  /** How many workers share the events, from 1 to 64: each event is handled by one of them. */
  readonly workers?: number
  /** What `onStart` gets: anything that can be cloned. */
  readonly data?: unknown
  /** How often a worker that died is started again; without it its death fails the ring. Not for those that share. */
  readonly restart?: Restart
}

/** When a worker is started again. A new one begins after the last batch that was finished. */
export interface Restart {
  /** How many times within `within` milliseconds: an integer from 1. One more death fails the ring. */
  readonly most: number
  readonly within: number
  /** An event that has killed that many workers is reported and passed over; by default none is. It needs `onError`. */
  readonly poison?: number
}

/** A handler: exactly one of `onEvent`, `onBatch` and `worker`. */
export type HandledBy<Type, Name extends string> = Here<Type, Name> | OnWorker<Name>

type AnyOptions = DisruptorOptions<AnyEvent, string, string>
type AnyHandler = HandledBy<AnyEvent, string>

const OPTIONS = ['event', 'size', 'producers', 'handlers', 'onError', 'start']
const OF_ALL = ['after', 'onThrow', 'limit', 'concurrency', 'tap']
const OF_HERE = [...OF_ALL, ...CALLS]
const OF_WORKERS = [...OF_ALL, 'worker', 'workers', 'data', 'restart']
const MOST_WORKERS = 64
const MOST_OPEN = 65_536
const MOST_TAPPED = 65_536

export function isOnWorker<Type, Name extends string>(given: HandledBy<Type, Name>): given is OnWorker<Name> {
  return 'worker' in given
}

/** The ring that these options describe. Its own checks see to sizes, names and circles. */
export function ringOf<Name extends string, Producer extends string>({
  size,
  producers,
  handlers,
  start,
}: DisruptorOptions<AnyEvent, Name, Producer>): RingOptions<Name, Producer> {
  const all = Object.entries(handlers) as [Name, AnyHandler][]
  const consumers = Object.fromEntries(all.map(([name, { after = [] }]) => [name, after]))
  const pools = all
    .filter(([, given]) => isOnWorker(given) && given.workers !== undefined)
    .map(([name]) => name)
  const given = { ...(producers && { producers }), ...(start !== undefined && { start }) }
  return { size, consumers, pools, ...given } as unknown as RingOptions<Name, Producer>
}

/** @throws {ArgumentError} if an option is unknown or out of range, as far as it is not the ring's */
export function checkDisruptor(options: AnyOptions): void {
  checkKeys('a disruptor', options ?? {}, OPTIONS)
  const { event, handlers, onError } = options ?? {}
  if (Object(event).layout?.kind !== 'struct')
    throw new ArgumentError('"event" option', event, 'made by struct()')
  if (onError !== undefined && typeof onError !== 'function')
    throw new ArgumentError('"onError" option', onError, 'a function')
  const isNone = Array.isArray(handlers) || Object.keys(Object(handlers)).length === 0
  if (typeof handlers !== 'object' || isNone)
    throw new ArgumentError('"handlers" option', handlers, 'an object of handlers, { name: { onEvent } }')
  for (const [name, given] of Object.entries(handlers)) checkHandler(name, given, onError !== undefined)
}

function checkHandler(name: string, given: AnyHandler, isHeard: boolean): void {
  const whose = `handler "${name}"`
  if (typeof given !== 'object' || given === null)
    throw new ArgumentError(whose, given, 'an object with onEvent or onBatch, or with the URL of a worker')
  checkKeys(whose, given, isOnWorker(given) ? OF_WORKERS : OF_HERE)
  if (isOnWorker(given)) checkWorker(whose, given)
  else checkHere(whose, given)
  checkEvery(whose, given)
  const { onThrow = 'halt' } = given
  if (!isHeard && (maySkip(onThrow) || mayPass(given)))
    throw new ArgumentError('"onError" option', undefined, `a function, since ${whose} may skip events`)
}

/** What handlers on any thread may have. */
function checkEvery(whose: string, given: HandlerOptions<string>): void {
  const { onThrow = 'halt', limit = 1, concurrency = 1, tap = 2 } = given
  checkOnThrow(onThrow, whose)
  checkInteger(`"limit" of ${whose}`, limit)
  checkInteger(`"concurrency" of ${whose}`, concurrency, MOST_OPEN)
  if (mayRewind(onThrow) && given.concurrency !== undefined)
    refuseRewinds(whose, onThrow, 'left out beside "concurrency"')
  checkInteger(`"tap" of ${whose}`, tap, MOST_TAPPED, 2)
}

/** Whether an event may be passed over that has killed workers. */
function mayPass(given: AnyHandler): boolean {
  return isOnWorker(given) && given.restart?.poison !== undefined
}

function checkHere(whose: string, given: Here<AnyEvent, string>): void {
  checkHandlers(given, whose)
  if (given.concurrency !== undefined) checkOpen(given, whose)
  if (mayRewind(given.onThrow ?? 'halt')) checkRewound(given, whose)
}

function checkWorker(
  whose: string,
  { worker, workers, restart, concurrency, tap, onThrow = 'halt' }: OnWorker<string>,
): void {
  const isFile = typeof worker === 'string' || typeof worker?.href === 'string'
  if (!isFile) throw new ArgumentError(`"worker" of ${whose}`, worker, 'a URL or an absolute path')
  if (workers !== undefined) checkPool(whose, workers, { restart, concurrency, tap })
  if (workers !== undefined && mayRewind(onThrow)) refuseRewinds(whose, onThrow, SHARED)
  if (restart === undefined) return
  checkKeys(`restart of ${whose}`, restart, ['most', 'within', 'poison'])
  checkInteger(`"most" of restart of ${whose}`, restart.most)
  checkInteger(`"within" of restart of ${whose}`, restart.within)
  checkInteger(`"poison" of restart of ${whose}`, restart.poison ?? 1)
}

const SHARED = 'left out: its workers share their events'

function refuseRewinds(whose: string, onThrow: OnThrow, why: string): never {
  const { rewinds } = onThrow as Rewind
  throw new ArgumentError(`"rewinds" of onThrow of ${whose}`, rewinds, why)
}

function checkPool(whose: string, workers: number, others: Readonly<Record<string, unknown>>): void {
  checkInteger(`"workers" of ${whose}`, workers, MOST_WORKERS)
  const other = Object.keys(others).find((name) => others[name] !== undefined)
  if (other !== undefined) throw new ArgumentError(`"${other}" of ${whose}`, others[other], SHARED)
}

function checkInteger(what: string, given: unknown, most = Number.POSITIVE_INFINITY, least = 1): void {
  if (Number.isInteger(given) && Number(given) >= least && Number(given) <= most) return
  const upTo = most === Number.POSITIVE_INFINITY ? '' : ` to ${most}`
  throw new ArgumentError(what, given, `an integer from ${least}${upTo}`)
}
