// Invariants of a ring with several producers: the conjuncts of `Inv` in spec/core/MultiProducerInv.tla.
import { each, type Look, type Looks, look } from './look.ts'
import { CLOSED, consumersOf, gateOf, isFrom, saysOf } from './readers.ts'
import type { Producer, Reader } from './roles.ts'
import { isAlarmed, isHeld, type World } from './world.ts'

const BY_WORD: ReadonlySet<string> = new Set([
  ...['LoadNext', 'LoadGate', 'Exchange', 'LoadLap'],
  ...['LoadEpoch', 'Mark', 'Sleep', 'Asleep'],
])
const CLAIMS: ReadonlySet<string> = new Set([
  ...['LoadGate', 'LoadLap', 'LoadEpoch', 'Mark', 'Sleep', 'Asleep'],
  ...['Ended', 'Dead'],
])
const TELLS: ReadonlySet<string> = new Set(['Tell', 'TellAgain', 'NotifyAll'])

function all({ producers }: World): readonly Producer[] {
  return producers
}

function shown(own: Producer, world: World): string {
  const { pc, n, claims, word, next, written, last } = own
  const knows = claims
    ? `has claimed ${n} from ${word} on`
    : `has ${next} … ${last}, written up to ${written}`
  return `${world.nameOf(own)} is at ${pc}, ${knows}`
}

/** The lowest sequence that a word can still tell from others: a ring before the furthest gating gate. */
function oldest({ words, gating, size }: World): number {
  let furthest = Number.NEGATIVE_INFINITY
  for (const c of gating) furthest = Math.max(furthest, words.gates[c] ?? 0)
  return furthest + 1 - size
}

function leastGate({ words, gating }: World): number {
  let least = Number.POSITIVE_INFINITY
  for (const c of gating) least = Math.min(least, words.gates[c] ?? 0)
  return least
}

function isPublished({ words }: World, sequence: number, slot: number): boolean {
  return words.stamps[slot] === sequence
}

/** Holds for each published sequence from `from` on: one that is claimed and not held by any producer. */
function eachPublished(
  reads: string,
  from: (world: World) => number,
  isWrong: (sequence: number, slot: number, world: World) => boolean,
): Look {
  return look(reads, (world) => {
    for (let sequence = from(world); sequence < world.words.unclaimed; sequence++) {
      const slot = world.slotOf(sequence)
      if (!isWrong(sequence, slot, world) || isHeld(world, sequence)) continue
      const { slots, words } = world
      return (
        `${sequence} is published; slot ${slot} has the lap of ${words.stamps[slot]}, ` +
        `holds ${slots[slot]}; gates ${words.gates}`
      )
    }
    return null
  })
}

function isInOrder({ pc, n, claims, checked, next, written, last }: Producer): boolean {
  const byWord = claims || BY_WORD.has(pc)
  return (
    (!byWord || (n > 0 && last === next - 1 && written === last)) &&
    (!claims || CLAIMS.has(pc)) &&
    (pc !== 'LoadGate' || checked >= 0) &&
    (pc !== 'LoadLap' || claims) &&
    (pc !== 'EndWrite' || written !== last) &&
    (pc !== 'Publish' || written >= next)
  )
}

const ProducersInOrder: Look = each('producers', all, (own, world) => !isInOrder(own) && shown(own, world))

const BatchInOrder: Look = each('words producers', all, (own, world) => {
  const { next, written, last } = own
  const [first, end] = own.held
  const isBatch = isFrom(last - next, -1, world.size - 1) && isFrom(written - next, -1, last - next)
  return !(isBatch && (first > end || end < world.words.unclaimed)) && shown(own, world)
})

const PublishedIsClaimed: Look = look('words', (world) => {
  const { stamps, unclaimed } = world.words
  const least = oldest(world)
  const slot = stamps.findIndex((stamp) => !isFrom(stamp, least, unclaimed - 1))
  return slot < 0
    ? null
    : `slot ${slot} has the lap of ${stamps[slot]}, the last claimed sequence is ${unclaimed - 1}`
})

function isAnothers(own: Producer, world: World): boolean {
  const [first, last] = own.held
  if (first > last) return false
  return world.producers.some((other) => {
    const [from, to] = other.held
    return other !== own && from <= to && from <= last && first <= to
  })
}

const HeldIsUnpublished: Look = each('words producers', all, (own, world) => {
  const [first, last] = own.held
  if (isAnothers(own, world)) return `${shown(own, world)}, and another producer holds some of it`
  const stamp = world.words.stamps.find((stamp) => isFrom(stamp, first, last))
  return stamp !== undefined && `${shown(own, world)}, and a slot has the lap of ${stamp}`
})

function hasSeenHeld({ last }: Reader, world: World): boolean {
  return world.producers.some((own) => {
    const [first, end] = own.held
    return first <= end && first <= last
  })
}

const SeenIsPublished: Look = each('words producers readers', consumersOf, (own, world) => {
  if (hasSeenHeld(own, world)) return `${saysOf(own, world)}, and a producer holds some of it`
  const end = own.pc === 'Probe' ? Math.max(own.last, own.available) : own.last
  for (let sequence = gateOf(world, own.consumer) + 1; sequence <= end; sequence++) {
    if (!isPublished(world, sequence, world.slotOf(sequence)))
      return `${saysOf(own, world)}, ${sequence} is not published`
  }
  return null
})

const StampIsPublished: Look = look('words producers', (world) => {
  const { stamps } = world.words
  const least = oldest(world)
  const slot = stamps.findIndex(
    (stamp) => stamp < least || stamp >= world.words.unclaimed || isHeld(world, stamp),
  )
  return slot < 0 ? null : `slot ${slot} has the lap of ${stamps[slot]}, which is not published`
})

const StampIsNewest = eachPublished(
  'words producers',
  oldest,
  (sequence, slot, { words }) => (words.stamps[slot] ?? 0) < sequence,
)

function hasChecked({ claims, pc, checked }: Producer, at: number): boolean {
  return !claims || pc === 'LoadLap' || (pc === 'LoadGate' && at < checked)
}

const CheckedHasRoom: Look = each('words producers', all, (own, world) => {
  const [first, last] = own.held
  if (first > last) return null
  const c = world.gating.find((c, at) => hasChecked(own, at) && last - gateOf(world, c) > world.size)
  return c !== undefined && `${shown(own, world)}, ${world.consumerOf(c)} is at ${gateOf(world, c)}`
})

/** Nothing beyond a ring after the least gate is published. */
const PublishedHadRoom = eachPublished(
  'words producers',
  (world) => Math.max(oldest(world), leastGate(world) + world.size + 1),
  () => true,
)

const WrittenIsMine: Look = each('slots producers', all, (own, { slots, size }) => {
  for (let sequence = own.next; sequence <= own.written; sequence++) {
    if (slots[sequence % size] !== sequence)
      return `${sequence} is written, its slot holds ${slots[sequence % size]}`
  }
  return null
})

const PublishedIsKept = eachPublished(
  'words slots producers',
  (world) => Math.max(oldest(world), Math.min(...world.words.gates) + 1),
  (_, slot, { slots, words }) => slots[slot] !== words.stamps[slot],
)

function closes(world: World): string | null {
  const { isShut, final, unclaimed, ends } = world.words
  const ended = isShut && final === unclaimed
  const storing = world.others.find(({ pc }) => pc === 'StoreFinal')
  if (storing && !(isShut && ((2 * unclaimed) | 0) === storing.final))
    return `${world.nameOf(storing)} is about to store an end other than ${unclaimed}`
  if (ended) return null
  const telling = world.others.find(({ isCloser, pc }) => isCloser && TELLS.has(pc))
  if (telling) return `${world.nameOf(telling)} is at ${telling.pc}`
  if (ends.some((bits) => (bits & CLOSED) !== 0)) return 'an epoch says closed'
  const heard = world.consumers.find(({ heard, pc }) => (heard & CLOSED) !== 0 || pc === 'LoadFinal')
  return heard ? `${world.nameOf(heard)} has seen the ring closed` : null
}

const ClosedIsFinal: Look = look('words readers others', (world) => {
  const wrong = closes(world)
  const { isShut, final, unclaimed } = world.words
  return (
    wrong &&
    `${wrong}; the ring is ${isShut ? '' : 'not '}closed, its end stored as ${final}, first unclaimed is ${unclaimed}`
  )
})

const EndedHasHandledAll: Look = each('words producers readers', consumersOf, (own, world) => {
  const { isShut, final, unclaimed } = world.words
  const all = isShut && final === unclaimed && gateOf(world, own.consumer) === unclaimed - 1
  return (
    own.pc === 'Ended' &&
    !all &&
    !isAlarmed(world) &&
    `${saysOf(own, world)}, first unclaimed is ${unclaimed}`
  )
})

const NothingLost: Look = look('words producers readers', (world) => {
  if (!world.readers.every(({ pc }) => pc === 'Ended') || isAlarmed(world)) return null
  const { unclaimed } = world.words
  const holder = world.producers.find((own) => own.held[0] <= own.held[1])
  if (holder) return `all readers have ended, ${shown(holder, world)}`
  const c = world.words.gates.findIndex((gate) => gate !== unclaimed - 1)
  return c < 0
    ? null
    : `all readers have ended, ${world.consumerOf(c)} at ${gateOf(world, c)} of ${unclaimed - 1}`
})

/** The slot's lap tells the claimed sequence, and the producer decodes it. */
const SequenceIsExact: Look = each('words producers', all, (own, world) => {
  const { pc, claims, word, n, next, last } = own
  const said = (world.words.stamps[world.slotOf(word)] ?? 0) + world.size
  if (pc === 'LoadLap' && said !== word) return `${shown(own, world)}, its slot has the lap of ${said}`
  const learnt = world.before.thread === own.thread && world.before.pc === 'LoadLap' && !claims
  return (
    learnt &&
    (next !== word || last !== word + n - 1) &&
    `${shown(own, world)}, it claimed ${n} from ${word} on`
  )
})

export const OF_SEVERAL: Looks = {
  ...{ SequenceIsExact, ProducersInOrder, BatchInOrder, PublishedIsClaimed, HeldIsUnpublished },
  ...{ SeenIsPublished, StampIsPublished, StampIsNewest, CheckedHasRoom, PublishedHadRoom },
  ...{ WrittenIsMine, PublishedIsKept, ClosedIsFinal, EndedHasHandledAll, NothingLost },
}
