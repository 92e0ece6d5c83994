// The names of lines and the operations of accesses, as lists: a log stores indices into them.
import type { AtomicOp } from '../../harness/stepper/yields.ts'

/** Lines that are no accesses: the callers' own steps, environment actions, and the end of a thread. */
const SILENT = [
  ...['BeginClaim', 'BeginWrite', 'EndWrite', 'BeginPoll', 'BeginRead', 'EndRead'],
  ...['BeginWork', 'BeginTask', 'EndTask'],
  ...['Expire', 'ExpireClaim', 'CrashReader', 'CrashProducer', 'Ended'],
] as const

export type Silent = (typeof SILENT)[number]

export const OPS: readonly AtomicOp[] = [
  ...(['load', 'store', 'add', 'sub', 'or', 'and', 'xor', 'exchange', 'compareExchange'] as const),
  ...(['wait', 'notify'] as const),
]

/** The names of all lines; `texts` are the source files that name the accesses. */
export function actionsOf(texts: Iterable<string>): string[] {
  const named = [...texts].flatMap((text) => [...text.matchAll(/\/\/ ([A-Z]\w*)$/gm)])
  return [...new Set([...SILENT, ...named.map(([, action = '']) => action)])]
}
