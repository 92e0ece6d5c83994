import { afterAll, expect, test } from 'vitest'
import { START_ON_THREADS } from '../../harness/tour/starts.ts'
import { readTour } from '../files.ts'
import { parseHead } from '../tour.ts'
import { Riders } from './ride.ts'

// Verify replays all tours on threads; these are small ones.
const SMALL = ['SingleProducerSize1', 'WorkPoolFollowed', 'SignalTimed']

const riders = new Riders()
afterAll(() => riders.close())

test.each(SMALL)('%s: unmodified source on worker threads takes every step of the tour', async (model) => {
  const tour = (await readTour(model)) ?? ''
  const { lines, parting } = await riders.replay(tour, START_ON_THREADS)
  expect(parting).toBeNull()
  expect(lines).toBe(parseHead(tour).count.lines)
})

test('a line that no thread can take is a divergence on threads as well', async () => {
  const tour = (await readTour('SingleProducerSize1')) ?? ''
  const broken = tour.replace('"exchange cursor 0 = -2"', '"exchange cursor 0 = 0"')
  expect(broken).not.toBe(tour)
  const { parting } = await riders.replay(broken, START_ON_THREADS)
  expect(parting).toMatchObject({ thread: 'producer', what: 'the access', source: 'exchange cursor 0 = -2' })
})
