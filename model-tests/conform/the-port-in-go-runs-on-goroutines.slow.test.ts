import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { brokenSource, GO_PORT, goRun, hasGo } from './go.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringproof-go-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The first race is enough; before it, each event that is out of order is an error. */
const env = { ...process.env, GORACE: 'halt_on_error=1' }
const MANY = 2 ** 28

/** Wrong lines, some of which no tour notices: what Go says of its own tests then. */
const WRONG: readonly (readonly [
  how: string,
  file: string,
  from: string,
  to: string,
  args: readonly string[],
  says: RegExp,
])[] = [
  [
    'has room for one event too many races',
    'producer.go',
    'return p.target-p.cached[gate] <= p.size',
    'return p.target-p.cached[gate] <= p.size+1',
    ['-race'],
    /WARNING: DATA RACE/,
  ],
  [
    'wakes only the waiters of the last slot that it publishes deadlocks',
    'multi.go',
    'wakes |= p.memory',
    'wakes = p.memory',
    ['-timeout', '0'],
    /all goroutines are asleep - deadlock!/,
  ],
  [
    'parks with its mark on another word than it is blocked on deadlocks',
    'waiter.go',
    '|| w.blockedOn == marked {',
    '|| marked != noWord {',
    ['-timeout', '0'],
    /all goroutines are asleep - deadlock!/,
  ],
]

/** Whether a test can have the race detector, which needs a C compiler. */
const hasRaces = hasGo() && /^1/.test(goRun(['env', 'CGO_ENABLED'], GO_PORT))

describe.runIf(hasGo())('a port in Go that', () => {
  it.each(WRONG.filter(([, , , , args]) => hasRaces || args[0] !== '-race'))(
    '%s',
    (how, file, from, to, args, says) => {
      const source = join(folder, how.replaceAll(' ', '-'))
      brokenSource(source, file, from, to)
      const test = ['test', '-count', '1', '-run', 'TestEveryEvent', ...args, '.']
      const { status, stdout } = spawnSync('go', test, {
        cwd: source,
        env,
        encoding: 'utf8',
        maxBuffer: MANY,
      })
      expect(status).toBe(1)
      expect(stdout).toMatch(says)
    },
  )
})

it.runIf(hasRaces)('the port hands every event on once and in order, and nothing races', () => {
  expect(goRun(['test', '-race', '-count', '1', './...'], GO_PORT)).toMatch(/^ok /)
})
