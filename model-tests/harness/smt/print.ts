// Prints terms and models as SMT-LIB.
import type { Action, Definition, Model, Update } from './model.ts'
import { call, namesIn, renamed, type Signature, type Term, type Variable } from './term.ts'

/** Prints a term; `bare` leaves out triggers, which goals don't need. */
export function printTerm(term: Term, bare = false): string {
  if (term.kind === 'number') return `${term.value}`
  if (term.kind === 'call') {
    if (term.args.length === 0) return term.name
    return `(${[term.name, ...term.args.map((arg) => printTerm(arg, bare))].join(' ')})`
  }
  const body = printTerm(term.body, bare)
  const triggers = bare
    ? []
    : term.triggers.map((each) => `:pattern (${each.map((t) => printTerm(t)).join(' ')})`)
  const matrix = triggers.length > 0 ? `(! ${body} ${triggers.join(' ')})` : body
  return `(${term.kind} (${term.variables.map(printVariable).join(' ')}) ${matrix})`
}

/** The sorts, the constants, and their axioms. */
export function printFixed({ sorts: { named, plain }, fixed, axioms, state, actions }: Model): string[] {
  const signatures = [...fixed, ...state]
  const params = actions.flatMap((action) => action.params)
  const all = [...signatures, ...signatures.flatMap((each) => each.params), ...params]
  const known = new Set(['Int', 'Bool', ...Object.keys(named), ...Object.keys(plain)])
  const sorts = new Set(all.map(({ sort }) => sort).filter((sort) => !known.has(sort)))
  return [
    ...Object.entries(named).map(
      ([sort, names]) =>
        `(declare-datatypes ((${sort} 0)) ((${names.map((name) => `(${name})`).join(' ')})))`,
    ),
    ...Object.entries(plain).map(([sort, meant]) => `(define-sort ${sort} () ${meant})`),
    ...[...sorts].map((sort) => `(declare-sort ${sort} 0)`),
    ...fixed.map(printDeclaration),
    ...[...axioms.values()].map((axiom) => assertion(axiom)),
  ]
}

/** The state before a step. */
export function printState({ state, definitions }: Model): string[] {
  return [...state.map(printDeclaration), ...definitions.map((each) => printDefinition(each))]
}

/** The parameters of a step, and its local names. */
export function printParams({ params, where }: Pick<Action, 'params' | 'where'>): string[] {
  return [
    ...params.map((param) => printDeclaration({ ...param, params: [] })),
    ...where.flatMap((each) => [printDeclaration(each), assertion(call('=', call(each.name), each.body))]),
  ]
}

/** The state after a step, each variable as a macro, and the definitions over it. */
export function printNext(model: Model, updates: readonly Update[]): string[] {
  return [
    ...model.state.map((variable) => printUpdated(variable, updates)),
    ...model.definitions.map((each) => printDefinition(primed(each, model))),
  ]
}

/** A term over the state after a step. */
export function primedTerm(term: Term, { state, definitions }: Model): Term {
  const changing = new Set([...state, ...definitions].map(({ name }) => name))
  return renamed(term, (name) => (changing.has(name) ? `${name}!` : name))
}

export function assertion(term: Term): string {
  return `(assert ${printTerm(term)})`
}

export function goal(term: Term): string {
  return `(assert (not ${printTerm(term, true)}))`
}

function printVariable({ name, sort }: Variable): string {
  return `(${name} ${sort})`
}

function printDeclaration({ name, params, sort }: Signature): string {
  return `(declare-fun ${name} (${params.map((param) => param.sort).join(' ')}) ${sort})`
}

function printDefinition({ name, params, sort, body }: Definition): string {
  return `(define-fun ${name} (${params.map(printVariable).join(' ')}) ${sort} ${printTerm(body, true)})`
}

function primed(definition: Definition, model: Model): Definition {
  return { ...definition, name: `${definition.name}!`, body: primedTerm(definition.body, model) }
}

/** A macro rather than a quantified equation, which would be one more formula to instantiate. */
function printUpdated(variable: Signature, updates: readonly Update[]): string {
  const formals = variable.params.map((param, place) => ({ ...param, name: `x${place}` }))
  const old = call(variable.name, ...formals.map(({ name }) => call(name)))
  const body = updates
    .filter((update) => update.variable.name === variable.name)
    .reduce((otherwise, update) => chosen(update, formals, otherwise), old)
  return printDefinition({ ...variable, name: `${variable.name}!`, params: formals, body })
}

function chosen({ args, bound, value }: Update, formals: readonly Variable[], otherwise: Term): Term {
  const names = new Map(
    args.flatMap((arg, place) =>
      bound[place] === null && arg.kind === 'call' ? [[arg.name, `x${place}`]] : [],
    ),
  )
  const meant = renamed(value, (name) => names.get(name) ?? name)
  const here = bound.flatMap((arg, place) => (arg ? [call('=', call(formals[place]?.name ?? ''), arg)] : []))
  if (here.length === 0) return meant
  return call('ite', here.length === 1 && here[0] ? here[0] : call('and', ...here), meant, otherwise)
}

/** Whether a term depends on a variable that these updates change. */
export function touches(term: Term, { state, definitions }: Model, updates: readonly Update[]): boolean {
  const changed = new Set(updates.map(({ variable }) => variable.name))
  const mentions = (part: Term, seen: ReadonlySet<string>): boolean =>
    [...namesIn(part)].some((name) => {
      if (changed.has(name)) return true
      const definition = definitions.find((each) => each.name === name)
      return (
        definition !== undefined && !seen.has(name) && mentions(definition.body, new Set([...seen, name]))
      )
    })
  return state.length > 0 && mentions(term, new Set())
}
