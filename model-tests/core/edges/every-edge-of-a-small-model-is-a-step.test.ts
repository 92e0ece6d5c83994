import { expect, test } from 'vitest'
import { readModels } from '../../../spec/tlc/models.ts'
import { drawn } from '../../checks/drawn.ts'
import { someStartsOf } from '../../harness/tour/starts.ts'
import { drawParting } from '../../report/index.ts'
import { readTour, SPEC } from '../files.ts'
import { loadCore } from '../load.ts'
import { parseTour } from '../tour.ts'
import { replayTour } from './replay.ts'

const core = await loadCore({ stepped: true })
/** `npm run verify` makes the tours of quick models from TLC's graphs and replays them; with `--all`, of every model. */
const SMALL = 3_500
const models = (await readModels(SPEC)).filter(({ tour, distinct }) => tour && (distinct ?? 0) < SMALL)
const seed = Number(process.env['RINGPROOF_SEED'] ?? Math.floor(Math.random() * 2 ** 30))
const compared = new Set<string>()

test.each(models)(
  `$name: the source takes every edge, and enables no other action, seed ${seed}`,
  async ({ name }) => {
    const tour = parseTour((await readTour(name)) ?? '')
    for (const start of someStartsOf(tour, seed)) {
      const replay = replayTour(tour, core, start)
      for (const each of replay.compared) compared.add(each)
      const picture = replay.parting && drawParting(drawn('the stepper', tour, replay.parting))
      expect(picture, `${name} from ${start}`).toBeNull()
      expect(replay.lines).toBe(tour.count.lines)
    }
  },
)

test('private state is compared under the names of the spec', () => {
  const names = new Set([...compared].map((each) => each.split(' ')[1]))
  expect([...names].toSorted()).toEqual(PRIVATE)
})

const PRIVATE = [
  ...[
    'available',
    'cached',
    'claimed',
    'endOfBatch',
    'front',
    'kept',
    'last',
    'leaves',
    'limit',
    'n',
    'next',
  ],
  ...['taken', 'waits', 'word', 'written'],
]
