import { readFile } from 'node:fs/promises'
import { beforeAll, expect, it } from 'vitest'
import { sourcePath } from '../load.ts'
import { mutantsOf, textWith } from './made.ts'
import { tryOut } from './trial.ts'

const FILE = 'Sequence.ts'
let mutant: Awaited<ReturnType<typeof mutantsOf>>[number] | undefined
beforeAll(async () => {
  mutant = (await mutantsOf(FILE)).at(0)
})

const attempt = async (first?: number) =>
  mutant ? await tryOut(await textWith(mutant), mutant.place, [], first) : null

it('a mutant is noticed, whichever look is first, and the report names the look that noticed it', async () => {
  const usual = await attempt()
  expect(usual).toMatchObject({ killedBy: expect.any(String), look: expect.any(Number) })
  expect(await attempt(usual?.look ?? 0)).toEqual(usual)
  for (const first of [1, 9999]) expect((await attempt(first))?.killedBy).toEqual(expect.any(String))
})

it('the source itself is not, whichever look is first', { timeout: 300_000 }, async () => {
  const text = { [FILE]: await readFile(sourcePath(FILE), 'utf8') }
  for (const first of [0, 2, 9999])
    expect(await tryOut(text, null, [], first)).toEqual({ killedBy: null, look: null })
})
