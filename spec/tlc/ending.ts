import { findDefinition, findExpression, type Passage, type Source } from './definition.ts'
import { placesOf } from './rows.ts'
import type { Outcome } from './run.ts'
import type { Counterexample, TraceEnd } from './trace.ts'

/** What there is to say of a property that broke besides TLC's text. */
export interface Context {
  /** The modules that TLC has read. */
  readonly sources: readonly Source[]
  /** The text of the model's config, which lists the temporal properties: TLC doesn't say which one broke. */
  readonly config: string
}

/** Where and how the property broke: a sentence, and below it the property as the spec has it. */
export function endingOf(outcome: Outcome, trace: Counterexample, context: Context): string[] {
  const { verdict } = outcome
  const last = trace.steps.at(-1)?.number ?? 1
  const initially = 'The initial state violates'
  if (verdict === 'deadlocks')
    return [`Deadlock: no step is possible after step ${last}.`, ...lastPlaces(trace)]
  if (verdict === 'violates a temporal property') return temporal(trace.end, last, context)
  if (verdict === 'violates an action property') return property(outcome, `Step ${last} violates`, context)
  if (verdict === 'violates an initial condition') return property(outcome, initially, context)
  const [, name] = /^violates (\w+(?:!\w+)*)$/.exec(verdict) ?? []
  if (name === undefined) return [`TLC ended in an error after step ${last}.`]
  const where = last === 1 ? 'in the initial state' : `after step ${last}`
  return withPassage(`Invariant ${name} does not hold ${where}`, definitionOf(name, context))
}

function lastPlaces({ steps }: Counterexample): string[] {
  const last = steps.at(-1)
  const places = last ? placesOf(last) : []
  return places.length > 0 ? [`  ${places.join(', ')}`] : []
}

function temporal(end: TraceEnd, at: number, { config, sources }: Context): string[] {
  const names = propertiesIn(config)
  const [name] = names
  const which = names.length === 1 ? `${name} is violated` : `one of ${names.join(', ')} is violated`
  const passage = names.length === 1 ? findDefinition(name ?? '', sources) : null
  return withPassage(`${foreverIn(end, at)}: ${which}`, passage)
}

function foreverIn(end: TraceEnd, at: number): string {
  if (end.kind !== 'lasso') return `After step ${at} nothing happens any more`
  return `The steps after step ${end.to} repeat for ever`
}

const PROPERTY = /^Error: (?:Action property|Property) (.*) is violated/m

/** An action property or an initial condition, which TLC calls by its name, or by its place where it has none. */
function property({ output }: Outcome, sentence: string, context: Context): string[] {
  const [, called = ''] = PROPERTY.exec(output) ?? []
  const expression = findExpression(called, context.sources)
  if (expression) return withPassage(`${sentence} an action property`, expression)
  return withPassage(`${sentence} ${called}`, definitionOf(called, context))
}

/** The last part of `Contract!NoRoom` is its name where it is defined. */
function definitionOf(name: string, { sources }: Context): Passage | null {
  return findDefinition(name.split('!').at(-1) ?? name, sources)
}

const KEYWORDS = new Set([
  ...['INIT', 'NEXT', 'SPECIFICATION', 'CONSTANT', 'CONSTANTS', 'INVARIANT', 'INVARIANTS', 'PROPERTY'],
  ...['PROPERTIES', 'CONSTRAINT', 'CONSTRAINTS', 'ACTION_CONSTRAINT', 'ACTION_CONSTRAINTS', 'SYMMETRY'],
  ...['VIEW', 'ALIAS', 'POSTCONDITION', 'CHECK_DEADLOCK'],
])

/** The names that a config lists as properties. */
function propertiesIn(config: string): string[] {
  const names: string[] = []
  let keyword = ''
  for (const word of config
    .replace(/\\\*.*$/gm, '')
    .trim()
    .split(/\s+/)) {
    if (KEYWORDS.has(word)) keyword = word
    else if (keyword.startsWith('PROPERT')) names.push(word)
  }
  return names
}

const MOST_LINES = 10

function withPassage(sentence: string, passage: Passage | null): string[] {
  if (passage === null) return [`${sentence}.`]
  const { file, line, lines } = passage
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '  …'] : lines
  return [`${sentence} (spec/${file}:${line}):`, ...shown.map((text) => `  ${text}`)]
}
