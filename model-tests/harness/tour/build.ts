import type { Graph } from '../../../spec/tlc/graph.ts'
import { isFate } from '../stepper/machine.ts'
import { cover } from './cover.ts'
import { ALL_ENDED, type Move, movesOf, type Reader, type Reading, valuesOf } from './graph.ts'
import type { Arrival, Head, Line, Script, Tour } from './tour.ts'

/** A tour without accesses: the first replay adds them. */
export interface Draft<Given extends Head> {
  readonly tour: Tour<Given>
  /** the edge of the graph that each line of each script takes */
  readonly edgesOf: readonly (readonly number[])[]
}

/**
 * Makes a tour from the state graph of a model.
 *
 * @throws {Error} if no thread and decision explains an edge
 */
export function buildTour<Given extends Head>(graph: Graph, reading: Reading<Given>): Draft<Given> {
  const moves = movesOf(graph, reading)
  refuseUnexplained(graph, moves)
  const threads = reading.head.threads.length
  const builder = { graph, reading, threads, offers: moves.map((here) => offersOf(here, threads)) }
  const walks = cover(moves)
  const scripts = walks.map((walk) => scriptOf(walk, builder))
  const initial = { ...beginning(builder), own: {} }
  const count = { scripts: scripts.length, lines: scripts.reduce((sum, script) => sum + script.length, 0) }
  const tour = {
    ...reading.head,
    edges: graph.edges.filter(({ action }) => action !== ALL_ENDED).length,
    count,
    initial,
    scripts,
  } as unknown as Tour<Given>
  return { tour, edgesOf: walks.map((walk) => walk.map(({ edge }) => edge)) }
}

interface Builder {
  readonly graph: Graph
  readonly reading: Reader
  readonly threads: number
  readonly offers: readonly Arrival['offers'][]
}

function beginning({ graph, reading, offers }: Builder) {
  const state = valuesOf(graph.states, 0)
  const words = reading.words(state, null)
  return { words, slots: reading.view(state, words, []).slots, offers: offers[0] ?? [] }
}

function scriptOf(walk: readonly Move[], builder: Builder): Script {
  const { graph, reading, threads, offers } = builder
  let { words } = beginning(builder)
  const held: (number | null)[] = Array.from({ length: threads }, () => null)
  return walk.map(({ thread, action, decision, from, to }): Line => {
    const [before, after] = [valuesOf(graph.states, from), valuesOf(graph.states, to)]
    const slept = reading.sleep({ action, thread, before, after, words, held: held[thread] ?? null })
    held[thread] = slept.held
    words = reading.words(after, words, { action, thread })
    const { slots, ownOf } = reading.view(after, words, held)
    const at = { words, slots, offers: offers[to] ?? [], own: ownOf(thread) }
    return { thread, action, decision, access: null, shift: slept.shift, ...at }
  })
}

function offersOf(moves: readonly Move[], threads: number): string[][] {
  return Array.from({ length: threads }, (_, thread) => [
    ...new Set(
      moves.filter((move) => move.thread === thread && !isFate(move.action)).map(({ action }) => action),
    ),
  ])
}

function refuseUnexplained({ edges }: Graph, moves: readonly (readonly Move[])[]): void {
  const explained = new Set(moves.flatMap((here) => here.map(({ edge }) => edge)))
  const lost = edges.find(({ action }, edge) => !explained.has(edge) && action !== ALL_ENDED)
  if (lost)
    throw new Error(
      `${lost.action} from state ${lost.from} to ${lost.to}: no thread with any decision takes this step`,
    )
}
