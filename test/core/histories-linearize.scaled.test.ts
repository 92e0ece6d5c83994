// RINGPROOF_SEED=seed or seed:path@topology, as a failure prints it, plays the same programs again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scaled } from '../scaled.ts'
import { Ensemble, judgeMany, replayOf, specOf } from './histories.ts'
import { nameOf, type Topology } from './program.ts'

const LIMIT_MS = 60_000

function played(producers: number, readers: number, programs: number): [Topology, number] {
  return [{ producers, readers, pooled: false }, scaled(programs, programs / 10)]
}

function pooled(producers: number, readers: number, programs: number): [Topology, number] {
  return [{ producers, readers, pooled: true }, scaled(programs, programs / 10)]
}

const PLAYED: readonly [Topology, number][] = [
  played(1, 1, 1000),
  ...[played(2, 1, 300), played(3, 1, 300), played(4, 1, 300)],
  ...[played(2, 2, 400), played(3, 3, 100)],
  ...[pooled(1, 2, 300), pooled(1, 3, 300), pooled(2, 2, 300), pooled(2, 3, 300)],
]
const MOST_THREADS = Math.max(...PLAYED.map(([{ producers, readers }]) => producers + readers))

describe('histories of real threads', () => {
  let ensemble: Ensemble
  beforeAll(() => {
    ensemble = new Ensemble(MOST_THREADS)
  })
  afterAll(() => ensemble.close())

  describe.each(PLAYED.map(([topology, programs]) => ({ topology, programs, name: nameOf(topology) })))(
    '$name',
    ({ topology, programs }) => {
      it(`linearize to a bounded ${specOf(topology)}`, { timeout: LIMIT_MS }, async ({ skip }) => {
        const replay = replayOf(process.env.RINGPROOF_SEED, topology)
        if (!replay) return skip('another topology is replayed')
        const wrong = await judgeMany(ensemble, topology, programs, replay)
        expect(wrong, wrong ?? '').toBeNull()
      })

      // With a single core threads take turns; half of the operations that have a middle wait in it.
      it('overlap, and find rings full and empty', ({ skip }) => {
        const tally = ensemble.tallyOf(topology)
        if (tally.programs < programs) skip('only some programs were played')
        expect(tally.overlapping).toBeGreaterThan(tally.operations / 50)
        expect(tally.refused).toBeGreaterThan(programs / 4)
        expect(tally.empty).toBeGreaterThan(programs / 4)
        expect(tally.events).toBeGreaterThan(programs / 4)
      })
    },
  )
})
