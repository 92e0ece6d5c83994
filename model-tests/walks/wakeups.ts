// That no wake-up is lost: NoLostWakeUp of the specs, as far as a walk can see it. Where somebody has died nothing is said.
import { type Looks, look } from './look.ts'
import { CLOSED, gateOf } from './readers.ts'
import type { Producer, Reader } from './roles.ts'
import { isAlarmed, type World } from './world.ts'

/** Who stands there is going to wake others, or may be: what a batch of several slots has found marked is not seen. */
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

/** Whether a consumer lacks its next event at a word that is marked. */
function lacksEvent({ consumer, next }: Reader, world: World): boolean {
  const { words, upstream, several } = world
  const leaders = upstream[consumer] ?? []
  if (leaders.length > 0) return leaders.some((u) => gateOf(world, u) < next && isGateMarked(world, u))
  const slot = world.slotOf(next)
  const isThere = several ? words.stamps[slot] === next : words.cursor >= next
  return !isThere && words.isMarked(words.markable[several ? slot : 0] ?? -1)
}

/** Who has not claimed yet may have looked with an old word: of it only the mark is known. */
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
      ? `${world.nameOf(lost)} sleeps, its word is not marked or lacks nothing, and nobody wakes it`
      : null
  }),
}
