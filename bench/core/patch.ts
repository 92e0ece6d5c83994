// Patches the core to publish at no cost for parking: nobody is woken, so nobody may park.
import { readFileSync } from 'node:fs'
import { BenchError } from './errors.ts'

/** The files of the core with such an exchange that a ring with one producer and one consumer uses. */
export const PATCHED = /\/src\/core\/(SingleProducer|Consumer)\.ts$/

/** An exchange that clears a mark, what may stand between, and the wake-up of the threads that set the mark. */
const WAKING =
  /const (\w+) = Atomics\.exchange\((.+)\) \/\/ (Publish|Advance)\n(\s*if \(.+\) .+\n)?\s*(?:else )?if \(\(\1 & MARK\) !== 0\) this\.#\w+\.wake\(\)\n/g

/**
 * The text of a core file, with a bare store in place of its one exchange that wakes.
 *
 * @throws {BenchError} if the file does not have exactly one: the benchmark would not measure what it claims
 */
export function patchedSource(path: string): string {
  const source = readFileSync(path, 'utf8')
  const found = [...source.matchAll(WAKING)].length
  if (found !== 1) throw new BenchError(`${path}: ${found} exchanges that wake, expected 1`)
  return source.replace(WAKING, 'Atomics.store($2) // $3\n$4')
}
