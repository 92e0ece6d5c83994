import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mutate } from '../mutants/mutant.ts'
import { loadCore } from '../stepper/load.ts'
import { SPEC } from '../tour/files.ts'
import { INVARIANTS, walkMany } from './index.ts'

const STEPS = 400_000
const SEED = 1

/** What is broken, by file and text, and the invariant that says so. */
const BREAKS: readonly (readonly [what: string, file: string, from: string, to: string, says: string])[] = [
  [
    'room for one more',
    'MultiProducer.ts',
    'ahead(handled, last) < -this.#size',
    'ahead(handled, last) < -this.#size - 1',
    'SequenceIsExact',
  ],
  [
    'a look past a slot that is not published',
    'Barrier.ts',
    'return sequenceAt(lap, slot, this.#size) === wrap(sequence)',
    'return lap >= 0 || sequenceAt(lap, slot, this.#size) === wrap(sequence)',
    'ReadsPublished',
  ],
  [
    'a sequence that is taken from the word',
    'MultiProducer.ts',
    'const first = (known + after(lap, wrap(known - 1))) * this.#size + slot',
    'const first = this.#word >>> 1',
    'SequenceIsExact',
  ],
  [
    'a gate that moves too far',
    'Consumer.ts',
    'wrap(next - 1)) // Advance',
    'wrap(next)) // Advance',
    'GatesInOrder',
  ],
  [
    'a ticket that is a lap old',
    'WorkPool.ts',
    'const next = (known + after(counted, wrap(known))) * this.#size + slot',
    'const next = (known + after(counted, wrap(known)) - 1) * this.#size + slot',
    'ReadsPublished',
  ],
  [
    'a gate that any worker moves',
    'WorkPool.ts',
    'let isSecond = counted & 1;',
    'let isSecond = 1 + 0 * counted;',
    'GateMovesByOne',
  ],
]

describe('walks find', () => {
  it.each(BREAKS)('%s, and the walk is made short', async (what, file, from, to, says) => {
    const text = await mutate({ name: what, file, from, to, check: 'tours' })
    const broken = await loadCore({ stepped: true, text })
    const { failure } = walkMany(broken, SEED, STEPS)
    expect(failure?.at(-1)).toContain(says)
    expect(failure?.length).toBeLessThan(80)
    expect(walkMany(broken, SEED, STEPS).failure).toEqual(failure)
  })
})

it('every invariant that is watched is one of the specs, under the same name', async () => {
  const modules = ['SingleProducer', 'MultiProducer', 'WorkPool']
  const specs = await Promise.all(modules.map((name) => readFile(join(SPEC, 'core', `${name}.tla`), 'utf8')))
  for (const name of INVARIANTS) expect(specs.join('\n')).toMatch(new RegExp(`^${name} ==`, 'm'))
})

it('walks of the source as it is find nothing, and get somewhere', async () => {
  const walked = walkMany(await loadCore({ stepped: true }), SEED, STEPS)
  expect(walked).toMatchObject({ seed: SEED, steps: STEPS, failure: null })
  expect(walked.published).toBeGreaterThan(STEPS / 100)
  expect(walked.handled).toBeGreaterThan(walked.published)
})
