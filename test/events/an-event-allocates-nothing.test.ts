import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const CHILD = join(import.meta.dirname, 'flyweights.mjs')
/** A young generation with room for more than is allowed, so that what is allocated is still there, or was collected. */
const ROOM = ['--min-semi-space-size=64', '--max-semi-space-size=64']
/** A tenth of a byte for each event. */
const MOST_BYTES = 1_000_000

interface Said {
  readonly grown: number
  readonly collections: number
  readonly isRight: boolean
  readonly evaluates: boolean
  readonly isFrozen: boolean
}

async function run(flags: readonly string[] = [], ...args: readonly string[]): Promise<Said> {
  const nodeFlags = ['--expose-gc', '--no-warnings', ...ROOM, ...flags]
  const { stdout } = await promisify(execFile)(process.execPath, [...nodeFlags, CHILD, ...args])
  return JSON.parse(stdout)
}

const SAME = {
  isRight: true,
  refused: { name: 'FieldError', code: 'ERR_RINGPROOF_ARGUMENT', field: 'note', fault: 'range' },
  texts: { id: '-1', note: 'naïve', raw: [1] },
  message: 100,
}

test.each([
  { title: '', flags: [] },
  { title: ', also without code from strings', flags: ['--disallow-code-generation-from-strings'] },
])('ten million events, each written and read, leave the heap as it was$title', async ({ flags }) => {
  const said = await run(flags)
  expect(said).toMatchObject({ ...SAME, collections: 0, evaluates: flags.length === 0 })
  expect(said.grown).toBeLessThan(MOST_BYTES)
})

// There a store of a float into any typed array allocates, so the heap is not compared.
test('all of it works with --frozen-intrinsics', async () => {
  expect(await run(['--frozen-intrinsics'], 'plain', '100000')).toMatchObject({ ...SAME, isFrozen: true })
})

test('one small object for each event is noticed', async () => {
  const { grown, collections } = await run([], 'boxed', '1000000')
  expect(collections > 0 || grown > MOST_BYTES).toBe(true)
})
