// What a thread's death means for the ring that it had a part in.
import {
  type Abortable,
  AbortError,
  ArgumentError,
  ClosedError,
  type Consumer,
  FailedError,
  type Positions,
  type Ring,
} from '../core/index.ts'

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
  readonly producers?: readonly Producer[]
  /**
   * Its consumers, and what happens to their events once it is dead: `fail` fails the ring; `discard` lets the others
   * go on, while the supervising thread takes the consumer over and throws its events away.
   */
  readonly consumers?: Readonly<Partial<Record<Name, 'fail' | 'discard'>>>
  /** The pools of which it is a worker. What it had taken is lost, so its death fails the ring. */
  readonly pools?: readonly Name[]
}

/** What has come of a supervision. */
export type Supervised<Name extends string = string, Producer extends string = string> =
  /**
   * The thread is gone, and nobody waits for it, or the ring had failed before. The `vacant` ones of its producers nobody has ever taken: start another
   * thread for them, or let them leave, `ring.producer(name).leave()`.
   */
  | { readonly outcome: 'unmissed'; readonly vacant: readonly Producer[] }
  /** It is gone, and the ring has failed for these of its parts. */
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

/** How long somebody who closes a ring may take from the first word to the last, in ms; all there is are four accesses. */
const CLOSING_MS = 1000
const LOOK_MS = 5

/** The exit code of a worker that was gone before. */
const UNKNOWN = 1

/**
 * Acts when a thread that has parts in a ring is gone: by its own end, an error, or `terminate()`.
 *
 * Its producers fail the ring, so that nobody waits for what never comes; unless it never took them, they have left
 * (see `Sequencer.leave`), or the ring is closed and all that was claimed is published. Its consumers and pools do
 * what `roles` says, unless the ring is closed and they have handled all of it; a worker of a pool that ends with exit
 * code 0 on a closed ring is believed to hold nothing, since others may be busy still. A ring that all have left is
 * closed. In one that has failed already only those are told who follow its consumers: whoever died first is named.
 *
 * It costs a listener for each worker; only while somebody is about to close the ring it looks again, for a second at most.
 *
 * Call it on the thread that has made the worker. A worker that is gone by then is found dead.
 *
 * @throws {ArgumentError} if the ring has nobody of such a name, or a consumer is to do something else
 */
export function supervise<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  worker: Mortal,
  roles: Roles<Name, Producer>,
  { onDeath }: SuperviseOptions = {},
): Supervision<Name, Producer> {
  const parts = partsOf(ring, roles)
  const end = new AbortController()
  const done = gone(worker, end.signal).then((code) => careFor(ring, parts, code, end.signal, onDeath))
  return { done, end: () => end.abort() }
}

/** Resolves to the exit code when the worker is gone, or when the supervision has ended. */
function gone(worker: Mortal, signal: Abortable): Promise<number> {
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

/** Who a thread is in a ring: `fatal` are those of the consumers whose death fails it. */
interface Parts<Name, Producer> {
  readonly producers: readonly Producer[]
  readonly consumers: readonly Name[]
  readonly pools: readonly Name[]
  readonly fatal: readonly Name[]
}

/** A thread is gone, and the ring has been told. */
type Death<Name extends string, Producer extends string> =
  | Exclude<Supervised<Name, Producer>, { outcome: 'discarded' | 'ended' }>
  | { readonly outcome: 'discarding'; readonly consumers: ReadonlyMap<Name, Consumer> }

function partsOf<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  roles: Roles<Name, Producer>,
): Parts<Name, Producer> {
  const { producers = [], consumers, pools = [] } = roles
  const declared = Object.entries(consumers ?? {}) as [Name, unknown][]
  checkParts(ring, { producers, consumers: declared.map(first), pools })
  for (const [name, then] of declared) {
    if (then === 'fail' || then === 'discard') continue
    throw new ArgumentError(`when consumer ${name} is dead`, then, 'fail, discard')
  }
  const fatal = declared.filter(([, then]) => then === 'fail').map(first)
  return { producers, consumers: declared.map(first), pools, fatal }
}

function checkParts(
  { handle }: Ring,
  { producers, consumers, pools }: Omit<Parts<string, string>, 'fatal'>,
): void {
  const single = Object.keys(handle.consumers).filter((name) => !handle.pools.includes(name))
  checkNames('producer', producers, handle.producers)
  checkNames('consumer', consumers, single)
  checkNames('pool', pools, handle.pools)
}

function first<Value>([value]: readonly [Value, unknown]): Value {
  return value
}

function checkNames(what: string, given: readonly string[], known: readonly string[]): void {
  const wrong = given.find((name) => !known.includes(name))
  if (wrong !== undefined) throw new ArgumentError(`name of a ${what}`, wrong, known.join(', ') || 'none')
}

async function careFor<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  parts: Parts<Name, Producer>,
  code: number,
  end: Abortable,
  onDeath: SuperviseOptions['onDeath'],
): Promise<Supervised<Name, Producer>> {
  const positions = await closedOrNot(ring, end)
  if (end.aborted) return { outcome: 'ended' }
  const death = deathOf(ring, parts, code, positions)
  onDeath?.(death.outcome)
  return death.outcome === 'discarding' ? await discardAll(death.consumers, end) : death
}

function deathOf<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  parts: Parts<Name, Producer>,
  code: number,
  positions: Positions,
): Death<Name, Producer> {
  const vacant = parts.producers.filter((name) => positions.producers[name] === 'none')
  // Of two who die at once, the first may have failed it since.
  if (ring.state === 'failed') return telling(ring, parts.consumers, vacant)
  const { consumers, ...dead } = missedOf(parts, code, positions)
  const many = dead.producers.length + dead.fatal.length
  if (many > 0 || (positions.state === 'closing' && code !== 0)) return failing(ring, dead, consumers)
  settle(ring, positions)
  return consumers.length > 0 ? discarding(ring, consumers) : { outcome: 'unmissed', vacant }
}

/** The last producer to leave may be about to close the ring, or it is the one who is gone: it can be closed twice. */
function settle(ring: Ring, { state, producers }: Positions): void {
  const haveLeft = Object.values(producers).every((owner) => owner === 'left')
  if (haveLeft && state === 'open') ring.close()
  ring.settle()
}

function failing<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  { producers, fatal }: Pick<Parts<Name, Producer>, 'producers' | 'fatal'>,
  gone: readonly Name[],
): Death<Name, Producer> {
  ring.fail({ producers, consumers: fatal })
  const others = gone.filter((name) => !fatal.includes(name))
  telling(ring, others, [])
  return { outcome: 'failed', producers, consumers: fatal }
}

/** The ring goes on failing; who follows these consumers has to know that they handle no more. */
function telling<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
  consumers: readonly Name[],
  vacant: readonly Producer[],
): Death<Name, Producer> {
  if (consumers.length > 0) ring.fail({ consumers })
  return { outcome: 'unmissed', vacant }
}

function discarding<Name extends string>(
  ring: Ring<Name, string>,
  consumers: readonly Name[],
): Death<Name, never> {
  return { outcome: 'discarding', consumers: new Map(consumers.map((name) => [name, ring.takeOver(name)])) }
}

/** Those of its parts that others wait for. */
function missedOf<Name extends string, Producer extends string>(
  parts: Parts<Name, Producer>,
  code: number,
  positions: Positions,
): Omit<Parts<Name, Producer>, 'pools'> {
  const producers = parts.producers.filter((name) => isMissed(positions, name, code))
  const consumers = parts.consumers.filter((name) => !hasEnded(positions, name))
  const pools = parts.pools.filter((name) => !hasEnded(positions, name) && !isThrough(positions, code))
  return {
    producers,
    consumers,
    fatal: [...consumers.filter((name) => parts.fatal.includes(name)), ...pools],
  }
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

/** Whether somebody waits for this producer, or it has died while it closed the ring. */
function isMissed({ state, producers, published, claimed }: Positions, name: string, code: number): boolean {
  if (producers[name] === 'none') return false
  if (state === 'closing') return code !== 0
  return producers[name] !== 'left' && (state !== 'closed' || published < claimed)
}

function hasEnded({ state, handled, claimed }: Positions, name: string): boolean {
  return state === 'closed' && handled[name] === claimed
}

/** Others of the pool may still be busy when one has come to the end of a closed ring, and ended its thread itself. */
function isThrough({ state }: Positions, code: number): boolean {
  return state === 'closed' && code === 0
}

async function discardAll<Name extends string>(
  consumers: ReadonlyMap<Name, Consumer>,
  end: Abortable,
): Promise<Supervised<never, never>> {
  const all = [...consumers].map(async ([name, consumer]) => [name, await discard(consumer, end)] as const)
  const discarded = Object.fromEntries(await Promise.all(all))
  return end.aborted ? { outcome: 'ended' } : { outcome: 'discarded', discarded }
}

/** Until the ring has ended; batches leave the thread's other events their turn. */
async function discard(consumer: Consumer, end: Abortable): Promise<number> {
  let events = 0
  try {
    while (!end.aborted) {
      events += await consumer.consumeAsync(() => {}, undefined, { signal: end })
    }
  } catch (error) {
    const isOver = [ClosedError, FailedError, AbortError].some((each) => error instanceof each)
    if (!isOver) throw error
  }
  return events
}
