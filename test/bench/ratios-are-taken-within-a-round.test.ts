import { describe, expect, it } from 'vitest'
import { percentileOf, rowsOf } from '../../bench/peers/contest.ts'
import { CONTESTANTS } from '../../bench/peers/contestants.ts'
import { coresOfOthers, ticksOf } from '../../bench/peers/others.ts'
import type { Result, Sample } from '../../bench/peers/sample.ts'
import { absencesOf } from '../../bench/peers/show.ts'
import { WORKS, type Work, waitOf } from '../../bench/peers/works.ts'

const launch = { command: '', args: [] }
const [pair] = WORKS as readonly [Work]
const trip = WORKS.find(({ name }) => name === 'ping-pong') as Work

function sample(contestant: string, work = pair, bytes: Sample['bytes'] = 4): Sample {
  return { name: contestant, work, bytes, contestant, launch }
}

/** Results of a rate each, in events a second. */
function rates(...perSecond: readonly number[]): Result[] {
  return perSecond.map((rate) => ({ events: rate, nanoseconds: 1e9, latencies: [], others: rate / 1000 }))
}

describe('a row', () => {
  // The machine is slow in the second round, for both.
  const samples = [sample('ours'), sample('go'), sample('go', pair, 64)]
  const rows = rowsOf(samples, [rates(300, 30, 330), rates(100, 20, 100), rates(1, 2, 3)], 2)

  it('has the median of the rounds, and their range', () => {
    expect(rows[1]).toMatchObject({
      work: '1P1C',
      contestant: 'go',
      bytes: 4,
      unit: 'events/s',
      wait: 'spin',
    })
    expect(rows[1]).toMatchObject({ median: 100, low: 20, high: 100, others: 0.1 })
  })

  it('has the median of the ratios, which is not the ratio of the medians', () => {
    const [ours] = rowsOf([sample('ours'), sample('go')], [rates(10, 20, 90), rates(10, 40, 30)], 2)
    expect(ours?.oursToTheirs).toEqual({ median: 1, min: 1, max: 1 })
    const [, theirs] = rowsOf([sample('ours'), sample('go')], [rates(10, 20, 90), rates(10, 40, 30)], 2)
    expect(theirs?.oursToTheirs).toEqual({ median: 1, min: 0.5, max: 3 })
    expect(rows[1]?.oursToTheirs).toMatchObject({ median: 3, min: 1.5, max: 3.3 })
  })

  it('has no ratio to ours at another payload, or where we were not measured', () => {
    expect(rows[2]?.oursToTheirs).toBeNull()
    expect(rowsOf([sample('go')], [rates(1)], 2)[0]?.oursToTheirs).toBeNull()
  })

  it('does not say what others took where the system does not', () => {
    const silent = rates(1, 2).map((result) => ({ ...result, others: null }))
    expect(rowsOf([sample('go')], [silent], 2)[0]?.others).toBeNull()
  })

  it('of round trips has percentiles over the rounds, and a curve of all trips', () => {
    const rounds = [10, 20, 40].map((ns) => ({
      ...rates(1)[0]!,
      latencies: [[ns, 98] as const, [ns * 10, 2] as const],
    }))
    const [row] = rowsOf([sample('ours', trip)], [rounds], 2)
    expect(row).toMatchObject({ median: 20, low: 10, high: 40, unit: 'ns' })
    expect(row?.percentiles).toMatchObject({ p50: { median: 20 }, p99: { median: 200, min: 100, max: 400 } })
    const at = (percentile: number): number | undefined =>
      row?.curve?.find((point) => point.percentile === percentile)?.nanoseconds
    expect([at(0), at(50), at(90), at(99)]).toEqual([10, 20, 40, 200])
  })
})

describe('a percentile', () => {
  it('is the least trip that it does not exceed', () => {
    const trips = [[1, 500] as const, [2, 499] as const, [9, 1] as const]
    expect([0, 50, 50.1, 99.9, 99.91, 100].map((p) => percentileOf(trips, p))).toEqual([1, 1, 2, 2, 9, 9])
  })

  it('of no trips is not a number', () => {
    expect(percentileOf([], 50)).toBeNaN()
  })
})

describe('what others took', () => {
  const stat = 'cpu  100 5 30 9000 7 1 2 4 50 0\ncpu0 1 1 1 1\n'
  const self = '42 (a name) of (mine) R 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16'

  it('is counted without idle time, and with what the host took', () => {
    expect(ticksOf(stat, self).all).toBe(100 + 5 + 30 + 1 + 2 + 4)
  })

  it('knows its own time and that of its children, whatever its name', () => {
    const fields = Array.from({ length: 20 }, (_, i) => `${i + 3}`)
    expect(ticksOf(stat, `42 (node) R) ${fields.join(' ')}`).own).toBe(14 + 15 + 16 + 17)
  })

  it('is in cores, and never less than none', () => {
    expect(coresOfOthers({ all: 0, own: 0 }, { all: 300, own: 100 }, 2)).toBe(1)
    expect(coresOfOthers({ all: 0, own: 0 }, { all: 99, own: 100 }, 2)).toBe(0)
  })
})

describe('threads', () => {
  const four = WORKS.find(({ name }) => name === 'diamond') as Work

  it('spin where each has a core, and park where not', () => {
    expect([1, 2, 4].map((cores) => waitOf(pair, cores))).toEqual(['park', 'spin', 'spin'])
    expect([2, 4].map((cores) => waitOf(four, cores))).toEqual(['park', 'spin'])
  })

  it('wait as the work says, if it says so', () => {
    expect(waitOf(trip, 1)).toBe('spin')
  })
})

it('a contestant that does not do a work has a line that says why', () => {
  const lines = absencesOf(WORKS, CONTESTANTS)
  expect(lines).toContain('LMAX Disruptor, Java is not in pool: version 4 has no worker pool')
  expect(lines.every((line) => !line.includes('\n'))).toBe(true)
})
