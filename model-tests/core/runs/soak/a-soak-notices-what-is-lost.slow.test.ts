import { beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../../../harness/threads/bundle.ts'
import { boundsOf, Flatness } from '../../../harness/threads/footprint.ts'
import { mutate } from '../../mutants/mutant.ts'
import { wrongsOf } from '../judge.ts'
import type { Claims } from '../memory.ts'
import { type Fate, type Remains, run } from '../start.ts'
import { describePlan, drawn } from './draw.ts'
import { soak } from './soak.ts'

const SEED = 7
/** A broken ring fails long before. */
const PATIENCE = { seed: SEED, seconds: 150, limit: 3000 }
const MOST_MS = 180_000

/** Which thread notices first, and by which check, is up to the scheduler. */
const LOST = /^thread \d+: |stands still|has not ended in time|^\w+ handled \d+ of /m

/** A bug, as a replacement in a file, and the failure that the soak must report. */
const BROKEN: readonly (readonly [how: string, file: string, from: string, to: string, says: RegExp])[] = [
  [
    'a gate that moves before its batch is handled',
    'Consumer.ts',
    '    let next = first\n',
    '    let next = first\n    this.#advance(last + 1)\n',
    LOST,
  ],
  [
    'an event that is skipped once its handler has thrown',
    'Consumer.ts',
    'this.#interrupt(next, error, this.#flush)',
    'this.#advance(next + 1)\n      throw error',
    LOST,
  ],
  [
    'a claim of two accesses',
    'MultiProducer.ts',
    'this.#word = Atomics.add(this.words, CURSOR, 2 * n) // Claim\n',
    'this.#word = Atomics.load(this.words, CURSOR)\n' +
      '    Atomics.store(this.words, CURSOR, (this.#word + 2 * n) | 0) // Claim\n',
    LOST,
  ],
  [
    'a ticket that two workers can take',
    'WorkPool.ts',
    'const found = Atomics.compareExchange(this.words, this.#take, ticket, wrap(last + 1)) // Take',
    'const found = ticket\n      for (let turn = 0; turn < 2000; turn++);\n' +
      '      Atomics.store(this.words, this.#take, wrap(last + 1)) // Take',
    LOST,
  ],
  [
    'an attempt before the mark, not after it, so that a thread sleeps for ever',
    'Waiter.ts',
    "    if (marked !== NO_WORD) Atomics.or(this.words, marked, MARK) // Mark\n    if (this.attempt()) return 'found'\n",
    "    if (this.attempt()) return 'found'\n    if (marked !== NO_WORD) Atomics.or(this.words, marked, MARK) // Mark\n",
    /the ring stands still: nothing is published after \d+/,
  ],
  [
    'a publish that wakes no thread',
    'MultiProducer.ts',
    'if ((wakes & MARK) !== 0) this.#published.wake()',
    '',
    /the ring stands still: nothing is published after \d+/,
  ],
  [
    'a follower that loads only one upstream gate',
    'Barrier.ts',
    'if (available < least) break',
    'break',
    /handled \d+(?:, and read -?\d+ of its upstream| before its upstream did)/,
  ],
  [
    'a failed ring that reports the wrong missing sequence',
    'ring/reason.ts',
    'missing: published + 1, suspects',
    'missing: published + 2, suspects',
    /was given \d+ as missing/,
  ],
  [
    'a reader that leaks memory with each event',
    'Consumer.ts',
    '      for (let end = minds ? next - 1 : last; next <= last; next++) {\n',
    '      for (let end = minds ? next - 1 : last; next <= last; next++) {\n' +
      '        this.#endError.kept = [this.#endError.kept]\n',
    /the heap of thread \d+ has grown by/,
  ],
]

describe('a soak reports', () => {
  it.each(BROKEN)(
    '%s',
    async (name, file, from, to, says) => {
      const texts = await mutate({ name, file, from, to, check: 'programs' })
      const { failure } = await soak({ ...PATIENCE, texts })
      expect(failure?.join('\n')).toMatch(says)
      expect(failure?.at(-1)).toMatch(new RegExp(`^again: npm run check -- soak --seed ${SEED} --ring \\d+$`))
    },
    MOST_MS,
  )
})

describe('a ring whose killed consumer was discarded', () => {
  const plan = Array.from({ length: 500 }, (_, n) => drawn(SEED, n)).find(
    ({ victims: [victim], onDeath, scenario: { producers, consumers } }) =>
      onDeath === 'discard' && victim?.thread === producers.length && 'two' in consumers,
  )!
  let remains: Remains
  beforeAll(async () => {
    const text = await bundle(new URL('../thread.ts', import.meta.url))
    remains = await run(plan, { text, limit: PATIENCE.limit * 10 })
  }, MOST_MS)

  it('passes', () => {
    expect(wrongsOf(plan, remains)).toEqual([])
    expect(remains.fates.map(({ supervised }) => supervised?.outcome)).toContain('discarded')
  })

  it.each<[figure: string, altered: (remains: Remains) => Partial<Remains>]>([
    ['discarded', ({ fates }) => ({ fates: fates.map(discardingMore) })],
    ['left', ({ left }) => ({ left: { ...left, two: 1 } })],
    ['claimed and published', ({ claims }) => ({ claims: claims.map(oneMore) })],
    ['handled', ({ counts }) => ({ counts: { ...counts, two: counts['two']!.map((many) => many + 1) } })],
    ['with other words', ({ fates }) => ({ fates: fates.map(summingMore) })],
    ['that times out the drain', () => ({ drained: 'timed out' as const })],
  ])('fails with one more event %s', (_, altered) => {
    expect(wrongsOf(plan, { ...remains, ...altered(remains) })).not.toEqual([])
  })
})

function discardingMore(fate: Fate): Fate {
  if (fate.supervised?.outcome !== 'discarded') return fate
  const more = Object.entries(fate.supervised.discarded).map(([name, many]) => [name, many + 1])
  return { ...fate, supervised: { outcome: 'discarded', discarded: Object.fromEntries(more) } }
}

function oneMore({ accepted, published }: Claims): Claims {
  return { accepted: accepted + 1, published: published + 1 }
}

function summingMore(fate: Fate, thread: number): Fate {
  const { outcome } = fate
  return outcome && thread === 0 ? { ...fate, outcome: { ...outcome, sum: outcome.sum + 1 } } : fate
}

describe('a soak', () => {
  it('of the shipped ring finds nothing, and leaves nothing', async () => {
    const soaked = await soak({ seed: Math.floor(Math.random() * 2 ** 31), seconds: 8 })
    expect(soaked.failure).toBe(null)
    expect(soaked.rings).toBeGreaterThan(2)
    expect(soaked.events).toBeGreaterThan(1000)
  })

  it('reports what keeps the process alive', async () => {
    const timers: NodeJS.Timeout[] = []
    const onBegin = () => void timers.push(setInterval(() => {}, 1e6))
    const { failure } = await soak({ ...PATIENCE, onBegin })
    for (const timer of timers) clearInterval(timer)
    expect(failure).toContain('left behind: Timeout')
  })

  it(
    'reports memory that grows',
    async () => {
      const kept: SharedArrayBuffer[] = []
      const onBegin = () => void kept.push(new SharedArrayBuffer(2 ** 20))
      const { failure, rings } = await soak({ ...PATIENCE, onBegin })
      expect(failure?.[0]).toMatch(
        /^memory \(held\) has grown by \d\.\d MB over \d+ rings, allowed: 2\.0 MB$/,
      )
      expect(kept.length).toBe(rings)
    },
    MOST_MS,
  )

  it('closes and drains its ring when interrupted', async () => {
    const end = new AbortController()
    const since = performance.now()
    const { rings, failure } = await soak({
      ...{ seed: SEED, seconds: 1e6, signal: end.signal },
      onBegin: () => end.abort(),
    })
    expect({ rings, failure }).toEqual({ rings: 1, failure: null })
    expect(performance.now() - since).toBeLessThan(PATIENCE.limit + 10_000)
    expect(process.getActiveResourcesInfo()).not.toContain('Worker')
  })
})

describe('memory is flat', () => {
  const grownBy = (bytes: number, rings: number): string[] => {
    const flatness = new Flatness()
    for (let ring = 0; ring < rings; ring++) flatness.add({ rss: 2 ** 27, held: 2 ** 23 + ring * bytes })
    return flatness.wrongs()
  }

  it('if a ring leaves less than the bound', () => {
    expect(grownBy(0, 1000)).toEqual([])
    expect(grownBy(boundsOf(1000).held / 1000, 1000)).toEqual([])
  })

  it('but not if a thousand rings leave 5 kB each, or ten a megabyte', () => {
    expect(grownBy(5000, 1000)).toHaveLength(1)
    expect(grownBy(2 ** 20, 10)).toHaveLength(1)
  })
})

describe('the rings of a seed', () => {
  it('are reproducible one by one, and differ for another seed', () => {
    expect(drawn(SEED, 5)).toEqual(drawn(SEED, 5))
    const described = Array.from({ length: 50 }, (_, n) =>
      describePlan(drawn(SEED, n)).replace(/^ring \d+/, ''),
    )
    expect(new Set(described).size).toBe(50)
    expect(drawn(SEED + 1, 5).scenario).not.toEqual(drawn(SEED, 5).scenario)
  })

  it('include every kind of ring and of death', () => {
    const plans = Array.from({ length: 300 }, (_, n) => drawn(SEED, n))
    const scenarios = plans.map(({ scenario }) => scenario)
    expect(new Set(scenarios.map(({ size }) => size)).size).toBe(8)
    expect(new Set(scenarios.map(({ consumers }) => JSON.stringify(consumers))).size).toBe(8)
    expect(new Set(scenarios.map(({ producers }) => producers.length))).toEqual(new Set([1, 2, 3]))
    expect(new Set(plans.map(({ victims, onDeath }) => victims.length && onDeath))).toEqual(
      new Set([0, 'fail', 'discard']),
    )
  })
})
