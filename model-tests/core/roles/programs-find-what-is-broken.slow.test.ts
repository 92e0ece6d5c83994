// RINGPROOF_SEED=seed plays the same programs again.
import { describe, expect, it } from 'vitest'
import { mutate } from '../mutants/mutant.ts'
import { playPrograms } from './programs.ts'

const PROGRAMS = 500
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

it(`${PROGRAMS} random programs of roles lose nothing unreported, seed ${seed}`, {
  timeout: 120_000,
}, async () => {
  const { failure, ends, takeovers } = await playPrograms({ seed, programs: PROGRAMS })
  expect(failure).toBeNull()
  for (const end of ['open', 'closed', 'stopped', 'failed']) expect(ends.get(end)).toBeGreaterThan(0)
  expect(takeovers).toBeGreaterThan(0)
})

const SEED = 10_000
const MOST = 2500

/** The mutants, by file and text, and the violation that a program finds. */
const BREAKS: readonly (readonly [what: string, file: string, from: string, to: string, says: RegExp])[] = [
  [
    'a producer whose open claim is ignored',
    'ring/parts.ts',
    'if (isDone && heldBy(ring, part) === 0)',
    'if (isDone)',
    /wait$/,
  ],
  [
    'a producer that is missed although it holds nothing',
    'ring/parts.ts',
    "if (isDone && heldBy(ring, part) === 0) return 'left'",
    '',
    /is missed, but holds nothing/,
  ],
  [
    'a role that is taken over without checking its owner',
    'Roles.ts',
    'return Atomics.compareExchange(this.#words, this.#at, is, mine) === is ? mine : undefined // TakeOver',
    'Atomics.exchange(this.#words, this.#at, mine) // TakeOver\n    return mine',
    /./,
  ],
  [
    'a role that is taken over from a live thread',
    'Roles.ts',
    'if (stateOf(is) === OWNER.taken) return undefined\n    const mine',
    'const mine',
    /./,
  ],
  [
    'a burial that hits the present owner of the role',
    'ring/bury.ts',
    'return is === OWNER.none || thread === NOBODY || [thread, NOBODY].includes(threadOf(is))',
    'return true',
    /is marked dead, but thread|reports (the death of|that)/,
  ],
  [
    'an end that is taken for known',
    'Lifecycle.ts',
    'return (final & UNKNOWN) === 0',
    'return final === final',
    /./,
  ],
  [
    'a claim that is not noted beforehand',
    'MultiProducer.ts',
    '    this.words[this.#count] = -n\n    this.#word',
    '    this.#word',
    /./,
  ],
  [
    'a death that is marked and never announced',
    'ring/bury.ts',
    "return [{ part, is, fate: isTaken ? 'kept' : 'missed' }]",
    "return isTaken ? [{ part, is, fate: 'kept' }] : []",
    /died, and the ring is/,
  ],
  [
    'a ring left open by the last producer to end',
    'ring/bury.ts',
    "if (others.some(({ part, fate }) => part.kind === 'producer' && fate === 'left')) closeIfLeft(ring)",
    '',
    /all producers have left, and no thread closes the ring/,
  ],
  [
    'a worker that holds tickets and is not missed',
    'ring/parts.ts',
    "if (seat !== undefined && Atomics.load(words, seat + HELD) > 0) return 'missed' // setup\n",
    '',
    /wait$|closed$|open$/,
  ],
  [
    'a ticket that is noted only after it is taken',
    'WorkPool.ts',
    '      this.#note(last - next + 1)\n      const found = Atomics.compareExchange(this.words, this.#take, ticket, wrap(last + 1)) // Take\n      if (found === ticket) return this.#hold(next, last)\n      this.#note(next - 1 - last)\n',
    '      const found = Atomics.compareExchange(this.words, this.#take, ticket, wrap(last + 1)) // Take\n      if (found === ticket) {\n        Atomics.load(this.words, this.#take) // LoadTake\n        this.#note(last - next + 1)\n        return this.#hold(next, last)\n      }\n',
    /./,
  ],
  [
    'a reader that skips the first event that it took over',
    'ring/Ring.ts',
    'Atomics.load(this.#words, words.gate)) + 1 // setup',
    'Atomics.load(this.#words, words.gate)) + 2 // setup',
    /handled event \d+, next was \d+/,
  ],
  [
    'a claim that is given back although another follows it',
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
