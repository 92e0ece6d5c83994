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
/** `npm run verify` makes the tours of quick models again, and the slow tests replay all that are stored. */
const SMALL = 8_000
const models = (await readModels(SPEC)).filter(({ tour, distinct }) => tour && (distinct ?? 0) < SMALL)

test.each(models)('$name: the source takes every edge, and enables no other action', async ({ name }) => {
  const tour = parseTour((await readTour(name)) ?? '')
  for (const start of startsOf(tour)) {
    const replay = replayTour(tour, core, start)
    const picture = replay.parting && drawParting(drawn('the stepper', tour, replay.parting))
    expect(picture, `${name} from ${start}`).toBeNull()
    expect(replay.lines).toBe(tour.count.lines)
  }
})
