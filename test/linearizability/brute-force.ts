import type { Recorded } from './recorded.ts'

/** The values of a queue, the oldest first. */
export type Values = readonly number[]

/**
 * Decides whether a history of at most six operations is linearizable to a queue of `size` by trying all
 * their orders, with and without each pending one; it shares no code with the checker.
 */
export function someOrderExplains(history: readonly Recorded[], size: number): boolean {
  const returned = history.filter(({ responded }) => responded < Number.POSITIVE_INFINITY)
  const pending = history.filter(({ responded }) => responded === Number.POSITIVE_INFINITY)
  return subsetsOf(pending).some((effective) => {
    const operations = [...returned, ...effective]
    const precedes = operations.map((first) => operations.map((second) => first.responded < second.invoked))
    const orders = PERMUTATIONS[operations.length] ?? []
    return orders.some((order) => keepsRealTime(order, precedes) && explains(pick(order, operations), size))
  })
}

/** Tells whether the order keeps the real-time order and is one the queue allows. */
export function isExplanation(order: readonly Recorded[], size: number): boolean {
  const backwards = order.some((later, place) =>
    order.slice(0, place).some((earlier) => later.responded < earlier.invoked),
  )
  return !backwards && explains(order, size)
}

/** Gives every queue there may be after the operation on a queue of `size`; none if it cannot answer so. */
export function queuesAfter({ call, result }: Recorded, queue: Values, size: number): Values[] {
  if (call.op === 'offer') {
    const after = queue.concat(call.values)
    const accepted = after.length <= size
    if (result?.op === 'offer' && result.accepted !== accepted) return []
    return [accepted ? after : queue]
  }
  const answers =
    queue.length === 0 ? [[]] : queue.slice(0, call.limit).map((_, last) => queue.slice(0, last + 1))
  const given = result?.op === 'poll' ? JSON.stringify(result.values) : undefined
  const possible = answers.filter((answer) => given === undefined || JSON.stringify(answer) === given)
  return possible.map((answer) => queue.slice(answer.length))
}

const PERMUTATIONS = [0, 1, 2, 3, 4, 5, 6].map((length) => permutationsOf([...Array(length).keys()]))

function permutationsOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((first) =>
    permutationsOf(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  )
}

function subsetsOf<Item>(items: readonly Item[]): Item[][] {
  return items.reduce<Item[][]>(
    (subsets, item) => subsets.concat(subsets.map((subset) => [...subset, item])),
    [[]],
  )
}

function keepsRealTime(order: readonly number[], precedes: readonly (readonly boolean[])[]): boolean {
  return order.every((later, place) => !order.slice(0, place).some((earlier) => precedes[later]?.[earlier]))
}

function pick(order: readonly number[], operations: readonly Recorded[]): Recorded[] {
  return order.flatMap((index) => operations[index] ?? [])
}

function explains(order: readonly Recorded[], size: number): boolean {
  let queues: Values[] = [[]]
  for (const operation of order) queues = queues.flatMap((queue) => queuesAfter(operation, queue, size))
  return queues.length > 0
}
