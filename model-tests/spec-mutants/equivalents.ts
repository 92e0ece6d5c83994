// Mutants that break nothing, and why. Each is still tried, in the model where it would show most.

/** A mutant that nothing can notice. */
export interface Equivalent {
  /** Its name. */
  readonly mutant: string
  /** The model in which it is tried. */
  readonly model: string
  readonly reason: string
}

export const EQUIVALENTS: readonly Equivalent[] = []
