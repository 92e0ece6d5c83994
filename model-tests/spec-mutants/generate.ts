// The module in which a spec and all its mutants are explored side by side.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { acts, type Definition, namesIn, reachedFrom } from './definitions.ts'
import type { Formula, Span } from './formula.ts'
import type { SpecMutant } from './rules.ts'
import { closing, type Token } from './tokens.ts'

/** What is explored: a model, and the mutants of its spec that are tried there. */
export interface Explored {
  /** The model's root module, without its ending. */
  readonly root: string
  /** All that the modules of the spec define, in the order in which they may stand in one module. */
  readonly definitions: readonly Definition[]
  /** Each with its number, from 1. */
  readonly tried: readonly Numbered[]
  /** The names of what takes steps. */
  readonly acting: ReadonlySet<string>
  /** What is checked of each state, in this order. */
  readonly properties: readonly string[]
  /** Whether each step has to be one of the contract's. */
  readonly refines: boolean
  /** The states of the model. */
  readonly distinct: number
}

/** A mutant and its number; where nothing is broken, it is what the mutants of a definition are compared with. */
export interface Numbered {
  readonly number: number
  /** The definition in which it is. */
  readonly action: string
  readonly mutant: SpecMutant | null
}

/** How all are explored at once. */
const EXPLORATION = readFileSync(join(import.meta.dirname, 'exploration.tla'), 'utf8')

/** So many steps from where it strayed, a mutant that no property has noticed is let go: its steps are not the model's. */
const MOST_STEPS = 60

/** For models that are made for this, and what takes the place of what is not known everywhere. */
const BESIDE = [
  'M_Follower == <<{}, {1}>>',
  'M_AReader == {<<"reader", 1>>}',
  'M_AProducer == {<<"producer", 1>>}',
  'M_Min(numbers) == IF numbers = {} THEN 0 ELSE CHOOSE least \\in numbers : \\A other \\in numbers : least <= other',
  'M_At(f, x) == f[IF x \\in DOMAIN f THEN x ELSE CHOOSE y \\in DOMAIN f : TRUE]',
]

/**
 * What holds in each state beside the properties of the model, and is asked of mutants only: who is at rest has forgotten
 * all that a call has left but what a handler kept before it threw, and a slot that is being written is torn. [name, in which spec, what it says].
 */
const MORE: readonly (readonly [name: string, where: string, says: string])[] = [
  [
    'ReadersRestClean',
    'Resting',
    '\\A r \\in Readers : consumer[r].pc = "Idle" => consumer[r] = IF r \\in Workers THEN Rest(consumer[r]) ELSE IF Throws THEN Interrupted(consumer[r]) ELSE Idle(consumer[r].next)',
  ],
  ['ProducerRestsClean', 'Return', 'single.pc = "Idle" => single = Return(single)'],
  [
    'ProducersRestClean',
    'Free',
    '\\A p \\in Producers : LET own == producer[p] IN own.pc = "Idle" => own = [Free EXCEPT !.next = own.next, !.last = own.last, !.written = own.written]',
  ],
  ['WriterTears', 'Return', 'single.pc = "EndWrite" => slots[SlotOf(single.written + 1)] = Torn'],
  [
    'WritersTear',
    'Free',
    '\\A p \\in Producers : producer[p].pc = "EndWrite" => slots[SlotOf(producer[p].written + 1)] = Torn',
  ],
]

function moreOf({ definitions }: Explored): (typeof MORE)[number][] {
  return MORE.filter(([, where]) => definitions.some(({ name }) => name === where))
}

/** In the model that is not broken they hold. */
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
  const { root, definitions, tried, acting, properties } = explored
  return [
    '---- MODULE Mutants ----',
    `EXTENDS ${root}, TLC`,
    'VARIABLES mutant, had',
    ...BESIDE,
    ...brokenDefinitions(affected(definitions, tried), tried, acting),
    ...moreDefinitions(explored),
    ...known({ ...explored, properties: [...properties, ...moreOf(explored).map(([name]) => name)] }),
    EXPLORATION,
    '====\n',
  ].join('\n')
}

/** What Next is made of, as far as a mutant is in it: all else is the same as in the model. */
function affected(definitions: readonly Definition[], tried: readonly Numbered[]): Definition[] {
  const actions = new Set(tried.map(({ action }) => action))
  const reached = reachedFrom('Next', definitions)
  const taken = new Set(reached.flatMap(({ span }) => namesTaken(span)))
  return reached.filter(
    ({ name }) => taken.has(name) || reachedFrom(name, reached).some((each) => actions.has(each.name)),
  )
}

/** Names that stand for something else in a definition: then they have to be others in its copy. */
function namesTaken(span: Span): string[] {
  const inside = span.slice(1)
  return inside.flatMap(({ text }, at) => {
    const [bracket, parameter] = [inside[at + 1], inside[at + 2]]
    const local = bracket?.text === '(' && inside[closing(inside, at + 1) + 1]?.text === '=='
    return local || (bracket?.text === '(' && parameter?.text === '_') ? [text] : []
  })
}

/** The configuration beside it: the constants are the model's. */
export function configOf(config: string): string {
  const constants = /^CONSTANTS\n(?: .*\n)*/m.exec(config)?.[0] ?? ''
  return `INIT MutantsInit\nNEXT MutantsNext\nACTION_CONSTRAINT M_Watched\nINVARIANT M_MoreHolds\nCHECK_DEADLOCK FALSE\n${constants}`
}

/** Their copies under other names, with each place that a mutant breaks. */
function brokenDefinitions(
  reached: readonly Definition[],
  tried: readonly Numbered[],
  acting: ReadonlySet<string>,
): string[] {
  const names = new Set(reached.map(({ name }) => name))
  const gates = new Gates(reached, tried)
  const copies = reached.map((definition) => {
    const mine = tried.filter(({ action }) => action === definition.name)
    const edits = [...gates.editsOf(definition, acting), ...mine.flatMap(editOf)]
    return copyOf(definition, names, edits)
  })
  return [...gates.definitions, ...copies]
}

/** A text that is put around a part of another. */
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
 * Before it strays, a mutant takes only steps that its place has to do with: the others are the model's own.
 *
 * A gate is put before each alternative of a step, and says which mutants may pass.
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
    // What it is given to do, its text does not tell.
    if (takesOperators(whole)) return []
    return alternatives(body, acting).map(({ span, beside }) => {
      const gate = this.#gateFor([name, ...this.#behind([...span, ...beside])])
      return { ...extent(span), before: `((had = -2 \\/ ${gate}[mutant]) /\\ (`, after: '))' }
    })
  }

  /** The definitions that an alternative is made of. */
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
  /** The definitions around it: it may be made of these as well. */
  readonly beside: Span
}

/** What may be done, or that, or that. */
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

/** Whatever is put in, all else stays in its column: in this language columns say what belongs together. */
function copyOf(
  { span, text, start }: Definition,
  names: ReadonlySet<string>,
  edits: readonly Edit[],
): string {
  const words = total(span, names)
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
 * The words that are others in a copy: of what is copied too, and of what is not known everywhere.
 *
 * What a function is outside of its domain nobody says, and TLC stops there; in the copy it is what it is somewhere.
 */
function total(span: Span, names: ReadonlySet<string>): Map<Token, string> {
  const words = new Map(
    namesIn(span).flatMap((token) => (names.has(token.text) ? [[token, `Broken_${token.text}`]] : [])),
  )
  for (const [at, token] of span.entries()) {
    const [, dot, field] = span.slice(at, at + 3)
    if (token.text === 'Min') words.set(token, 'M_Min')
    const ofWords = token.text === 'words' && dot?.text === '.' && PARTIAL.has(field?.text ?? '')
    const open = ofWords ? at + 3 : token.text === 'Upstream' ? at + 1 : span.length
    if (span[open]?.text !== '[') continue
    words.set(token, `M_At(${token.text}`).set(span[open]!, ',').set(span[closing(span, open)]!, ')')
  }
  return words
}

/** The words that are functions, of what may be nothing. */
const PARTIAL = new Set(['gate', 'owner', 'ends'])

function newLine(column: number): string {
  return `\n${' '.repeat(column)}`
}

/** Of those that begin here the longest is outside; of two alike the one that was put there first. */
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

/** What exploration.tla has to know. */
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

/** The name of the first property that a step violates, or nothing. */
function noticed(properties: readonly string[], refines: boolean): string {
  const checks = properties.map((name) => `IF ~${name}' THEN "${name}" ELSE `)
  // Most steps change nothing in it: that is looked at first.
  const contract = refines ? 'IF ~(UNCHANGED Contract!vars \\/ Contract!Next) THEN "Refines" ELSE ' : ''
  return `${checks.join('')}${contract}""`
}
