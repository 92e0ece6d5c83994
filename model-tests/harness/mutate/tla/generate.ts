// Generates the module in which a spec and all its mutants are explored side by side.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { acts, type Definition, namesIn, reachedFrom } from '../../tla/definitions.ts'
import type { Formula, Span } from '../../tla/formula.ts'
import { closing, type Token } from '../../tla/tokens.ts'
import type { Peculiarities } from './peculiarities.ts'
import type { SpecMutant } from './rules.ts'

/** A model, and the mutants of its spec that are tried there. */
export interface Explored {
  /** The model's root module, without extension. */
  readonly root: string
  /** All definitions of the spec's modules, in an order in which one module can hold them. */
  readonly definitions: readonly Definition[]
  /** The mutants and controls, numbered from 1. */
  readonly tried: readonly Numbered[]
  /** The names of operators that take steps. */
  readonly acting: ReadonlySet<string>
  /** The properties checked in each state, in this order. */
  readonly properties: readonly string[]
  /** Whether each step must refine the contract. */
  readonly refines: boolean
  /** The number of states of the model. */
  readonly distinct: number
  readonly peculiarities: Peculiarities
}

/** A mutant and its number; a control has no mutant, and is what the mutants of its definition are compared with. */
export interface Numbered {
  readonly number: number
  /** The definition that it mutates. */
  readonly action: string
  readonly mutant: SpecMutant | null
}

/** The part of the module that is the same for all. */
const EXPLORATION = readFileSync(join(import.meta.dirname, 'exploration.tla'), 'utf8')

/**
 * The number of steps after which a mutant that strayed is given up: no property notices it, but it differs from the
 * model.
 */
const MOST_STEPS = 60

/** Total versions of partial operators. */
const TOTAL = [
  'M_Min(numbers) == IF numbers = {} THEN 0 ELSE CHOOSE least \\in numbers : \\A other \\in numbers : least <= other',
  'M_At(f, x) == f[IF x \\in DOMAIN f THEN x ELSE CHOOSE y \\in DOMAIN f : TRUE]',
]

function moreOf({ definitions, peculiarities }: Explored): readonly Peculiarities['more'][number][] {
  return peculiarities.more.filter(([, where]) => definitions.some(({ name }) => name === where))
}

/** They must hold in the original model. */
function moreDefinitions(explored: Explored): string[] {
  const more = moreOf(explored)
  const all = more.map(([name]) => `/\\ ${name}`).join(' ')
  return [
    ...more.map(([name, , says]) => `${name} == ${says}`),
    `M_MoreHolds == mutant # 0 \\/ (${all || 'TRUE'})`,
  ]
}

/** The generated module. */
export function moduleOf(explored: Explored): string {
  const { root, definitions, tried, properties, peculiarities } = explored
  return [
    '---- MODULE Mutants ----',
    `EXTENDS ${root}, TLC`,
    'VARIABLES mutant, had',
    ...peculiarities.beside,
    ...TOTAL,
    ...brokenDefinitions(affected(definitions, tried), explored),
    ...moreDefinitions(explored),
    ...known({ ...explored, properties: [...properties, ...moreOf(explored).map(([name]) => name)] }),
    EXPLORATION,
    '====\n',
  ].join('\n')
}

/** The definitions under Next that contain a mutant; all others are shared with the model. */
function affected(definitions: readonly Definition[], tried: readonly Numbered[]): Definition[] {
  const actions = new Set(tried.map(({ action }) => action))
  const reached = reachedFrom('Next', definitions)
  const taken = new Set(reached.flatMap(({ span }) => namesTaken(span)))
  return reached.filter(
    ({ name }) => taken.has(name) || reachedFrom(name, reached).some((each) => actions.has(each.name)),
  )
}

/** Names bound within a definition, which need other names in its copy. */
function namesTaken(span: Span): string[] {
  const inside = span.slice(1)
  const head = inside[0]?.text === '(' ? closing(inside, 0) : 0
  return inside.flatMap(({ text }, at) => {
    const [bracket, parameter] = [inside[at + 1], inside[at + 2]]
    const local = bracket?.text === '(' && inside[closing(inside, at + 1) + 1]?.text === '=='
    const isValue = at < head || bracket?.text === '=='
    return local || isValue || (bracket?.text === '(' && parameter?.text === '_') ? [text] : []
  })
}

/** The configuration; its constants are the model's. */
export function configOf(config: string): string {
  const constants = /^CONSTANTS\n(?: .*\n)*/m.exec(config)?.[0] ?? ''
  return `INIT MutantsInit\nNEXT MutantsNext\nACTION_CONSTRAINT M_Watched\nINVARIANT M_MoreHolds\nCHECK_DEADLOCK FALSE\n${constants}`
}

/** Renamed copies of the definitions, with each mutated place. */
function brokenDefinitions(
  reached: readonly Definition[],
  { tried, acting, peculiarities: { partial } }: Explored,
): string[] {
  const names = new Set(reached.map(({ name }) => name))
  const gates = new Gates(reached, tried)
  const copies = reached.map((definition) => {
    const mine = tried.filter(({ action }) => action === definition.name)
    const edits = [...gates.editsOf(definition, acting), ...mine.flatMap(editOf)]
    return copyOf(definition, names, partial, edits)
  })
  return [...gates.definitions, ...copies]
}

/** Texts to be put around a part of another text. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly before: string
  readonly after: string
}

function editOf({ number, mutant }: Numbered): Edit[] {
  if (mutant === null) return []
  const [before, after] = mutant.around(`mutant = ${number}`)
  return [{ start: mutant.start, end: mutant.end, before, after }]
}

/**
 * Until it strays, a mutant takes only steps that involve its definition: all others are the model's own.
 *
 * Each alternative of a step gets a gate in front, which says which mutants may pass.
 */
class Gates {
  readonly definitions: string[] = []
  readonly #reached: readonly Definition[]
  readonly #tried: readonly Numbered[]
  readonly #known = new Map<string, string>()

  constructor(reached: readonly Definition[], tried: readonly Numbered[]) {
    this.#reached = reached
    this.#tried = tried
  }

  editsOf({ name, body, span: whole }: Definition, acting: ReadonlySet<string>): Edit[] {
    // An operator parameter may take steps that its text does not show.
    if (takesOperators(whole)) return []
    return alternatives(body, acting).map(({ span, beside }) => {
      const gate = this.#gateFor([name, ...this.#behind([...span, ...beside])])
      return { ...extent(span), before: `((had = -2 \\/ ${gate}[mutant]) /\\ (`, after: '))' }
    })
  }

  /** The definitions that an alternative depends on. */
  #behind(span: Span): string[] {
    const names = new Set(namesIn(span).map(({ text }) => text))
    const direct = this.#reached.filter(({ name }) => names.has(name))
    return direct.flatMap(({ name }) => reachedFrom(name, this.#reached)).map(({ name }) => name)
  }

  #gateFor(actions: readonly string[]): string {
    const numbers = this.#tried.filter(({ action }) => actions.includes(action)).map(({ number }) => number)
    const set = `{${numbers.join(', ')}}`
    const known = this.#known.get(set) ?? `Gate_${this.#known.size}`
    if (!this.#known.has(set))
      this.definitions.push(`${known} == [m_ \\in 0 .. ${this.#tried.length} |-> m_ \\in ${set}]`)
    this.#known.set(set, known)
    return known
  }
}

function takesOperators(span: Span): boolean {
  return span.some(({ text }, at) => text === '(' && span[at + 1]?.text === '_')
}

interface Alternative {
  readonly span: Span
  /** The LET definitions around it, on which it may depend as well. */
  readonly beside: Span
}

/** The alternatives of a step. */
function alternatives(formula: Formula, acting: ReadonlySet<string>, beside: Span = []): Alternative[] {
  switch (formula.kind) {
    case 'or':
    case 'and':
      return formula.parts.flatMap((part) => {
        const inner = alternatives(part, acting, beside)
        return formula.kind === 'or' && acts(part.span, acting)
          ? [{ span: part.span, beside }, ...inner]
          : inner
      })
    case 'under':
      return alternatives(formula.body, acting, beside)
    case 'let':
      return alternatives(formula.body, acting, [...beside, ...formula.span])
    default:
      return []
  }
}

function extent(span: Span): { start: number; end: number } {
  return { start: span[0]?.start ?? 0, end: span.at(-1)?.end ?? 0 }
}

/** Keeps every token in its column whatever is inserted, since TLA+ lists depend on columns. */
function copyOf(
  { span, text, start }: Definition,
  names: ReadonlySet<string>,
  partial: Peculiarities['partial'],
  edits: readonly Edit[],
): string {
  const words = total(span, names, partial)
  const parts = span.map((token, at) => {
    const between = text.slice((span[at - 1]?.end ?? start) - start, token.start - start)
    return between + around(token, words.get(token) ?? token.text, edits)
  })
  return parts.join('')
}

function around(token: Token, word: string, edits: readonly Edit[]): string {
  const [before, after] = [opening(edits, token.start), closingAt(edits, token.end)]
  const changed = word !== token.text || after !== ''
  const end = changed ? newLine(token.column + token.text.length) : ''
  return `${before && before + newLine(token.column)}${word}${after}${end}`
}

/**
 * The tokens that differ in a copy: names that are copied too, and partial functions.
 *
 * TLC stops where a function is applied outside of its domain; in the copy it then has the value of some argument.
 */
function total(
  span: Span,
  names: ReadonlySet<string>,
  partial: Peculiarities['partial'],
): Map<Token, string> {
  const words = new Map(
    namesIn(span).flatMap((token) => (names.has(token.text) ? [[token, `Broken_${token.text}`]] : [])),
  )
  for (const [at, token] of span.entries()) {
    if (token.text === 'Min') words.set(token, 'M_Min')
    const named = partial.find((tokens) => tokens.every((text, ahead) => span[at + ahead]?.text === text))
    const open = named ? at + named.length : span.length
    if (span[open]?.text !== '[') continue
    words.set(token, `M_At(${token.text}`).set(span[open]!, ',').set(span[closing(span, open)]!, ')')
  }
  return words
}

function newLine(column: number): string {
  return `\n${' '.repeat(column)}`
}

/** Of edits that begin here the longest is outermost; of equal ones the one added first. */
function opening(edits: readonly Edit[], at: number): string {
  const here = edits.filter(({ start }) => start === at).sort((a, b) => b.end - a.end)
  return here.map(({ before }) => before).join('')
}

function closingAt(edits: readonly Edit[], at: number): string {
  const here = edits.filter(({ start, end }) => end === at && start < end).sort((a, b) => a.start - b.start)
  return here
    .toReversed()
    .map(({ after }) => after)
    .join('')
}

/** The definitions that exploration.tla needs. */
function known({ tried, properties, refines, distinct }: Explored): string[] {
  const controls = tried.filter(({ mutant }) => mutant === null)
  const controlOf = tried.map(({ action }) => controls.find((each) => each.action === action)?.number ?? 0)
  const members = controls.map(({ action }) => tried.filter((each) => each.mutant && each.action === action))
  return [
    `M_Distinct == ${distinct}`,
    `M_MostSteps == ${MOST_STEPS}`,
    `M_Mutants == ${tried.length - controls.length}`,
    `M_Controls == 1 .. ${controls.length}`,
    `M_Direct == ${numbersOf(tried.filter(({ mutant }) => mutant?.enables))}`,
    `M_ControlOf == <<${controlOf.join(', ')}>>`,
    `M_Members == <<${members.map(numbersOf).join(', ')}>>`,
    `M_Noticed == ${noticed(properties, refines)}`,
  ]
}

function numbersOf(tried: readonly Numbered[]): string {
  return `{${tried.map(({ number }) => number).join(', ')}}`
}

/** The name of the first property that a step violates, or the empty string. */
function noticed(properties: readonly string[], refines: boolean): string {
  const checks = properties.map((name) => `IF ~${name}' THEN "${name}" ELSE `)
  // Most steps leave the contract unchanged, so that is checked first.
  const contract = refines ? 'IF ~(UNCHANGED Contract!vars \\/ Contract!Next) THEN "Refines" ELSE ' : ''
  return `${checks.join('')}${contract}""`
}
