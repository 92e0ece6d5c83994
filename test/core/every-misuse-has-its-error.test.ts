import { describe, expect, it } from 'vitest'
import type { Core } from '../../model-tests/core/load.ts'
import { checkMisuse, MISUSES } from '../../model-tests/core/misuse/misuse.ts'
import { CROWD, Scene } from '../../model-tests/core/misuse/scene.ts'
import * as lifecycle from '../../src/core/Lifecycle.ts'
import * as words from '../../src/core/layout.ts'
import * as roles from '../../src/core/Roles.ts'
import * as sequences from '../../src/core/Sequence.ts'
import * as core from '../../src/index.ts'
import * as burying from '../../src/ring/bury.ts'
import * as identity from '../../src/ring/identity.ts'

const CORE: Core = { ...core, ...lifecycle, ...identity, ...words, ...sequences, ...burying, ...roles }

/** The errors of calls that were legal. */
type Outcome =
  | 'ERR_RINGPROOF_CLOSED'
  | 'ERR_RINGPROOF_STOPPED'
  | 'ERR_RINGPROOF_FAILED'
  | 'ERR_RINGPROOF_TIMEOUT'
  | 'ERR_RINGPROOF_START'
  | 'ABORT_ERR'

/** All other codes; the compiler checks that none is missing. */
const CODES: Readonly<Record<Exclude<core.ErrorCode, Outcome>, true>> = {
  ERR_RINGPROOF_ARGUMENT: true,
  ERR_RINGPROOF_CLAIM: true,
  ERR_RINGPROOF_NOT_CLAIMED: true,
  ERR_RINGPROOF_ALREADY_PUBLISHED: true,
  ERR_RINGPROOF_OUT_OF_ORDER: true,
  ERR_RINGPROOF_WAIT: true,
  ERR_RINGPROOF_HANDLE: true,
  ERR_RINGPROOF_ROLE_TAKEN: true,
  ERR_RINGPROOF_STATE: true,
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

  it('for every code, each by a sentence of its own', () => {
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

  it('is a claim beside the open one of another producer', () => {
    const scene = new Scene(CORE, CROWD).takeRoles().claim(2).claim(1, 'b').publish(1, 'b')
    expect(scene.consumer('after').poll(() => {})).toBe(0)
    expect(scene.worker('jobs').poll(() => {}, 4)).toBe(0)
    scene.publish(1).claim(1, 'b').carryOn()
  })

  it('is a poll from the handler of another worker of the pool', () => {
    const scene = new Scene(CORE, CROWD).takeRoles().claim(2).publish(2)
    const order: string[] = []
    const other = scene.ring.pool('jobs')
    scene.worker('jobs').poll((sequence) => {
      order.push(`one ${sequence}`)
      other.poll((next) => void order.push(`other ${next}`), 4)
    })
    expect(order).toEqual(['one 10', 'other 11'])
    expect(scene.consumer('after').poll(() => {})).toBe(2)
  })

  it('is what a handler does after a nested call was refused', () => {
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

  it('is a handler that returns anything but a promise', () => {
    const answer = () => ({ done: true }) as never
    expect(published().consumer('work').poll(answer)).toBe(2)
  })
})
