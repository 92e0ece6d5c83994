/** What there is to know of a spec, beyond its text, to mutate it. */
export interface Peculiarities {
  /** an update of a variable that should be UNCHANGED, by the variable's name: a neighbouring value, or the initial one */
  readonly instead: Readonly<Record<string, string>>
  /** the modules that are not mutated */
  readonly spared: readonly string[]
  /** definitions for the constants of generated models */
  readonly beside: readonly string[]
  /** properties beyond the model's, checked of mutants only */
  readonly more: readonly (readonly [name: string, definitionOfItsSpec: string, formula: string])[]
  /** the tokens that name a function whose domain may be empty, or lack what it is applied to */
  readonly partial: readonly (readonly string[])[]
}

export const NONE: Peculiarities = { instead: {}, spared: [], beside: [], more: [], partial: [] }
