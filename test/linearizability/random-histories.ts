import fc from 'fast-check'
import type { QueueCall, QueueResult } from './index.ts'
import type { Recorded } from './recorded.ts'

/** A history of at most six operations of three threads on a queue of `size`. */
export interface Run {
  readonly size: number
  readonly history: readonly Recorded[]
}

interface Planned {
  readonly thread: number
  readonly call: QueueCall
  /** how many values a poll takes if it finds as many */
  readonly take: number
}

interface Underway extends Planned {
  readonly invoked: number
  /** undefined until the call took effect */
  readonly result: QueueResult | undefined
}

interface Lie {
  readonly place: number
  readonly kind: 'other result' | 'effect at the invocation' | 'effect at the response'
  readonly values: readonly number[]
}

const THREADS = 3
const MOST_OPERATIONS = 6

const someValues = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 })

const plan: fc.Arbitrary<Planned[]> = fc.array(
  fc.record({
    thread: fc.nat({ max: THREADS - 1 }),
    call: fc.oneof(
      fc.record({ op: fc.constant('offer' as const), values: someValues }),
      fc.record({ op: fc.constant('poll' as const), limit: fc.integer({ min: 1, max: 3 }) }),
    ),
    take: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: MOST_OPERATIONS },
)

// Each turn moves a thread's call on: invoked, in effect, responded.
const turns = fc.array(fc.nat({ max: THREADS - 1 }), { maxLength: 4 * MOST_OPERATIONS, size: 'max' })

const lies: fc.Arbitrary<Lie[]> = fc.array(
  fc.record({
    place: fc.nat({ max: MOST_OPERATIONS - 1 }),
    kind: fc.constantFrom('other result', 'effect at the invocation', 'effect at the response'),
    values: someValues,
  }),
  { minLength: 1, maxLength: 3 },
)

/** Gives runs of a real queue whose calls take effect while they are open: linearizable by construction. */
export const truthfulRuns: fc.Arbitrary<Run> = fc
  .record({ size: fc.integer({ min: 1, max: 3 }), plan, turns })
  .map((given) => ({ size: given.size, history: record(given.size, given.plan, given.turns) }))

/** Gives runs with one to three lies about a result or a time: some are linearizable, some not. */
export const dubiousRuns: fc.Arbitrary<Run> = fc
  .tuple(truthfulRuns, lies)
  .map(([{ size, history }, told]) => ({ size, history: told.reduce(withLie, history) }))

function record(size: number, planned: readonly Planned[], schedule: readonly number[]): Recorded[] {
  const waiting = Array.from({ length: THREADS }, (_, thread) =>
    planned.filter((next) => next.thread === thread),
  )
  const underway = new Map<number, Underway>()
  const recorded: Recorded[] = []
  const queue: number[] = []
  for (const [time, thread] of schedule.entries()) {
    const current = underway.get(thread) ?? invoke(waiting[thread]?.shift(), time)
    underway.delete(thread)
    if (current?.result !== undefined) recorded.push(ended(current, time))
    else if (current?.invoked === time) underway.set(thread, current)
    else if (current !== undefined)
      underway.set(thread, { ...current, result: effectOf(current, queue, size) })
  }
  return [...recorded, ...[...underway.values()].map(pendingFrom)]
}

function invoke(planned: Planned | undefined, invoked: number): Underway | undefined {
  return planned && { ...planned, invoked, result: undefined }
}

function effectOf({ call, take }: Planned, queue: number[], size: number): QueueResult {
  if (call.op === 'poll') return { op: 'poll', values: queue.splice(0, Math.min(take, call.limit)) }
  const accepted = call.values.length <= size - queue.length
  if (accepted) queue.push(...call.values)
  return { op: 'offer', accepted }
}

function ended({ thread, call, result, invoked }: Underway, responded: number): Recorded {
  return { thread, call, result, invoked, responded }
}

function pendingFrom({ thread, call, invoked }: Underway): Recorded {
  return { thread, call, result: undefined, invoked, responded: Number.POSITIVE_INFINITY }
}

function withLie(history: readonly Recorded[], { place, kind, values }: Lie): readonly Recorded[] {
  return history.map((operation, index) => {
    if (index !== place || operation.result === undefined) return operation
    if (kind === 'effect at the invocation') return { ...operation, responded: operation.invoked }
    if (kind === 'effect at the response') return { ...operation, invoked: operation.responded }
    return { ...operation, result: otherResult(operation.result, values) }
  })
}

function otherResult(result: QueueResult, values: readonly number[]): QueueResult {
  return result.op === 'poll' ? { op: 'poll', values } : { op: 'offer', accepted: !result.accepted }
}
