import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, it } from 'vitest'
import { PATCHED, patchedSource } from '../../bench/core/patch.ts'
import { ROOT } from '../docs/pages.ts'

const CORE = join(ROOT, 'src/core')
const files = readdirSync(CORE).filter((file) => PATCHED.test(`/src/core/${file}`))

it.each(files)('%s stores where it exchanged, and does not look for a mark', (file) => {
  const text = patchedSource(join(CORE, file))
  expect(parseSync(file, text).errors).toEqual([])
  expect(text.match(/Atomics\.store\(.+\) \/\/ (?:Publish|Advance)$/gm)).toHaveLength(1)
  const source = readFileSync(join(CORE, file), 'utf8')
  for (const gone of ['Atomics.exchange(', '& MARK) !== 0', '.wake()'])
    expect(text.split(gone)).toHaveLength(source.split(gone).length - 1)
})

it('a file without such an exchange is refused', () => {
  expect(files).toHaveLength(2)
  expect(() => patchedSource(join(CORE, 'Sequence.ts'))).toThrow('0 exchanges that wake, expected 1')
})
