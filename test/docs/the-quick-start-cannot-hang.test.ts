// The quick start with one thing gone wrong: its process still ends by itself, and says why.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './pages.ts'

const quickStart = await readFile(join(ROOT, 'examples/sum.mjs'), 'utf8')
const HUNG_MS = 60_000

interface End {
  readonly code: number | null
  /** Set if the process had to be killed: it hung. */
  readonly signal: string | null
  readonly stderr: string
}

/** @param from a text of the example, in place of which comes `to` */
async function endOf(from: string, to: string): Promise<End> {
  expect(quickStart).toContain(from)
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-'))
  try {
    await mkdir(join(folder, 'node_modules'))
    await symlink(ROOT, join(folder, 'node_modules/ringproof'), 'dir')
    await writeFile(
      join(folder, 'sum.mjs'),
      quickStart.replace(from, () => to),
    )
    return await ended(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function ended(cwd: string): Promise<End> {
  const child = spawn(process.execPath, ['sum.mjs'], { cwd, timeout: HUNG_MS, killSignal: 'SIGKILL' })
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stderr }))
  })
}

const ADD = 'sum += workerData.prices[ring.index(sequence)]'

test.each([
  ['the handler throws', ADD, "throw new Error('broken')", 'broken'],
  ['the worker exits in its handler', ADD, 'process.exit()', 'The ring has failed: "sum" died'],
  [
    'the worker asks for a consumer that there is not',
    "ring.consumer('sum')",
    "ring.consumer('sums')",
    'sums',
  ],
  [
    'the worker ends at once',
    'const ring = attachRing',
    'process.exit()\n  const ring = attachRing',
    '"sum" died',
  ],
  ['the producer throws half way', 'producer.publish(sequence)', "throw new Error('broken')", 'broken'],
])('%s', async (_, from, to, reason) => {
  const { code, signal, stderr } = await endOf(from, to)
  expect({ code, signal }).toEqual({ code: 1, signal: null })
  expect(stderr).toContain(reason)
})
