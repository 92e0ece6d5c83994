// The values that words, slots and threads may have: `TypeOK` of the specs, where TypeScript has no type for it.
import { type Look, look } from './look.ts'
import type { Role } from './roles.ts'
import type { World } from './world.ts'

/** The values of `pc` in the specs. */
const WAITS = ['LoadEpoch', 'Mark', 'Sleep', 'Bump', 'Notify', 'Ended', 'Dead']
const BARRIER = ['LoadCursor', 'Probe', 'LoadUpstream', 'LoadOwner', 'LoadFinal']
const TASKS = ['LoadTake', 'Take', 'LoadDone', 'BeginTask', 'EndTask', 'Finish', 'MoveGate', 'Arrive']
const WRITES = ['LoadNext', 'LoadGate', 'Exchange', 'LoadLap', 'EndWrite', 'Publish']
export const PLACES = {
  SingleProducer: ['Idle', 'LoadGate', 'EndWrite', 'Tell', 'NotifyAll', ...WAITS],
  MultiProducer: ['Idle', ...WRITES, ...WAITS],
  Consumer: ['Idle', 'BeginRead', 'EndRead', 'EndFlush', 'Advance', 'Leave', ...BARRIER, ...WAITS],
  WorkPool: ['Idle', ...TASKS, ...BARRIER, ...WAITS],
  Lifecycle: ['Idle', 'CloseCursor', 'StoreFinal', 'Tell', 'TellAgain', 'NotifyAll', 'Ended'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Stands for `Sleep` while a thread is asleep. */
const ASLEEP = 'Asleep'

function placesOf(role: Role, several: boolean): readonly string[] {
  if (role.kind === 'producer') return several ? PLACES.MultiProducer : PLACES.SingleProducer
  if (role.kind === 'reader') return role.isWorker ? PLACES.WorkPool : PLACES.Consumer
  return PLACES.Lifecycle
}

function isTyped(role: Role, { head, several }: World): boolean {
  const { claims, limits } = head.callers
  const sleeps = role.pc === ASLEEP && role.kind !== 'other'
  if (!sleeps && !placesOf(role, several).includes(role.pc)) return false
  if (role.kind === 'producer') return role.n === 0 || claims.includes(role.n)
  return role.kind === 'other' || role.limit === 0 || limits.includes(role.limit)
}

/** A slot holds one of its own sequences, or NaN: never written, or half written. */
function isKept(held: number, slot: number, size: number): boolean {
  return Number.isNaN(held) || (Number.isSafeInteger(held) && held % size === slot)
}

export const TypeOK: Look = look('words slots producers readers others', (world) => {
  const role = world.roles[world.before.thread]
  if (role && !isTyped(role, world)) return `${world.nameOf(role)} is at ${role.pc}`
  const slot = world.slots.findIndex((held, at) => !isKept(held, at, world.size))
  return slot < 0 ? world.words.odd() : `slot ${slot} has ${world.slots[slot]}`
})
