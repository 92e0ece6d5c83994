// The table of a section.
import Table from 'cli-table3'
import pc from 'picocolors'

/** A table with its title; the first column is text, all others are figures. */
export function tableOf(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: {
      head: pc.isColorSupported ? ['bold'] : [],
      border: pc.isColorSupported ? ['dim'] : [],
      compact: true,
    },
  })
  table.push(...rows.map((row) => [...row]))
  return `\n${pc.bold(title)}\n${table}`
}

/** A first sequence: 0, or a power of two. */
export function showStart(start: number): string {
  return start === 0 ? '0' : `2^${Math.log2(start)}`
}
