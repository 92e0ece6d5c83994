// RINGPROOF_SEED=seed or seed:path@name, as a failure prints it, plays the same programs again.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ClosedError, createRing, TimeoutError } from '../../src/index.ts'
import { EVENTS, type Part, type Program, type Told } from './closing.ts'
import { Crew } from './crew.ts'

const LIMIT_MS = 60_000
const PROGRAMS = 100

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

function programsFor({ producers, readers, pooled }: Sides): fc.Arbitrary<Program> {
  const lists = <Each>(length: number, one: fc.Arbitrary<Each>) =>
    fc.tuple(...Array<typeof one>(length).fill(one))
  return fc.constantFrom(1, 2, 4, 16, 256, 1024).chain((size) =>
    fc.record({
      size: fc.constant(size),
      start: fc
        .tuple(fc.constantFrom(0, 2 ** 31, 2 ** 32, size * 2 ** 31), fc.nat(16))
        .map(([near, less]) => Math.max(0, near - less)),
      pooled: fc.constant(pooled),
      asking: lists(
        producers,
        fc.record({
          how: fc.constantFrom('claim' as const, 'tryClaim' as const, 'timed' as const, 'async' as const),
          n: fc.integer({ min: 1, max: Math.min(size, 3) }),
        }),
      ),
      waiting: lists(
        readers,
        fc.record({ spins: fc.constantFrom(0, 100), limit: fc.integer({ min: 1, max: 5 }) }),
      ),
      after: fc.oneof(fc.nat(60), fc.nat(2000)),
      turns: fc.nat(3000),
      closer:
        producers === 1
          ? fc.constant('producer' as const)
          : fc.constantFrom('producer' as const, 'other' as const),
    }),
  )
}

/** What went wrong, or null. */
async function judge(crew: Crew<Part, Told>, program: Program): Promise<string | null> {
  const { size, start, pooled, asking, waiting, closer } = program
  const consumers = pooled ? { pool: [] } : Object.fromEntries(waiting.map((_, c) => [`c${c}`, []]))
  const producers = asking.map((_, p) => `p${p}`)
  const pools = pooled ? ['pool'] : []
  const ring = createRing<string, string>({ size, start, producers, consumers, pools })
  const words = (many: number) => new SharedArrayBuffer(many * Int32Array.BYTES_PER_ELEMENT)
  const shared = { program, handle: ring.handle, slots: words(2 * size), words: words(3) }
  const threads = asking.length + waiting.length + (closer === 'other' ? 1 : 0)
  const told = await crew.run(Array.from({ length: threads }, (_, thread) => ({ thread, ...shared })))
  const granted = told.flatMap((each) => each.granted)
  const readers = told.slice(asking.length, asking.length + waiting.length)
  const lists = pooled ? [readers.flatMap(({ handled }) => handled)] : readers.map(({ handled }) => handled)
  const wrongs = lists.flatMap((handled) => wrongsOf(granted, handled, pooled))
  const ended = told.slice(0, asking.length + waiting.length).map((each) => each.ended)
  if (ended.some((how) => how !== 'closed')) wrongs.push(`ended: ${ended}`)
  const drained = JSON.stringify(await ring.drain())
  const remaining = Object.fromEntries(Object.keys(consumers).map((name) => [name, 0]))
  if (drained !== JSON.stringify({ outcome: 'drained', remaining })) wrongs.push(`drained: ${drained}`)
  const { state, claimed } = ring.positions(start - 1)
  if (state !== 'closed' || claimed !== start + granted.length - 1) wrongs.push(`${state} at ${claimed}`)
  return wrongs.length > 0 ? `${wrongs.join('\n')}\n${JSON.stringify(program)}` : null
}

/** Accepted events are handled, each once, and in the order of each producer unless workers share them. */
function wrongsOf(granted: readonly number[], handled: readonly number[], pooled: boolean): string[] {
  const inOrder = (events: readonly number[]) => [...events].sort((one, other) => one - other).join()
  const wrongs = inOrder(granted) === inOrder(handled) ? [] : [`accepted ${granted}, handled ${handled}`]
  const ofOne = (p: number) => handled.filter((event) => Math.floor(event / EVENTS) === p)
  const isSorted = [0, 1, 2, 3].every((p) => `${ofOne(p)}` === inOrder(ofOne(p)))
  return pooled || isSorted ? wrongs : [...wrongs, `handled in another order: ${handled}`]
}

function replayOf(name: string): { seed?: number; path?: string } | null {
  const [, seed, path, whose] = /^(-?\d+)(?::(.+)@(.+))?$/.exec(process.env.RINGPROOF_SEED ?? '') ?? []
  if (whose !== undefined && whose !== name) return null
  return { ...(seed && { seed: Number(seed) }), ...(path && { path }) }
}

describe('accepted events are handled, and all others refused', () => {
  let crew: Crew<Part, Told>
  beforeAll(() => {
    crew = new Crew('./closing.ts', 6)
  })
  afterAll(() => crew.close())

  it.each(SIDES)('$name', { timeout: LIMIT_MS }, async ({ name, ...sides }) => {
    const replay = replayOf(name)
    if (replay === null) return
    const wrongs: string[] = []
    const property = fc.asyncProperty(programsFor(sides), async (program) => {
      const wrong = await judge(crew, program)
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
