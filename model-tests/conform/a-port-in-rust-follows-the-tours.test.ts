import { beforeAll, describe, expect, it } from 'vitest'
import { followTour } from './follow.ts'
import { builtRust, hasCargo } from './rust.ts'
import { storedTours } from './tours.ts'

/** The shortest tour of each kind of ring; the others are followed by the slow tests. */
const SHORT: ReadonlySet<string> = new Set([
  'SingleProducerSize1',
  'SingleProducerFollowerSize1',
  'MultiProducerSize1',
  'WorkPoolFollowed',
  'SignalSingleProducer',
  'LifecycleBatches',
])
const all = await storedTours()
const tours = all.filter(({ head }) => SHORT.has(head.model))

/** What would be noticed only there is listed at the end of docs/porting.md. */
describe('no tour has', () => {
  it('a consumer that takes in a ring that fails', () => {
    expect(all.filter(({ needs }) => needs.includes('take') && needs.includes('fail'))).toEqual([])
  })

  it('a worker that throws and takes several events', () => {
    const throwing = all.filter(({ needs }) => needs.includes('pool') && needs.includes('throws'))
    expect(throwing.map(({ head }) => head.callers.limits)).toEqual([[1]])
  })
})

describe.runIf(hasCargo())('a port in Rust', () => {
  let command: [string, ...string[]] = ['']
  beforeAll(() => {
    command = builtRust()
  })

  it.each(tours.map((stored) => [stored.head.model, stored] as const))(
    'follows %s',
    async (model, stored) => {
      const tour = await stored.read()
      for (const start of stored.starts.slice(0, 3)) {
        const followed = await followTour(tour, start, { command, patience: 60 })
        const steps = stored.head.count.lines
        expect(followed).toEqual({ model, start, steps, divergence: null })
      }
    },
  )
})
