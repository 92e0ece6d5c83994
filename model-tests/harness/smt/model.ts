// A model as data: constants, state, actions and formulas. The models of the two specs are in files of their own.
import { namesIn, parseSignature, parseTerm, type Signature, type Term, type Variable } from './term.ts'

/** Formulas by name. */
export type Formulas = Readonly<Record<string, string>>

/** The sorts that a solver knows; all others are uninterpreted. */
export interface Sorts {
  /** sorts whose values have names, with these names */
  readonly named: Readonly<Record<string, readonly string[]>>
  /** sorts that are numbers or truth values: `Int` or `Bool` */
  readonly plain: Readonly<Record<string, 'Int' | 'Bool'>>
}

/** The text of a model; see `Model` for what each part becomes. */
export interface Draft {
  readonly name: string
  readonly sorts: Sorts
  readonly fixed: readonly string[]
  readonly axioms: Formulas
  readonly state: readonly string[]
  readonly ghosts: readonly string[]
  readonly definitions: Formulas
  readonly init: Formulas
  readonly actions: Readonly<Record<string, ActionDraft>>
  readonly invariant: Formulas
  readonly lemmas: Readonly<Record<string, LemmaDraft>>
  readonly properties: Formulas
}

/** A consequence of the invariant, with the formulas that show it; for an induction, base and step. */
export interface LemmaDraft {
  readonly says: string
  readonly by: Formulas
}

/** One action, under the spec's name; in `producer.Sleep` the prefix is the kind of thread. */
export interface ActionDraft {
  readonly params: readonly string[]
  readonly guard: readonly string[]
  /** Names for terms over the state before, for use in `next`. */
  readonly where?: Formulas
  /** Terms for triggers to match; they assert nothing. */
  readonly hints?: readonly string[]
  /** The updates: `gate(c)` for that c only; a name that is no parameter stands for every value. */
  readonly next: Formulas
}

/** A transition system over unwrapped sequences, with the formulas to be shown. */
export interface Model {
  readonly name: string
  readonly sorts: Sorts
  /** Constants and functions that never change: the size, which thread follows which. */
  readonly fixed: readonly Signature[]
  /** Their axioms. */
  readonly axioms: ReadonlyMap<string, Term>
  /** The spec's variables, and ghosts, which no step reads. */
  readonly state: readonly Signature[]
  readonly ghosts: ReadonlySet<string>
  readonly definitions: readonly Definition[]
  /** The initial value of each variable. */
  readonly init: readonly Update[]
  readonly actions: readonly Action[]
  /** The conjuncts of the inductive invariant, under the spec's names. */
  readonly invariant: ReadonlyMap<string, Term>
  /** Consequences of the invariant, at once or by induction, in this order. */
  readonly lemmas: readonly Lemma[]
  /** The properties that the proof is for. */
  readonly properties: ReadonlyMap<string, Term>
}

/** A lemma; its parts together imply it. */
export interface Lemma {
  readonly name: string
  readonly says: Term
  readonly by: readonly { readonly name: string; readonly formula: Term }[]
}

/** A name for a term with parameters. */
export interface Definition extends Signature {
  readonly body: Term
}

/** One atomic step of one thread. */
export interface Action {
  readonly name: string
  readonly params: readonly Variable[]
  readonly guard: readonly Term[]
  readonly where: readonly Definition[]
  readonly hints: readonly Term[]
  readonly next: readonly Update[]
}

/** The name of an action in the spec. */
export function inSpec(action: string): string {
  return action.slice(action.lastIndexOf('.') + 1)
}

/** The new value of a variable for these arguments; an argument that is a name of its own stands for every value. */
export interface Update {
  readonly variable: Signature
  readonly args: readonly Term[]
  /** The bound arguments: null for one that stands for every value. */
  readonly bound: readonly (Term | null)[]
  readonly value: Term
}

/** Parses a model. */
export function modelOf(draft: Draft): Model {
  const ghosts = draft.ghosts.map(parseSignature)
  const state = [...draft.state.map(parseSignature), ...ghosts]
  return {
    name: draft.name,
    sorts: draft.sorts,
    fixed: draft.fixed.map(parseSignature),
    axioms: termsOf(draft.axioms),
    state,
    ghosts: new Set(ghosts.map(({ name }) => name)),
    definitions: definitionsOf(draft.definitions),
    init: updatesOf(draft.init, state, []),
    actions: Object.entries(draft.actions).map(([name, action]) => actionOf(name, action, state)),
    invariant: termsOf(draft.invariant),
    lemmas: Object.entries(draft.lemmas).map(([name, lemma]) => lemmaOf(name, lemma)),
    properties: termsOf(draft.properties),
  }
}

function actionOf(name: string, draft: ActionDraft, state: readonly Signature[]): Action {
  const params = draft.params.map(parseSignature)
  const where = definitionsOf(draft.where ?? {})
  const terms = { guard: draft.guard.map(parseTerm), hints: (draft.hints ?? []).map(parseTerm) }
  return { name, params, where, ...terms, next: updatesOf(draft.next, state, [...params, ...where]) }
}

function lemmaOf(name: string, { says, by }: LemmaDraft): Lemma {
  const parts = Object.entries(by).map(([part, formula]) => ({ name: part, formula: parseTerm(formula) }))
  return { name, says: parseTerm(says), by: parts }
}

function definitionsOf(formulas: Formulas): Definition[] {
  return Object.entries(formulas).map(([head, body]) => ({ ...parseSignature(head), body: parseTerm(body) }))
}

/** Parses the formulas of a record. */
export function termsOf(formulas: Formulas): ReadonlyMap<string, Term> {
  return new Map(Object.entries(formulas).map(([name, text]) => [name, parseTerm(text)]))
}

function updatesOf(next: Formulas, state: readonly Signature[], params: readonly Variable[]): Update[] {
  return Object.entries(next).map(([target, value]) => updateOf(target, value, state, params))
}

function updateOf(
  target: string,
  value: string,
  state: readonly Signature[],
  params: readonly Variable[],
): Update {
  const term = parseTerm(target)
  const variable = term.kind === 'call' ? state.find(({ name }) => name === term.name) : undefined
  if (!variable || term.kind !== 'call' || term.args.length !== variable.params.length)
    throw new SyntaxError(`${target}: not a variable of the state`)
  const known = new Set([...params, ...state].map(({ name }) => name))
  const isBound = (arg: Term): boolean => [...namesIn(arg)].some((name) => known.has(name))
  const bound = term.args.map((arg) => (isBound(arg) ? arg : null))
  return { variable, args: term.args, bound, value: parseTerm(value) }
}
