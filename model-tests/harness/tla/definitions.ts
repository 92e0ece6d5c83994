// The definitions of modules, and which of them the steps consist of.
import { type Formula, formulaOf, nameBefore, type Span } from './formula.ts'
import { isName, type Token, tokensOf } from './tokens.ts'

/** A definition of a module. */
export interface Definition {
  readonly module: string
  readonly name: string
  /** Its text in the module, from its name on. */
  readonly text: string
  /** Its tokens, positioned in the module. */
  readonly span: Span
  /** The index at which its text begins in the module. */
  readonly start: number
  readonly body: Formula
  /** The tokens of its body. */
  readonly bodySpan: Span
}

/** Reads the definitions of a module, in order. */
export function definitionsIn(module: string, text: string): Definition[] {
  const tokens = tokensOf(text)
  const starts = tokens.flatMap(({ column, leads }, at) => (leads && column === 0 ? [at] : []))
  return starts.flatMap((start, part) => {
    const span = tokens.slice(start, starts[part + 1])
    const sign = span.findIndex((token) => token.text === '==')
    if (!isName(span[0]) || sign < 0 || nameBefore(span, sign) !== 0) return []
    return [definition(module, text, span, sign)]
  })
}

function definition(module: string, text: string, span: Span, sign: number): Definition {
  const { start, text: name } = span[0]!
  const bodySpan = span.slice(sign + 1)
  const end = span.at(-1)!.end
  return { module, name, start, span, bodySpan, text: text.slice(start, end), body: formulaOf(bodySpan) }
}

/** The names that an expression uses, without fields of records. */
export function namesIn(span: Span): Token[] {
  return span.filter(
    (token, at) => isName(token) && span[at - 1]?.text !== '.' && span[at + 1]?.text !== '|->',
  )
}

/** The definitions that `first` depends on, itself included, in the given order. */
export function reachedFrom(first: string, definitions: readonly Definition[]): Definition[] {
  const byName = new Map(definitions.map((each) => [each.name, each]))
  const reached = new Set([first])
  for (const name of reached) {
    for (const { text } of namesIn(byName.get(name)?.bodySpan ?? [])) if (byName.has(text)) reached.add(text)
  }
  return definitions.filter(({ name }) => reached.has(name))
}

/** The names of operators that take steps: those that prime a variable, and those that use them. */
export function actingNames(definitions: readonly Definition[]): Set<string> {
  const bodies = definitions.flatMap(({ name, body, bodySpan }) => [
    { name, span: bodySpan },
    ...localsOf(body),
  ])
  const acting = new Set<string>()
  for (let before = -1; before < acting.size; ) {
    before = acting.size
    for (const { name, span } of bodies) if (acts(span, acting)) acting.add(name)
  }
  return acting
}

/** Whether a formula primes a variable. */
export function acts(span: Span, acting: ReadonlySet<string>): boolean {
  return (
    span.some(({ text }) => text === "'" || text === 'UNCHANGED') ||
    namesIn(span).some(({ text }) => acting.has(text))
  )
}

function localsOf(formula: Formula): { name: string; span: Span }[] {
  switch (formula.kind) {
    case 'and':
    case 'or':
      return formula.parts.flatMap(localsOf)
    case 'under':
      return localsOf(formula.body)
    case 'if':
      return [...localsOf(formula.yes), ...localsOf(formula.no)]
    case 'let':
      return [
        ...formula.definitions.flatMap(({ name, body }) => [{ name, span: body.span }, ...localsOf(body)]),
        ...localsOf(formula.body),
      ]
    case 'plain':
      return []
  }
}
