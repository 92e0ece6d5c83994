import type { Move } from './graph.ts'

/**
 * A walk starts over from the initial state after this many moves: short scripts wrap around in many different
 * states.
 */
const LONG = 2000

/** A walk looks this many states ahead for an untaken move before it ends. */
const AHEAD = 2000

/**
 * Covers every move by walks from state 0. Greedy: take an untaken move here, else go to the nearest state that has
 * one; if there is none near, start over with the state nearest to state 0 that has one.
 *
 * @throws {Error} if a move cannot be reached from state 0
 */
export function cover(moves: readonly (readonly Move[])[]): Move[][] {
  const left = moves.map((here) => [...here])
  const { order, reachedBy } = search(moves, 0)
  const walks: Move[][] = []
  for (const state of order) {
    while (left[state]?.length) walks.push(walkOn(moves, left, pathTo(state, 0, reachedBy)))
  }
  const lost = left.flat()[0]
  if (lost) throw new Error(`no way from state 0 to ${lost.action} from state ${lost.from}`)
  return walks
}

/** Extends a walk and removes the moves it takes from `left`. */
function walkOn(moves: readonly (readonly Move[])[], left: readonly Move[][], walk: Move[]): Move[] {
  for (let at = walk.at(-1)?.to ?? 0; walk.length < LONG; at = walk.at(-1)?.to ?? 0) {
    const fresh = left[at]?.shift()
    const next = fresh ? [fresh] : pathToFresh(moves, left, at)
    if (next.length === 0) break
    walk.push(...next)
  }
  return walk
}

/** The shortest path to a state with untaken moves; empty if there is none within `AHEAD` states. */
function pathToFresh(moves: readonly (readonly Move[])[], left: readonly Move[][], from: number): Move[] {
  const { found, reachedBy } = search(moves, from, AHEAD, (state) => (left[state]?.length ?? 0) > 0)
  return found === undefined ? [] : pathTo(found, from, reachedBy)
}

/** Breadth first, until one is found or more than `most` states are queued. */
function search(
  moves: readonly (readonly Move[])[],
  from: number,
  most = Number.POSITIVE_INFINITY,
  isFound: (state: number) => boolean = () => false,
) {
  const order = [from]
  const reachedBy = new Map<number, Move>()
  for (const at of order) {
    if (isFound(at)) return { found: at, order, reachedBy }
    if (order.length > most) break
    for (const move of moves[at] ?? []) {
      if (move.to === from || reachedBy.has(move.to)) continue
      reachedBy.set(move.to, move)
      order.push(move.to)
    }
  }
  return { found: undefined, order, reachedBy }
}

function pathTo(to: number, from: number, reachedBy: ReadonlyMap<number, Move>): Move[] {
  const path: Move[] = []
  for (let at = to; at !== from; at = path.at(-1)?.from ?? from) {
    const move = reachedBy.get(at)
    if (move) path.push(move)
  }
  return path.reverse()
}
