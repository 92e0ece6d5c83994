import { execFileSync } from 'node:child_process'
import { afterEach, expect, it, vi } from 'vitest'
import { bundle } from './bundle.ts'

const small = new URL('./handles.ts', import.meta.url)
const large = new URL('./thread.ts', import.meta.url)

/** The processes of esbuild that this one has started. */
function services(): string[] {
  const all = execFileSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' }).split('\n')
  return all.filter((line) => line.trimStart().startsWith(`${process.pid} `) && line.includes('--service='))
}

afterEach(async () => {
  await vi.waitFor(() => expect(services()).toEqual([]))
})

it('bundles that are made at once are all made', { timeout: 10_000 }, async () => {
  const texts = await Promise.all([small, large, large].map((module) => bundle(module)))
  expect(texts.map((text) => text.includes('PASSING'))).toEqual([true, false, false])
})

it('one that begins when another is done is made as well', { timeout: 10_000 }, async () => {
  const first = bundle(large)
  await bundle(small).then(() => bundle(small))
  expect(await first).toContain('Atomics')
})

it('one that can’t be made leaves no process', { timeout: 10_000 }, async () => {
  await expect(bundle(new URL('./nowhere.ts', import.meta.url))).rejects.toThrow('nowhere.ts')
})
