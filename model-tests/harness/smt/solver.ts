// Z3, from its npm package.
import { setTimeout } from 'node:timers/promises'
import { init, killThreads } from 'z3-solver'
import { switched, switchOf } from './premises.ts'
import type { Query } from './queries.ts'

/** The answer to a query. Only exactly `unsat` proves anything. */
export interface Answer {
  readonly name: string
  /** `unsat`, `sat`, `unknown: …`, or `error: …`. */
  readonly verdict: string
  /** The values found, if asked for and found. */
  readonly found: string
  readonly milliseconds: number
}

/** The time limit of a query, in ms; the slowest takes a fraction of it. */
const PATIENCE_MS = 60_000

type Api = Awaited<ReturnType<typeof init>>

/** Asks queries one after another, each in a context of its own. Close it, or its threads keep Node alive. */
export class Solver {
  readonly #api: Api
  readonly #seed: number

  private constructor(api: Api, seed: number) {
    this.#api = api
    this.#seed = seed
  }

  static async open(seed = 0): Promise<Solver> {
    return new Solver(await init(), seed)
  }

  /** Asks a query; with `finds` also for the values that satisfy it. */
  async ask(query: Query, finds = false): Promise<Answer> {
    const since = performance.now()
    const [verdict, found] = await this.#inContext((context) => this.#check(context, query, finds))
    return { name: query.name, verdict, found, milliseconds: performance.now() - since }
  }

  /**
   * Asks which premises a query needs.
   * @returns names that suffice, not the fewest; null if the query is not proved, or has no premises.
   */
  async sufficientFor(query: Query): Promise<readonly string[] | null> {
    return await this.#inContext(async (context) => {
      const solver = this.#solver(context)
      if (!query.premises || this.#assert(context, solver, switched(query).text) !== null) return null
      return await this.#core(context, solver, [...query.premises.keys()])
    })
  }

  async close(): Promise<void> {
    // The last thread is still reporting its end.
    await setTimeout(50)
    await killThreads(this.#api.em)
  }

  async #check(
    context: Context,
    { text, bits }: Query,
    finds: boolean,
  ): Promise<[verdict: string, found: string]> {
    const { Z3 } = this.#api
    const solver = this.#solver(context, bits)
    const error = this.#assert(context, solver, text)
    if (error !== null) return [`error: ${error}`, '']
    const verdict = VERDICTS[await Z3.solver_check(context, solver)] ?? 'unknown'
    if (verdict === 'unknown') return [`unknown: ${Z3.solver_get_reason_unknown(context, solver)}`, '']
    const found =
      finds && verdict === 'sat' ? Z3.model_to_string(context, Z3.solver_get_model(context, solver)) : ''
    return [verdict, found]
  }

  async #inContext<Found>(look: (context: Context) => Promise<Found>): Promise<Found> {
    const { Z3 } = this.#api
    const config = Z3.mk_config()
    const context = Z3.mk_context(config)
    Z3.del_config(config)
    try {
      return await look(context)
    } finally {
      Z3.del_context(context)
    }
  }

  /** Of these switches, all on, those that a proof used. */
  async #core(context: Context, solver: Asked, names: readonly string[]): Promise<readonly string[] | null> {
    const { Z3 } = this.#api
    const constants = names.map((name) =>
      Z3.mk_const(context, Z3.mk_string_symbol(context, switchOf(name)), Z3.mk_bool_sort(context)),
    )
    const verdict = await Z3.solver_check_assumptions(context, solver, constants)
    if (VERDICTS[verdict] !== 'unsat') return null
    const core = Z3.solver_get_unsat_core(context, solver)
    const used = Array.from({ length: Z3.ast_vector_size(context, core) }, (_, at) =>
      Z3.get_ast_id(context, Z3.ast_vector_get(context, core, at)),
    )
    return names.filter((_, at) => used.includes(Z3.get_ast_id(context, constants[at]!)))
  }

  #solver(context: Context, bits = false) {
    const { Z3 } = this.#api
    // Bit vectors need the tactics that the simple solver lacks.
    const solver = bits ? Z3.mk_solver(context) : Z3.mk_simple_solver(context)
    Z3.solver_inc_ref(context, solver)
    Z3.solver_set_params(context, solver, this.#params(context))
    return solver
  }

  /** The error in the text, or null. */
  #assert(context: Context, solver: Asked, text: string): string | null {
    const { Z3 } = this.#api
    // Parsed before anything else: `eval_smtlib2_string` frees the text while its thread still reads it, and once in a
    // hundred times checks something else.
    const formulas = Z3.parse_smtlib2_string(context, text, [], [], [], [])
    const error = Z3.get_error_code(context)
    if (error !== 0) return Z3.get_error_msg(context, error)
    const read = Z3.ast_vector_size(context, formulas)
    if (read !== text.split('(assert ').length - 1) return `${read} assertions were read`
    for (let at = 0; at < read; at++)
      Z3.solver_assert(context, solver, Z3.ast_vector_get(context, formulas, at))
    return null
  }

  #params(context: Context) {
    const { Z3 } = this.#api
    const params = Z3.mk_params(context)
    Z3.params_inc_ref(context, params)
    Z3.params_set_uint(context, params, Z3.mk_string_symbol(context, 'timeout'), PATIENCE_MS)
    Z3.params_set_uint(context, params, Z3.mk_string_symbol(context, 'random_seed'), this.#seed)
    // Only instances that triggers find, without luck: the same under every seed, and failures come soon.
    for (const lucky of ['auto_config', 'mbqi'])
      Z3.params_set_bool(context, params, Z3.mk_string_symbol(context, lucky), false)
    // Terms of one branch count as terms everywhere, so that triggers do not depend on the search.
    Z3.params_set_uint(context, params, Z3.mk_string_symbol(context, 'relevancy'), 0)
    return params
  }
}

type Context = ReturnType<Api['Z3']['mk_context']>
type Asked = ReturnType<Api['Z3']['mk_solver']>

const VERDICTS: Readonly<Record<number, string>> = { [-1]: 'unsat', 1: 'sat' }
