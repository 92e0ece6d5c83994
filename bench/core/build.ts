// Samples run as plain JavaScript on the built package, so that nothing is compiled while the clock runs.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { PATCHED, patchedSource } from './patch.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SAMPLES = fileURLToPath(new URL('samples/', import.meta.url))

/** The folder of built samples: inside the package, so that they find its dependencies. */
const BUILT = fileURLToPath(new URL('../../coverage/bench/', import.meta.url))

/** Samples bundled with the package's source: unchanged, or patched to publish by bare stores that wake nobody. */
export type Build = 'source' | 'stores'

/** The folder of a build's samples; by default those on the built package. */
export function folderOf(which?: Build): string {
  return which === undefined ? BUILT : `${BUILT}${which}/`
}

/** Builds the package, then the samples; prints what tsc reports. */
export async function buildAll(): Promise<void> {
  buildPackage()
  emptyBuilt()
  // Bundled with the package, which may be rebuilt while this runs.
  await buildSamples(folderOf(), [packageFrom('dist/index.js')])
  // Only builds that were bundled alike are compared: these differ in nothing but the patch.
  await buildSamples(folderOf('source'), [packageFrom('src/index.ts')])
  await buildSamples(folderOf('stores'), [packageFrom('src/index.ts'), patched])
}

async function buildSamples(outdir: string, plugins: Plugin[]): Promise<void> {
  await build({
    entryPoints: readdirSync(SAMPLES).map((file) => SAMPLES + file),
    outdir,
    plugins,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
}

/** Builds the package; prints what tsc reports. */
export function buildPackage(): void {
  execFileSync('npx', ['tsc', '-p', 'src'], { cwd: ROOT, stdio: 'inherit' })
}

/** Resolves this package to one of its files, and keeps all other packages external. */
export function packageFrom(file: string): Plugin {
  return {
    name: 'package',
    setup({ onResolve }) {
      onResolve({ filter: /^ringproof$/ }, () => ({ path: ROOT + file, sideEffects: false }))
      onResolve({ filter: /^[\w@]/ }, ({ kind }) => (kind === 'entry-point' ? null : { external: true }))
    },
  }
}

const patched: Plugin = {
  name: 'patched',
  setup({ onLoad }) {
    onLoad({ filter: PATCHED }, ({ path }) => ({ contents: patchedSource(path), loader: 'ts' }))
  },
}

/** Empties the folder, so that nothing is left to the next build, or to git. */
function emptyBuilt(): void {
  rmSync(BUILT, { recursive: true, force: true })
  mkdirSync(BUILT, { recursive: true })
  writeFileSync(`${BUILT}.gitignore`, '*\n')
}
