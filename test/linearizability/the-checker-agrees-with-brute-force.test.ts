import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isExplanation, someOrderExplains } from './brute-force.ts'
import { boundedQueue, checkLinearizable, picture, queueWords } from './index.ts'
import { dubiousRuns, type Run, truthfulRuns } from './random-histories.ts'
import type { Recorded } from './recorded.ts'

const RUNS = { numRuns: 2000 }

function verdictOn({ history, size }: Run) {
  const verdict = checkLinearizable(history, boundedQueue(size))
  return { verdict, drawn: picture(history, verdict, queueWords) }
}

/** Gives the operations left that no other one left precedes. */
function nextAfter(order: readonly Recorded[], history: readonly Recorded[]): Recorded[] {
  const left = history.filter((operation) => !order.includes(operation))
  return left.filter(({ invoked }) => left.every(({ responded }) => responded >= invoked))
}

describe('on small random histories, the checker', () => {
  it('gives every run of a real queue an order that explains it', () => {
    const property = fc.property(truthfulRuns, (run) => {
      const { verdict, drawn } = verdictOn(run)
      const order = verdict.verdict === 'linearizable' ? verdict.order : []
      const missing = run.history.filter((operation) => !order.includes(operation))
      expect(verdict.verdict, drawn).toBe('linearizable')
      expect(new Set(order).size).toBe(order.length)
      expect(missing.every(({ result }) => result === undefined)).toBe(true)
      expect(isExplanation(order, run.size)).toBe(true)
    })
    fc.assert(property, RUNS)
  })

  it('answers as a search of all permutations does, and meets both answers often', () => {
    const times = { linearizable: 0, not: 0 }
    const property = fc.property(dubiousRuns, (run) => {
      const { verdict, drawn } = verdictOn(run)
      const answer = someOrderExplains(run.history, run.size) ? 'linearizable' : 'not'
      times[answer] += 1
      expect(verdict.verdict, drawn).toBe(answer)
    })
    fc.assert(property, RUNS)
    expect(Math.min(times.linearizable, times.not)).toBeGreaterThan(RUNS.numRuns / 10)
  })

  it('is stuck where no operation that may come next continues the longest order', () => {
    const property = fc.property(dubiousRuns, (run) => {
      const { verdict } = verdictOn(run)
      if (verdict.verdict !== 'not') return
      const { longest, stuck } = verdict
      const returned = stuck.filter(({ result }) => result !== undefined)
      expect(isExplanation(longest, run.size)).toBe(true)
      expect(new Set(stuck)).toEqual(new Set(nextAfter(longest, run.history)))
      expect(returned.some((operation) => isExplanation([...longest, operation], run.size))).toBe(false)
    })
    fc.assert(property, RUNS)
  })

  it('answers the same for any order of the record', () => {
    const shuffled = dubiousRuns.chain((run) =>
      fc.tuple(fc.constant(run), fc.shuffledSubarray([...run.history], { minLength: run.history.length })),
    )
    const property = fc.property(shuffled, ([run, history]) => {
      expect(verdictOn({ ...run, history }).verdict).toEqual(verdictOn(run).verdict)
    })
    fc.assert(property, { numRuns: 500 })
  })
})
