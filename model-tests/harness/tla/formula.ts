// The shape of a formula: conjunctions and disjunctions, under quantifiers, definitions and conditions.
import { ahead, closing, deeper, type Token } from './tokens.ts'

/** Consecutive tokens. */
export type Span = readonly Token[]

/** A formula: its parts, or just its tokens if nothing more is known. */
export type Formula =
  | { readonly kind: 'and' | 'or'; readonly span: Span; readonly parts: readonly Formula[] }
  | { readonly kind: 'under'; readonly span: Span; readonly body: Formula }
  | {
      readonly kind: 'let'
      readonly span: Span
      readonly definitions: readonly Local[]
      readonly body: Formula
    }
  | Conditional
  | { readonly kind: 'plain'; readonly span: Span }

interface Conditional {
  readonly kind: 'if'
  readonly span: Span
  readonly condition: Span
  readonly yes: Formula
  readonly no: Formula
}

/** A definition within a formula. */
export interface Local {
  readonly name: string
  readonly body: Formula
}

const AND = '/\\'
const OR = '\\/'

/** Parses a formula. */
export function formulaOf(span: Span): Formula {
  const [first] = span
  switch (first?.text) {
    case AND:
    case OR:
      return listed(span, first)
    case '\\E':
    case '\\A':
      return { kind: 'under', span, body: formulaOf(span.slice(ahead(span, 1, [':']) + 1)) }
    case 'LET':
      return defining(span)
    case 'IF':
      return choosing(span)
    default:
      return joined(span)
  }
}

/** A bulleted list: each part begins with the sign, in the same column. */
function listed(span: Span, { text, column }: Token): Formula {
  const starts = span.flatMap((token, at) =>
    at === 0 || (token.leads && token.column === column && token.text === text) ? [at] : [],
  )
  const parts = starts.map((start, part) => formulaOf(span.slice(start + 1, starts[part + 1])))
  return { kind: text === AND ? 'and' : 'or', span, parts }
}

function defining(span: Span): Formula {
  const end = ahead(span, 1, ['IN'])
  return {
    kind: 'let',
    span,
    definitions: localsIn(span.slice(1, end)),
    body: formulaOf(span.slice(end + 1)),
  }
}

function localsIn(span: Span): Local[] {
  const signs = span.flatMap((_, at) => (at === ahead(span.slice(0, at + 1), at, ['==']) ? [at] : []))
  const starts = signs
    .filter((sign) => isOutside(span, sign))
    .map((sign) => [nameBefore(span, sign), sign] as const)
  return starts.map(([name, sign], local) => ({
    name: span[name]?.text ?? '',
    body: formulaOf(span.slice(sign + 1, starts[local + 1]?.[0])),
  }))
}

/** Whether `at` is outside of any nested LET. */
function isOutside(span: Span, at: number): boolean {
  const before = span.slice(0, at).map(({ text }) => text)
  return before.filter((text) => text === 'LET').length === before.filter((text) => text === 'IN').length
}

/** The index of the name defined by the `==` at `sign`: it comes before the sign, or before the parameters. */
export function nameBefore(span: Span, sign: number): number {
  let depth = 0
  for (let at = sign - 1; at >= 0; at--) {
    depth -= deeper(span[at]!)
    if (depth === 0 && span[at]?.text !== '(') return span[at]?.text === ')' ? at - 1 : at
    if (depth === 0) return at - 1
  }
  return 0
}

function choosing(span: Span): Formula {
  const then = ahead(span, 1, ['THEN'])
  const other = ahead(span, then + 1, ['ELSE'])
  return {
    kind: 'if',
    span,
    condition: span.slice(1, then),
    yes: formulaOf(span.slice(then + 1, other)),
    no: formulaOf(span.slice(other + 1)),
  }
}

/** Parts joined by infix signs, a formula in parentheses, or neither. */
function joined(span: Span): Formula {
  const signs = signsIn(span)
  if (signs.length > 0) {
    const starts = [-1, ...signs]
    const parts = starts.map((start, part) => formulaOf(span.slice(start + 1, signs[part])))
    return { kind: span[signs[0]!]?.text === AND ? 'and' : 'or', span, parts }
  }
  if (span[0]?.text === '(' && closing(span, 0) === span.length - 1)
    return { kind: 'under', span, body: formulaOf(span.slice(1, -1)) }
  return { kind: 'plain', span }
}

/** These reach to the end of the enclosing formula. */
const REACHING = new Set(['\\E', '\\A', 'LET', 'IF', 'CASE', 'LAMBDA', 'CHOOSE', '=>'])

function signsIn(span: Span): number[] {
  const found: number[] = []
  let depth = 0
  for (const [at, token] of span.entries()) {
    if (depth === 0 && REACHING.has(token.text)) return token.text === '=>' ? [] : found
    if (depth === 0 && (token.text === AND || token.text === OR)) found.push(at)
    depth += deeper(token)
  }
  return found
}
