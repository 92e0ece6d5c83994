// Mutants that change nothing anybody could notice, by the reason: what their lines say then.

/** Why they are none, and which they are, by file. */
export interface Equivalents {
  readonly why: string
  readonly of: Readonly<Record<string, readonly string[]>>
}

export const EQUIVALENTS: readonly Equivalents[] = []
