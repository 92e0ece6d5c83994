// Counts and checksums of a sample, computed here event by event and word by word, and then made wrong in every way.
import { describe, expect, it, test } from 'vitest'
import { BenchError } from '../../bench/core/errors.ts'
import type { Shape } from '../../bench/peers/contestants/javascript/task.ts'
import { checked, runSample, type Sample } from '../../bench/peers/sample.ts'
import { faultOf, type Read } from '../../bench/peers/sums.ts'
import { STORE, WORKS } from '../../bench/peers/works.ts'

const TOTAL = 300
const FACTOR = 0x9e3779b1n

/** The words of an event's payload. */
function wordsOf(sender: number, event: number, bytes: number): bigint[] {
  const first = BigInt(4 * event + sender) * FACTOR
  return Array.from({ length: bytes / 4 }, (_, i) => first + BigInt(i))
}

function sum32(words: readonly bigint[]): number {
  return Number(
    BigInt.asIntN(
      32,
      words.reduce((sum, word) => sum + word, 0n),
    ),
  )
}

function ordered(words: readonly number[]): number {
  return words.reduce((sum, word) => Number(BigInt.asIntN(32, BigInt(sum) * 31n + BigInt(word))), 0)
}

function unordered(words: readonly number[]): number {
  const squares = words.map((word) => BigInt(word) * BigInt(word ^ (word >>> 15)))
  return sum32(squares)
}

function folds(sender: number, events: number, bytes: number): number[] {
  return Array.from({ length: events }, (_, event) => sum32(wordsOf(sender, event, bytes)))
}

/** What readers of a work have read, if all went well. */
function readersOf(shape: Shape, bytes: number): Read[] {
  const all = folds(0, TOTAL, bytes)
  const read = (words: readonly number[]): Read => ({ count: words.length, sums: [ordered(words), 0, 0] })
  const more = (by: number): number[] => all.map((word) => sum32([BigInt(word) + BigInt(by)]))
  const both = all.map((word) => sum32([BigInt(word + 1) + 7n * BigInt(word + 2)]))
  const third = (which: number): number[] => all.filter((_, event) => event % 3 === which)
  const works: Readonly<Record<Shape, Read[]>> = {
    '1P1C': [read(all)],
    '3P1C': [{ count: TOTAL, sums: [0, 1, 2].map((sender) => ordered(folds(sender, TOTAL / 3, bytes))) }],
    '1P3C': [read(all), read(all), read(all)],
    pipeline: [read(all), read(more(1)), read(more(2))],
    diamond: [read(all), read(all), read(both)],
    pool: [0, 1, 2].map((which) => ({ count: TOTAL / 3, sums: [unordered(third(which))] })),
    'ping-pong': [read(all), read(all)],
    store: [{ count: TOTAL, sums: [TOTAL - 1] }],
  }
  return works[shape]
}

const CASES = [...WORKS, STORE].flatMap(({ name, shape }) => [4, 64].map((bytes) => ({ name, shape, bytes })))

describe.each(CASES)('$name, $bytes bytes', ({ shape, bytes }) => {
  const readers = readersOf(shape, bytes)
  const faultWith = (changed: readonly Read[], total = TOTAL): string | undefined =>
    faultOf({ shape, bytes, total, readers: changed })

  it('is right as it is', () => {
    expect(faultWith(readers)).toBeUndefined()
  })

  it.each(readers.map((_, r) => r))('is wrong if reader %i has another sum', (r) => {
    const changed = readers.map((read, i) => (i === r ? { ...read, sums: [read.sums[0]! ^ 1] } : read))
    expect(faultWith(changed)).toContain('wrong checksum')
  })

  it('is wrong if one event was counted twice or not at all', () => {
    for (const by of [-1, 1]) {
      const changed = readers.map((read, r) => (r === 0 ? { ...read, count: read.count + by } : read))
      expect(faultWith(changed)).toContain('has counted')
    }
  })

  it('is wrong if it was another number of events', () => {
    expect(faultWith(readers, TOTAL + 3)).toBeDefined()
  })

  it('is wrong without one of its readers', () => {
    expect(faultWith(readers.slice(1))).toBeDefined()
  })
})

describe('a checksum', () => {
  const words = folds(0, TOTAL, 4)
  const faultIn = (changed: readonly number[]): string | undefined =>
    faultOf({
      shape: '1P1C',
      bytes: 4,
      total: TOTAL,
      readers: [{ count: TOTAL, sums: [ordered(changed)] }],
    })

  it('notices neighbours that have changed places', () => {
    expect(faultIn(words.with(7, words[8]!).with(8, words[7]!))).toContain('wrong checksum')
  })

  it('notices an event that was read again in place of the next', () => {
    expect(faultIn(words.with(8, words[7]!))).toContain('wrong checksum')
  })

  it('notices a payload of which one word is stale', () => {
    const stale = Array.from({ length: TOTAL }, (_, event) => {
      const payload = wordsOf(0, event, 64)
      return sum32(event === 9 ? payload.with(15, wordsOf(0, event - 1, 64)[15]!) : payload)
    })
    const readers = [{ count: TOTAL, sums: [ordered(stale)] }]
    expect(faultOf({ shape: '1P1C', bytes: 64, total: TOTAL, readers })).toContain('wrong checksum')
  })
})

/** A sample whose process prints a text and ends. */
function saying(text: string, code = 0): Sample {
  const program = `process.stdout.write(${JSON.stringify(text)}); process.exitCode = ${code}`
  const launch = { command: process.execPath, args: ['-e', program, '--'] }
  return { name: 'a liar', work: WORKS[0]!, bytes: 4, contestant: 'liar', launch }
}

const answer = {
  events: TOTAL,
  nanoseconds: 1000,
  total: TOTAL,
  readers: readersOf('1P1C', 4),
  latencies: [],
}

async function outcomeOf(sample: Sample): Promise<unknown> {
  return await runSample(sample, { seconds: 0.01, warmup: 0.01 }, 2, new AbortController().signal)
}

test('a process that answers right is a result', async () => {
  expect(await outcomeOf(saying(JSON.stringify(answer)))).toMatchObject({ events: TOTAL, nanoseconds: 1000 })
})

test('a process that answers wrong fails the run, with the name of its sample', async () => {
  const wrong = { ...answer, readers: [{ count: TOTAL, sums: [1] }] }
  const refused = outcomeOf(saying(JSON.stringify(wrong)))
  await expect(refused).rejects.toThrow(BenchError)
  await expect(refused).rejects.toThrow(/^a liar: reader 0 has the wrong checksum 1, expected -?\d+$/)
})

test('a process that ends badly fails the run, whatever it has printed', async () => {
  await expect(outcomeOf(saying(JSON.stringify(answer), 3))).rejects.toThrow('a liar: ended with 3')
})

test.each([
  ['nothing', ''],
  ['half an answer', JSON.stringify(answer).slice(0, 40)],
  ['no readers', JSON.stringify({ ...answer, readers: undefined })],
  ['no time', JSON.stringify({ ...answer, nanoseconds: 0 })],
  ['another text', 'null'],
])('%s is no answer', (_, text) => {
  expect(() => checked(saying(''), text)).toThrow('a liar: no answer')
})
