// Invariants of readers with any producers; see spec/core/ReadersInv.tla, WorkPool.tla and Lifecycle.tla.
import { each, type Looks, look } from './look.ts'
import { NOTHING, type Range, type Reader } from './roles.ts'
import { isAlarmed, type World } from './world.ts'

const LOOKS: ReadonlySet<string> = new Set(['LoadCursor', 'Probe', 'LoadUpstream'])
const WAITS: ReadonlySet<string> = new Set(['LoadEpoch', 'LoadOwner', 'Mark', 'Sleep', 'Asleep', 'LoadFinal'])
const HANDLES: ReadonlySet<string> = new Set(['BeginRead', 'EndRead', 'EndFlush', 'Advance'])
const READS: ReadonlySet<string> = new Set(['EndRead', 'EndTask'])
const OVER: ReadonlySet<string> = new Set(['Ended', 'Dead'])

/** How a ring ends, as bits of an epoch. */
export const CLOSED = 1
export const FAILED = 2

/** The events a reader may be reading: a worker that of its handler, a consumer also those its handler has kept. */
export function readBy({ pc, isWorker, next, kept }: Reader): Range {
  const reads = READS.has(pc)
  if (isWorker) return reads ? [next, next] : NOTHING
  return [kept, reads ? next : next - 1]
}

export function consumersOf({ consumers }: World): readonly Reader[] {
  return consumers
}

export function workersOf({ workers }: World): readonly Reader[] {
  return workers
}

export function isFrom(number: number, least: number, most: number): boolean {
  return number >= least && number <= most
}

export function gateOf({ words }: World, c: number): number {
  return words.gates[c] ?? Number.NaN
}

/** The state of a reader, for error messages. */
export function saysOf(own: Reader, world: World): string {
  const { pc, next, last, available } = own
  const gate = gateOf(world, own.consumer)
  return `${world.nameOf(own)} is at ${pc}, next ${next}, last ${last}, available ${available}, its gate at ${gate}`
}

/** Kept events are behind the gate until the batch ends. */
function isKept({ pc, next, kept }: Reader, gate: number): boolean {
  return kept === (pc === 'Advance' ? next : gate + 1) || (pc === 'Dead' && kept === next)
}

/** The event whose handler threw is held back, and is available. */
function isHolding({ pc, next, last }: Reader, gate: number): boolean {
  return (pc === 'Idle' || LOOKS.has(pc)) && last === next && next > gate + 1
}

function isInOrder(own: Reader, world: World): boolean {
  const { pc, next, last } = own
  const gate = gateOf(world, own.consumer)
  const rests = HANDLES.has(pc) || pc === 'Dead' || (next === gate + 1 && last === gate)
  const inHandler = HANDLES.has(pc) && pc !== 'Advance'
  return (
    isKept(own, gate) &&
    isFrom(next - gate, 1, world.size + 1) &&
    isFrom(last - next, -1, world.size - 1) &&
    isFrom(last - gate, 0, world.size) &&
    (rests || isHolding(own, gate)) &&
    (!inHandler || last >= next)
  )
}

function callsInOrder({ pc, next, limit, available }: Reader, { size }: World): boolean {
  if (!LOOKS.has(pc) && !WAITS.has(pc)) return true
  return limit > 0 && isFrom(available - next, pc === 'Probe' ? -1 : 0, size - 1)
}

function isInPlace({ pc, consumer, looked }: Reader, { upstream, several }: World): boolean {
  const leads = (upstream[consumer] ?? []).length === 0
  if (pc === 'LoadCursor') return leads && !several
  if (pc === 'Probe') return leads && several
  return pc !== 'LoadUpstream' || looked >= 0
}

function isBehind(own: Reader, world: World): boolean {
  return (world.upstream[own.consumer] ?? []).every((u, at) => {
    const gate = gateOf(world, u)
    const seen = own.pc === 'LoadUpstream' && at < own.looked
    return isFrom(gate - own.last, 0, world.size) && !(seen && gate < own.available)
  })
}

/** A reader has ended, its upstream consumers too, but all of them elsewhere. */
function endsElsewhere(own: Reader, world: World): boolean {
  const upstream = world.upstream[own.consumer] ?? []
  if (own.pc !== 'Ended' || upstream.length === 0) return false
  if (!upstream.every((u) => world.followed.includes(u))) return false
  const leaders = world.readers.filter(({ consumer }) => upstream.includes(consumer))
  const over = leaders.every(({ pc }) => OVER.has(pc))
  return over && !upstream.some((u) => gateOf(world, u) === gateOf(world, own.consumer))
}

const GONE = { left: 3 }

function alarms(world: World): string | null {
  if (isAlarmed(world)) return null
  if (world.words.ends.some((ends) => (ends & FAILED) !== 0)) return 'an epoch says failed'
  const reader = world.consumers.find(({ pc, heard }) => (heard & FAILED) !== 0 || pc === 'Leave')
  if (reader) return `${world.nameOf(reader)} has seen the ring failed`
  const left = world.words.gates.findIndex((_, c) => c !== world.pool && world.words.owner(c) === GONE.left)
  if (left >= 0) return `${world.consumerOf(left)} has left`
  const supervisor = world.others.find(({ isCloser, pc }) => !isCloser && pc !== 'Idle')
  return supervisor ? `${world.nameOf(supervisor)} is at ${supervisor.pc}` : null
}

/** The part of `Inv` shared by rings with one producer and with several. */
export const OF_CONSUMERS: Looks = {
  ConsumersInOrder: each('words readers', consumersOf, (own, world) =>
    isInOrder(own, world) && callsInOrder(own, world) ? null : saysOf(own, world),
  ),
  // No caller of a walk takes: programs do.
  StandsAsideInPlace: each('readers', consumersOf, (own, world) =>
    own.takes || own.leaves ? `${world.nameOf(own)} takes, or leaves later` : null,
  ),
  LoadsInPlace: each('readers', consumersOf, (own, world) =>
    isInPlace(own, world) ? null : `${world.nameOf(own)} is at ${own.pc}`,
  ),
  FollowersAreBehind: each('words readers', consumersOf, (own, world) =>
    isBehind(own, world) ? null : saysOf(own, world),
  ),
  FailedMeansCrash: look('words producers readers others', (world) => {
    const alarm = alarms(world)
    return alarm && `no thread has crashed, but ${alarm}`
  }),
}

/** Invariants of rings that end. */
export const OF_ENDINGS: Looks = {
  FollowersEndBehind: each('words readers', consumersOf, (own, world) =>
    endsElsewhere(own, world) ? `${saysOf(own, world)}, and none of its upstream is there` : null,
  ),
}

function isHeldOnce(own: Reader, world: World): boolean {
  if (own.taken < own.first) return true
  if (own.first <= gateOf(world, own.consumer)) return false
  return world.workers.every(
    (other) =>
      other === own || other.taken < own.first || own.taken < other.first || other.taken < other.first,
  )
}

function ticketIsExact(own: Reader, { words, size }: World): boolean {
  const { pc, first, taken, next } = own
  if (pc === 'BeginTask' || pc === 'EndTask') return next === first && next <= taken
  const slot = first % size
  return pc !== 'LoadDone' || Math.floor((words.done[slot] ?? 0) / 2) * size + slot === first
}

/** Invariants of pools. */
export const OF_POOLS: Looks = {
  HeldOnce: each('words readers', workersOf, (own, world) =>
    isHeldOnce(own, world) ? null : `${world.nameOf(own)} holds ${own.first} … ${own.taken}`,
  ),
  TicketIsExact: each('words readers', workersOf, (own, world) =>
    ticketIsExact(own, world)
      ? null
      : `${world.nameOf(own)} is at ${own.pc}, next ${own.next}, and has taken ${own.first} … ${own.taken}`,
  ),
  GateMovesByOne: each('words readers', workersOf, (own, world) =>
    own.pc !== 'MoveGate' || own.front === gateOf(world, own.consumer) + 1
      ? null
      : `${world.nameOf(own)} moves the gate from ${gateOf(world, own.consumer)} to ${own.front}`,
  ),
}
