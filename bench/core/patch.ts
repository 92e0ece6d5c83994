// The core without what parking costs those who publish: nobody is woken, so nobody may park.
import { readFileSync } from 'node:fs'
import { BenchError } from './errors.ts'

/** The files of the core that have such an exchange and that a ring of one producer and one consumer uses. */
export const PATCHED = /\/src\/core\/(SingleProducer|Consumer)\.ts$/

/** An exchange that takes a mark off, and what wakes those who set it. */
const WAKING =
  /const (\w+) = Atomics\.exchange\((.+)\) \/\/ (Publish|Advance)\n\s*if \(\(\1 & MARK\) !== 0\) this\.#\w+\.wake\(\)\n/g

/**
 * A file of the core with a bare store in the place of its one exchange that wakes.
 *
 * @throws {BenchError} if the file has another number of them: then this measures something else than it says
 */
export function patchedSource(path: string): string {
  const source = readFileSync(path, 'utf8')
  const found = [...source.matchAll(WAKING)].length
  if (found !== 1) throw new BenchError(`${path}: ${found} exchanges that wake, should be 1`)
  return source.replace(WAKING, 'Atomics.store($2) // $3\n')
}
