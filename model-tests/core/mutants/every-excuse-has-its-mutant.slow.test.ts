import { expect, test } from 'vitest'
import { readTour } from '../files.ts'
import { parseTour } from '../tour.ts'
import { EQUIVALENTS } from './equivalents.ts'
import {
  checkMade,
  excuseOf,
  type Made,
  mutantsOf,
  mutatedFiles,
  mutatedWatchers,
  wrongTogether,
} from './made.ts'
import { reachOf } from './reach.ts'

const files = await mutatedFiles()
const made = (await Promise.all([...files, ...mutatedWatchers()].map(mutantsOf))).flat()
const excuses = EQUIVALENTS.flatMap(({ of }) =>
  Object.entries(of).flatMap(([file, lines]) => lines.map((says) => `${file}: ${says}`)),
)

const tour = parseTour((await readTour('SingleProducerSize1')) ?? '')
const samples = [{ tour, reach: await reachOf(tour, files, 0) }]

/** The only mutant of this file with these lines. */
function the(file: string, says: string): Made {
  const [one, ...others] = made.filter((mutant) => mutant.file === file && mutant.says === says)
  expect(others).toEqual([])
  return one as Made
}

test.each(excuses)('%s', (excuse) => {
  expect(made.filter(({ file, says }) => `${file}: ${says}` === excuse)).toHaveLength(1)
})

test('no mutant is excused twice', () => {
  expect(new Set(excuses).size).toBe(excuses.length)
})

test('a generated mutant that is killed says where it was noticed', async () => {
  const early = the(
    'Consumer.ts',
    'const gate = Atomics.exchange(this.words, this.#gate, wrap(next + 1)) // Advance',
  )
  expect(excuseOf(early)).toBeNull()
  expect(await checkMade(early, samples)).toMatchObject({
    check: 'operator changed',
    killedBy: expect.stringMatching(/^SingleProducerSize1 from 0, script \d+, line \d+: the access: /),
  })
})

test('a generated mutant of the watchers says in which situation it was noticed', async () => {
  const early = the('ring/monitor.ts', 'this.#near = ring.handle.start + 1')
  expect(await checkMade(early, samples)).toMatchObject({
    check: 'operator changed',
    killedBy: expect.stringMatching(/^a monitor unwraps near its last snapshot: /),
  })
})

test('a mutant that is excused wrongly is noticed among the others', async () => {
  const harmless = the('Sequence.ts', 'return ((a - b) | 1) >> 1')
  expect(await wrongTogether([harmless], samples)).toBeNull()
  const harmful = the('Sequence.ts', 'return (2 * sequence) | 1')
  expect(await wrongTogether([harmless, harmful], samples)).not.toBeNull()
})
