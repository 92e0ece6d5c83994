import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { PORTED, type Ported, portsClaim, someOf } from '../checks/ports.ts'
import { holds } from '../report/claim.ts'
import { brokenPort, hasPython } from './python.ts'
import { storedTours } from './tours.ts'

const tours = await storedTours()
const short = tours
  .filter(({ head }) => ['SingleProducerSize1', 'SingleProducerFollowerSize1'].includes(head.model))
  .map((tour) => ({ ...tour, starts: [0] }))
const folder = mkdtempSync(join(tmpdir(), 'ringproof-ports-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [python] = PORTED
if (!python) throw new Error('there is no port')
const context = { folder, screen: { write: () => {} }, signal: new AbortController().signal, seed: 7 }
const claimOf = (change: Partial<Ported>) => portsClaim([{ ...python, ...change }], short, context)

describe.runIf(hasPython())('the check of a port', () => {
  it('holds where it follows all tours, and keeps how fast it was', async () => {
    const claim = await claimOf({})
    expect(claim && holds(claim)).toBe(true)
    expect(claim).toMatchObject({ done: 2, of: 2 })
    const row = {
      name: 'python',
      tours: 2,
      passed: 2,
      steps: 1862 + 6794,
      stepsPerSecond: expect.any(Number),
    }
    expect(claim?.ports).toEqual([row])
  })

  it('fails where it diverges, with the steps before that', async () => {
    const build = () => brokenPort(join(folder, 'broken'), '("cursor", word_of(written))', '("cursor", 0)')
    const claim = await claimOf({ build })
    expect(claim && holds(claim)).toBe(false)
    expect(claim).toMatchObject({ done: 0, of: 2, ports: [{ passed: 0 }] })
    expect(claim?.failures[0]?.says).toBe('the port in python diverges in SingleProducerSize1 from 0')
    expect(claim?.failures[0]?.lines?.join('\n')).toContain('npm run conform -- --tours SingleProducerSize1')
  })

  it('counts the tours before the one where it diverges', async () => {
    const [from, to] = ['or ["cursor"]:', 'and ["cursor"] or ["cursor"]:']
    const claim = await claimOf({ build: () => brokenPort(join(folder, 'later'), from, to) })
    expect(claim).toMatchObject({ done: 1, of: 2, ports: [{ passed: 1 }] })
  })

  it('fails where it ends by itself', async () => {
    const claim = await claimOf({ build: () => ['false'] })
    expect(claim?.failures[0]?.says).toMatch(/^the port in python: the port ended at the start of script 0/)
  })
})

test('a port that cannot be built fails', async () => {
  const build = () => {
    throw new Error('no such type')
  }
  const claim = await claimOf({ build, hasTools: () => true })
  expect(claim?.failures).toEqual([{ says: 'the port in python: it cannot be built: Error: no such type' }])
})

test('one whose toolchain is not there is left out, and so is one that is not there', async () => {
  expect(await claimOf({ hasTools: () => false })).toBeNull()
  expect(await claimOf({ folder: join(folder, 'nowhere') })).toBeNull()
})

test('runs with consecutive seeds come to all tours, from all their starts', () => {
  const runs = Array.from({ length: 20 * 6 * 5 }, (_, seed) => someOf(tours, seed))
  const followed = new Set(
    runs.flat().flatMap(({ head, starts }) => starts.map((start) => `${head.model} ${start}`)),
  )
  const all = tours.flatMap(({ head, starts }) => starts.map((start) => `${head.model} ${start}`))
  expect(all.filter((each) => !followed.has(each))).toEqual([])
})
