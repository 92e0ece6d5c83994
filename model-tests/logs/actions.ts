// What lines of a log may be called, and what their accesses may be: lists, since a log holds numbers.
import type { AtomicOp } from '../stepper/yields.ts'

/** What is no access: the callers' own, what befalls a thread, and that it has ended. */
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

/** The names of all lines, those of the accesses as these texts of the source give them. */
export function actionsOf(texts: Iterable<string>): string[] {
  const named = [...texts].flatMap((text) => [...text.matchAll(/\/\/ ([A-Z]\w*)$/gm)])
  return [...new Set([...SILENT, ...named.map(([, action = '']) => action)])]
}
