import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRing } from '../../src/index.ts'
import { eventOf, summed } from './batches.ts'
import { Crew } from './crew.ts'
import { CONSUMERS, type Leg, type Memory, type Name, ROLES, type Run } from './relay.ts'

const EVENTS = 1_000_000
const LIMIT_MS = 60_000
/** Words wrap around half-way. */
const START = 2 ** 32 - EVENTS / 2

function memoryFor(size: number): Memory {
  const words = () => new SharedArrayBuffer(size * Int32Array.BYTES_PER_ELEMENT)
  return { events: words(), left: words(), right: words() }
}

function legs(size: number, events: number): Leg[] {
  const { handle } = createRing<Name>({ size, consumers: CONSUMERS, start: START })
  const memory = memoryFor(size)
  return ROLES.map((role) => ({ role, events, handle, memory }))
}

function expected(events: number): Pick<Run, 'events' | 'checksum' | 'defects' | 'first'> {
  let checksum = 0
  for (let e = 0; e < events; e++) checksum = summed(checksum, eventOf(START + e))
  return { events, checksum, defects: 0, first: null }
}

describe('four threads, each event once and in order', () => {
  let crew: Crew<Leg, Run>
  beforeAll(() => {
    crew = new Crew('./relay.ts', ROLES.length, {}, LIMIT_MS)
  })
  afterAll(() => crew.close())

  // Waiters spin: where threads outnumber cores, a ring must hold what one of them does in a time slice.
  it('from a producer to two consumers, and from these to a follower of both', {
    timeout: LIMIT_MS,
  }, async () => {
    const runs = await crew.run(legs(2 ** 17, EVENTS))
    const all = expected(EVENTS)
    expect(runs).toEqual(ROLES.map((role) => ({ ...all, role })))
  })
})
