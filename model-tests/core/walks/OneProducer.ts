// Invariants of a ring with one producer: the conjuncts of `Inv` in spec/core/SingleProducerInv.tla.
import { each, type Look, type Looks, look } from './look.ts'
import { CLOSED, consumersOf, gateOf, isFrom, saysOf } from './readers.ts'
import type { Producer } from './roles.ts'
import { isAlarmed, type World } from './world.ts'

const CLAIMS: ReadonlySet<string> = new Set(['LoadGate', 'LoadEpoch', 'Mark', 'Sleep', 'Asleep'])
const TELLS: ReadonlySet<string> = new Set(['Tell', 'NotifyAll'])

function alone({ producers }: World): readonly Producer[] {
  return producers
}

function shown({ pc, claimed, written, n }: Producer, { words }: World): string {
  return `at ${pc}: claimed ${claimed}, claiming ${n}, written ${written}, published ${words.cursor}`
}

function isInOrder({ pc, claimed, written, checked, n }: Producer, { words, size }: World): boolean {
  const unpublished = claimed - words.cursor
  return (
    isFrom(unpublished, 0, size) &&
    isFrom(written - words.cursor, 0, unpublished) &&
    (pc !== 'EndWrite' || written !== claimed) &&
    (pc !== 'LoadGate' || checked >= 0) &&
    (!CLAIMS.has(pc) || (n > 0 && unpublished + n <= size))
  )
}

const ProducerInOrder: Look = each('words producers', alone, (own, world) =>
  isInOrder(own, world) ? null : shown(own, world),
)

/** Holds for each gating consumer and the last gate value that the producer loaded for it. */
function eachCached(wrong: (own: Producer, cached: number, at: number, world: World) => boolean): Look {
  return each('words producers', alone, (own, world) => {
    const at = world.gating.findIndex((_, at) => wrong(own, own.cached[at] ?? Number.NaN, at, world))
    const c = world.gating[at] ?? -1
    return (
      at >= 0 &&
      `${shown(own, world)}, cached gate ${own.cached[at]} of ${world.consumerOf(c)}, which is at ${gateOf(world, c)}`
    )
  })
}

const CachedIsPast = eachCached(
  (_, cached, at, world) => !isFrom(gateOf(world, world.gating[at] ?? -1) - cached, 0, world.size),
)

const ClaimedHasRoom = eachCached((own, cached, _, { size }) => !isFrom(own.claimed - cached, 0, size))

const CheckedHasRoom = eachCached(
  (own, cached, at, { size }) =>
    own.pc === 'LoadGate' && at < own.checked && own.claimed + own.n - cached > size,
)

const SeenIsPublished: Look = each('words readers', consumersOf, (own, world) =>
  isFrom(world.words.cursor - own.last, 0, world.size)
    ? null
    : `${saysOf(own, world)}, the cursor at ${world.words.cursor}`,
)

const WrittenIsKept: Look = each('words slots producers', alone, (own, world) => {
  for (let sequence = Math.min(...world.words.gates) + 1; sequence <= own.written; sequence++) {
    const slot = world.slotOf(sequence)
    if (world.slots[slot] !== sequence)
      return `${sequence} is written, slot ${slot} holds ${world.slots[slot]}`
  }
  return null
})

function closes(own: Producer, world: World): string | null {
  const { final, ends } = world.words
  if (own.closed && final !== own.claimed + 1)
    return `the ring is closed at ${final}, the last claimed sequence is ${own.claimed}`
  if (own.closed && CLAIMS.has(own.pc)) return 'the producer claims in a ring that it has closed'
  if (own.closed) return null
  if (TELLS.has(own.pc)) return `the producer is at ${own.pc} but has not closed the ring`
  if (ends.some((bits) => (bits & CLOSED) !== 0))
    return 'an epoch says closed, but the producer has not closed'
  const heard = world.consumers.find(({ heard, pc }) => (heard & CLOSED) !== 0 || pc === 'LoadFinal')
  return heard ? `${world.nameOf(heard)} has seen the ring closed, but the producer has not closed it` : null
}

/** The published epoch is marked closed before the consumed one, and each once. */
function tells({ pc }: Producer, { words }: World): string | null {
  const [published, consumed] = words.ends.map((bits) => (bits & CLOSED) !== 0)
  if (consumed && !published) return 'the consumed epoch was marked closed first'
  return pc === 'Tell' && consumed ? 'the ring is announced closed a second time' : null
}

const ClosedIsFinal: Look = each(
  'words producers readers',
  alone,
  (own, world) => closes(own, world) ?? tells(own, world),
)

const EndedHasHandledAll: Look = each('words producers readers', consumersOf, (own, world) => {
  const [producer] = world.producers
  const all = producer?.closed === true && gateOf(world, own.consumer) === producer.claimed
  return own.pc === 'Ended' && !all && !isAlarmed(world) && saysOf(own, world)
})

const NothingLost: Look = look('words producers readers', (world) => {
  if (!world.readers.every(({ pc }) => pc === 'Ended') || isAlarmed(world)) return null
  const { claimed } = world.producers[0] ?? { claimed: 0 }
  const c = world.words.gates.findIndex((gate) => gate !== claimed)
  return c < 0 ? null : `all readers have ended, ${world.consumerOf(c)} at ${gateOf(world, c)} of ${claimed}`
})

/** A poll that finds nothing: nothing was available when it began. */
const EmptyMeansEmpty: Look = each('words readers', consumersOf, (own, { before }) => {
  const gaveUp = before.thread === own.thread && before.pc === 'LoadCursor' && own.pc === 'Idle'
  return gaveUp && own.offered && 'a poll found nothing, although an event was available when it began'
})

export const OF_ONE: Looks = {
  ...{ ProducerInOrder, CachedIsPast, ClaimedHasRoom, CheckedHasRoom },
  ...{ SeenIsPublished, WrittenIsKept, ClosedIsFinal, EndedHasHandledAll, NothingLost, EmptyMeansEmpty },
}
