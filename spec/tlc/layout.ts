import type { Row } from './rows.ts'
import type { Colors } from './show.ts'

/** The rows of a counterexample below each other, their changes broken where the screen ends. */
export function layOut(
  rows: readonly Row[],
  { colors, columns }: { colors: Colors; columns: number },
): string[] {
  const table = rows.map((row) => ({ ...row, cells: cellsOf(row) }))
  const heads = ['step', 'thread', 'action'] as const
  const widths = heads.map((head, column) => {
    const widest = Math.max(...table.map(({ cells }) => (cells[column] ?? '').length))
    return widest === 0 ? 0 : Math.max(head.length, widest)
  })
  const left = (cells: readonly string[]): string =>
    cells.map((cell, column) => pad(cell, widths[column] ?? 0, column === 0)).join('')
  const indent = left(['', '', '']).length
  return [
    colors.dim(`${left(heads)}changes`),
    ...table.flatMap(({ cells: [step = '', thread = '', action = ''], changes }) => {
      const width = Math.max(NARROWEST, columns - indent)
      const [first = '', ...rest] = changes.flatMap((group) => wrap(group, width))
      const start = left([step, thread, action]).replace(action, colors.cyan(action))
      return [`${start}${first}`.trimEnd(), ...rest.map((line) => ' '.repeat(indent) + line)]
    }),
  ]
}

function cellsOf({ number, closesLoop, thread, action }: Row): readonly [string, string, string] {
  return [`${closesLoop ? '↺ ' : ''}${number}`, thread ?? '', action]
}

/** An empty column takes no place. */
function pad(cell: string, width: number, right: boolean): string {
  if (width === 0) return ''
  return `${right ? cell.padStart(width) : cell.padEnd(width)}  `
}

/** Narrower columns of changes can't be read. */
const NARROWEST = 30

/** Texts with commas between them, in lines of at most `width` characters; a longer text has its own. */
function wrap(texts: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const [index, text] of texts.entries()) {
    const next = index < texts.length - 1 ? `${text},` : text
    const last = lines.at(-1)
    const joined = `${last} ${next}`
    if (last === undefined || joined.length > width) lines.push(next)
    else lines.splice(-1, 1, joined)
  }
  return lines
}
