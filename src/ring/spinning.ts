// Threads that never park, and are more than there are cores, take turns, and all are slow.

/** What is needed of the host's `process`, where there is one. */
interface Host {
  getBuiltinModule?(name: 'node:os'): { availableParallelism?(): number } | undefined
  emitWarning?(message: string, options: { readonly code: string; readonly detail: string }): void
}

let hasWarned = false

/** Warns once, by a process warning with the code `RINGPROOF_SPINNING`, if so many threads are more than cores. */
export function warnOfSpinning(threads: number): void {
  const { process } = globalThis as { readonly process?: Host }
  const cores = process?.getBuiltinModule?.('node:os')?.availableParallelism?.()
  if (hasWarned || cores === undefined || threads !== cores + 1) return
  hasWarned = true
  process?.emitWarning?.(`${threads} threads of a ring never park, on ${cores} cores: they take turns`, {
    code: 'RINGPROOF_SPINNING',
    detail: `Give all but ${cores} of them a number for spins instead of Infinity: so they park after as many looks.`,
  })
}
