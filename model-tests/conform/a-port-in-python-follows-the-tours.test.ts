import { expect, test } from 'vitest'
import { followTour } from './follow.ts'
import { hasPython, PYTHON_PARTS, pythonPort } from './python.ts'
import { isFor, storedTours } from './tours.ts'

/** The longer tours are followed by `npm run check -- ports`. */
const MOST_LINES = 10_000
const tours = (await storedTours()).filter(isFor(PYTHON_PARTS))
const short = tours.filter(({ head }) => head.count.lines <= MOST_LINES)

test('all that has one producer and no calls that park is for it', () => {
  expect(tours.map(({ head }) => head.model)).toEqual([
    'SingleProducerSize1',
    'SingleProducerFollowerSize1',
    'SingleProducerBroadcastSize1',
    'SingleProducer',
    'SingleProducerSize4',
    'SingleProducerBroadcastTries',
    'SingleProducerBroadcast',
    'SingleProducerCallers',
    'SingleProducerDiamond',
    'SingleProducerFollower',
    'SingleProducerFollowerThrows',
  ])
})

const each = short.flatMap((stored) =>
  stored.starts.map((start) => [stored.head.model, start, stored] as const),
)

test.runIf(hasPython()).each(each)('%s from %d', async (model, start, stored) => {
  const scripts: number[] = []
  const options = { command: pythonPort(), patience: 60, onScript: (script: number) => scripts.push(script) }
  const { lines, scripts: all } = stored.head.count
  expect(await followTour(await stored.read(), start, options)).toEqual({
    ...{ model, start, steps: lines, divergence: null },
  })
  expect(scripts).toHaveLength(all)
})
