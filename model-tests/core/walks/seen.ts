// Hashes states as coarsely as a guide needs: it seeks rare situations, not every number.
import type { Role } from './roles.ts'
import { claimedIn, type World } from './world.ts'

/** The places of a thread, as far as they matter to others. */
const PHASES: readonly (readonly string[])[] = [
  ['Idle'],
  ['LoadEpoch', 'LoadOwner', 'LoadFinal'],
  ['LoadGate', 'LoadNext', 'LoadCursor', 'Probe', 'LoadUpstream', 'LoadTake'],
  ['Exchange', 'LoadLap', 'Take', 'LoadDone'],
  ['Mark'],
  ['Sleep'],
  ['Asleep'],
  ['EndWrite', 'BeginRead', 'EndRead', 'BeginTask', 'EndTask'],
  ['Publish', 'Advance', 'Finish', 'MoveGate', 'Arrive'],
  ['Bump', 'Notify'],
  ['Leave', 'Bury', 'CloseCursor', 'StoreFinal', 'Tell', 'TellAgain', 'NotifyAll'],
  ['Ended'],
  ['Dead'],
]
const phases = new Map(PHASES.flatMap((places, phase) => places.map((pc) => [pc, phase] as const)))

function mixed(hash: number, number: number): number {
  const next = Math.imul(hash ^ number, 0x9e3779b1)
  return next ^ (next >>> 15)
}

/** The phases that any of these are in, as bits: which thread it is does not matter, nor how many. */
function phasesOf(roles: readonly Role[]): number {
  let bits = 0
  for (const { pc } of roles) bits |= 1 << (phases.get(pc) ?? PHASES.length)
  return bits
}

/** Distance in classes: none, less than a ring, a ring, more. */
function distance(ahead: number, size: number): number {
  if (ahead <= 0) return 0
  if (ahead < size) return 1
  return ahead === size ? 2 : 3
}

/** The distances from the gates to the last claimed sequence, as bits. */
function distancesOf(world: World): number {
  const claimed = claimedIn(world)
  let bits = 0
  for (const gate of world.words.gates) bits |= 1 << distance(claimed - gate, world.size)
  return bits
}

const MANY = 3

function marksIn({ words }: World): number {
  let marks = 0
  for (const index of words.markable) if (marks < MANY && words.isMarked(index)) marks++
  return marks
}

/** Hashes a state: the phases of threads, the distances of words, how many are marked, and how the ring ends. */
export function hashOf(world: World): number {
  const { producers, readers, others, words } = world
  const [published, consumed] = words.ends
  const ends = published + 4 * consumed + 16 * Number(words.isShut)
  const told = distancesOf(world) + 16 * marksIn(world) + 64 * ends
  return mixed(mixed(mixed(mixed(1, phasesOf(producers)), phasesOf(readers)), phasesOf(others)), told)
}
