import { beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../harness/litmus/run.ts'
import { bundle } from '../../harness/threads/bundle.ts'
import { PROGRAMS, select } from './catalogue.ts'
import { OutcomesError, runOutcomes } from './index.ts'
import { claimOf } from './outcomes.ts'
import type { Program } from './program.ts'
import { THREADS } from './threads.ts'

const SEED = 1
/** A batch or more; a broken program runs until its forbidden outcome is seen. */
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

describe('a broken program', () => {
  it.each(broken.map(named))('%s shows a forbidden outcome', async (name) => {
    const { table } = await runOutcomes({ seed: SEED, times: TIMES, only: [name] })
    expect(table.map(({ failure }) => failure)).toEqual([null])
    expect(table[0]?.rows.some(({ grade, seen }) => grade === 'forbidden' && seen > 0)).toBe(true)
  })

  it('that shows none fails: the harness is too weak', () => {
    const counts = { 'not yet': 7 }
    const { failure } = claimOf(broken[0]!, { counts, runs: 7, met: 7, seconds: 1 }, SEED, null)
    expect(failure).toMatch(/^PublishFirst is broken, but in 7 runs the harness never saw /)
  })
})

describe('a correct program', () => {
  it.each(right.map(named))('%s shows no forbidden outcome', async (_, program) => {
    const seen = await run(program, THREADS, { text, seed: SEED, times: TIMES })
    expect(claimOf(program, seen, SEED, null).failure).toBe(null)
    expect(seen.runs).toBeGreaterThan(0)
  })

  it.each(right.filter(isForbidding).map(named))('%s has a broken version', (name) => {
    expect(select([name]).some((program) => program.broken?.of === name)).toBe(true)
  })

  it('that shows a forbidden outcome fails, with the reason and the command', () => {
    const counts = { 'not yet': 7, 'event without payload': 2 }
    const { failure } = claimOf(right[0]!, { counts, runs: 9, met: 9, seconds: 1 }, SEED, null)
    expect(failure).toBe(
      'Publish: forbidden "event without payload" was seen 2 times in 9 runs: ' +
        'A reader would handle the event of the lap before.: npm run check -- outcomes --only Publish --seed 1',
    )
  })

  it('that does not show its interesting outcome passes', () => {
    const plain = right.find(({ name }) => name === 'StoreBufferingPlain')!
    const seen = { counts: { 'one saw': 9 }, runs: 9, met: 9, seconds: 1 }
    expect(claimOf(plain, seen, SEED, null).failure).toBe(null)
  })
})

describe('a run', () => {
  it('reports a thread that dies', async () => {
    const dies = run(right[0]!, THREADS, { text: 'throw new Error("no")', seed: SEED, times: 1 })
    await expect(dies).rejects.toThrow(/^Publish: a thread has died: Error: no$/)
  })

  it('of an unknown program lists the known ones', async () => {
    const unknown = runOutcomes({ seed: SEED, only: ['Nothing'] })
    await expect(unknown).rejects.toMatchObject({ code: 'ERR_OUTCOMES_PROGRAM' })
    await expect(unknown).rejects.toThrow(/^no program is called "Nothing"; known: Publish, /)
  })

  it('ends with its threads when interrupted', async () => {
    const end = new AbortController()
    const endless = runOutcomes({ seed: SEED, times: 1e9, signal: end.signal, onProgram: () => end.abort() })
    await expect(endless).rejects.toBeInstanceOf(OutcomesError)
    await expect(endless).rejects.toMatchObject({ code: 'ERR_OUTCOMES_INTERRUPTED' })
    expect(process.getActiveResourcesInfo()).not.toContain('Worker')
  })
})
