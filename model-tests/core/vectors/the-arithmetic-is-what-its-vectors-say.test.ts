import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as sequences from '../../../src/core/Sequence.ts'
import { startsOf } from '../../harness/tour/starts.ts'
import { replayTour } from '../edges/replay.ts'
import { readTour, SPEC } from '../files.ts'
import { loadCore, sourcePath } from '../load.ts'
import { parseTour } from '../tour.ts'
import { type Arithmetic, allVectors, type Vector, wrongVector } from './vectors.ts'

const FILE = join(SPEC, 'vectors/arithmetic.jsonl')
const { wrap, ahead, after, unwrap, slotOf, lapOf, sequenceAt } = sequences
const SOURCE: Arithmetic = { wrap, ahead, after, unwrap, slotOf, lapOf, sequenceAt }

/** What a porter reads: a head, and a line for each vector. */
function printed(vectors: readonly Vector[]): string {
  const head = { format: 1, vectors: 'arithmetic', count: vectors.length, functions: Object.keys(SOURCE) }
  return `${[head, ...vectors].map((line) => JSON.stringify(line)).join('\n')}\n`
}

async function stored(): Promise<Vector[]> {
  const lines = (await readFile(FILE, 'utf8')).trimEnd().split('\n')
  return lines.slice(1).map((line) => JSON.parse(line) as Vector)
}

it('the stored vectors are those that there are; vitest -u stores them', async () => {
  await expect(printed(allVectors())).toMatchFileSnapshot(FILE)
})

it('the source comes to each of them', async () => {
  expect(wrongVector(await stored(), SOURCE)).toBeNull()
})

it('its page shows lines of the file', async () => {
  const page = await readFile(join(SPEC, 'vectors/README.md'), 'utf8')
  const shown = /```\n([\s\S]*?)\n```/.exec(page)?.[1]?.split('\n') ?? []
  expect(shown).toHaveLength(3)
  const lines = (await readFile(FILE, 'utf8')).split('\n')
  expect(shown.filter((line) => !lines.includes(line))).toEqual([])
})

/** Slips of a port. */
const SLIPS: Readonly<Record<string, Arithmetic>> = {
  'half the range of a word': { ahead: (a, b) => (((a - b) << 1) | 0) >> 2 },
  'a sequence that is one too low': { unwrap: (near, word) => unwrap(near, word) - 1 },
  'a sequence that is one too low below its mark': {
    unwrap: (near, word) => near + (((word - wrap(near)) | 0) - (word & 1) - 1) / 2,
  },
  'a near sequence that is not wrapped first': { unwrap: (near, word) => near + ((word - 2 * near) >> 1) },
  'a difference of words as full numbers': { ahead: (a, b) => Math.floor((a - b) / 2) },
  'a difference with a sign, where words cannot have gone back': { after: (a, b) => ahead(a, b) },
  'a mark that counts': { ahead: (a, b) => ((a - b) | 0) / 2 },
  'a word without a sign': { wrap: (sequence) => (2 * sequence) >>> 0 },
  'a lap by a division of 32 bits': { lapOf: (sequence, size) => Math.floor((sequence >>> 0) / size) },
  'a slot by a remainder that keeps the sign': { slotOf: (sequence, size) => (sequence | 0) % size },
  'a sequence at a lap with its mark': {
    sequenceAt: (lap, slot, size) => (Math.imul(lap, size) + 2 * slot) | 0,
  },
  'a sequence at a lap in floating point': {
    sequenceAt: (lap, slot, size) => Math.trunc((lap & ~1) * size + 2 * slot),
  },
}

describe('a port is wrong with', () => {
  it.each(Object.entries(SLIPS))('%s', async (_, slip) => {
    expect(wrongVector(await stored(), { ...SOURCE, ...slip })).toMatch(/ is .*, and must be /)
  })

  it('a function that it does not have', async () => {
    expect(wrongVector(await stored(), {})).toBe('wrap(0) is undefined, and must be 0')
  })
})

describe('the tours notice', () => {
  const DIFFERENCE = '((a - b) | 0) >> 1'
  const UNWRAPPED = 'near + ahead(word, wrap(near))'

  /** From how many starts the source, with this edit, parts from a tour. */
  async function partings(from: string, to: string): Promise<number> {
    const text = await readFile(sourcePath('Sequence.ts'), 'utf8')
    expect(text).toContain(from)
    const core = await loadCore({ stepped: true, text: { 'Sequence.ts': text.replace(from, to) } })
    const tour = parseTour((await readTour('SingleProducerSize1')) ?? '')
    return startsOf(tour).filter((start) => replayTour(tour, core, start).parting !== null).length
  }

  it('a sequence that is one too low', async () => {
    expect(await partings(UNWRAPPED, `${UNWRAPPED} - 1`)).toBeGreaterThan(0)
  })

  it('and not half the range of a word, so that it takes vectors', async () => {
    expect(await partings(DIFFERENCE, '(((a - b) << 1) | 0) >> 2')).toBe(0)
  })
})
