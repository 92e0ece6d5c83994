import { type Change, changesBetween, type Key, leavesOf, printPath } from './diff.ts'
import type { Counterexample, TraceStep } from './trace.ts'
import { isTuple, parseState, printValue, type State, type Value } from './values.ts'

/** One step of a counterexample, to be shown as a row. */
export interface Row {
  /** The number that TLC gives the state it leads to; of the step that closes a loop that of an earlier one. */
  readonly number: number
  readonly closesLoop: boolean
  /** The thread that takes the step, `consumer[2]`; null for the initial state, and where it can't be known. */
  readonly thread: string | null
  readonly action: string
  /** What the step changes, in groups that begin on a line of their own; of the initial state, what that is. */
  readonly changes: readonly (readonly string[])[]
}

/**
 * The steps of a counterexample, and the one that closes its loop where it has one. A change of the thread's own
 * state is written without its name, `pc Idle → LoadCursor`, after all others, `words.cursor 0 → 1`.
 * @param whole whether the row of the initial state says what that is.
 * @throws MalformedValueError when a state isn't one as TLC prints it.
 */
export function rowsOf({ steps, end }: Counterexample, { whole }: { readonly whole: boolean }): Row[] {
  const states = steps.map(({ text }) => parseState(text))
  const moves = states.slice(1).map((after, index) => moveOf(steps[index + 1], states[index], after))
  if (end.kind === 'lasso') {
    const move = moveOf({ ...end, number: end.to }, states.at(-1), states[end.to - 1])
    moves.push({ ...move, closesLoop: true })
  }
  const initial = { number: 1, closesLoop: false, thread: null, action: INITIAL }
  return [
    { ...initial, changes: whole ? sayState(states[0] ?? {}) : [] },
    ...moves.map((move) => toRow(move, loneThreads(moves))),
  ]
}

const INITIAL = 'initial state'

/** Where each thread is: `consumer[2] is at Sleep`. */
export function placesOf({ text }: TraceStep): string[] {
  return threadsIn(parseState(text)).map(({ path, pc }) => `${printPath(path)} is at ${pc}`)
}

interface Move extends Pick<TraceStep, 'number' | 'action' | 'module'> {
  readonly closesLoop: boolean
  readonly before: State
  readonly changes: readonly Change[]
  readonly thread: Thread | null
}

function moveOf(
  step: Pick<TraceStep, 'number' | 'action' | 'module'> | undefined,
  before: State = {},
  after: State = {},
): Move {
  const { number, action, module } = step ?? { number: 0, action: '', module: null }
  const changes = changesBetween(before, after)
  const thread = threadOf(action, before, changes)
  return { number, action, module, closesLoop: false, before, changes, thread }
}

function toRow({ changes, module, ...move }: Move, lone: ReadonlyMap<string, Thread>): Row {
  const { number, action, closesLoop } = move
  const thread = move.thread ?? lone.get(module ?? '') ?? null
  const own = changes.filter(({ path }) => isIn(path, thread))
  const others = changes.filter((change) => !own.includes(change))
  return {
    ...{ number, closesLoop, action, thread: thread && printPath(thread.path) },
    changes: [[...say(others, 0), ...say(own, 2)]],
  }
}

/** Sorted, since TLC's own order changes with every name that comes into a spec; `pc` comes first. */
function say(changes: readonly Change[], from: number): string[] {
  const texts = changes.map(({ path, says }) => `${printPath(path.slice(from))} ${says}`).sort()
  const [pc] = texts.filter((text) => text.startsWith('pc '))
  return pc === undefined ? texts : [pc, ...texts.filter((text) => text !== pc)]
}

/** A thread and where it is: one of the records with a `pc` that a variable holds, one for each thread. */
interface Thread {
  readonly path: readonly Key[]
  readonly pc: string
}

function threadsIn(state: State): Thread[] {
  return Object.entries(state).flatMap(([variable, value]) =>
    entriesOf(value).flatMap(([argument, own]) => {
      const pc = pcOf(own)
      return pc === null ? [] : { path: [{ field: variable }, { argument }], pc }
    }),
  )
}

function entriesOf(value: Value): (readonly [argument: string, own: Value])[] {
  if (value instanceof Map) return [...value].map(([argument, own]) => [printValue(argument), own])
  return isTuple(value) ? value.map((own, index) => [String(index + 1), own]) : []
}

function pcOf(own: Value): string | null {
  return typeof own === 'object' && 'pc' in own && typeof own.pc === 'string' ? own.pc : null
}

/**
 * The thread that takes a step, which TLC does not say: of those that it changes the one that was at an action
 * of that name, else the one whose `pc` moves; it may change threads that it wakes, too. Null where it changes
 * no thread.
 */
function threadOf(action: string, before: State, changes: readonly Change[]): Thread | null {
  const mine = (thread: Thread): Change[] => changes.filter(({ path }) => isIn(path, thread))
  const changed = threadsIn(before).filter((thread) => mine(thread).length > 0)
  const there = changed.find(({ pc }) => pc === action)
  const moved = changed.find((thread) => mine(thread).some(({ path }) => isPc(path)))
  return there ?? moved ?? changed[0] ?? null
}

/**
 * The modules that are one thread's alone: all their steps of which the thread is known are taken by threads of
 * one variable, which holds just one. A step of theirs that changes shared words only is that thread's, too.
 */
function loneThreads(moves: readonly Move[]): ReadonlyMap<string, Thread> {
  const lone = new Map<string, Thread>()
  for (const module of new Set(moves.map((move) => move.module))) {
    const known = moves.filter(({ thread, module: other }) => thread !== null && other === module)
    const [variable, ...others] = new Set(
      known.map(({ thread }) => printPath(thread?.path.slice(0, 1) ?? [])),
    )
    const beside = threadsIn(known[0]?.before ?? {}).filter(
      ({ path }) => printPath(path.slice(0, 1)) === variable,
    )
    const [thread, ...more] = beside
    if (module !== null && thread && others.length + more.length === 0) lone.set(module, thread)
  }
  return lone
}

function isIn(path: readonly Key[], thread: Thread | null): boolean {
  return thread !== null && printPath(path.slice(0, 2)) === printPath(thread.path)
}

function isPc([, , key]: readonly Key[]): boolean {
  return key !== undefined && 'field' in key && key.field === 'pc'
}

/** A group for each thread and each shared variable: `consumer[1]: pc Idle` and `next 0`; or `slots = <<0, 0>>`. */
function sayState(state: State): string[][] {
  const threads = threadsIn(state).map(({ path }) => printPath(path))
  const groups = new Map<string, string[]>()
  for (const { path, says } of leavesOf(state)) {
    const own = threads.includes(printPath(path.slice(0, 2))) ? 2 : 1
    const [name, part] = [printPath(path.slice(0, own)), printPath(path.slice(own))]
    const group = groups.get(name)
    if (group) group.push(`${part} ${says}`)
    else groups.set(name, [part === '' ? `${name} = ${says}` : `${name}: ${part} ${says}`])
  }
  return [...groups.values()]
}
