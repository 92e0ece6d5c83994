// RINGPROOF_SEED=seed or seed:path@name, as a failure prints it, plays the same programs again.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Closing } from '../../model-tests/core/runs/task.ts'
import {
  type Producing,
  type Reading,
  type Scenario,
  sameReaders,
  wrapsOf,
} from '../../model-tests/core/scenario.ts'
import { ClosedError, createRing, TimeoutError } from '../../src/index.ts'
import { scaled } from '../scaled.ts'
import { Players } from './rings.ts'

const LIMIT_MS = 60_000
const PROGRAMS = scaled(100, 20)

interface Sides {
  readonly producers: number
  readonly readers: number
  readonly pooled: boolean
}

const SIDES: readonly (Sides & { readonly name: string })[] = [
  { name: '1-producer-1-consumer', producers: 1, readers: 1, pooled: false },
  { name: '2-producers-1-consumer', producers: 2, readers: 1, pooled: false },
  { name: '3-producers-2-consumers', producers: 3, readers: 2, pooled: false },
  { name: '4-producers-1-consumer', producers: 4, readers: 1, pooled: false },
  { name: '2-producers-2-workers', producers: 2, readers: 2, pooled: true },
  { name: '3-producers-2-workers', producers: 3, readers: 2, pooled: true },
]

/** A ring that is closed while its producers claim, by one of them or by a thread without a role. */
interface Program {
  readonly scenario: Scenario
  readonly closing: Closing
}

function producingOf(size: number): fc.Arbitrary<Producing> {
  return fc.record({
    ways: fc
      .constantFrom('plain' as const, 'try' as const, 'timed' as const, 'async' as const)
      .map((way) => [way]),
    batch: fc.integer({ min: 1, max: Math.min(size, 3) }),
    spins: fc.constant(100),
    sleepsEvery: fc.constant(0),
    end: fc.constantFrom('return' as const, 'leave' as const),
    events: fc.constant(null),
  })
}

function readingOf(name: string): fc.Arbitrary<Reading> {
  return fc.record({
    name: fc.constant(name),
    ways: fc.constant(['plain'] as const),
    batch: fc.integer({ min: 1, max: 5 }),
    spins: fc.constantFrom(0, 100),
    pause: fc.constant(0),
    ...{ sleepsEvery: fc.constant(0), throwsEvery: fc.constant(0), end: fc.constant('return' as const) },
  })
}

function scenariosFor({ producers, readers, pooled }: Sides): fc.Arbitrary<Scenario> {
  const { names, consumers, pools } = sameReaders(readers, pooled)
  return fc.constantFrom(1, 2, 4, 16, 256, 1024).chain((size) =>
    fc.record({
      seed: fc.nat(),
      size: fc.constant(size),
      start: fc
        .tuple(fc.constantFrom(0, ...wrapsOf(size)), fc.nat(16))
        .map(([near, less]) => Math.max(0, near - less)),
      ...{ consumers: fc.constant(consumers), pools: fc.constant(pools) },
      producers: fc.array(producingOf(size), { minLength: producers, maxLength: producers }),
      readers: fc.tuple<Reading[]>(...names.map(readingOf)),
    }),
  )
}

function programsFor(sides: Sides): fc.Arbitrary<Program> {
  const closers = sides.producers === 1 ? [0] : [0, sides.producers + sides.readers]
  return fc.record({
    scenario: scenariosFor(sides),
    closing: fc.record({
      thread: fc.constantFrom(...closers),
      after: fc.oneof(fc.nat(60), fc.nat(2000)),
      turns: fc.nat(3000),
    }),
  })
}

/** What went wrong, or null. */
async function judge(players: Players, program: Program): Promise<string | null> {
  const { outcomes, wrongs } = await players.play(program.scenario, program.closing)
  const ended = outcomes.map(({ by }) => by)
  const all = ended.every((by) => by === 'closed') ? wrongs : [...wrongs, `ended: ${ended}`]
  return all.length > 0 ? `${all.join('\n')}\n${JSON.stringify(program)}` : null
}

function replayOf(name: string): { seed?: number; path?: string } | null {
  const [, seed, path, whose] = /^(-?\d+)(?::(.+)@(.+))?$/.exec(process.env.RINGPROOF_SEED ?? '') ?? []
  if (whose !== undefined && whose !== name) return null
  return { ...(seed && { seed: Number(seed) }), ...(path && { path }) }
}

describe('accepted events are handled, and all others refused', () => {
  let players: Players
  beforeAll(() => {
    players = new Players(6)
  })
  afterAll(() => players.close())

  it.each(SIDES)('$name', { timeout: LIMIT_MS }, async ({ name, ...sides }) => {
    const replay = replayOf(name)
    if (replay === null) return
    const wrongs: string[] = []
    const property = fc.asyncProperty(programsFor(sides), async (program) => {
      const wrong = await judge(players, program)
      if (wrong) wrongs.push(wrong)
      return wrong === null
    })
    const { failed, seed, counterexamplePath, errorInstance } = await fc.check(property, {
      ...replay,
      numRuns: PROGRAMS,
    })
    const again = `RINGPROOF_SEED=${seed}:${counterexamplePath}@${name}`
    expect(failed, `${wrongs.at(-1) ?? errorInstance}\n${again}`).toBe(false)
  })
})

describe('draining', () => {
  const closed = async (handled: number) => {
    const ring = createRing({
      size: 8,
      producers: ['a', 'b'],
      consumers: { work: [], after: ['work'], other: [] },
    })
    const producer = ring.producer('a')
    const first = producer.claim(5)
    producer.publish(first, first + 4)
    ring.close()
    const [work, after] = [ring.consumer('work'), ring.consumer('after')]
    work.poll(() => {}, handled)
    if (handled > 1) after.poll(() => {}, handled - 1)
    return ring
  }

  it('reports at a deadline how many events each consumer had left', async () => {
    const ring = await closed(3)
    const remaining = { work: 2, after: 3, other: 5 }
    expect(await ring.drain({ timeout: 10 })).toEqual({ outcome: 'timed out', remaining })
    expect(await ring.drain({ timeout: 0 })).toEqual({ outcome: 'timed out', remaining })
  })

  it('reports the same of a ring that has failed', async () => {
    const ring = await closed(1)
    const drained = ring.drain()
    ring.fail({ consumers: ['other'] })
    expect(await drained).toEqual({ outcome: 'failed', remaining: { work: 4, after: 5, other: 5 } })
  })

  it.each([[['a']], [['a', 'b']]])('counts what %j have published when the ring fails', async (producers) => {
    const options = { size: 8, producers, consumers: { work: [], other: [] }, start: 2 ** 31 - 3 }
    const ring = createRing<string, string>(options)
    const producer = ring.producer('a')
    const first = producer.claim(5)
    producer.publish(first, first + 4)
    const work = ring.consumer('work')
    work.poll(() => {}, 2)
    ring.fail({ consumers: ['other'] })
    expect(await ring.drain()).toEqual({ outcome: 'failed', remaining: { work: 3, other: 5 } })
    expect(work.consume(() => {})).toBe(3)
    expect(await ring.drain()).toEqual({ outcome: 'failed', remaining: { work: 0, other: 5 } })
  })

  it.each([[['a']], [['a', 'b']]])(
    'counts what %j have claimed and not published yet, since it was accepted',
    async (producers) => {
      const ring = createRing<string, string>({ size: 4, producers, consumers: { work: [] } })
      const producer = ring.producer('a')
      const first = producer.claim(2)
      producer.close()
      expect(await ring.drain({ timeout: 1 })).toEqual({ outcome: 'timed out', remaining: { work: 2 } })
      const drained = ring.drain()
      const work = ring.consumer('work')
      expect(() => work.consume(() => {}, 1, { timeout: 1 })).toThrow(TimeoutError)
      producer.publish(first, first + 1)
      expect(work.consume(() => {})).toBe(2)
      expect(() => work.consume(() => {})).toThrow(ClosedError)
      expect(await drained).toEqual({ outcome: 'drained', remaining: { work: 0 } })
    },
  )
})
