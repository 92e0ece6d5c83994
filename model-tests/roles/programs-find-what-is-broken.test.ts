// RINGPROOF_SEED=seed plays the same programs again.
import { describe, expect, it } from 'vitest'
import { mutate } from '../mutants/mutant.ts'
import { playPrograms } from './programs.ts'

const PROGRAMS = 500
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

it(`in ${PROGRAMS} random programs of roles nothing is lost without a word, seed ${seed}`, {
  timeout: 120_000,
}, async () => {
  const { failure, ends, takeovers } = await playPrograms({ seed, programs: PROGRAMS })
  expect(failure).toBeNull()
  for (const end of ['open', 'closed', 'stopped', 'failed']) expect(ends.get(end)).toBeGreaterThan(0)
  expect(takeovers).toBeGreaterThan(0)
})

const SEED = 1
const MOST = 2500

/** What is broken, by file and text, and what the program that finds it ends with. */
const BREAKS: readonly (readonly [what: string, file: string, from: string, to: string, says: RegExp])[] = [
  [
    'a producer whose hands nobody looks at',
    'parts.ts',
    'if (isDone && heldBy(ring, part) === 0)',
    'if (isDone)',
    /wait$/,
  ],
  [
    'a producer that is missed though it holds nothing',
    'parts.ts',
    "if (isDone && heldBy(ring, part) === 0) return 'left'",
    '',
    /is missed, and holds nothing/,
  ],
  [
    'a place that is taken without a look at who has it',
    'Roles.ts',
    'return Atomics.compareExchange(this.#words, this.#at, is, mine) === is ? mine : undefined // TakeOver',
    'Atomics.exchange(this.#words, this.#at, mine) // TakeOver\n    return mine',
    /./,
  ],
  [
    'a place that is taken from the living',
    'Roles.ts',
    'if (stateOf(is) === OWNER.taken) return undefined\n    const mine',
    'const mine',
    /./,
  ],
  [
    'a burial of whoever has the part by now',
    'bury.ts',
    'return is === OWNER.none || thread === NOBODY || [thread, NOBODY].includes(threadOf(is))',
    'return true',
    /is called dead, and thread|hears that/,
  ],
  [
    'an end that is taken as known',
    'Lifecycle.ts',
    'return (final & UNKNOWN) === 0',
    'return final === final',
    /./,
  ],
  [
    'a claim of which nothing is noted before',
    'MultiProducer.ts',
    '    this.words[this.#count] = -n\n    this.#word',
    '    this.#word',
    /./,
  ],
  [
    'a death that was marked, and that nobody tells of',
    'bury.ts',
    "return [{ part, is, fate: isTaken ? 'kept' : 'missed' }]",
    "return isTaken ? [{ part, is, fate: 'kept' }] : []",
    /died, and the ring is/,
  ],
  [
    'a worker that holds, and is not missed',
    'parts.ts',
    "if (seat !== undefined && Atomics.load(words, seat + HELD) > 0) return 'missed' // setup\n",
    '',
    /wait$|closed$|open$/,
  ],
  [
    'a reader that begins behind what it took over',
    'ring.ts',
    'Atomics.load(this.#words, words.gate)) + 1 // setup',
    'Atomics.load(this.#words, words.gate)) + 2 // setup',
    /has handled/,
  ],
  [
    'a claim that is given back behind another',
    'Roles.ts',
    'return Atomics.compareExchange(this.#words, CURSOR, behind, first) === behind // GiveBack',
    'Atomics.exchange(this.#words, CURSOR, first) // GiveBack\n    return behind === behind',
    /./,
  ],
]

describe('programs find', () => {
  it.each(BREAKS)('%s', { timeout: 300_000 }, async (what, file, from, to, says) => {
    const text = await mutate({ name: what, file, from, to, check: 'programs' })
    const { failure } = await playPrograms({ seed: SEED, programs: MOST, text })
    expect(failure?.wrong).toMatch(says)
  })
})
