// Threads that never park take turns if they outnumber the cores, and then all are slow.

/** The part of the host's `process` that is used, if there is one. */
interface Host {
  getBuiltinModule?(name: 'node:os'): { availableParallelism?(): number } | undefined
  emitWarning?(message: string, options: { readonly code: string; readonly detail: string }): void
}

let hasWarned = false

/** Warns once, by a process warning with the code `RINGPROOF_SPINNING`, if that many threads outnumber the cores. */
export function warnOfSpinning(threads: number): void {
  const { process } = globalThis as { readonly process?: Host }
  const cores = process?.getBuiltinModule?.('node:os')?.availableParallelism?.()
  if (hasWarned || cores === undefined || threads !== cores + 1) return
  hasWarned = true
  process?.emitWarning?.(`Threads that spin take turns: ${threads} of a ring never park, on ${cores} cores`, {
    code: 'RINGPROOF_SPINNING',
    detail: `Give all but ${cores} of them a number for spins instead of Infinity: they park after that many attempts.`,
  })
}
