// Replays every edge of a model of Roles on the source: the same words, and the same steps enabled.
import type { Graph } from '../../../spec/tlc/graph.ts'
import type { State, Value } from '../../../spec/tlc/values.ts'
import { cover } from '../../harness/tour/cover.ts'
import { ALL_ENDED, type Move, valuesOf } from '../../harness/tour/graph.ts'
import type { Core } from '../load.ts'
import { asArray, type Fields } from '../states/states.ts'
import { nameOf, type Roles, threadsOf } from './cast.ts'
import { Broken, Player } from './player.ts'

/** The result of a model: how many of its edges the source has taken, and where it diverged, if it did. */
export interface Replayed {
  readonly edges: number
  readonly taken: number
  readonly steps: number
  readonly divergence: string | null
}

/** What happens to a thread, or what its supervisor does: not a step of its caller. */
const FATES: ReadonlySet<string> = new Set(['Crash', 'Judge', 'BeginEnd'])

/** Steps that a caller can take although they have no effect. */
const IN_VAIN: ReadonlySet<string> = new Set(['BeginTake', 'Leave', 'SayStopped', 'LoadHolder', 'GiveBack'])

/** Walks all edges of a model's graph on the source. */
export function replayRoles(graph: Graph, cast: Roles, cores: ReadonlyMap<number, Core>): Replayed {
  const moves = movesIn(graph, cast)
  const enabled = moves.map((here) => enabledIn(here))
  const taken = new Set<number>()
  let steps = 0
  for (const walk of cover(moves)) {
    const player = new Player(cast, cores)
    for (const [at, move] of walk.entries()) {
      const divergence = take(player, move, { graph, cast, enabled })
      if (divergence)
        return {
          ...counted(graph, taken, steps),
          divergence: `${storyOf(walk.slice(0, at + 1))}: ${divergence}`,
        }
      taken.add(move.edge)
      steps++
    }
  }
  return { ...counted(graph, taken, steps), divergence: null }
}

function counted({ edges }: Graph, taken: ReadonlySet<number>, steps: number) {
  return { edges: edges.filter(({ action }) => action !== ALL_ENDED).length, taken: taken.size, steps }
}

function storyOf(walk: readonly Move[]): string {
  return walk.map(({ action, thread, decision }) => `${action} ${thread}${aboutOf(decision)}`).join(', ')
}

function aboutOf({ about }: Move['decision']): string {
  return about === undefined ? '' : ` of ${about}`
}

interface Place {
  readonly graph: Graph
  readonly cast: Roles
  readonly enabled: readonly ReadonlyMap<number, ReadonlySet<string>>[]
}

/** Takes a step; says where spec and source diverge. */
function take(player: Player, move: Move, { graph, cast, enabled }: Place): string | null {
  try {
    player.step(move.thread, move.action, Number(move.decision.about))
    return (
      differenceOf(player, valuesOf(graph.states, move.to), cast) ??
      refusalOf(player, cast, enabled[move.to] ?? new Map())
    )
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return error instanceof Broken ? error.message : String(error.stack)
  }
}

function refusalOf(
  player: Player,
  cast: Roles,
  enabled: ReadonlyMap<number, ReadonlySet<string>>,
): string | null {
  for (const thread of threadsOf(cast)) {
    const spec = enabled.get(thread) ?? new Set<string>()
    // Any thread that observes the end may do so, at a time that the spec chooses.
    if (spec.has('EndWait') || (cast.readers.includes(cast.roleOf(thread)) && spec.has('Leave'))) continue
    const source = player.enabled(thread)
    const missing = [...spec].find((action) => !FATES.has(action) && !source.includes(action))
    if (missing) return `thread ${thread} could take ${missing}, the source only ${source}`
    const more = source.find((action) => !spec.has(action) && !IN_VAIN.has(action) && action !== 'Attach')
    if (more) return `the source of thread ${thread} could take ${more}, the spec only ${[...spec]}`
  }
  return null
}

/** The first word that differs between the ring and the spec's state. */
function differenceOf(player: Player, state: State, cast: Roles): string | null {
  const words = state.words as Fields
  const { producers, consumers, handled, state: ending } = player.ring.positions()
  const seen = { shut: ending !== 'open', ends: asArray(words.ends).length > 0 }
  if (seen.shut !== (words.shut === true || seen.ends)) return `the ring is ${ending}, ${words.shut}`
  for (const role of [...cast.producers, ...cast.readers]) {
    const says = fieldOf(fieldOf(words.owner, role), 'state')
    const is = producers[nameOf(role)] ?? consumers[nameOf(role)]
    if (is !== says) return `role ${role} is ${is}, the spec says ${says}`
  }
  for (const consumer of [...cast.readers, ...(cast.workers.length > 0 ? [0] : [])]) {
    const [is, says] = [handled[nameOf(consumer)], Number(fieldOf(words.gate, consumer)) - 1]
    if (is !== says) return `gate ${consumer} is ${is}, the spec says ${says}`
  }
  return heldIn(player, words, cast) ?? endingOf(player, words, ending)
}

function heldIn(player: Player, words: Fields, cast: Roles): string | null {
  const { open } = player.ring.positions()
  for (const p of cast.producers) {
    const [is, says] = [open[nameOf(p)], Math.abs(Number(fieldOf(words.hand, p)))]
    if (is !== says) return `producer ${p} holds ${is}, the spec says ${says}`
  }
  return null
}

function endingOf(player: Player, words: Fields, ending: string): string | null {
  const ends = asArray(words.ends)
  const says = ends.includes('failed')
    ? /failed|stopped/
    : ends.includes('closed')
      ? /^closed$/
      : /open|closing/
  if (!says.test(ending)) return `the ring is ${ending}, the spec says ${ends}`
  const { claimed } = player.ring.positions()
  const isKnown = Number(words.final) >= 0
  return isKnown && claimed !== Number(words.final) - 1
    ? `the ring ends after ${claimed}, not before ${words.final}`
    : null
}

function fieldOf(value: Value | undefined, key: number | string): Value | undefined {
  if (value instanceof Map) return value.get(key)
  if (Array.isArray(value)) return value[Number(key) - 1]
  return (value as Fields | undefined)?.[String(key)]
}

function enabledIn(moves: readonly Move[]): ReadonlyMap<number, ReadonlySet<string>> {
  const enabled = new Map<number, Set<string>>()
  for (const { thread, action } of moves) enabled.set(thread, (enabled.get(thread) ?? new Set()).add(action))
  return enabled
}

function movesIn({ states, edges }: Graph, cast: Roles): Move[][] {
  const moves: Move[][] = states.map(() => [])
  for (const [edge, { from, to, action }] of edges.entries()) {
    if (action === ALL_ENDED) continue
    const [before, after] = [valuesOf(states, from), valuesOf(states, to)]
    const [thread, about] = moverOf(action, before, after, cast)
    const decision = about === undefined ? {} : { about }
    moves[from]?.push({ edge, from, to, action, thread, decision })
  }
  return moves
}

/** The thread that took the step; a supervisor's step is also about a dead thread. */
function moverOf(action: string, before: State, after: State, cast: Roles): [thread: number, about?: number] {
  const threads = threadsOf(cast)
  const changed = threads.filter((t) => print(ownOf(before, t)) !== print(ownOf(after, t)))
  if (action !== 'Judge') return [changed[0] ?? inVain(action, before, threads)]
  const judged = (state: State, t: number): number => asArray(ownOf(state, t)?.judged).length
  const about = changed.find((t) => judged(before, t) !== judged(after, t))
  const supervisor = changed.find((t) => cast.supervisors.includes(t)) ?? judgeOf(before, after, about, cast)
  const unjudged = threads.find(
    (t) => ownOf(before, t)?.pc === 'Dead' && !has(ownOf(before, t)?.judged, supervisor),
  )
  return [supervisor, about ?? unjudged ?? -1]
}

/** The supervisor that dealt with the thread's death in this step. */
function judgeOf(before: State, after: State, about: number | undefined, cast: Roles): number {
  const [was, is] = [before, after].map((state) => ownOf(state, about ?? -1)?.judged)
  return cast.supervisors.find((s) => has(is, s) && !has(was, s)) ?? -1
}

function has(set: Value | undefined, member: number): boolean {
  return asArray(set).map(Number).includes(member)
}

/** A withdrawal that fails changes nothing: the step belongs to the thread that holds the claim. */
function inVain(action: string, before: State, threads: readonly number[]): number {
  const words = before.words as Fields
  const holder = threads.find((t) => {
    const own = ownOf(before, t)
    return own?.pc === 'Open' && (words.shut === true || Number(words.cursor) !== Number(own.at) + 1)
  })
  if (holder === undefined) throw new Broken(`no thread can have taken ${action}`)
  return holder
}

function ownOf(state: State, thread: number): Fields | undefined {
  return fieldOf(state.thread, thread) as Fields | undefined
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    each instanceof Set ? [...each] : each instanceof Map ? [...each] : each,
  )
}
