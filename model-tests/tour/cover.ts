import type { Move } from './graph.ts'

/** A walk goes back to the initial state after so many moves: short scripts cross a wrap in many states. */
const LONG = 2000

/**
 * Walks from state 0 that together take every move: while there is one here that nobody took, take it; else go to
 * the nearest state that has one, and if there is none ahead, begin again.
 *
 * @throws {Error} if a move can't be reached from state 0
 */
export function cover(moves: readonly (readonly Move[])[]): Move[][] {
  const left = moves.map((here) => [...here])
  const walks: Move[][] = []
  for (;;) {
    const walk = walkOn(moves, left)
    if (walk.length === 0) break
    walks.push(walk)
  }
  const lost = left.flat()[0]
  if (lost) throw new Error(`no way from state 0 to ${lost.action} from state ${lost.from}`)
  return walks
}

/** One walk; it takes what it can from `left`. */
function walkOn(moves: readonly (readonly Move[])[], left: readonly Move[][]): Move[] {
  const walk: Move[] = []
  for (let at = 0; walk.length < LONG; at = walk.at(-1)?.to ?? 0) {
    const fresh = left[at]?.shift()
    const next = fresh ? [fresh] : pathToFresh(moves, left, at)
    if (next.length === 0) break
    walk.push(...next)
  }
  return walk
}

/** The shortest way to a state with moves that nobody took, breadth first; empty if there is none. */
function pathToFresh(moves: readonly (readonly Move[])[], left: readonly Move[][], from: number): Move[] {
  const queue = [from]
  const reachedBy = new Map<number, Move>()
  for (const at of queue) {
    if (left[at]?.length) return pathTo(at, from, reachedBy)
    for (const move of moves[at] ?? []) {
      if (reachedBy.has(move.to)) continue
      reachedBy.set(move.to, move)
      queue.push(move.to)
    }
  }
  return []
}

function pathTo(to: number, from: number, reachedBy: ReadonlyMap<number, Move>): Move[] {
  const path: Move[] = []
  for (let at = to; at !== from; at = path.at(-1)?.from ?? from) {
    const move = reachedBy.get(at)
    if (move) path.push(move)
  }
  return path.reverse()
}
