import { type History, isPending, type Operation, operationsByThread } from './history.ts'

/** What a history is checked against: an object that one thread at a time would use. */
export interface SequentialObject<State, Call, Result> {
  initial(): State
  /**
   * Gives the states possible after the call answered `result`; none where the object cannot answer so.
   *
   * A pending call comes with `result: undefined`: give the states after every answer the object could have
   * given. States equal to `state` may be left out, since the checker also tries that the call had no effect.
   */
  step(state: State, call: Call, result: Result | undefined): readonly State[]
  /** Gives a text that equal states share and different states do not. */
  key(state: State): string
}

export type Verdict<Call, Result> =
  | {
      readonly verdict: 'linearizable'
      /** a witness: every call that returned, and the pending ones that took effect */
      readonly order: History<Call, Result>
    }
  | {
      readonly verdict: 'not'
      /** the longest order that the object allows and that keeps the real-time order */
      readonly longest: History<Call, Result>
      /** what real-time order lets come next after `longest`, none of which the object allows */
      readonly stuck: History<Call, Result>
    }
  | { readonly verdict: 'unknown'; readonly reason: string; readonly steps: number }

/** One thread's next operation, and which of the threads it is. */
interface Candidate<Call, Result> {
  readonly column: number
  readonly operation: Operation<Call, Result>
}

/**
 * A prefix of an order and the state it leads to. One thread's operations never overlap, so the set of
 * ordered operations is determined by how many of each thread's it holds.
 */
interface Configuration<State, Call, Result> {
  readonly state: State
  readonly counts: readonly number[]
  readonly length: number
  readonly last?: {
    readonly operation: Operation<Call, Result>
    readonly before: Configuration<State, Call, Result>
  }
}

/**
 * Decides whether the history is linearizable to the object: Wing and Gong's search with Lowe's memoization.
 *
 * An operation precedes another in real-time order if it responded before the other was invoked; equal times
 * leave both orders open. `maxSteps` (an integer, at least 0) bounds the operations tried, so that the same
 * history always gets the same verdict; a search that would need more answers `unknown`.
 *
 * @throws {HistoryError} if the history is malformed.
 * @throws {RangeError} if `maxSteps` is not an integer from 0.
 */
export function checkLinearizable<State, Call, Result>(
  history: History<Call, Result>,
  object: SequentialObject<State, Call, Result>,
  { maxSteps = 1_000_000 }: { readonly maxSteps?: number } = {},
): Verdict<Call, Result> {
  if (!Number.isSafeInteger(maxSteps) || maxSteps < 0) {
    throw new RangeError(`maxSteps: ${maxSteps}; allowed: an integer from 0`)
  }
  return search(operationsByThread(history), object, maxSteps)
}

function search<State, Call, Result>(
  threads: readonly History<Call, Result>[],
  object: SequentialObject<State, Call, Result>,
  maxSteps: number,
): Verdict<Call, Result> {
  let furthest = start<State, Call, Result>(threads.length, object.initial())
  const open = [furthest]
  const isNew = memoOf(object)
  let steps = 0
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    const next = candidates(threads, here.counts)
    if (next.every(mayStayOut)) return { verdict: 'linearizable', order: orderOf(here) }
    if (here.length > furthest.length) furthest = here
    if (steps + next.length > maxSteps) return unknown(steps, maxSteps)
    steps += next.length
    open.push(...successors(here, next, object).filter(isNew))
  }
  return notLinearizable(orderOf(furthest), candidates(threads, furthest.counts))
}

function start<State, Call, Result>(threads: number, state: State): Configuration<State, Call, Result> {
  return { state, counts: new Array<number>(threads).fill(0), length: 0 }
}

/**
 * Gives the operations that real-time order lets come next: those invoked before any other had responded.
 * The one that responds first comes last, to be popped first: it leaves the others the most room.
 */
function candidates<Call, Result>(
  threads: readonly History<Call, Result>[],
  counts: readonly number[],
): Candidate<Call, Result>[] {
  const heads: Candidate<Call, Result>[] = []
  for (const [column, operations] of threads.entries()) {
    const operation = operations[counts[column] ?? 0]
    if (operation !== undefined) heads.push({ column, operation })
  }
  const firstResponse = Math.min(...heads.map(({ operation }) => operation.responded))
  const ready = heads.filter(({ operation }) => operation.invoked <= firstResponse)
  return ready.sort((a, b) => descending(a.operation.responded, b.operation.responded))
}

// A difference would be NaN for two pending operations.
function descending(a: number, b: number): number {
  if (a === b) return 0
  return a < b ? 1 : -1
}

function successors<State, Call, Result>(
  before: Configuration<State, Call, Result>,
  next: readonly Candidate<Call, Result>[],
  object: SequentialObject<State, Call, Result>,
): Configuration<State, Call, Result>[] {
  return next.flatMap(({ column, operation }) => {
    const states = object.step(before.state, operation.call, operation.result)
    const counts = before.counts.map((count, index) => (index === column ? count + 1 : count))
    return states.map((state) => ({ state, counts, length: before.length + 1, last: { operation, before } }))
  })
}

/** Gives a test that holds the first time it is asked about a set of ordered operations with their state. */
function memoOf<State, Call, Result>(object: SequentialObject<State, Call, Result>) {
  const seen = new Set<string>()
  return ({ counts, state }: Configuration<State, Call, Result>): boolean => {
    const size = seen.size
    return seen.add(`${counts.join()}|${object.key(state)}`).size > size
  }
}

function orderOf<State, Call, Result>(end: Configuration<State, Call, Result>): Operation<Call, Result>[] {
  const order: Operation<Call, Result>[] = []
  for (let last = end.last; last !== undefined; last = last.before.last) order.push(last.operation)
  return order.reverse()
}

function mayStayOut({ operation }: Candidate<unknown, unknown>): boolean {
  return isPending(operation)
}

function notLinearizable<Call, Result>(
  longest: History<Call, Result>,
  next: readonly Candidate<Call, Result>[],
) {
  return { verdict: 'not', longest, stuck: next.map(({ operation }) => operation).reverse() } as const
}

function unknown(steps: number, maxSteps: number) {
  const reason = `undecided after ${steps} of at most ${maxSteps} steps`
  return { verdict: 'unknown', reason, steps } as const
}
