// A handler on a worker starts whatever loads its file: plain Node, under flags, tsx, and bundles of esbuild.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const FOLDER = join(import.meta.dirname, 'handler')
const MAIN = join(FOLDER, 'main.mjs')
const SUMS = 'drained 5050 5050\n'
const STRIPS_TYPES = Number(process.versions.node.split('.')[0]) >= 22

async function outputOf(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '' }
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: FOLDER, env, timeout: 120_000 })
  return stdout
}

test.each([
  ['plain Node', []],
  ['no code from strings', ['--disallow-code-generation-from-strings']],
  ['intrinsics that are frozen', ['--frozen-intrinsics']],
  ['both', ['--disallow-code-generation-from-strings', '--frozen-intrinsics']],
  ['tsx', ['--import', 'tsx']],
])('under %s', async (_, flags) => {
  expect(await outputOf(...flags, MAIN)).toBe(SUMS)
})

test('in TypeScript, from a file that registers tsx', async () => {
  expect(await outputOf('--import', 'tsx', MAIN, './register.mjs')).toBe(SUMS)
  expect(await outputOf(MAIN, './register.mjs')).toBe(SUMS)
})

test.runIf(STRIPS_TYPES)('in TypeScript, with or without tsx, where Node strips types', async () => {
  expect(await outputOf(MAIN, './worker.ts')).toBe(SUMS)
  expect(await outputOf('--import', 'tsx', MAIN, './worker.ts')).toBe(SUMS)
})

test.skipIf(STRIPS_TYPES)(
  'in TypeScript it does not where Node does not strip types, and says so',
  async () => {
    const refused = outputOf('--import', 'tsx', MAIN, './worker.ts')
    await expect(refused).rejects.toThrow('Unknown file extension ".ts"')
  },
)

test.each([true, false])('in a bundle of esbuild, with splitting: %s', async (splitting) => {
  const outdir = await mkdtemp(join(tmpdir(), 'ringproof-'))
  try {
    const entryPoints = [MAIN, join(FOLDER, 'worker.mjs')]
    const options = { bundle: true, splitting, minify: true, platform: 'node', format: 'esm' } as const
    await build({ entryPoints, outdir, outExtension: { '.js': '.mjs' }, ...options })
    expect(await outputOf(join(outdir, 'main.mjs'))).toBe(SUMS)
  } finally {
    await rm(outdir, { recursive: true })
  }
})
