// A thread is gone: its parts are marked, and who waits for them is told.

import { type Grave, Lifecycle } from '../core/Lifecycle.ts'
import { CONSUMED, CURSOR, PUBLISHED } from '../core/layout.ts'
import { isGone, NOBODY, OWNER, stateOf, threadOf } from '../core/Roles.ts'
import { MARK } from '../core/Sequence.ts'
import { FAILED, Signal } from '../core/Signal.ts'
import { type Ground, hasSeveral } from './ground.ts'
import { epochOf, type Fate, fateOf, isToBeTaken, type Part, refusesClaims } from './parts.ts'
import { sayWhy } from './why.ts'

/** Those of a ring who have died, by name. */
export interface Dead<Name extends string = string, Producer extends string = string> {
  readonly producers?: readonly Producer[]
  /** Consumers, and pools of which a worker has died. */
  readonly consumers?: readonly Name[]
}

/** The parts of a thread that is gone, or of one whose place is to be taken, by name. */
export interface Gone<Name extends string = string, Producer extends string = string> {
  readonly producers?: readonly Producer[]
  readonly consumers?: readonly Name[]
  readonly pools?: readonly Name[]
}

/** What has come of the parts of a thread that is gone. */
export interface Buried<Name extends string = string, Producer extends string = string> {
  /** Those for which the ring has failed: others wait for them, or they held what nobody else has. */
  readonly missed: Gone<Name, Producer>
  /** Those whose place can be taken now: `takeOver`, `takeOverProducer`. */
  readonly kept: Gone<Name, Producer>
}

/** How a thread has ended. */
export interface End {
  /** Its exit code; 1 by default. */
  readonly code?: number
  /** Its `threadId`, so that nobody is taken for it who has taken its place since; if left out, whoever has the part. */
  readonly threadId?: number
  /** Why, in a sentence: the cause of every FailedError. By default the exit code says it. */
  readonly why?: string
}

/** The exit code of whoever ended without one. */
const USUAL = 1

/** A part, what its word says, and what comes of it. */
export interface Judged {
  readonly part: Part
  readonly is: number
  readonly fate: Fate
}

/** Marks these parts of a thread that is gone, and fails the ring if one of them is missed. */
export function bury(ring: Ground, parts: readonly Part[], thread: number, end: End): readonly Judged[] {
  const hasFailed = (epochOf(ring) & FAILED) !== 0
  const judged = parts.flatMap((part) => judge(ring, part, thread, end.code ?? USUAL))
  const missed = judged.filter(({ fate }) => fate === 'missed')
  // One that was marked and not told of was about to fail the ring, and was terminated.
  const fails = missed.length > 0 && !hasFailed
  if (fails) failFor(ring, missed, end)
  const others = judged.filter(({ is, fate }) => !isGone(is) && fate !== 'missed')
  if (hasFailed || fails) tell(ring, others)
  else letGo(ring, others)
  return judged
}

/** Nobody is missed; the last producer to leave closes the ring, however it leaves: nothing more can come. */
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

/** Why is said before anybody can hear of it. */
function failFor(
  ring: Ground,
  missed: readonly Judged[],
  { code = USUAL, why = `exit code ${code}` }: End,
): void {
  sayWhy(ring, why)
  const graves = missed.flatMap((each) => gravesOf(ring, each)).filter(([, is]) => !isGone(is))
  new Lifecycle(ring.words).fail(hasSeveral(ring), graves)
}

/** Somebody else who has the part by now lives; what the thread has said of itself stands. */
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

/** The words to be marked: of a worker its seat, and the pool's, since for the others a pool is one. */
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

/** A ring that has failed goes on failing; who follows these has to know that they handle no more. */
function tell(ring: Ground, others: readonly Judged[]): void {
  const graves = others.flatMap(({ part, is }): Grave[] => {
    const owner = part.kind === 'worker' ? part.seat : part.owner
    return owner === undefined ? [] : [[owner, is]]
  })
  if (graves.length > 0) new Lifecycle(ring.words).fail(hasSeveral(ring), graves, OWNER.left)
}

/** Who has left is not missed, and who is kept may be taken over; it may not have woken those who wait for it. */
function mark(ring: Ground, { part, is, fate }: Judged): void {
  const owner = part.kind === 'worker' ? part.seat : part.owner
  if (owner === undefined) return
  new Lifecycle(ring.words).bury([[owner, is]], fate === 'kept' ? OWNER.dead : OWNER.left)
  for (const epoch of [PUBLISHED, CONSUMED] as const) new Signal(ring.words, epoch).wake()
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
