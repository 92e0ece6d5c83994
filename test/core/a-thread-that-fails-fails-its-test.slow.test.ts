import { describe, expect, it } from 'vitest'
import { sourceWith, type Texts } from './broken.ts'
import { Ensemble, judgeMany } from './histories.ts'
import { offer, poll, programOf, topologyOf } from './program.ts'

const LIMIT_MS = 60_000
const SHORT_MS = 3000
const PROGRAM = programOf({ offers: [[offer(1)]], polls: [[poll(1)]] })

async function failureOf(
  texts: Texts,
  use: (ensemble: Ensemble) => Promise<unknown>,
  limit?: number,
): Promise<string> {
  const ensemble = new Ensemble(2, texts, limit)
  try {
    return `no failure, but ${await use(ensemble)}`
  } catch (error) {
    return String(error)
  } finally {
    await ensemble.close()
  }
}

describe('a failed test, with its reason and its program, comes from', () => {
  it('a thread that throws', { timeout: LIMIT_MS }, async () => {
    const texts = await sourceWith('Consumer.ts', 'this.#kept = next\n', "throw new RangeError('lost')\n")
    const failure = await failureOf(texts, (ensemble) =>
      ensemble.judge({ ...PROGRAM, polls: [[poll(1, { from: 2 })]] }),
    )
    expect(failure).toContain('a worker died: RangeError: lost\nprogram: size 1, start 0')
  })

  it('a thread that cannot start', { timeout: LIMIT_MS }, async () => {
    const failure = await failureOf({ 'index.ts': 'export const' }, (ensemble) => ensemble.judge(PROGRAM))
    expect(failure).toMatch(/a worker died: .*index\.ts.*program: size 1/s)
  })

  it('a thread that never ends', { timeout: LIMIT_MS }, async () => {
    const texts = await sourceWith('Consumer.ts', 'let next = first\n', 'for (;;);\n    let next = first\n')
    const failure = await failureOf(texts, (ensemble) => ensemble.judge(PROGRAM), SHORT_MS)
    expect(failure).toContain(`a worker has not answered within ${SHORT_MS} ms\nprogram: size 1, start 0`)
  })

  it('a thread that dies amid random programs', { timeout: LIMIT_MS }, async () => {
    const texts = await sourceWith('Consumer.ts', 'this.#kept = next\n', "throw new RangeError('lost')\n")
    const failure = await failureOf(texts, (ensemble) =>
      judgeMany(ensemble, topologyOf(PROGRAM), 1000, { seed: 7 }),
    )
    expect(failure).toMatch(/RangeError: lost\nprogram: .*\nseed 7, path \d+: RINGPROOF_SEED=7:/s)
  })
})
