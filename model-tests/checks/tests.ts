// The tests of the checks themselves, by vitest.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { type Claim, claim, type Failure } from '../report/claim.ts'
import type { Check, Context } from './check.ts'

const ROOT = join(import.meta.dirname, '../..')

export const tests: Check = {
  name: 'tests',
  says: 'The tests of the checks: each check notices what is broken on purpose.',
  tier: 'slow',
  when: 'alone',
  async run(context) {
    const file = join(context.folder, 'tests.json')
    const code = await runTests(file, context)
    return [claimOf(await readResults(file), code)]
  },
}

async function runTests(file: string, { signal, seed }: Context): Promise<number> {
  const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'))
  const flags = [
    '--project',
    'slow',
    '--reporter',
    'default',
    '--reporter',
    'json',
    `--outputFile.json=${file}`,
  ]
  const env = { ...process.env, RINGPROOF_SEED: process.env['RINGPROOF_SEED'] ?? `${seed}` }
  const args = [join(vitest, 'vitest.mjs'), 'run', ...flags]
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' })
  const stop = (): boolean => child.kill()
  signal.addEventListener('abort', stop)
  const [code] = (await once(child, 'exit')) as [number | null]
  signal.removeEventListener('abort', stop)
  return code ?? 1
}

/** What vitest reports, as far as it is needed. */
interface Results {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

async function readResults(file: string): Promise<Results> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Results
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, testResults: [] }
  }
}

function claimOf({ numPassedTests, numFailedTests, testResults }: Results, code: number): Claim {
  const failures = testResults.flatMap(failuresIn)
  const silent = code !== 0 && failures.length === 0 ? [{ says: `vitest ended with ${code}` }] : []
  return claim({
    check: 'tests',
    says: 'Each check notices what is broken on purpose.',
    command: 'npx vitest run --project slow',
    ...{ unit: 'tests of the checks', done: numPassedTests, of: numPassedTests + numFailedTests },
    failures: [...failures, ...silent],
  })
}

/** Each test that failed, and a file that could not be run. */
function failuresIn({ name, status, message, assertionResults }: Results['testResults'][number]): Failure[] {
  const file = relative(ROOT, name)
  const failed = assertionResults.filter((each) => each.status === 'failed')
  if (failed.length === 0) return status === 'failed' ? [{ says: `${file}: ${message}` }] : []
  return failed.map(({ fullName, failureMessages }) => ({
    says: `${file}: ${fullName}`,
    lines: (failureMessages[0] ?? '').split('\n').slice(0, 5),
  }))
}
