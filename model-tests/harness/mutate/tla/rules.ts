// The rules by which specs are mutated, one place at a time.
import { acts, type Definition, reachedFrom } from '../../tla/definitions.ts'
import type { Formula, Span } from '../../tla/formula.ts'
import { ahead, closing, deeper, type Token } from '../../tla/tokens.ts'
import { NONE, type Peculiarities } from './peculiarities.ts'

/** The kind of mutation, as the table prints it. */
export type Rule = 'guard' | 'UNCHANGED' | 'EXCEPT' | 'IF' | 'part' | 'bound'

/** One place of a spec that can be mutated. */
export interface SpecMutant {
  readonly module: string
  /** The definition it is in: an action, or an operator that actions use. */
  readonly action: string
  readonly rule: Rule
  /** The mutation in the words of the spec; with module, action and rule it is the mutant's name. */
  readonly what: string
  /** Whether it may add steps to a state without any; otherwise it is tried only in states with steps. */
  readonly enables: boolean
  /** The extent in the module's text, as indices. */
  readonly start: number
  readonly end: number
  /** The texts before and after it; `chosen` is the condition under which the mutant is active. */
  readonly around: (chosen: string) => readonly [string, string]
}

type Place = Omit<SpecMutant, 'module' | 'action'>

/** All mutants of the definitions under Next, in source order. */
export function mutantsOf(
  definitions: readonly Definition[],
  acting: ReadonlySet<string>,
  { instead, spared }: Pick<Peculiarities, 'instead' | 'spared'> = NONE,
): SpecMutant[] {
  const reached = reachedFrom('Next', definitions).filter(({ module }) => !spared.includes(module))
  return reached.flatMap(({ module, name: action, body, bodySpan }) => {
    const places = [
      ...guards(body, acting),
      ...unchanged(bodySpan, definitions, instead),
      ...details(bodySpan),
    ]
    return numbered(places.toSorted((a, b) => a.start - b.start)).map((place) => ({
      module,
      action,
      ...place,
    }))
  })
}

interface Named {
  readonly module: string
  readonly action: string
  readonly rule: string
  readonly what: string
}

/** The name of a mutant: where it is, and what is mutated there. */
export function nameOf({ module, action, rule, what }: Named): string {
  return `${module}/${action} ${rule}: ${what}`
}

/** Numbers places with the same text. */
function numbered(places: readonly Place[]): Place[] {
  return places.map((place, at) => {
    const before = places
      .slice(0, at)
      .filter(({ rule, what }) => rule === place.rule && what === place.what).length
    return before === 0 ? place : { ...place, what: `${place.what} (${before + 1})` }
  })
}

/** The guards of a step, or of an operator that steps use, and their parts. */
function guards(formula: Formula, acting: ReadonlySet<string>): Place[] {
  switch (formula.kind) {
    case 'and':
    case 'or':
      return formula.parts.flatMap((part) => guardsOf(part, formula, acting))
    case 'under':
      return guards(formula.body, acting)
    case 'let':
      return [...formula.definitions, formula].flatMap(({ body }) => guards(body, acting))
    case 'if':
      return [formula.yes, formula.no].flatMap((branch) => guards(branch, acting))
    case 'plain':
      return []
  }
}

function guardsOf(
  part: Formula,
  whole: Formula & { kind: 'and' | 'or' },
  acting: ReadonlySet<string>,
): Place[] {
  if (acts(part.span, acting)) return guards(part, acting)
  const acted = acts(whole.span, acting)
  // A conjunction on one line consists of guards as much as a list does.
  const places = part.kind === 'and' && whole.kind === 'and' ? part.parts : [part]
  return places.flatMap((place) => [dropped(place.span, whole.kind, acted), ...guards(place, acting)])
}

function dropped(span: Span, kind: 'and' | 'or', acted: boolean): Place {
  const rule = acted && kind === 'and' ? 'guard' : 'part'
  const what = `${kind === 'and' ? 'without' : 'never'} ${said(span)}`
  const around = (chosen: string) =>
    kind === 'and'
      ? ([`(IF ${chosen} THEN TRUE ELSE (`, '))'] as const)
      : ([`(IF ${chosen} THEN FALSE ELSE (`, '))'] as const)
  return { rule, what, enables: true, ...extent(span), around }
}

/** One mutant for each variable of each UNCHANGED. */
function unchanged(span: Span, all: readonly Definition[], instead: Peculiarities['instead']): Place[] {
  return span.flatMap(({ text }, at) => {
    if (text !== 'UNCHANGED') return []
    const whole = span.slice(at, closing(span, at + 1) + 1)
    const variables = variablesIn(whole.slice(1), all)
    return variables.map((variable) =>
      changed(instead[variable] ?? `${variable}' = 0`, variable, variables, whole),
    )
  })
}

function variablesIn(span: Span, all: readonly Definition[]): string[] {
  const [first] = span
  const defined = first && all.find(({ name }) => name === first.text)
  if (defined) return variablesIn(defined.bodySpan, all)
  return span.filter(({ text }) => /^\w/.test(text)).map(({ text }) => text)
}

function changed(update: string, variable: string, variables: readonly string[], whole: Span): Place {
  const rest = variables.filter((other) => other !== variable).map((other) => ` /\\ UNCHANGED ${other}`)
  const instead = `${update}${rest.join('')}`
  return {
    rule: 'UNCHANGED',
    enables: false,
    what: `${variable} in ${said(whole)}`,
    ...extent(whole),
    around: (chosen) => [`(IF ${chosen} THEN ${instead} ELSE (`, '))'],
  }
}

/** One mutant for each update, each condition, and two for each bound. */
function details(span: Span): Place[] {
  return span.flatMap(({ text }, at) => {
    if (text === 'EXCEPT') return updates(span, at)
    if (text === 'IF') return [negated(span.slice(at + 1, ahead(span, at + 1, ['THEN'])))]
    return /^[<>]=?$/.test(text) ? [shifted(span, at, 1), shifted(span, at, -1)] : []
  })
}

function updates(span: Span, from: number): Place[] {
  const parts: Place[] = []
  for (let at = from + 1; at > 0 && at < span.length; ) {
    const equals = ahead(span, at, ['='])
    const end = endOf(span, equals + 1)
    parts.push(kept(span.slice(at, equals), span.slice(equals + 1, end)))
    at = span[end]?.text === ',' ? end + 1 : -1
  }
  return parts
}

/** The end of an update's value: the comma before the next update, or the closing bracket. */
function endOf(span: Span, from: number): number {
  let depth = 0
  for (let at = from; at < span.length; at++) {
    if (depth === 0 && (span[at]?.text === ',' || deeper(span[at]!) < 0)) return at
    depth += deeper(span[at]!)
  }
  return span.length
}

function kept(field: Span, value: Span): Place {
  const what = `without ${said(field)} = ${said(value)}`
  return {
    rule: 'EXCEPT',
    what,
    enables: false,
    ...extent(value),
    around: (chosen) => [`(IF ${chosen} THEN @ ELSE (`, '))'],
  }
}

function negated(condition: Span): Place {
  const what = `not ${said(condition)}`
  return {
    rule: 'IF',
    what,
    enables: true,
    ...extent(condition),
    around: (chosen) => [`((${chosen}) # (`, '))'],
  }
}

/** Shifts a bound by one. */
function shifted(span: Span, at: number, by: 1 | -1): Place {
  const [sign, next] = [span[at]!, span[at + 1]!]
  const [left, right] = [span.slice(edge(span, at, -1) + 1, at), span.slice(at + 1, edge(span, at, 1))]
  const what = `${said(left)} ${sign.text} ${by} + ${said(right)}`
  const around = (chosen: string) => [`(IF ${chosen} THEN ${by} ELSE 0) + `, ''] as const
  return { rule: 'bound', what, enables: true, start: next.start, end: next.start, around }
}

const EDGES = /^(?:\/\\|\\\/|IF|THEN|ELSE|IN|=>|==|:|,|=|~)$/

/** The index just outside the operand of a comparison. */
function edge(span: Span, from: number, by: 1 | -1): number {
  let depth = 0
  for (let at = from + by; at >= 0 && at < span.length; at += by) {
    depth += by * deeper(span[at]!)
    if (depth < 0 || (depth === 0 && EDGES.test(span[at]!.text))) return at
  }
  return by > 0 ? span.length : -1
}

function extent(span: Span): { start: number; end: number } {
  return { start: span[0]?.start ?? 0, end: span.at(-1)?.end ?? 0 }
}

const TIGHT_BEFORE = new Set([')', ']', '}', '>>', ',', '.', "'", '(', '['])
const TIGHT_AFTER = new Set(['(', '[', '{', '<<', '.', '~', '!'])

/** The tokens of a span on one line, spaced as usual. */
export function said(span: Span): string {
  const text = span.map((token, at) => (needsBlank(span[at - 1], token) ? ` ${token.text}` : token.text))
  return text.join('')
}

function needsBlank(before: Token | undefined, { text }: Token): boolean {
  if (before === undefined || TIGHT_AFTER.has(before.text)) return false
  if (text === '(' || text === '[')
    return !/^(?!(?:IF|THEN|ELSE|IN|EXCEPT|UNION|SUBSET)$)\w+$|^[\])]$/.test(before.text)
  return !TIGHT_BEFORE.has(text)
}
