// RINGPROOF_SEED=seed or seed:path, as a failure says it, plays the same programs again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Duet, judgeMany, replayOf } from './histories.ts'

const PROGRAMS = 1000
const LIMIT_MS = 60_000

describe('histories of real threads', () => {
  let duet: Duet
  beforeAll(() => {
    duet = new Duet()
  })
  afterAll(() => duet.close())

  it('linearize to a bounded queue', { timeout: LIMIT_MS }, async () => {
    const wrong = await judgeMany(duet, PROGRAMS, replayOf(process.env.RINGPROOF_SEED))
    expect(wrong, wrong ?? '').toBeNull()
  })

  // Where there is one core only, threads take turns; half of the operations that have a middle wait there.
  it('overlap, and meet full and empty rings', ({ skip }) => {
    const { programs, operations, overlapping, refused, empty, events } = duet.tally
    if (programs < PROGRAMS) skip('only some programs were played')
    expect(overlapping).toBeGreaterThan(operations / 50)
    expect(refused).toBeGreaterThan(PROGRAMS / 4)
    expect(empty).toBeGreaterThan(PROGRAMS / 4)
    expect(events).toBeGreaterThan(PROGRAMS / 4)
  })
})
