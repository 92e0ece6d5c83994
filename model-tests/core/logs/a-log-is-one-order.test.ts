import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as words from '../../../src/core/layout.ts'
import { type Entry, VACATED } from '../../harness/threads/recorder.ts'
import { CORE } from '../files.ts'
import { castNamed } from './cast.ts'
import { NotTotalError, UnknownConfigurationError } from './errors.ts'
import { checkLogs } from './index.ts'
import { accessesOf, readLog } from './log.ts'
import { runFreely, threadsOf } from './make.ts'

const SEED = Math.floor(Math.random() * 2 ** 30)
const [LOAD, STORE] = [0, 1]

function entry(more: Partial<Entry>): Entry {
  const nothing = {
    thread: 0,
    action: 0,
    op: LOAD,
    index: 0,
    first: 0,
    second: 0,
    result: 0,
    told: 0,
    answer: 0,
  }
  return { ...nothing, ...more }
}

function read(entries: readonly Entry[]) {
  const cast = castNamed('single')
  const initial = new Int32Array(1024)
  const written = { cast, seed: 0, start: 0, actions: ['LoadCursor'], initial, entries, failure: null }
  return readLog(written, words)
}

test('free threads interleave, and their order explains every value seen', async () => {
  const cast = castNamed('multi-parking')
  const log = await runFreely({ cast, threads: await threadsOf(), seed: SEED, lines: 2000 })
  const switches = log.lines.filter(({ thread }, at) => at > 0 && log.lines[at - 1]?.thread !== thread)
  expect(log.failure, `seed ${SEED}`).toBeNull()
  expect(new Set(log.lines.map(({ thread }) => thread)).size, `seed ${SEED}`).toBe(cast.roles.length)
  expect(switches.length, `seed ${SEED}`).toBeGreaterThan(200)
  expect(accessesOf(log), `seed ${SEED}`).toBeGreaterThan(500)
  expect(log.lines.filter(({ op, word }) => op !== null && word < 0)).toEqual([])
})

test('a value that no earlier line explains is an error', () => {
  const store = entry({ op: STORE, index: words.CURSOR, first: 2, result: 2 })
  expect(read([store, entry({ index: words.CURSOR, result: 2 })]).lines).toHaveLength(2)
  expect(() => read([store, entry({ index: words.CURSOR, result: 4 })])).toThrow(NotTotalError)
  expect(() => read([store, entry({ index: words.CURSOR, result: 4 })])).toThrow(
    'single, line 1: cursor was seen as 4, but the lines before leave 2',
  )
})

test('the reserved line of a sleep that failed is left out', () => {
  expect(read([entry({ action: VACATED, result: 7 }), entry({})]).lines).toHaveLength(1)
})

test('the following modules redefine no name of the specs, which TLC would confuse', async () => {
  const namesIn = async (folder: string, files: readonly string[]): Promise<string[]> => {
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
    return texts.flatMap((text) => [...text.matchAll(/^(\w+)(?:\(.*?\))? ==/gm)].map(([, name = '']) => name))
  }
  const tla = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.tla'))
  const specs = (await readdir(CORE)).filter((file) => file.endsWith('.tla'))
  const mine = await namesIn(import.meta.dirname, tla)
  const theirs = new Set(await namesIn(CORE, specs))
  expect(mine.length).toBeGreaterThan(20)
  expect(mine.filter((name) => theirs.has(name))).toEqual([])
})

test('an unknown configuration is an error that lists the known ones', async () => {
  const tools = { java: 'java', jar: '' }
  const asked = checkLogs({ files: 1, accesses: 1, seed: 1, only: 'nobody', tools })
  await expect(asked).rejects.toThrow(UnknownConfigurationError)
  await expect(asked).rejects.toThrow('no configuration is called "nobody"; known: single, ahead, follower')
})
