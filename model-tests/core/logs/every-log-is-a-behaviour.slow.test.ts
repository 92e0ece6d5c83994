import { describe, expect, test } from 'vitest'
import { findTools } from '../../../spec/tlc/tools.ts'
import { Chance } from '../../harness/random.ts'
import { castNamed } from './cast.ts'
import { type Corrupted, corrupt, KINDS } from './corrupt.ts'
import { followLogs } from './follow.ts'
import type { Log } from './log.ts'
import { runFreely, threadsOf } from './make.ts'

const tools = await findTools()
const threads = await threadsOf()
const SEED = Math.floor(Math.random() * 2 ** 30)
const LINES = 250
const OF_EACH_KIND = 2
const MOST_LOGS = 60

describe.skipIf('skip' in tools)(`TLC${'skip' in tools ? ` (${tools.skip})` : ''}`, () => {
  test.each(['single', 'multi-parking', 'multi-pool', 'closing', 'death', 'multi-failing'])(
    '%s: follows a log to its end, and no corrupted one',
    async (name) => await check(name),
  )

  test.each(['failing', 'multi-failing'])(
    '%s: its logs have the dead marked, their followers leave, and a second death announced',
    async (name) => {
      if ('skip' in tools) return
      const logs = await logsWith(name, ['Bury', 'LoadOwner', 'Leave', 'TellAgain'])
      const verdicts = await followLogs(
        castNamed(name),
        logs.map(({ lines }) => ({ lines, explained: false })),
        tools,
      )
      expect(verdicts, `${logs.length} logs from seed ${SEED}`).toEqual(logs.map(() => null))
    },
  )
})

/** Logs that together have all of these actions: nearly each has a crash, and some have two. */
async function logsWith(name: string, actions: readonly string[]): Promise<Log[]> {
  const logs: Log[] = []
  const missing = new Set(actions)
  while (missing.size > 0 && logs.length < MOST_LOGS) {
    const log = await runFreely({ cast: castNamed(name), threads, seed: SEED + logs.length, lines: 1500 })
    expect(log.failure).toBeNull()
    for (const { action } of log.lines) missing.delete(action)
    logs.push(log)
  }
  expect([...missing], `${logs.length} logs from seed ${SEED}`).toEqual([])
  return logs
}

async function check(name: string): Promise<void> {
  if ('skip' in tools) return
  const log = await runFreely({ cast: castNamed(name), threads, seed: SEED, lines: LINES })
  expect(log.failure).toBeNull()
  const wrong = wrongOnes(log)
  // Not each kind has a place in each log: a single producer exchanges nothing, and an early crash ends a log.
  expect(wrong.length).toBeGreaterThan(KINDS.length)
  const asked = [log, ...wrong].map(({ lines }, number) => ({ lines, explained: number > 0 }))
  const [whole, ...verdicts] = await followLogs(log.cast, asked, tools)
  expect(whole, `seed ${SEED}`).toBeNull()
  for (const [number, { kind, what, at }] of wrong.entries()) {
    const said = `seed ${SEED}: ${kind} at line ${at}: ${what}`
    expect(verdicts[number]?.line ?? 'followed', said).toSatisfy((line) => Number(line) >= at)
  }
}

function wrongOnes(log: Log): Corrupted[] {
  const chance = new Chance(SEED)
  const kinds = KINDS.flatMap((kind) => Array.from({ length: OF_EACH_KIND }, () => kind))
  return kinds.flatMap((kind) => corrupt(log, kind, chance, LINES) ?? [])
}
