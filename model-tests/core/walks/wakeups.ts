// No wake-up is lost: NoLostWakeUp of the specs, as far as a walk can observe it. After a crash it claims nothing.
import { type Looks, look } from './look.ts'
import { CLOSED, gateOf } from './readers.ts'
import type { Producer, Reader } from './roles.ts'
import { isAlarmed, type World } from './world.ts'

/** A thread here wakes others, or may: a batch of several slots does not show whether it found a mark. */
const WAKES: ReadonlySet<string> = new Set(['Bump', 'Notify', 'Publish'])
const TELLS: ReadonlySet<string> = new Set(['CloseCursor', 'StoreFinal', 'Tell', 'TellAgain', 'NotifyAll'])

const PUBLISHED = 0
const CONSUMED = 1

function isGoingToBeWoken({ producers, readers, others }: World, signal: number): boolean {
  const wakers = signal === PUBLISHED ? producers : readers
  return (
    wakers.some(({ pc }) => WAKES.has(pc)) ||
    producers.some(({ pc }) => TELLS.has(pc)) ||
    others.some(({ pc }) => TELLS.has(pc))
  )
}

function isGateMarked({ words }: World, c: number): boolean {
  const { markable, gates } = words
  return words.isMarked(markable[markable.length - gates.length + c] ?? -1)
}

/** Whether the word that a consumer is blocked on is marked and still lacks its next event. */
function lacksEvent({ consumer, next }: Reader, world: World): boolean {
  const { words, upstream, several } = world
  const leaders = upstream[consumer] ?? []
  if (leaders.length > 0) return leaders.some((u) => gateOf(world, u) < next && isGateMarked(world, u))
  const slot = world.slotOf(next)
  const isThere = several ? words.stamps[slot] === next : words.cursor >= next
  return !isThere && words.isMarked(words.markable[several ? slot : 0] ?? -1)
}

/** A producer that has not claimed may have computed with an old word: only the mark is known. */
function lacksRoom(own: Producer, world: World): boolean {
  const last = world.several ? own.word + own.n - 1 : own.claimed + own.n
  const isFull = (c: number): boolean =>
    (world.several && !own.claims) || last - gateOf(world, c) > world.size
  return world.gating.some((c) => isGateMarked(world, c) && isFull(c))
}

function isLost(own: Reader | Producer, world: World): boolean {
  if (own.pc !== 'Asleep') return false
  const leads = own.kind === 'reader' && (world.upstream[own.consumer] ?? []).length === 0
  const signal = leads ? PUBLISHED : CONSUMED
  if (isGoingToBeWoken(world, signal)) return false
  if (own.kind === 'producer') return !lacksRoom(own, world)
  const isOver = (world.words.ends[signal] & CLOSED) !== 0 && world.words.final <= own.next
  return isOver || !lacksEvent(own, world)
}

export const OF_WAKING: Looks = {
  NoLostWakeUp: look('words producers readers others', (world) => {
    if (isAlarmed(world)) return null
    const lost =
      world.consumers.find((own) => isLost(own, world)) ?? world.producers.find((own) => isLost(own, world))
    return lost
      ? `${world.nameOf(lost)} sleeps, its word is not marked or does not block it, and no thread will wake it`
      : null
  }),
}
