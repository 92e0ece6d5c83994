// A handler on a worker is killed at random events of tiny rings, and started again; RINGPROOF_SEED=seed plays the same
// programs again, as far as threads repeat.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createDisruptor, type FailedEvent } from '../../src/index.ts'
import { asOne } from './load.ts'
import { ACTING, type Act, Counted, Tick, tick } from './scene.ts'

const RUNS = 1000
const AT_ONCE = 2
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

interface Each {
  readonly act: Act
  readonly times: number
}

interface Program {
  readonly log: number
  readonly limit: number | undefined
  readonly poison: number | undefined
  readonly onThrow: 'skip' | 'retry'
  readonly events: readonly Each[]
}

const each = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Each>({ act: 'go', times: 0 }) },
  fc.record({
    act: fc.constantFrom<Act>('exit', 'leave', 'timer', 'throw'),
    times: fc.integer({ min: 1, max: 2 }),
  }),
)

const programs = fc.record<Program>({
  log: fc.nat({ max: 3 }),
  limit: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  poison: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  onThrow: fc.constantFrom('skip' as const, 'retry' as const),
  events: fc.array(each, { minLength: 1, maxLength: 12 }).filter((all) => all.filter(isDeadly).length <= 3),
})

function isDeadly({ act }: Each): boolean {
  return act === 'exit' || act === 'leave' || act === 'timer'
}

const worker = await asOne(ACTING)

async function run({ log, limit, poison, onThrow, events }: Program) {
  const [counted, failed] = [new Counted(events.length), [] as FailedEvent[]]
  const behind: number[] = []
  const restart = { most: 99, within: 60_000, ...(poison && { poison }) }
  const options = { ...(limit && { limit }), onThrow: onThrow === 'skip' ? onThrow : { retries: 2 } }
  const disruptor = await createDisruptor({
    event: Tick,
    size: 2 ** log,
    onError: (report) => failed.push(report),
    handlers: {
      work: { worker, data: counted.data, restart, ...options },
      behind: { after: ['work'], onEvent: (_, sequence) => void behind.push(sequence) },
    },
  })
  const producer = disruptor.producer()
  for (const [n, { act, times }] of events.entries()) await producer.publishAsync(tick(n, act, times))
  return { counted, failed, behind, finished: await disruptor.close() }
}

function check(
  { events }: Program,
  { counted, failed, behind, finished }: Awaited<ReturnType<typeof run>>,
): void {
  const { outcome, published, handlers } = finished
  expect([outcome, published]).toEqual(['drained', events.length])
  expect(behind).toEqual(events.map((_, n) => n))
  const skipped = new Set(failed.filter(({ action }) => action === 'skip').map(({ sequence }) => sequence))
  for (const [n, times] of counted.done.entries()) {
    // A throw whose skip was not the end of its batch may have been handled after a death, or the other way round.
    if (times === 0) expect([n, skipped.has(n)]).toEqual([n, true])
    if (!skipped.has(n)) expect([n, times >= 1]).toEqual([n, true])
  }
  const { handled, skipped: passed, remaining } = handlers.work
  expect(remaining).toBe(0)
  expect(handled + passed >= events.length).toBe(true)
  // Only a death between a count and its gate, which no exit of an event is, counts a batch twice.
  if (!events.some(({ act }) => act === 'timer')) expect(handled + passed).toBe(events.length)
  // A timer may throw once everything is handled.
  expect(failed.filter(({ action, sequence }) => action === 'halt' && sequence !== undefined)).toEqual([])
}

it(`in ${RUNS} random programs, seed ${seed}`, { timeout: 3_600_000 }, async () => {
  const all = fc.sample(programs, { seed, numRuns: RUNS })
  let deaths = 0
  for (let p = 0; p < all.length; p += AT_ONCE) {
    const few = all.slice(p, p + AT_ONCE)
    const ends = await Promise.all(few.map(run))
    for (const [f, end] of ends.entries()) {
      try {
        check(few[f]!, end)
      } catch (error) {
        throw new Error(`RINGPROOF_SEED=${seed}, program ${p + f}: ${JSON.stringify(few[f])}`, {
          cause: error,
        })
      }
      deaths += end.counted.calls.starts! - 1
    }
  }
  expect(deaths > RUNS / 4).toBe(true)
})
