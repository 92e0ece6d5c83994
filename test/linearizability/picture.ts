import type { Verdict } from './checker.ts'
import { type History, type Operation, operationsByThread } from './history.ts'

/** How to say a call and a result in a few words. */
export interface Words<Call, Result> {
  call(call: Call): string
  result(result: Result): string
}

/** One event of the picture. */
interface Line<Call, Result> {
  readonly time: number
  readonly kind: 'call' | 'return'
  readonly column: number
  readonly operation: Operation<Call, Result>
}

const GAP = '   '
const JSON_WORDS: Words<unknown, unknown> = {
  call: (call) => JSON.stringify(call),
  result: (result) => JSON.stringify(result),
}

/**
 * Draws a history as plain text: a column per thread, a line per event in time order.
 *
 * With a verdict about that history, `#n` marks the operation that came n-th in the order found, `STUCK`
 * those of which none could come next, and the last line says the verdict.
 *
 * @throws {HistoryError} if the history is malformed.
 */
export function picture<Call, Result>(
  history: History<Call, Result>,
  verdict?: Verdict<Call, Result>,
  words: Words<Call, Result> = JSON_WORDS,
): string {
  const threads = operationsByThread(history)
  const heading = ['time', ...threads.map(([first]) => `thread ${first?.thread}`)]
  const rows = rowsOf(linesOf(threads), threads.length, textsOf(words, marksOf(verdict)))
  const summary = verdict === undefined ? [] : [summaryOf(verdict)]
  return [...aligned([heading, ...rows]), ...summary].join('\n')
}

function linesOf<Call, Result>(threads: readonly History<Call, Result>[]): Line<Call, Result>[] {
  const lines = threads.flatMap((operations, column) =>
    operations.flatMap((operation): Line<Call, Result>[] => [
      { time: operation.invoked, kind: 'call', column, operation },
      { time: operation.responded, kind: 'return', column, operation },
    ]),
  )
  return lines.sort(inTimeOrder)
}

// At equal times the calls come first: such operations overlap.
function inTimeOrder(a: Line<unknown, unknown>, b: Line<unknown, unknown>): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1
  return Number(a.kind === 'return') - Number(b.kind === 'return')
}

function rowsOf<Call, Result>(
  lines: readonly Line<Call, Result>[],
  columns: number,
  textOf: (line: Line<Call, Result>) => string,
): string[][] {
  const open = new Set<number>()
  return lines.map((line) => {
    if (line.kind === 'call') open.add(line.column)
    else open.delete(line.column)
    const bar = (column: number) => (open.has(column) ? '|' : '')
    const cellOf = (column: number) => (column === line.column ? textOf(line) : bar(column))
    const time = Number.isFinite(line.time) ? `${line.time}` : ''
    return [time, ...Array.from({ length: columns }, (_, column) => cellOf(column))]
  })
}

function textsOf<Call, Result>(words: Words<Call, Result>, marks: ReadonlyMap<unknown, string>) {
  return ({ kind, operation }: Line<Call, Result>): string => {
    if (kind === 'call') return `call ${words.call(operation.call)}`
    const mark = marks.get(operation) ?? ''
    return `${operation.result === undefined ? 'pending' : `return ${words.result(operation.result)}`}${mark}`
  }
}

function marksOf(verdict: Verdict<unknown, unknown> | undefined): ReadonlyMap<unknown, string> {
  if (verdict === undefined || verdict.verdict === 'unknown') return new Map()
  const [ordered, stuck] = verdict.verdict === 'not' ? [verdict.longest, verdict.stuck] : [verdict.order, []]
  return new Map<unknown, string>([
    ...ordered.map((operation, index) => [operation, `  #${index + 1}`] as const),
    ...stuck.map((operation) => [operation, '  STUCK'] as const),
  ])
}

function summaryOf(verdict: Verdict<unknown, unknown>): string {
  if (verdict.verdict === 'linearizable') return 'linearizable in the order of the numbers'
  if (verdict.verdict === 'unknown') return `unknown: ${verdict.reason}`
  const { length } = verdict.longest
  return `not linearizable: after the ${length} numbered, none of those marked STUCK could come next`
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0
    return column === 0 ? cell.padStart(width) : cell.padEnd(width)
  }
  return rows.map((row) => row.map(pad).join(GAP).trimEnd())
}
