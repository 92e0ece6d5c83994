// The contract of every ring, from spec/core/Sequencer.tla, and the invariants of slots.
import { each, type Look, type Looks, look } from './look.ts'
import { gateOf, isFrom, readBy, saysOf } from './readers.ts'
import type { Range, Reader } from './roles.ts'
import { claimedIn, isHeld, type World } from './world.ts'

/** A claim takes the next sequences in order; together, producers hold at most one ring each. */
function claimed(world: World, held: Range): string | null {
  const { before, head, size, producers } = world
  const last = claimedIn(world)
  const n = last - before.claimed
  if (!head.callers.claims.includes(n)) return `a claim of ${n}`
  if (held[0] !== before.claimed + 1 && world.several)
    return `${shown(held)} are claimed, but ${before.claimed + 1} is next`
  const far = producers.some((own) => last - own.held[0] >= size * producers.length && holds(own.held))
  return far ? `${last} is claimed too far ahead` : null
}

function holds([first, last]: Range): boolean {
  return first <= last
}

/** An event may be published once all consumers have handled the one a lap before, whatever else is held. */
function published(world: World, last: number): string | null {
  const c = world.words.gates.findIndex((gate) => last - gate > world.size)
  return c < 0 ? null : `${last} is published, but ${world.consumerOf(c)} is at ${gateOf(world, c)}`
}

/** A consumer handles only what is published and handled upstream. */
function handled(world: World, c: number): string | null {
  const [from, to] = [world.before.gates[c] ?? 0, gateOf(world, c)]
  const says = `${world.consumerOf(c)} advances from ${from} to ${to}`
  if (!isFrom(to - from, 1, world.size)) return says
  if (to > claimedIn(world)) return `${says}, the last claimed sequence is ${claimedIn(world)}`
  for (let sequence = from + 1; sequence <= to; sequence++)
    if (isHeld(world, sequence)) return `${says}, ${sequence} is not published`
  const u = (world.upstream[c] ?? []).find((u) => gateOf(world, u) < to)
  return u === undefined ? null : `${says}, ${world.consumerOf(u)} is at ${gateOf(world, u)}`
}

function shown([first, last]: Range): string {
  return first > last ? 'nothing' : `${first} … ${last}`
}

/** A step leaves its thread's held range as it was, extends it at the end, or shortens it at the beginning. */
function changed(world: World): string | null {
  const { before, producers } = world
  const own = producers.find(({ thread }) => thread === before.thread)
  const claims = claimedIn(world) !== before.claimed
  if (!own) return claims ? 'a claim without a producer' : null
  const now = own.held
  if (claims) return claimed(world, now)
  if (now[0] === before.held[0] && now[1] === before.held[1]) return null
  if (!holds(now) && !holds(before.held)) return null
  const ends = holds(now) ? now[1] === before.held[1] && now[0] > before.held[0] : holds(before.held)
  if (!ends) return `${world.nameOf(own)} held ${shown(before.held)} and now ${shown(now)}`
  return published(world, holds(now) ? now[0] - 1 : before.held[1])
}

/** Each step is Claim, Publish or Consume of the contract, or a stutter step. */
const Refines: Look = look('words producers', (world) => {
  const moved = world.words.gates.findIndex((gate, c) => gate !== world.before.gates[c])
  return changed(world) ?? (moved < 0 ? null : handled(world, moved))
})

/** No consumer has handled an event that is not published or not handled upstream. */
const HandlesOnlyPublished: Look = look('words producers', (world) => {
  const last = claimedIn(world)
  for (const [c, gate] of world.words.gates.entries()) {
    if (gate > last) return `${world.consumerOf(c)} is at ${gate}, the last claimed sequence is ${last}`
    for (const own of world.producers) {
      const [first, end] = own.held
      if (first <= end && first <= gate)
        return `${world.consumerOf(c)} is at ${gate}, ${first} is not published`
    }
    if ((world.upstream[c] ?? []).some((u) => gateOf(world, u) < gate))
      return `${world.consumerOf(c)} is ahead of its upstream, at ${gate}`
  }
  return null
})

/** The published events that some consumer has not handled fit into the ring. */
const NothingIsOverwritten: Look = look('words producers', (world) => {
  const last = claimedIn(world)
  const least = Math.min(...world.words.gates)
  for (let sequence = last; sequence > least + world.size; sequence--)
    if (!isHeld(world, sequence)) return `${sequence} is published, but a consumer is at ${least}`
  return null
})

/** Shared by the modules for one producer and for several. */
export const OF_CONTRACT: Looks = { Refines, HandlesOnlyPublished, NothingIsOverwritten }

/** No slot is written while another thread writes or reads it. */
const NoDataRace: Look = look('slots producers readers', (world) => {
  for (const own of world.producers) {
    if (own.pc !== 'EndWrite') continue
    const slot = world.slotOf(own.written + 1)
    const reader = world.readers.find((other) => isReading(other, slot, world))
    const writer = world.producers.find(
      (other) => other !== own && other.pc === 'EndWrite' && world.slotOf(other.written + 1) === slot,
    )
    const met = reader ?? writer
    if (met)
      return `${world.nameOf(own)} writes ${own.written + 1} to a slot that ${world.nameOf(met)} accesses`
  }
  return null
})

function isReading(own: Reader, slot: number, world: World): boolean {
  const [first, last] = readBy(own)
  for (let sequence = first; sequence <= last; sequence++) if (world.slotOf(sequence) === slot) return true
  return false
}

function isThere(sequence: number, { words, slots, several }: World, slot: number): boolean {
  if (slots[slot] !== sequence) return false
  return several ? words.stamps[slot] === sequence : words.cursor >= sequence
}

function readsOnlyWhatIsThere(own: Reader, world: World): boolean {
  const [first, last] = readBy(own)
  for (let sequence = first; sequence <= last; sequence++)
    if (!isThere(sequence, world, world.slotOf(sequence))) return false
  return true
}

/** A reader reads only published events, and finds each in its slot. */
const ReadsPublished: Look = each(
  'words slots readers',
  ({ readers }) => readers,
  (own, world) => (readsOnlyWhatIsThere(own, world) ? null : saysOf(own, world)),
)

/** No gate passes an upstream gate, nor, with one producer, the cursor. */
const GatesInOrder: Look = look('words', (world) => {
  const { words, size, several } = world
  for (const [c, gate] of words.gates.entries()) {
    if (!several && !isFrom(words.cursor - gate, 0, size))
      return `${world.consumerOf(c)} is at ${gate}, the cursor at ${words.cursor}`
    const u = (world.upstream[c] ?? []).find((u) => gateOf(world, u) < gate)
    if (u !== undefined)
      return `${world.consumerOf(c)} is at ${gate}, ${world.consumerOf(u)} at ${gateOf(world, u)}`
  }
  return null
})

export const OF_SLOTS: Looks = { NoDataRace, ReadsPublished, GatesInOrder }
