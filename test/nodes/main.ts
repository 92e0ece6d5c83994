// Runs tests under every release of Node that the package supports, and in the realms that test runners make.
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileOf, holds, nodeOf, ToolMissing } from './tools.ts'

const MAJORS = [20, 22, 24]

/** Tests that depend on the host: closing, events across threads, errors, realms. */
const USUAL = [
  'test/core/what-is-accepted-before-a-close-is-handled.scaled.test.ts',
  'test/core/what-did-not-succeed-holds-nothing.test.ts',
  'test/core/every-event-once-and-in-order.scaled.test.ts',
  'test/core/every-misuse-has-its-error.test.ts',
  'test/core/a-handle-attaches-in-any-realm.test.ts',
  'test/core/a-handler-may-return-what-is-done.test.ts',
  'test/core/two-calls-at-once-are-both-named.test.ts',
  'test/ring/a-death-is-an-answer.test.ts',
  'test/nodes/a-worker-handler-starts.test.ts',
]

/** The pools of vitest in whose tests a disruptor starts a worker. */
const POOLS = ['forks', 'threads', 'vmForks']

const REALMS = import.meta.dirname
const ROOT = join(REALMS, '../..')
const require = createRequire(import.meta.url)
const VITEST = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')

/** The checks under each Node, by name. */
function checksOf(files: readonly string[]): Readonly<Record<string, (node: string) => Promise<boolean>>> {
  return {
    tests: (node) => holds(node, [VITEST, 'run', '--project', 'quick', '--root', ROOT, ...files]),
    'vitest with vmThreads': (node) => holds(node, inPool('vmThreads')),
    ...Object.fromEntries(
      POOLS.map((pool) => [
        `vitest with ${pool}`,
        (node: string) => holds(node, [...inPool(pool), 'a-worker-handler-starts']),
      ]),
    ),
    'Jest with ES modules': async (node) => {
      const jest = await fileOf('jest@30', join('jest', 'bin', 'jest.js'))
      return await holds(node, [
        '--experimental-vm-modules',
        '--no-warnings',
        jest,
        '--config',
        join(REALMS, 'jest.config.json'),
      ])
    },
  }
}

/** The arguments that run vitest in one of its pools. */
function inPool(pool: string): readonly string[] {
  const config = relative(ROOT, join(REALMS, 'vm-threads.config.ts'))
  return [VITEST, 'run', '--root', ROOT, '--config', config, '--pool', pool]
}

/** The outcome of one check, or why it was not run. */
async function outcomeOf(major: number, check: (node: string) => Promise<boolean>): Promise<string> {
  try {
    return (await check(await nodeOf(major))) ? 'holds' : 'fails'
  } catch (error) {
    if (error instanceof ToolMissing) return `skipped: ${error.message}`
    throw error
  }
}

const files = process.argv.slice(2)
const told: string[] = []
for (const major of MAJORS) {
  for (const [name, check] of Object.entries(checksOf(files.length > 0 ? files : USUAL)))
    told.push(`Node ${major}, ${name}: ${await outcomeOf(major, check)}`)
}
process.stdout.write(`${told.join('\n')}\n`)
process.exitCode = told.some((line) => line.endsWith('fails')) ? 1 : 0
