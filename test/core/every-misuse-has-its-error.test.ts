import { describe, expect, it } from 'vitest'
import { type Core, loadCore } from '../../model-tests/stepper/load.ts'
import * as core from '../../src/core/index.ts'
import * as sequences from '../../src/core/Sequence.ts'
import * as words from '../../src/core/words.ts'
import { sourceWith } from './broken.ts'
import { checkMisuse, MISUSES } from './misuse.ts'
import { Scene } from './scene.ts'

const CORE: Core = { ...core, ...words, ...sequences }

/** A name for every code: the compiler sees to it that none is left out. */
const CODES: Readonly<Record<core.ErrorCode, true>> = {
  ERR_RINGPROOF_ARGUMENT: true,
  ERR_RINGPROOF_CLAIM: true,
  ERR_RINGPROOF_NOT_CLAIMED: true,
  ERR_RINGPROOF_ALREADY_PUBLISHED: true,
  ERR_RINGPROOF_OUT_OF_ORDER: true,
  ERR_RINGPROOF_HANDLE: true,
  ERR_RINGPROOF_ROLE_TAKEN: true,
  ERR_RINGPROOF_REENTRANT: true,
  ERR_RINGPROOF_ASYNC_HANDLER: true,
}

function published(): Scene {
  return new Scene(CORE).takeRoles().claim(2).publish(2)
}

describe('a misuse is refused and changes nothing', () => {
  it.each(MISUSES)('$what', (misuse) => {
    expect(checkMisuse(CORE, misuse)).toBeNull()
  })

  it('for every code, each said by one sentence', () => {
    expect(new Set(MISUSES.map(({ code }) => code))).toEqual(new Set(Object.keys(CODES)))
    expect(new Set(MISUSES.map(({ what }) => what)).size).toBe(MISUSES.length)
  })
})

describe('no misuse', () => {
  it('is a poll from the handler of another consumer', () => {
    const scene = published()
    const order: string[] = []
    const count = scene.consumer('work').poll((sequence) => {
      order.push(`work ${sequence}`)
      order.push(`after ${scene.consumer('after').poll(() => {})}`)
    })
    expect([count, order]).toEqual([2, ['work 10', 'after 0', 'work 11', 'after 0']])
    expect(scene.consumer('after').poll(() => {})).toBe(2)
  })

  it('is what a handler does after its own call was refused there', () => {
    const scene = published()
    const work = scene.consumer('work')
    const seen: number[] = []
    const nested = () => work.poll(() => {})
    const count = work.poll((sequence) => {
      seen.push(sequence)
      expect(nested).toThrow(core.HandlerError)
      expect(nested).toThrow(core.HandlerError)
    })
    expect([count, seen]).toEqual([2, [10, 11]])
  })

  it('is a handler that returns something else than a promise', () => {
    const answer = () => ({ done: true }) as never
    expect(published().consumer('work').poll(answer)).toBe(2)
  })
})

interface Slip {
  readonly slip: string
  readonly file: string
  readonly replace: string
  readonly by: string
  readonly seen: string
}

const SLIPS: readonly Slip[] = [
  {
    slip: 'a claim that waits for itself',
    file: 'SingleProducer.ts',
    replace: 'last - this.#cursor > this.#size || ',
    by: '',
    seen: 'claim(5) of an empty ring: has to throw ClaimError, thrown was Error: it waits for ever',
  },
  {
    slip: 'a claim that is counted before it is refused',
    file: 'SingleProducer.ts',
    replace: 'n < 1) throw this.#refusal(n)',
    by: 'n < 1) { const refusal = this.#refusal(n); this.#claimed++; throw refusal }',
    seen: 'claim(0) of an empty ring: is refused, but then a legal call fails: ClaimError',
  },
  {
    slip: 'a publish whose word is stored before it is refused',
    file: 'SingleProducer.ts',
    replace: 'if (!this.#mayPublish(first, last)) throw',
    by: 'Atomics.store(this.#words, CURSOR, wrap(last)); if (!this.#mayPublish(first, last)) throw',
    seen: 'publish beyond the claim: is refused, but has changed word 0 from 9 to 13',
  },
  {
    slip: 'a role that is taken before its options are read',
    file: 'ring.ts',
    replace: 'const seat = this.#seat(gating,',
    by: "this.#own(CURSOR, 'the producer'); const seat = this.#seat(gating,",
    seen: 'a producer with pause -1: is refused, but has changed word 1 from 0 to 1',
  },
  {
    slip: 'a limit that is not checked',
    file: 'Consumer.ts',
    replace: ' && limit >= 1',
    by: '',
    seen: 'poll with limit 0: is not refused',
  },
  {
    slip: 'a consumer that is lost to a nested call',
    file: 'Consumer.ts',
    replace: 'this.#handling = false\n',
    by: '',
    seen: 'is refused, but then a legal call fails: HandlerError',
  },
  {
    slip: 'another code',
    file: 'errors.ts',
    replace: "if (first < next) return 'ERR_RINGPROOF_ALREADY_PUBLISHED'",
    by: '',
    seen: 'the code has to be ERR_RINGPROOF_ALREADY_PUBLISHED instead of ERR_RINGPROOF_ARGUMENT',
  },
  {
    slip: 'an error that hides what was given',
    file: 'errors.ts',
    replace: "super('ERR_RINGPROOF_ARGUMENT', what, show(given), allowed)",
    by: "super('ERR_RINGPROOF_ARGUMENT', what, 'something', allowed)",
    seen: "createRing of size 3: the message has to say 'given 3, allowed: a power of two from 1 to 2^29'",
  },
]

describe('the table sees', () => {
  it.each(SLIPS)('$slip', async ({ file, replace, by, seen }) => {
    const slipped = await loadCore({ stepped: false, text: await sourceWith(file, replace, by) })
    const problems = MISUSES.flatMap((misuse) => checkMisuse(slipped, misuse) ?? [])
    expect(problems.join('\n')).toContain(seen)
  })
})
