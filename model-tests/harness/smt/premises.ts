// The premises of a query: which of them its answer needs. What some of them prove, all of them prove.
import type { Query } from './queries.ts'

/** Names of premises, by the name of the query that they suffice for. */
export type Sufficient = Readonly<Record<string, readonly string[]>>

/** The query from these premises alone; names that are no premise of it do not count. */
export function narrowed(query: Query, names: readonly string[]): Query {
  const lost = new Set(
    [...(query.premises ?? [])].flatMap(([name, line]) => (names.includes(name) ? [] : [line])),
  )
  const lines = query.text.split('\n').filter((line) => !lost.has(line))
  return { ...query, text: lines.join('\n') }
}

/** The query with a constant before each premise: only where that is true the premise is assumed. */
export function switched(query: Query): Query {
  const switches = new Map([...(query.premises ?? [])].map(([name, line]) => [line, switchOf(name)]))
  const lines = query.text.split('\n').map((line) => {
    const constant = switches.get(line)
    if (constant === undefined) return line
    const formula = line.slice('(assert '.length, -1)
    return `(declare-const ${constant} Bool) (assert (=> ${constant} ${formula}))`
  })
  return { ...query, text: lines.join('\n') }
}

/** The constant before a premise. */
export function switchOf(name: string): string {
  return `use.${name}`
}
