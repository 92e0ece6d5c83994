// npm run coverage: the lines of src/ that the tests run, beside the edges of the specs that the source has taken.
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Run, writeReport } from '../model-tests/report/index.ts'

const ROOT = join(import.meta.dirname, '..')
const FOLDER = join(ROOT, 'coverage')

const lines = [
  '--include',
  'src/**',
  '--reporter',
  'text',
  '--reporter',
  'json-summary',
  '--reporter',
  'html',
]
const places = ['--reports-dir', join(FOLDER, 'lines'), '--temp-directory', join(FOLDER, 'tmp')]

const { status } = spawnSync('c8', [...lines, ...places, 'vitest', 'run'], { stdio: 'inherit', cwd: ROOT })
process.exitCode = status ?? 1
if (status === 0) await addToPage()

/** Rebuilds the report page, which verify makes because it knows the edges, with the lines beside them. */
async function addToPage(): Promise<void> {
  try {
    const run: Run = JSON.parse(await readFile(join(FOLDER, 'claims.json'), 'utf8'))
    await writeReport(run, FOLDER)
    process.stdout.write(`Lines and edges: ${join(FOLDER, 'index.html')}\n`)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    process.stdout.write(
      `Lines: ${join(FOLDER, 'lines/index.html')}; npm run verify adds the edges of the specs\n`,
    )
  }
}
