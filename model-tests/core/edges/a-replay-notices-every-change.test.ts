import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printTour } from '../../harness/tour/format.ts'
import type { Line } from '../../harness/tour/tour.ts'
import { readTour } from '../files.ts'
import { loadCore } from '../load.ts'
import { parseTour, type Tour } from '../tour.ts'
import { replayTour } from './replay.ts'

const core = await loadCore({ stepped: true })
const tour = parseTour((await readTour('SingleProducerSize1')) ?? '')
const [script = []] = tour.scripts

/** Ways in which a line can be wrong. */
const CHANGES: Readonly<Record<string, (line: Line) => Line | null>> = {
  'a word': (line) => ({ ...line, words: line.words.map((word) => word + 1) }),
  'a slot': (line) => ({ ...line, slots: line.slots.map((slot) => (slot === null ? 7 : slot + 1)) }),
  'an enabled action too many': (line) => ({
    ...line,
    offers: line.offers.map((offers) => [...offers, 'Nap']),
  }),
  'an enabled action too few': (line) => ({ ...line, offers: line.offers.map(() => []) }),
  'private state': (line) => ({
    ...line,
    own: { ...line.own, ...(line.thread === 0 ? { claimed: 99 } : { next: 99 }) },
  }),
  'the access': (line) => (line.access === null ? null : { ...line, access: `${line.access}0` }),
  'the action': (line) => ({ ...line, action: 'Nap' }),
  'the moving thread': (line) => ({ ...line, thread: 1 - line.thread }),
}

test.each(Object.entries(CHANGES))('%s', (_, change) => {
  const place = fc.integer({ min: 0, max: Math.min(script.length, 400) - 1 })
  fc.assert(
    fc.property(place, (at) => {
      const line = script[at]
      const changed = line && change(line)
      if (!changed) return
      const broken: Tour = { ...tour, scripts: [script.with(at, changed)] }
      expect(replayTour(broken, core, 0).parting).toMatchObject({ script: 0, line: at })
    }),
    { numRuns: 40 },
  )
})

test('a tour survives printing and parsing', () => {
  expect(parseTour(printTour(tour))).toEqual(tour)
})

test('a tour of another format is rejected', () => {
  expect(() => parseTour('{"format":3}\n\n')).toThrow('a tour of format 3, allowed: 2')
})
