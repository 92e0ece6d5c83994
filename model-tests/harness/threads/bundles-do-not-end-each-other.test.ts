import { execFileSync } from 'node:child_process'
import { afterEach, expect, it, vi } from 'vitest'
import { bundle } from './bundle.ts'

const small = new URL('./handles.ts', import.meta.url)
const large = new URL('../tour/build.ts', import.meta.url)

/** The esbuild processes started by this one. */
function services(): string[] {
  const all = execFileSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' }).split('\n')
  return all.filter((line) => line.trimStart().startsWith(`${process.pid} `) && line.includes('--service='))
}

afterEach(async () => {
  await vi.waitFor(() => expect(services()).toEqual([]))
})

it('concurrent bundles all finish', { timeout: 10_000 }, async () => {
  const texts = await Promise.all([small, large, large].map((module) => bundle(module)))
  expect(texts.map((text) => text.includes('PASSING'))).toEqual([true, false, false])
})

it('a bundle that starts when another finishes does too', { timeout: 10_000 }, async () => {
  const first = bundle(large)
  await bundle(small).then(() => bundle(small))
  expect(await first).toContain('Atomics')
})

it('a failed bundle leaves no process', { timeout: 10_000 }, async () => {
  await expect(bundle(new URL('./nowhere.ts', import.meta.url))).rejects.toThrow('nowhere.ts')
})
