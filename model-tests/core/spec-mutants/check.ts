// Tries all mutants: first where they were last killed, then wherever they might be noticed.
import { UnknownPlaceError } from '../../harness/mutate/tla/errors.ts'
import { explore, type Tools } from '../../harness/mutate/tla/explore.ts'
import { mutantsOf, nameOf, type SpecMutant } from '../../harness/mutate/tla/rules.ts'
import type { SpecMutantClaim, SpecMutantClaims } from '../../report/claims.ts'
import { isCompared, kindOf } from './compared.ts'
import { EQUIVALENTS, type Equivalent } from './equivalents.ts'
import { type Kept, readKept } from './kept.ts'
import { readPlaces, TRIALS, type Tried } from './places.ts'

/** The options of a check. */
export interface SpecMutantsOptions {
  readonly tools: Tools
  /** Only mutants of these modules or definitions. */
  readonly only?: readonly string[]
  readonly onProgress?: (progress: SpecMutantsProgress) => void
}

/** The progress of a check. */
export interface SpecMutantsProgress {
  /** The model just explored. */
  readonly model: string
  readonly tried: number
  readonly killed: number
  /** The number of mutants not yet killed. */
  readonly left: number
}

/** A mutant and its outcome. */
interface Fate {
  readonly mutant: SpecMutant
  killedBy: string | null
  model: string
}

/**
 * Mutates each guard and each UNCHANGED of the specs, one at a time, and reports what notices it.
 *
 * @throws {SpecMutantError} if TLC gives no outcome for some of them
 */
export async function checkSpecMutants(options: SpecMutantsOptions): Promise<SpecMutantClaims> {
  const since = performance.now()
  const check = new Check(await readPlaces(TRIALS), options)
  await check.run(readKept())
  return check.claims((performance.now() - since) / 1000)
}

/** The number of models explored in parallel. */
const LANES = 2

class Check {
  readonly #places: readonly Tried[]
  readonly #mutants: ReadonlyMap<Tried, readonly SpecMutant[]>
  readonly #fates = new Map<string, Fate>()
  readonly #equivalents: ReadonlyMap<string, Equivalent>
  readonly #options: SpecMutantsOptions

  constructor(places: readonly Tried[], options: SpecMutantsOptions) {
    this.#places = places
    this.#options = options
    this.#mutants = new Map(
      places.map((place) => [
        place,
        wanted(mutantsOf(place.definitions, place.acting, place.peculiarities), options.only),
      ]),
    )
    for (const mutant of [...this.#mutants.values()].flat())
      this.#fates.set(nameOf(mutant), { mutant, killedBy: null, model: '' })
    this.#equivalents = new Map(EQUIVALENTS.map((each) => [each.mutant, each]))
    if (this.#fates.size === 0) throw new UnknownPlaceError(options.only?.join(', ') ?? '', modulesOf(places))
  }

  async run(kept: Kept): Promise<void> {
    // All lanes share one iterator; each mutant is retried in one place only.
    const places = this.#places.values()
    const lane = async (): Promise<void> => {
      for (const place of places) await this.#again(place, kept)
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    // Mutants that are new, or that were not killed where they were last time.
    for (const place of this.#places)
      await this.#try(
        place,
        (mutant) => place.tries.includes(mutant.action) && !this.#equivalents.has(nameOf(mutant)),
      )
  }

  /** Tries mutants where they were last killed, and equivalents where they are said to survive. */
  async #again(place: Tried, { alone, together }: Kept): Promise<void> {
    const here = new Set(together[place.name])
    const tested = (name: string): boolean => this.#equivalents.get(name)?.model === place.name
    await this.#try(place, (mutant) => here.has(nameOf(mutant)) || tested(nameOf(mutant)))
    for (const name of alone[place.name] ?? []) await this.#try(place, (mutant) => nameOf(mutant) === name)
  }

  async #try(place: Tried, isTried: (mutant: SpecMutant) => boolean): Promise<void> {
    const alive = (mutant: SpecMutant): boolean => this.#fates.get(nameOf(mutant))?.killedBy === null
    const mutants = (this.#mutants.get(place) ?? []).filter((mutant) => alive(mutant) && isTried(mutant))
    if (mutants.length === 0) return
    const kills = await explore(place, mutants, this.#options.tools)
    for (const mutant of mutants)
      this.#fates.set(nameOf(mutant), { mutant, killedBy: kills.get(mutant) ?? null, model: place.name })
    const left = [...this.#fates.values()].filter(({ killedBy }) => killedBy === null).length
    this.#options.onProgress?.({ model: place.name, tried: mutants.length, killed: kills.size, left })
  }

  claims(seconds: number): SpecMutantClaims {
    const table = [...this.#fates.values()].map((fate) => this.#row(fate))
    const alive = table.filter(({ killedBy, reason }) => killedBy === null && reason === null)
    return {
      total: table.length,
      killed: table.filter(({ killedBy }) => killedBy !== null).length,
      compared: table.filter(isCompared).length,
      equivalent: table.filter(({ killedBy, reason }) => killedBy === null && reason !== null).length,
      survivors: alive.map(nameOf),
      wrong: [...this.#wrong(), ...unexplained(table)],
      seconds,
      table,
    }
  }

  #row({ mutant: { module, action, rule, what }, killedBy, model }: Fate): SpecMutantClaim {
    const name = nameOf({ module, action, rule, what })
    const reason = killedBy === null ? (this.#equivalents.get(name)?.reason ?? null) : null
    return { module, action, rule, what, killedBy, model, reason }
  }

  /** Each equivalent must exist, must have been tried in its model, and must have survived. */
  #wrong(): string[] {
    if (this.#options.only) return []
    return EQUIVALENTS.flatMap(({ mutant, model }) => {
      const fate = this.#fates.get(mutant)
      if (!fate) return [`${mutant} is not a mutant of the specs`]
      if (fate.killedBy !== null) return [`${mutant} was noticed, by ${fate.killedBy} in ${fate.model}`]
      return fate.model === model ? [] : [`${mutant} was not tried in ${model}`]
    })
  }
}

/** A mutant that violates no property must be of a kind that says why. */
function unexplained(table: readonly SpecMutantClaim[]): string[] {
  const names = table.filter(isCompared).map(nameOf)
  return names
    .filter((name) => kindOf(name) === null)
    .map((name) => `${name} is noticed only by comparison, and no kind says why`)
}

function wanted(mutants: readonly SpecMutant[], only?: readonly string[]): SpecMutant[] {
  return mutants.filter(({ module, action }) => !only || only.includes(module) || only.includes(action))
}

function modulesOf(places: readonly Tried[]): string[] {
  return [...new Set(places.flatMap(({ definitions }) => definitions.map(({ module }) => module)))]
}
