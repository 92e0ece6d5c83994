import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Ensemble } from './histories.ts'
import { offer, poll, programOf } from './program.ts'

const LIMIT_MS = 60_000

/** Thread 0 stays in the middle of its event until thread 1 has published the next and thread 2 has polled. */
const stopped = programOf({
  size: 2,
  offers: [[offer(1, { lets: 4 })], [offer(1, { from: 1 })]],
  polls: [[poll(2, { from: 3 })]],
})

/** One thread after the other. */
const inTurn = programOf({
  size: 2,
  offers: [[offer(1)], [offer(1, { from: 2 })]],
  polls: [[poll(2, { from: 4 })]],
})

const asPool = { pooled: true, polls: [...stopped.polls, []] }

describe('a poll between a claim and its publish', () => {
  let ensemble: Ensemble
  beforeAll(() => {
    ensemble = new Ensemble(4)
  })
  afterAll(() => ensemble.close())

  it('does not see what another producer has published, as no queue would', {
    timeout: LIMIT_MS,
  }, async () => {
    const wrong = await ensemble.judge(stopped, 'queue')
    expect(wrong).toMatch(/^not$.*call poll up to 2$.*return \[\] +STUCK$.*not linearizable: after/ms)
  })

  it('may miss it in a log', { timeout: LIMIT_MS }, async () => {
    expect(await ensemble.judge(stopped, 'log')).toBeNull()
  })

  it('may miss it in a pool', { timeout: LIMIT_MS }, async () => {
    expect(await ensemble.judge({ ...stopped, ...asPool }, 'pool')).toBeNull()
    expect(await ensemble.judge({ ...stopped, ...asPool }, 'queue')).toContain('not linearizable')
  })

  it('sees it if the producers take turns, as a queue would', { timeout: LIMIT_MS }, async () => {
    expect(await ensemble.judge(inTurn, 'queue')).toBeNull()
  })
})
