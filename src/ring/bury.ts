// A thread is gone: its roles are marked, and the threads that wait for them are notified.

import { type Grave, Lifecycle } from '../core/Lifecycle.ts'
import { CONSUMED_EPOCH, CURSOR, PUBLISHED_EPOCH } from '../core/layout.ts'
import { isGone, NOBODY, OWNER, stateOf, threadOf } from '../core/Roles.ts'
import { MARK } from '../core/Sequence.ts'
import { FAILED, Signal } from '../core/Signal.ts'
import { type Ground, hasSeveral } from './ground.ts'
import { epochOf, type Fate, fateOf, isToBeTaken, type Part, refusesClaims } from './parts.ts'
import { sayWhy } from './why.ts'

/** The roles of a ring whose threads have died, by name. */
export interface Dead<Name extends string = string, Producer extends string = string> {
  readonly producers?: readonly Producer[]
  /** Consumers, and pools of which a worker has died. */
  readonly consumers?: readonly Name[]
}

/** The roles of a thread that is gone, or is to be replaced, by name. */
export interface Gone<Name extends string = string, Producer extends string = string> {
  readonly producers?: readonly Producer[]
  readonly consumers?: readonly Name[]
  readonly pools?: readonly Name[]
}

/** What has become of the roles of a thread that is gone. */
export interface Buried<Name extends string = string, Producer extends string = string> {
  /** Those for which the ring has failed: others wait for them, or they held something that no other role has. */
  readonly missed: Gone<Name, Producer>
  /** Those that may be taken over now: `takeOver`, `takeOverProducer`. */
  readonly kept: Gone<Name, Producer>
}

/** How a thread has ended. */
export interface End {
  /** Its exit code; 1 by default. */
  readonly code?: number
  /** Its `threadId`, so that a successor is not taken for it; if left out, the current owner of the role is meant. */
  readonly threadId?: number
  /** The reason, in a sentence: the cause of every FailedError. By default it names the exit code. */
  readonly why?: string
}

/** The exit code if none is given. */
const USUAL = 1

/** A role, its owner word, and what becomes of it. */
export interface Judged {
  readonly part: Part
  readonly is: number
  readonly fate: Fate
}

/** Marks these roles of a thread that is gone, and fails the ring if one of them is missed. */
export function bury(ring: Ground, parts: readonly Part[], thread: number, end: End): readonly Judged[] {
  const hasFailed = (epochOf(ring) & FAILED) !== 0
  const judged = parts.flatMap((part) => judge(ring, part, thread, end.code ?? USUAL))
  const missed = judged.filter(({ fate }) => fate === 'missed')
  // A role already marked in a ring not failed: the thread that marked it was terminated before it failed the ring.
  const fails = missed.length > 0 && !hasFailed
  if (fails) failFor(ring, missed, end)
  const others = judged.filter(({ is, fate }) => !isGone(is) && fate !== 'missed')
  if (hasFailed || fails) tell(ring, others)
  else letGo(ring, others)
  return judged
}

/** No role is missed. The last producer to leave closes the ring, however it leaves: nothing more can come. */
function letGo(ring: Ground, others: readonly Judged[]): void {
  for (const each of others) mark(ring, each)
  if (others.some(({ part, fate }) => part.kind === 'producer' && fate === 'left')) closeIfLeft(ring)
}

function closeIfLeft(ring: Ground): void {
  const { words, producers } = ring
  const owners = [...producers.values()].map(({ owner }) => Atomics.load(words, owner)) // setup
  if (refusesClaims(ring) || owners.some((owner) => stateOf(owner) !== OWNER.left)) return
  const lifecycle = new Lifecycle(words)
  if (hasSeveral(ring)) lifecycle.close()
  else lifecycle.closeAt(((Atomics.load(words, CURSOR) & ~MARK) + 2) | 0) // setup
}

/** The reason is stored before any thread can observe the failure. */
function failFor(
  ring: Ground,
  missed: readonly Judged[],
  { code = USUAL, why = `Exit code ${code}` }: End,
): void {
  sayWhy(ring, why)
  const graves = missed.flatMap((each) => gravesOf(ring, each)).filter(([, is]) => !isGone(is))
  new Lifecycle(ring.words).fail(hasSeveral(ring), graves)
}

/** A later owner of the role is alive; a role whose thread has left by itself stays so. */
function judge(ring: Ground, part: Part, thread: number, code: number): readonly Judged[] {
  const owner = part.kind === 'worker' ? part.seat : part.owner
  const is = owner === undefined ? OWNER.none : Atomics.load(ring.words, owner) // setup
  if (stateOf(is) === OWNER.left || !isOf(is, thread)) return []
  if (stateOf(is) === OWNER.dead) {
    const isTaken = isToBeTaken(ring, part) && (epochOf(ring) & FAILED) === 0
    return [{ part, is, fate: isTaken ? 'kept' : 'missed' }]
  }
  return [{ part, is, fate: fateOf(ring, part, code) }]
}

function isOf(is: number, thread: number): boolean {
  return is === OWNER.none || thread === NOBODY || [thread, NOBODY].includes(threadOf(is))
}

/** The words to mark: for a worker its seat and its pool's owner word, since to all others the pool is one role. */
function gravesOf({ words }: Ground, { part, is }: Judged): Grave[] {
  if (part.kind !== 'worker') return [[part.owner, is]]
  const pool = Atomics.load(words, part.owner) // setup
  return part.seat === undefined
    ? [[part.owner, pool]]
    : [
        [part.seat, is],
        [part.owner, pool],
      ]
}

/** The ring has failed already; followers of these roles must observe that they handle nothing more. */
function tell(ring: Ground, others: readonly Judged[]): void {
  const graves = others.flatMap(({ part, is }): Grave[] => {
    const owner = part.kind === 'worker' ? part.seat : part.owner
    return owner === undefined ? [] : [[owner, is]]
  })
  if (graves.length > 0) new Lifecycle(ring.words).fail(hasSeveral(ring), graves, OWNER.left)
}

/** A role that has left is not missed, a kept one may be taken over; its waiters may never have been woken. */
function mark(ring: Ground, { part, is, fate }: Judged): void {
  const owner = part.kind === 'worker' ? part.seat : part.owner
  if (owner === undefined) return
  new Lifecycle(ring.words).bury([[owner, is]], fate === 'kept' ? OWNER.dead : OWNER.left)
  for (const epoch of [PUBLISHED_EPOCH, CONSUMED_EPOCH] as const) new Signal(ring.words, epoch).wake()
}

export function namesOf<Name extends string, Producer extends string>(
  judged: readonly Judged[],
  fate: Judged['fate'],
): Gone<Name, Producer> {
  const those = (kind: Part['kind']): string[] =>
    judged.filter((each) => each.fate === fate && each.part.kind === kind).map(({ part }) => part.name)
  return {
    producers: those('producer') as Producer[],
    consumers: those('consumer') as Name[],
    pools: those('worker') as Name[],
  }
}
