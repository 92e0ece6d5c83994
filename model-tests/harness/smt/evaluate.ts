// Runs a model on concrete values: the same data that is printed for the solver.
import { type Action, type Definition, inSpec, type Model, type Update } from './model.ts'
import type { Signature, Term, Variable } from './term.ts'

/** A number, a truth value or the name of a step; threads and slots are numbers. */
export type Value = number | boolean | string

/** The values of everything a model leaves open. */
export interface World {
  /** Constants and functions that never change, by name. */
  readonly fixed: Readonly<Record<string, (...args: readonly Value[]) => Value>>
  /** The values of each sort; those of sequences depend on the state. */
  readonly sorts: Readonly<Record<string, readonly Value[]>>
  /** The range of sequences that a state distinguishes: earlier ones are like the first, later ones like the last. */
  readonly sequences: (state: State) => readonly [first: number, last: number]
}

/** The values of the variables. */
export type State = ReadonlyMap<string, Table>

/** The values of one variable, for all arguments. */
interface Table {
  readonly axes: readonly Axis[]
  readonly values: readonly Value[]
}

/** The first value of an argument, and how many there are; arguments outside are clamped. */
interface Axis {
  readonly first: number
  readonly size: number
}

/** A step that is enabled. */
export interface Step {
  /** Its name in the model, and in the spec. */
  readonly name: string
  readonly action: string
  readonly params: Readonly<Record<string, Value>>
}

type Compiled = (frame: readonly Value[], state: State) => Value

/** A model in a world. */
export class Machine {
  readonly initial: State
  readonly #model: Model
  readonly #world: World
  /** The values that have names. */
  readonly #values: ReadonlySet<string>
  readonly #actions: ReadonlyMap<string, CompiledAction>
  readonly #formulas = new Map<Term, Compiled>()
  readonly #definitions = new Map<string, Compiled>()

  /** Without ghosts it is faster: no step reads them. */
  constructor(given: Model, world: World, ghosts: 'ghosts' | 'no ghosts' = 'ghosts') {
    const model = ghosts === 'ghosts' ? given : withoutGhosts(given)
    this.#model = model
    this.#world = world
    this.#values = new Set(Object.values(model.sorts.named).flat())
    this.#actions = new Map(model.actions.map((action) => [action.name, this.#action(action)]))
    const init = model.init.map((update) => this.#update(update, []))
    this.initial = this.#updated(new Map(), init, [])
  }

  /** The enabled steps. */
  steps(state: State): Step[] {
    return this.#model.actions.flatMap((action) => this.stepsOf(action.name, state))
  }

  stepsOf(name: string, state: State): Step[] {
    const { action, guard } = this.#known(name)
    const found: Step[] = []
    for (const frame of this.#frames(action.params)) {
      if (guard.every((part) => part(frame, state) === true)) {
        const params = Object.fromEntries(action.params.map((param, at) => [param.name, frame[at] ?? 0]))
        found.push({ name, action: inSpec(name), params })
      }
    }
    return found
  }

  take({ name, params }: Step, state: State): State {
    const { action, where, next } = this.#known(name)
    const frame = action.params.map((param) => params[param.name] ?? 0)
    for (const term of where) frame.push(term(frame, state))
    return this.#updated(state, next, frame)
  }

  /** The value of a variable. */
  valueOf(state: State, name: string, ...args: readonly number[]): Value {
    return lookup(state, name, args)
  }

  /** Whether a closed formula is true. */
  holds(formula: Term, state: State): boolean {
    const known = this.#formulas.get(formula) ?? this.#compile(formula, [])
    this.#formulas.set(formula, known)
    return known([], state) === true
  }

  #known(name: string): CompiledAction {
    const known = this.#actions.get(name)
    if (!known) throw new RangeError(`${name}: not an action of ${this.#model.name}`)
    return known
  }

  #action(action: Action): CompiledAction {
    const params = action.params.map(({ name }) => name)
    const scope = [...params, ...action.where.map(({ name }) => name)]
    return {
      action,
      guard: action.guard.map((part) => this.#compile(part, params)),
      where: action.where.map(({ body }, at) => this.#compile(body, scope.slice(0, params.length + at))),
      next: action.next.map((update) => this.#update(update, scope)),
    }
  }

  #update({ variable, args, bound, value }: Update, scope: readonly string[]): CompiledUpdate {
    const free = args.flatMap((arg, at) => (bound[at] === null && arg.kind === 'call' ? [arg.name] : []))
    const inner = [...scope, ...free]
    return {
      variable,
      bound: bound.map((arg) => arg && this.#compile(arg, scope)),
      value: this.#compile(value, inner),
    }
  }

  #updated(before: State, updates: readonly CompiledUpdate[], frame: readonly Value[]): State {
    const after = new Map(before)
    const range = this.#world.sequences(before)
    for (const variable of new Set(updates.map((update) => update.variable))) {
      const mine = updates.filter((update) => update.variable === variable)
      after.set(variable.name, this.#table(variable, mine, before, frame, range))
    }
    return after
  }

  #table(
    variable: Signature,
    updates: readonly CompiledUpdate[],
    before: State,
    frame: readonly Value[],
    range: readonly [number, number],
  ): Table {
    const axes = variable.params.map(({ sort }) => this.#axis(sort, range))
    const bound = updates.map((update) => update.bound.map((arg) => (arg ? arg(frame, before) : null)))
    const values = everyPlace(axes).map((place) => {
      let value: Value | undefined
      for (const [at, update] of updates.entries()) {
        const here = bound[at] ?? []
        if (here.some((arg, axis) => arg !== null && arg !== place[axis])) continue
        value = update.value([...frame, ...place.filter((_, axis) => here[axis] === null)], before)
      }
      return value ?? lookup(before, variable.name, place)
    })
    return { axes, values }
  }

  #axis(sort: string, [first, last]: readonly [number, number]): Axis {
    if (sort === 'Sequence') return { first, size: last - first + 1 }
    const values = this.#world.sorts[sort] ?? []
    return { first: Number(values[0] ?? 0), size: values.length }
  }

  *#frames(params: readonly Variable[], frame: readonly Value[] = []): Generator<readonly Value[]> {
    const [param, ...rest] = params
    if (!param) yield frame
    else for (const value of this.#world.sorts[param.sort] ?? []) yield* this.#frames(rest, [...frame, value])
  }

  #compile(term: Term, scope: readonly string[]): Compiled {
    if (term.kind === 'number') return () => term.value
    if (term.kind === 'call') return this.#compileCall(term.name, term.args, scope)
    const inner = [...scope, ...term.variables.map(({ name }) => name)]
    const body = this.#compile(term.body, inner)
    const wanted = term.kind === 'exists'
    const search = (at: number, frame: readonly Value[], state: State): boolean => {
      const variable = term.variables[at]
      if (!variable) return body(frame, state) === wanted
      return this.#domain(variable.sort, state).some((value) => search(at + 1, [...frame, value], state))
    }
    return (frame, state) => search(0, frame, state) === wanted
  }

  #domain(sort: string, state: State): readonly Value[] {
    if (sort !== 'Sequence') return this.#world.sorts[sort] ?? []
    const [first, last] = this.#world.sequences(state)
    return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  }

  #compileCall(name: string, given: readonly Term[], scope: readonly string[]): Compiled {
    const at = scope.lastIndexOf(name)
    if (at >= 0 && given.length === 0) return (frame) => frame[at] ?? 0
    // Only solvers use its argument.
    if (name === 'see') return () => true
    if (name === 'true' || name === 'false') return () => name === 'true'
    if (this.#values.has(name)) return () => name
    const args = given.map((arg) => this.#compile(arg, scope))
    const operator = OPERATORS[name]
    return operator ? operator(args) : this.#compileNamed(name, args)
  }

  /** Something fixed by the world, a definition, or a variable. */
  #compileNamed(name: string, args: readonly Compiled[]): Compiled {
    const fixed = this.#world.fixed[name]
    if (fixed) return (frame, state) => fixed(...args.map((arg) => arg(frame, state)))
    const definition = this.#model.definitions.find((each) => each.name === name)
    if (definition) return this.#compileDefined(definition, args)
    if (!this.#model.state.some((each) => each.name === name)) throw new RangeError(`${name}: not defined`)
    return (frame, state) =>
      lookup(
        state,
        name,
        args.map((arg) => arg(frame, state)),
      )
  }

  #compileDefined(definition: Definition, args: readonly Compiled[]): Compiled {
    const { name, params, body } = definition
    const known =
      this.#definitions.get(name) ??
      this.#compile(
        body,
        params.map((param) => param.name),
      )
    this.#definitions.set(name, known)
    return (frame, state) =>
      known(
        args.map((arg) => arg(frame, state)),
        state,
      )
  }
}

function withoutGhosts(model: Model): Model {
  const seen = (updates: readonly Update[]): Update[] =>
    updates.filter(({ variable }) => !model.ghosts.has(variable.name))
  const actions = model.actions.map((action) => ({ ...action, next: seen(action.next) }))
  return { ...model, init: seen(model.init), actions }
}

interface CompiledAction {
  readonly action: Action
  readonly guard: readonly Compiled[]
  readonly where: readonly Compiled[]
  readonly next: readonly CompiledUpdate[]
}

interface CompiledUpdate {
  readonly variable: Signature
  readonly bound: readonly (Compiled | null)[]
  readonly value: Compiled
}

function lookup(state: State, name: string, args: readonly Value[]): Value {
  const table = state.get(name)
  if (!table) throw new RangeError(`${name}: no value`)
  let index = 0
  for (const [at, { first, size }] of table.axes.entries())
    index = index * size + Math.min(Math.max(Number(args[at]) - first, 0), size - 1)
  return table.values[index] ?? 0
}

function everyPlace(axes: readonly Axis[]): number[][] {
  return axes.reduce<number[][]>(
    (places, { first, size }) =>
      places.flatMap((place) => Array.from({ length: size }, (_, at) => [...place, first + at])),
    [[]],
  )
}

type Operator = (args: readonly Compiled[]) => Compiled

const and: Operator = (args) => (frame, state) => args.every((arg) => arg(frame, state) === true)
const or: Operator = (args) => (frame, state) => args.some((arg) => arg(frame, state) === true)

const OPERATORS: Readonly<Record<string, Operator>> = {
  and,
  or,
  not:
    ([arg = never]) =>
    (frame, state) =>
      arg(frame, state) !== true,
  '=>':
    ([given = never, then = never]) =>
    (frame, state) =>
      given(frame, state) !== true || then(frame, state) === true,
  ite:
    ([condition = never, chosen = never, other = never]) =>
    (frame, state) =>
      condition(frame, state) === true ? chosen(frame, state) : other(frame, state),
  '=':
    ([a = never, b = never]) =>
    (frame, state) =>
      a(frame, state) === b(frame, state),
  distinct:
    ([a = never, b = never]) =>
    (frame, state) =>
      a(frame, state) !== b(frame, state),
  '<': compared((a, b) => a < b),
  '<=': compared((a, b) => a <= b),
  '>': compared((a, b) => a > b),
  '>=': compared((a, b) => a >= b),
  '+':
    ([a = never, b = never]) =>
    (frame, state) =>
      Number(a(frame, state)) + Number(b(frame, state)),
  '-':
    ([a = never, b]) =>
    (frame, state) =>
      b ? Number(a(frame, state)) - Number(b(frame, state)) : -Number(a(frame, state)),
}

function compared(compare: (a: number, b: number) => boolean): Operator {
  return ([a = never, b = never]) =>
    (frame, state) =>
      compare(Number(a(frame, state)), Number(b(frame, state)))
}

/** Unreachable: the parser of terms checks the number of arguments. */
function never(): never {
  throw new RangeError('an argument is missing')
}
