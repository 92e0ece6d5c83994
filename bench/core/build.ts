// Samples run as plain JavaScript on the built package, so that nothing is compiled while the clock runs.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { PATCHED, patchedSource } from './patch.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SAMPLES = fileURLToPath(new URL('samples/', import.meta.url))

/** Where the samples lie once they are built: inside the package, so that they find what it depends on. */
const BUILT = fileURLToPath(new URL('../../coverage/bench/', import.meta.url))

/** Samples with the package's source in them: as it is, or with bare stores where it publishes, which wake nobody. */
export type Build = 'source' | 'stores'

/** Where the samples of a build lie: of the built package, unless told. */
export function folderOf(which?: Build): string {
  return which === undefined ? BUILT : `${BUILT}${which}/`
}

/** Builds the package and then the samples. What tsc says is shown. */
export async function buildAll(): Promise<void> {
  execFileSync('npx', ['tsc', '-p', 'src'], { cwd: ROOT, stdio: 'inherit' })
  emptyBuilt()
  // With the package in them: others may build it anew while this runs.
  await buildSamples(folderOf(), [packageFrom('dist/index.js')])
  // Side by side only what was bundled alike: they differ in nothing but the patch.
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

/** Takes this package from one of its files, and leaves all others where they are. */
function packageFrom(file: string): Plugin {
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

/** No build leaves anything to the next one, or to git. */
function emptyBuilt(): void {
  rmSync(BUILT, { recursive: true, force: true })
  mkdirSync(BUILT, { recursive: true })
  writeFileSync(`${BUILT}.gitignore`, '*\n')
}
