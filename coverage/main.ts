// npm run coverage: the lines of src/ that the tests run, beside the edges of the specs that the source has taken.
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Claims } from '../model-tests/report/claims.ts'
import { writeReport } from '../model-tests/report/index.ts'

const here = import.meta.dirname
const lines = ['--include', 'src/**', '--reporter', 'text', '--reporter', 'json-summary', '--reporter', 'html']
const places = ['--reports-dir', join(here, 'lines'), '--temp-directory', join(here, 'tmp')]

const { status } = spawnSync('c8', [...lines, ...places, 'vitest', 'run'], { stdio: 'inherit', cwd: join(here, '..') })
process.exitCode = status ?? 1
if (status === 0) await addToPage()

/** Rebuilds the report page, which verify makes because it knows the edges, with the lines beside them. */
async function addToPage(): Promise<void> {
  try {
    const claims: Claims = JSON.parse(await readFile(join(here, 'claims.json'), 'utf8'))
    await writeReport(claims, here)
    process.stdout.write(`Lines and edges: ${join(here, 'index.html')}\n`)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    process.stdout.write(`Lines: ${join(here, 'lines/index.html')}; npm run verify adds the edges of the specs\n`)
  }
}
