// Samples run as plain JavaScript on the built package, so that nothing is compiled while the clock runs.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SAMPLES = fileURLToPath(new URL('samples/', import.meta.url))

/** Where the samples lie once they are built: inside the package, so that they find it by its name. */
export const BUILT = fileURLToPath(new URL('../../coverage/bench/', import.meta.url))

/** Builds the package and then the samples. What tsc says is shown. */
export async function buildAll(): Promise<void> {
  execFileSync('npx', ['tsc', '-p', 'src'], { cwd: ROOT, stdio: 'inherit' })
  emptyBuilt()
  await build({
    entryPoints: readdirSync(SAMPLES).map((file) => SAMPLES + file),
    outdir: BUILT,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
}

/** No build leaves anything to the next one, or to git. */
function emptyBuilt(): void {
  rmSync(BUILT, { recursive: true, force: true })
  mkdirSync(BUILT, { recursive: true })
  writeFileSync(`${BUILT}.gitignore`, '*\n')
}
