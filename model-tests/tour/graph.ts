import type { Graph } from '../../spec/tlc/graph.ts'
import type { State } from '../../spec/tlc/values.ts'
import type { Decision } from '../stepper/yields.ts'
import type { Arrival, Own, TourHead } from './tour.ts'

/** How the states of a spec are read: what a tour is made with, one for each spec that has a twin. */
export interface Reading {
  /** What the model's constants say; the rest comes from the graph. */
  readonly head: Omit<TourHead, 'initial' | 'edges' | 'count'>
  /** The true position, relative to the start, that `state` has if the state before it had `near`. */
  position(state: State, near: number): number
  /** What `state` shows at that position, and what a thread keeps to itself. */
  view(state: State, position: number): View
  /** The threads that could have taken a step: more than one only if it changes nothing. */
  movers(action: string, before: State, after: State): readonly number[]
  /** The decisions of a caller that lead from `before` to `after`. */
  decisions(action: string, before: State, after: State): readonly Decision[]
}

/** A state as it is replayed. */
export interface View extends Pick<Arrival, 'words' | 'slots'> {
  readonly ownOf: (thread: number) => Own
}

/** A step as a thread and a caller can take it: several may be one edge of the graph. */
export interface Move {
  readonly edge: number
  readonly from: number
  readonly to: number
  readonly action: string
  readonly thread: number
  readonly decision: Decision
}

/** The moves from each state, by the state's number. */
export function movesOf({ states, edges }: Graph, reading: Reading): Move[][] {
  const moves: Move[][] = states.map(() => [])
  const numbered = edges.map((step, edge) => ({ ...step, edge }))
  const stuttersLast = [
    ...numbered.filter(({ from, to }) => from !== to),
    ...numbered.filter(({ from, to }) => from === to),
  ]
  for (const { edge, from, to, action } of stuttersLast) {
    const [before, after, here] = [valuesOf(states, from), valuesOf(states, to), moves[from] ?? []]
    for (const thread of reading.movers(action, before, after)) {
      // Who makes a difference with this action does not also stutter with it.
      if (from === to && here.some((move) => move.thread === thread && move.action === action)) continue
      for (const decision of reading.decisions(action, before, after))
        here.push({ edge, from, to, action, thread, decision })
    }
  }
  return moves
}

export function valuesOf(states: Graph['states'], number: number): State {
  const state = states[number]
  if (!state) throw new RangeError(`state ${number}: the graph has ${states.length}`)
  return state.values
}
