// What words, slots and threads may be at all: `TypeOK` of the specs, as far as a program has no types for it.
import { type Look, look } from './look.ts'
import type { Role } from './roles.ts'
import type { World } from './world.ts'

/** Where threads may stand; `Asleep` is the sleep before the next look. */
const WAITS = ['LoadEpoch', 'Mark', 'Sleep', 'Asleep', 'Bump', 'Notify', 'Ended', 'Dead']
const TELLS = ['StoreFinal', 'Tell', 'TellAgain', 'NotifyAll']
const BARRIER = ['LoadCursor', 'Probe', 'LoadUpstream', 'LoadOwner', 'LoadFinal']
const ALONE = new Set(['Idle', 'LoadGate', 'EndWrite', ...TELLS, ...WAITS])
const BESIDE = new Set([
  'Idle',
  'LoadNext',
  'LoadGate',
  'Exchange',
  'LoadLap',
  'EndWrite',
  'Publish',
  ...WAITS,
])
const CONSUMER = new Set(['Idle', 'BeginRead', 'EndRead', 'Advance', 'Leave', ...BARRIER, ...WAITS])
const TASKS = ['LoadTake', 'Take', 'LoadDone', 'BeginTask', 'EndTask', 'Finish', 'MoveGate', 'Arrive']
const WORKER = new Set(['Idle', ...TASKS, ...BARRIER, ...WAITS])
const OTHER = new Set(['Idle', 'Bury', 'CloseCursor', ...TELLS, 'Ended'])

function placesOf(role: Role, several: boolean): ReadonlySet<string> {
  if (role.kind === 'producer') return several ? BESIDE : ALONE
  if (role.kind === 'reader') return role.isWorker ? WORKER : CONSUMER
  return OTHER
}

function isTyped(role: Role, { head, several }: World): boolean {
  const { claims, limits } = head.callers
  if (!placesOf(role, several).has(role.pc)) return false
  if (role.kind === 'producer') return role.n === 0 || claims.includes(role.n)
  return role.kind === 'other' || role.limit === 0 || limits.includes(role.limit)
}

/** A slot holds one of its own sequences, or none, or half of one. */
function isKept(held: number, slot: number, size: number): boolean {
  return Number.isNaN(held) || (Number.isSafeInteger(held) && held % size === slot)
}

export const TypeOK: Look = look('words slots producers readers others', (world) => {
  const role = world.roles[world.before.thread]
  if (role && !isTyped(role, world)) return `${world.nameOf(role)} is at ${role.pc}`
  const slot = world.slots.findIndex((held, at) => !isKept(held, at, world.size))
  return slot < 0 ? world.words.odd() : `slot ${slot} has ${world.slots[slot]}`
})
