import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { conform } from './conform.ts'
import { brokenPort, hasPython, PYTHON_PARTS } from './python.ts'
import { isFor, storedTours } from './tours.ts'

const tours = (await storedTours()).filter(isFor(PYTHON_PARTS))
const folder = mkdtempSync(join(tmpdir(), 'ringproof-ports-'))
afterAll(() => rmSync(folder, { recursive: true }))

const usual = { patience: 60, onTour: () => {} }

/** One wrong line, and the first tour that notices, from 0. */
const WRONG: readonly (readonly [how: string, from: string, to: string, tour: string])[] = [
  [
    'has room for one event too many',
    'cached[name] > ring.size:\n            yield',
    'cached[name] > ring.size + 1:\n            yield',
    'SingleProducerSize1',
  ],
  [
    'believes that a gate is further',
    '{name: ring.start - 1 for',
    '{name: ring.start for',
    'SingleProducerSize1',
  ],
  [
    'does not look at the gate again',
    'cached[name] = sequence_in(ring.words.load(f"gate {name}"), cached[name])',
    'ring.words.load(f"gate {name}")',
    'SingleProducerSize1',
  ],
  [
    'waits in a call that must not',
    'if not waits:\n                    return',
    'if False:\n                    return',
    'SingleProducerSize1',
  ],
  [
    'finds an event that is not there',
    'if available < next_:',
    'if available < next_ - 1:',
    'SingleProducerSize1',
  ],
  [
    'publishes one event too few',
    '("cursor", word_of(written))',
    '("cursor", word_of(written - 1))',
    'SingleProducerSize1',
  ],
  ['moves its gate too far', 'word_of(next_ - 1)', 'word_of(next_)', 'SingleProducerSize1'],
  [
    'skips an event whose handler threw',
    'break  # the same',
    'next_ += 1; break  # not the same',
    'SingleProducerSize1',
  ],
  [
    'waits for consumers that others follow',
    'followed = {name for upstream in consumers.values() for name in upstream}',
    'followed = set()',
    'SingleProducerFollowerSize1',
  ],
  [
    'ignores whom it follows',
    'or ["cursor"]:',
    'and ["cursor"] or ["cursor"]:',
    'SingleProducerFollowerSize1',
  ],
  [
    'waits for one of two gates',
    'for name in ring.gating:',
    'for name in ring.gating[:1]:',
    'SingleProducerBroadcastSize1',
  ],
  [
    'handles more than its limit',
    'last = min(available, next_ - 1 + decision["limit"])',
    'last = available',
    'SingleProducer',
  ],
  [
    'writes into the slot before',
    'slot = (written + 1) % ring.size',
    'slot = written % ring.size',
    'SingleProducer',
  ],
]

describe.runIf(hasPython())('a port that', () => {
  it.each(WRONG)('%s', async (how, from, to, tour) => {
    const command = brokenPort(join(folder, how.replaceAll(' ', '-')), from, to)
    const { followed, lines } = await conform({ ...usual, tours, starts: [0], command })
    expect(followed.at(-1)).toMatchObject({ model: tour, divergence: { what: expect.any(String) } })
    expect(lines.length).toBeGreaterThan(0)
  })
})

/** In SingleProducerDiamond all batches are of two events, so both gates that a consumer follows are always the same. */
test.runIf(hasPython())('a port that follows the last of two gates is not noticed', async () => {
  const least = 'available = min(available, sequence_in(ring.words.load(word), next_ - 1))'
  const last = 'available = sequence_in(ring.words.load(word), next_ - 1)'
  const command = brokenPort(join(folder, 'last'), least, last)
  const chosen = tours.filter(({ head }) => head.model === 'SingleProducerDiamond')
  const { followed } = await conform({ ...usual, tours: chosen, starts: [0], command })
  expect(followed).toMatchObject([{ divergence: null }])
})
