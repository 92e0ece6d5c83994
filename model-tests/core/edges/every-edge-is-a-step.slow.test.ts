import { expect, test } from 'vitest'
import { readModels } from '../../../spec/tlc/models.ts'
import { drawn } from '../../checks/drawn.ts'
import { startsOf } from '../../harness/tour/starts.ts'
import { drawParting } from '../../report/index.ts'
import { readTour, SPEC } from '../files.ts'
import { loadCore } from '../load.ts'
import { parseTour } from '../tour.ts'
import { replayTour } from './replay.ts'

const core = await loadCore({ stepped: true })
const models = (await readModels(SPEC)).filter(({ tour }) => tour)
const compared = new Set<string>()
/** Verify replays longer ones from several starts. */
const LONG = 100_000

test.each(models)('$name: the source takes every edge, and enables no other action', async ({ name }) => {
  const tour = parseTour((await readTour(name)) ?? '')
  for (const start of startsOf(tour).slice(0, tour.count.lines > LONG ? 1 : Infinity)) {
    const replay = replayTour(tour, core, start)
    for (const each of replay.compared) compared.add(each)
    const picture = replay.parting && drawParting(drawn('the stepper', tour, replay.parting))
    expect(picture, `${name} from ${start}`).toBeNull()
    expect(replay.lines).toBe(tour.count.lines)
  }
})

test('private state is compared under the names of the spec', () => {
  const names = new Set([...compared].map((each) => each.split(' ')[1]))
  expect([...names].toSorted()).toEqual(
    [
      'available',
      'cached',
      'claimed',
      'endOfBatch',
      'front',
      'kept',
      'last',
      'limit',
      'n',
      'next',
      'taken',
      'waits',
      'word',
      'written',
    ].toSorted(),
  )
})
