import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { START_ON_THREADS } from '../harness/tour/starts.ts'
import { followTour } from './follow.ts'
import { GO_PARTS, goPort, hasGo } from './go.ts'
import { PARTS } from './parts.ts'
import { isFor, storedTours } from './tours.ts'

/** Tours of at most this many lines are followed from all their starts, and more from one. */
const SHORT = 10_000
const MOST_LINES = 30_000

const all = await storedTours()
const tours = all.filter(isFor(GO_PARTS))
const short = tours.filter(({ head }) => head.count.lines <= MOST_LINES)
const each = short.flatMap((stored) => {
  const starts = stored.head.count.lines <= SHORT ? stored.starts : [START_ON_THREADS]
  return starts.map((start) => [stored.head.model, start, stored] as const)
})

test('all tours are for it, and those followed here need most of its parts', () => {
  expect(tours).toEqual(all)
  const needed = short.flatMap(({ needs }) => needs)
  expect(PARTS.filter((part) => !needed.includes(part))).toEqual(['flush', 'timeout', 'fail'])
})

/** The goroutines of the-port-in-go-runs-on-goroutines.slow.test.ts notice wrong lines there. */
test('where threads of a tour park, each is blocked on the same word every time', () => {
  const parking = all.filter(({ needs }) => needs.includes('wait'))
  const readers = parking.map(({ head }) => Object.keys(head.consumers).length)
  const laps = parking.map(({ head }) => (head.producers ? head.size : 1))
  expect([Math.max(...readers), Math.max(...laps)]).toEqual([1, 1])
})

describe.runIf(hasGo())('the port in Go', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringproof-go-'))
  let command: [string]
  beforeAll(() => {
    command = goPort(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(each)('follows %s from %d', async (model, start, stored) => {
    const scripts: number[] = []
    const options = { command, patience: 60, onScript: (script: number) => scripts.push(script) }
    const { lines, scripts: count } = stored.head.count
    expect(await followTour(await stored.read(), start, options)).toEqual({
      ...{ model, start, steps: lines, divergence: null },
    })
    expect(scripts).toHaveLength(count)
  })
})
