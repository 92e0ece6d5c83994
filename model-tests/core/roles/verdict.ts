// Judges a program once no step is left: no accepted event may be lost unreported.
import { isKnown as isKnownFinal } from '../../../src/core/Lifecycle.ts'
import { FINAL } from '../../../src/core/layout.ts'
import { OWNER, stateOf, threadOf, threadWord } from '../../../src/core/Roles.ts'
import { nameOf, type Roles, threadsOf } from './cast.ts'
import type { Observer } from './observer.ts'
import type { Player } from './player.ts'

/** A program that is over. */
export interface Over {
  readonly cast: Roles
  readonly player: Player
  readonly observer: Observer
}

/** The violation, or null. */
export async function verdictOf(over: Over): Promise<string | null> {
  const { cast, player } = over
  // Without a supervisor, only threads that end by themselves are marked.
  const isReported = cast.supervisors.some((s) => !player.isDead(s)) || !player.hasCrashed
  return (
    gatesOf(over) ??
    (await drainedOf(over)) ??
    followedOf(over) ??
    causeOf(over) ??
    (isReported ? (unreportedOf(over) ?? stuckOf(over) ?? lostOf(over)) : null)
  )
}

/** No gate is past what its consumer has handled. */
function gatesOf({ cast, observer }: Over): string | null {
  for (const name of cast.readers.map(nameOf)) {
    const handled = observer.ledger.handledBy(name)
    if (observer.gateOf(name) > Math.max(-1, ...handled))
      return `the gate of ${name} is past what it has handled, ${handled}`
  }
  return null
}

/** The answer of a drain, where it is known where the ring ends. */
async function drainedOf({ player, observer }: Over): Promise<string | null> {
  const { state, claimed, handled } = player.ring.positions()
  if (state === 'open' || state === 'closing') return null
  if (state === 'closed' && claimed !== observer.ledger.accepted.size - 1)
    return `the ring is closed after ${claimed}, but has accepted ${[...observer.ledger.accepted]}`
  const { outcome, remaining } = await player.ring.drain({ timeout: 0 })
  const all = observer.ledger.accepted.size
  const wrong = Object.entries(remaining).find(([name, is]) => is !== all - 1 - (handled[name] ?? 0))
  // As long as the end is unknown, a drain counts what was published without a gap.
  if (wrong && (claimed >= observer.firstMissing() || state === 'closed'))
    return `drain says ${wrong}, of ${all}`
  const isRest = Object.values(remaining).some((many) => many > 0)
  const isRight = outcome === 'drained' ? !isRest || state !== 'closed' : state !== 'closed' || isRest
  return isRight ? null : `drain says ${outcome} with ${JSON.stringify(remaining)} remaining`
}

/** A ring fails because of a death, or because its end can't be known. */
function causeOf(over: Over): string | null {
  const { state, claimed } = over.player.ring.positions()
  const isKnown = isKnownFinal(Atomics.load(over.player.words, FINAL))
  if (state !== 'failed' || !isKnown || deadOf(over).length > 0) return null
  return `the ring has failed without a death, although it is known to end after ${claimed}`
}

/** However the ring ends, a live follower has handled everything that its upstream has. */
function followedOf({ cast, observer }: Over): string | null {
  for (const thread of threadsOf(cast)) {
    const role = cast.roleOf(thread)
    const upstream = cast.ring.consumers[nameOf(role)] ?? []
    const hasEnded = /FAILED|STOPPED|CLOSED/.test(observer.thrown.get(thread)?.code ?? '')
    if (!cast.readers.includes(role) || upstream.length === 0 || !hasEnded) continue
    if (upstream.some((name) => observer.taken.has(Number(name.slice(1))))) continue
    const [is, least] = [observer.gateOf(nameOf(role)), Math.min(...upstream.map((u) => observer.gateOf(u)))]
    if (is !== least) return `${nameOf(role)} has ended at ${is}, its upstream at ${least}`
  }
  return null
}

/** No owner word may say that a dead thread still has a role. */
function unreportedOf({ cast, player, observer }: Over): string | null {
  const gone = threadsOf(cast).filter((t) => player.isDead(t))
  for (const [name, word] of observer.owners()) {
    const thread = gone.find((t) => threadOf(word) === threadWord(t))
    if (thread !== undefined && stateOf(word) === OWNER.taken)
      return `${thread} has died as ${name}, and its owner word does not say so`
  }
  return null
}

/** A waiter may only wait for a live thread, or for a role to be taken over. */
function stuckOf(over: Over): string | null {
  const { cast, player } = over
  const waiting = threadsOf(cast).filter((t) => !player.isGone(t) && !player.isIdle(t))
  const { state, producers } = player.ring.positions()
  if (state === 'closing') return 'the ring was about to end, and no thread completes that'
  const haveAllLeft = Object.values(producers).every((owner) => owner === 'left')
  if (state === 'open' && haveAllLeft) return 'all producers have left, and no thread closes the ring'
  if (missedOf(over).length > 0 && !/failed|stopped/.test(state))
    return `${missedOf(over)} died, and the ring is ${state}`
  if (waiting.length === 0 || state === 'open' || isAwaiting(over)) return null
  return `the ring is ${state}, and ${waiting} wait`
}

function deadOf({ player }: Over): string[] {
  const { producers, consumers } = player.ring.positions()
  return Object.entries({ ...producers, ...consumers }).flatMap(([name, is]) => (is === 'dead' ? [name] : []))
}

function missedOf(over: Over): string[] {
  const { cast, observer } = over
  return deadOf(over).filter((name) => !cast.kept.map(nameOf).includes(name) || observer.mayHold(name))
}

/** Whether the ring can go on only when a role is taken over, or when a worker joins a pool that all have left. */
function isAwaiting(over: Over): boolean {
  const { cast, player } = over
  const hasWorkers = cast.workers.length === 0 || cast.workers.some((w) => isAtWork(over, w))
  return !/failed|stopped/.test(player.ring.positions().state) && (deadOf(over).length > 0 || !hasWorkers)
}

function isAtWork({ player, observer }: Over, worker: number): boolean {
  const word = observer.owners().find(([, each]) => threadOf(each) === threadWord(worker))?.[1] ?? OWNER.none
  return !player.isDead(worker) && stateOf(word) === OWNER.taken
}

/** Unless the ring has failed or awaits a thread, all consumers have handled everything that was accepted. */
function lostOf(over: Over): string | null {
  const { cast, player, observer } = over
  if (/failed|stopped/.test(player.ring.positions().state) || isAwaiting(over)) return null
  const [last, state] = [observer.ledger.accepted.size - 1, player.ring.positions().state]
  const behind = Object.keys(cast.ring.consumers).find((name) => observer.gateOf(name) !== last)
  return behind ? `${behind} is at ${observer.gateOf(behind)} of ${last}, the ring is ${state}` : null
}
