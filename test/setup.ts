import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { findJava } from '../spec/tlc/jar.ts'

/** Builds the package first, since the examples run on it; says what can't be run here. */
export default async function setup(): Promise<void> {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  execFileSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', 'src'], { stdio: 'inherit' })
  try {
    await findJava()
  } catch {
    const replayed = 'the stored tours are replayed all the same'
    process.stdout.write(
      `No Java here, so TLC is not run: the tests that need it are skipped, ${replayed}.\n`,
    )
  }
}
