import type { Graph } from '../../../spec/tlc/graph.ts'
import type { State } from '../../../spec/tlc/values.ts'
import type { Decision } from '../stepper/yields.ts'
import type { Arrival, Head, Line, Own } from './tour.ts'

/** How to read the states of a spec in order to make a tour; one for each spec with a twin. */
export interface Reading<Given extends Head = Head> extends Reader {
  /** what the model's constants say; the rest comes from the graph */
  readonly head: Omit<Given, 'initial' | 'edges' | 'count'>
}

/** How to read the states themselves. */
export interface Reader {
  /** The values of a state's words, relative to the start: nearest to those `before`, if any. */
  words(
    state: State,
    before: readonly number[] | null,
    step?: Pick<Line, 'action' | 'thread'>,
  ): readonly number[]
  /** What `state` shows beside its words, and each thread's private state; `held` as for `sleep`. */
  view(state: State, words: readonly number[], held: readonly (number | null)[]): View
  /** The threads that could have taken a step: more than one only for a step that changes nothing. */
  movers(action: string, before: State, after: State): readonly number[]
  /** The decisions of the thread's caller that lead from `before` to `after`. */
  decisions(action: string, thread: number, before: State, after: State): readonly Decision[]
  /**
   * By how many sequences a thread sees words set back in a step, and the true sequence of the word it then holds.
   */
  sleep(step: Slept): { readonly shift: number; readonly held: number | null }
}

/** A step of a thread that may hold an old word; `words` and `held` are those before the step. */
export interface Slept {
  readonly action: string
  readonly thread: number
  readonly before: State
  readonly after: State
  readonly words: readonly number[]
  readonly held: number | null
}

/** A state as a replay compares it. */
export interface View extends Pick<Arrival, 'slots'> {
  readonly ownOf: (thread: number) => Own
}

/** A step of one thread with one decision of its caller: several moves may be the same edge of the graph. */
export interface Move {
  readonly edge: number
  readonly from: number
  readonly to: number
  readonly action: string
  readonly thread: number
  readonly decision: Decision
}

/** The moves from each state, by the state's number. */
export function movesOf({ states, edges }: Graph, reading: Reader): Move[][] {
  const moves: Move[][] = states.map(() => [])
  const numbered = edges.map((step, edge) => ({ ...step, edge }))
  const stuttersLast = [
    ...numbered.filter(({ from, to }) => from !== to),
    ...numbered.filter(({ from, to }) => from === to),
  ]
  for (const { edge, from, to, action } of stuttersLast) {
    if (action === ALL_ENDED) continue
    const [before, after, here] = [valuesOf(states, from), valuesOf(states, to), moves[from] ?? []]
    for (const thread of reading.movers(action, before, after)) {
      // An action that changes the state for a thread does not also stutter for it.
      if (from === to && here.some((move) => move.thread === thread && move.action === action)) continue
      for (const decision of reading.decisions(action, thread, before, after))
        here.push({ edge, from, to, action, thread, decision })
    }
  }
  return moves
}

/** A stutter step of no thread, which keeps TLC from taking a ring that has ended for a deadlock. */
export const ALL_ENDED = 'AllEnded'

export function valuesOf(states: Graph['states'], number: number): State {
  const state = states[number]
  if (!state) throw new RangeError(`state ${number}: the graph has ${states.length}`)
  return state.values
}
