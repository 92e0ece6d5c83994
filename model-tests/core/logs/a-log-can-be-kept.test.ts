import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findTools } from '../../../spec/tlc/tools.ts'
import { Chance } from '../../harness/random.ts'
import { castNamed } from './cast.ts'
import { corrupt } from './corrupt.ts'
import { NoLogError } from './errors.ts'
import { followKept } from './index.ts'
import { keepLog, readKept, replayOf } from './kept.ts'
import type { Log } from './log.ts'
import { runFreely, threadsOf } from './make.ts'

const tools = await findTools()
const SEED = Math.floor(Math.random() * 2 ** 30)
let folder = ''
let log: Log

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringproof-kept-'))
  log = await runFreely({ cast: castNamed('failing'), threads: await threadsOf(), seed: SEED, lines: 200 })
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

test('a log survives storing and reading, and the replay command names its file', async () => {
  const file = await keepLog(log, folder)
  expect(await readKept(file)).toEqual(log)
  expect(replayOf(join(process.cwd(), 'coverage/logs/failing-7.jsonl'))).toBe(
    'npm run check -- logs --replay coverage/logs/failing-7.jsonl',
  )
})

const head = '{"configuration":"single","seed":1,"start":0,"failure":null}'
const line =
  '{"thread":9,"action":"Publish","op":null,"word":-1,"before":null,"after":0,"expected":null,"told":0,"answer":true}'

test.each([
  ['nothing', '', 'line 1 names no configuration'],
  ['something else', '{"name":"single"}', 'line 1 names no configuration'],
  ['half of a line', `${head}\n{"thread":`, 'JSON'],
  ['an unknown thread', `${head}\n${line}`, 'line 2 is not a line of a log'],
])('a file that holds %s is rejected', async (_, text, why) => {
  const file = join(folder, 'other.jsonl')
  await writeFile(file, text)
  await expect(readKept(file)).rejects.toThrow(NoLogError)
  await expect(readKept(file)).rejects.toThrow(why)
})

describe.skipIf('skip' in tools)(`TLC${'skip' in tools ? ` (${tools.skip})` : ''}`, () => {
  test('a stored log diverges where it did before', async () => {
    if ('skip' in tools) return
    const wrong = corrupt(log, 'dropped', new Chance(SEED), 200)
    const file = await keepLog({ ...log, lines: wrong?.lines ?? [] }, folder)
    const [first] = (await followKept(file, tools)) ?? []
    expect(first, `seed ${SEED}`).toMatch(
      new RegExp(`^failing, seed ${SEED}, from \\d+: log and spec diverge at`),
    )
  })
})
