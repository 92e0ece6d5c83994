import { beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../kills/bundle.ts'
import { PROGRAMS, select } from './catalogue.ts'
import { OutcomesError, runOutcomes } from './index.ts'
import { claimOf } from './outcomes.ts'
import type { Program } from './program.ts'
import { run } from './run.ts'

const SEED = 1
/** A batch or some; who is broken goes on until it is seen to be. */
const TIMES = 20_000

let text = ''
const broken = PROGRAMS.filter((program) => program.broken)
const right = PROGRAMS.filter((program) => !program.broken)

function named(program: Program): readonly [name: string, program: Program] {
  return [program.name, program]
}

function isForbidding({ outcomes }: Program): boolean {
  return Object.values(outcomes).some(({ grade }) => grade === 'forbidden')
}

beforeAll(async () => {
  text = await bundle(new URL('./thread.ts', import.meta.url))
})

describe('of a broken program', () => {
  it.each(broken.map(named))('%s a forbidden outcome is seen', async (name) => {
    const { table } = await runOutcomes({ seed: SEED, times: TIMES, only: [name] })
    expect(table.map(({ failure }) => failure)).toEqual([null])
    expect(table[0]?.rows.some(({ grade, seen }) => grade === 'forbidden' && seen > 0)).toBe(true)
  })

  it('that seems to be right the harness is told not to have looked', () => {
    const counts = { 'not yet': 7 }
    const { failure } = claimOf(broken[0]!, { counts, runs: 7, met: 7, seconds: 1 }, SEED, null)
    expect(failure).toMatch(/^PublishFirst, which is broken: the harness did not look: in 7 runs none was /)
  })
})

describe('of a program that is not broken', () => {
  it.each(right.map(named))('%s no forbidden outcome is seen', async (_, program) => {
    const seen = await run(program, { text, seed: SEED, times: TIMES })
    expect(claimOf(program, seen, SEED, null).failure).toBe(null)
    expect(seen.runs).toBeGreaterThan(0)
  })

  it.each(right.filter(isForbidding).map(named))('%s there is one that is broken', (name) => {
    expect(select([name]).some((program) => program.broken?.of === name)).toBe(true)
  })

  it('a forbidden outcome that is seen is a failure, with its reason and the command', () => {
    const counts = { 'not yet': 7, 'event without payload': 2 }
    const { failure } = claimOf(right[0]!, { counts, runs: 9, met: 9, seconds: 1 }, SEED, null)
    expect(failure).toBe(
      'Publish: forbidden "event without payload" was seen 2 times in 9 runs: A reader would handle the event of the lap before.: npm run outcomes -- --only Publish --seed 1',
    )
  })

  it('an interesting outcome that is not seen is none', () => {
    const plain = right.find(({ name }) => name === 'StoreBufferingPlain')!
    const seen = { counts: { 'one saw': 9 }, runs: 9, met: 9, seconds: 1 }
    expect(claimOf(plain, seen, SEED, null).failure).toBe(null)
  })
})

describe('a run', () => {
  it('of a thread that dies says so', async () => {
    const dies = run(right[0]!, { text: 'throw new Error("no")', seed: SEED, times: 1 })
    await expect(dies).rejects.toThrow(/^Publish: a thread has died: Error: no$/)
  })

  it('of what there is not says what there is', async () => {
    const unknown = runOutcomes({ seed: SEED, only: ['Nothing'] })
    await expect(unknown).rejects.toMatchObject({ code: 'ERR_OUTCOMES_PROGRAM' })
    await expect(unknown).rejects.toThrow(/^program: Nothing, allowed: Publish, /)
  })

  it('that is interrupted ends, and its threads with it', async () => {
    const end = new AbortController()
    const endless = runOutcomes({ seed: SEED, times: 1e9, signal: end.signal, onProgram: () => end.abort() })
    await expect(endless).rejects.toBeInstanceOf(OutcomesError)
    await expect(endless).rejects.toMatchObject({ code: 'ERR_OUTCOMES_INTERRUPTED' })
    expect(process.getActiveResourcesInfo()).not.toContain('Worker')
  })
})
