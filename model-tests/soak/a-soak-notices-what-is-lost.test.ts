import { beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../kills/bundle.ts'
import { mutate } from '../mutants/mutant.ts'
import { boundsOf, Flatness } from './footprint.ts'
import { wrongsOf } from './judge.ts'
import { describePlan, planOf } from './plan.ts'
import { type Fate, type Remains, run } from './run.ts'
import { soak } from './soak.ts'

const SEED = 7
/** A broken ring is found broken long before. */
const PATIENCE = { seed: SEED, seconds: 150, limit: 3000 }
const MOST_MS = 180_000

/** Which thread finds it first, and in which of its checks, is chance. */
const LOST = /^thread \d+: |stands still|has not ended in time|^\w+ handled \d+ of /m

/** What is broken in the source, and what the soak has to say of it. */
const BROKEN: readonly (readonly [how: string, file: string, from: string, to: string, says: RegExp])[] = [
  [
    'a gate that moves before its batch is handled',
    'Consumer.ts',
    '    let next = first\n',
    '    let next = first\n    this.#advance(last + 1)\n',
    LOST,
  ],
  [
    'an event that is left out once its handler has thrown',
    'Consumer.ts',
    'this.#interrupt(next, error, this.#flush)',
    'this.#advance(next + 1)\n      throw error',
    LOST,
  ],
  [
    'a claim in two accesses',
    'MultiProducer.ts',
    'this.#word = Atomics.add(this.words, CURSOR, 2 * n) // Claim\n',
    'this.#word = Atomics.load(this.words, CURSOR)\n    Atomics.store(this.words, CURSOR, (this.#word + 2 * n) | 0) // Claim\n',
    LOST,
  ],
  [
    'a ticket that two workers take',
    'WorkPool.ts',
    'const found = Atomics.compareExchange(this.words, this.#take, ticket, wrap(last + 1)) // Take',
    'const found = ticket\n      for (let turn = 0; turn < 2000; turn++);\n      Atomics.store(this.words, this.#take, wrap(last + 1)) // Take',
    LOST,
  ],
  [
    'a look before the mark, so that a thread sleeps for ever',
    'Signal.ts',
    "    if (marked !== NOWHERE) Atomics.or(this.words, marked, MARK) // Mark\n    if (this.look()) return 'found'\n",
    "    if (this.look()) return 'found'\n    if (marked !== NOWHERE) Atomics.or(this.words, marked, MARK) // Mark\n",
    /the ring stands still: nothing is published after \d+/,
  ],
  [
    'an event that wakes nobody',
    'MultiProducer.ts',
    'if ((wakes & MARK) !== 0) this.#published.wake()',
    '',
    /the ring stands still: nothing is published after \d+/,
  ],
  [
    'a consumer that looks at one only of those that it follows',
    'Barrier.ts',
    'if (available < least) break',
    'break',
    /handled \d+ before somebody whom it follows/,
  ],
  [
    'a failed ring that names another sequence than the missing one',
    'reason.ts',
    'missing: published + 1, suspects',
    'missing: published + 2, suspects',
    /misses \d+ after \d+ events/,
  ],
  [
    'a reader that keeps something of each event',
    'Consumer.ts',
    '      for (let end = minds ? next - 1 : last; next <= last; next++) {\n',
    '      for (let end = minds ? next - 1 : last; next <= last; next++) {\n        this.#ended.kept = [this.#ended.kept]\n',
    /the heap of thread \d+ has grown by/,
  ],
]

describe('of a broken ring a soak says what is wrong:', () => {
  it.each(BROKEN)(
    '%s',
    async (name, file, from, to, says) => {
      const texts = await mutate({ name, file, from, to, check: 'programs' })
      const { failure } = await soak({ ...PATIENCE, texts })
      expect(failure?.join('\n')).toMatch(says)
      expect(failure?.at(-1)).toMatch(new RegExp(`^again: npm run soak -- --seed ${SEED} --ring \\d+$`))
    },
    MOST_MS,
  )
})

describe('of a ring without a consumer that was killed', () => {
  const plan = Array.from({ length: 500 }, (_, n) => planOf(SEED, n)).find(
    ({ victim, consumers, producers }) =>
      victim?.onDeath === 'discard' && victim.thread === producers.length && 'two' in consumers,
  )!
  let remains: Remains
  beforeAll(async () => {
    const text = await bundle(new URL('./thread.ts', import.meta.url))
    remains = await run(plan, { text, limit: PATIENCE.limit * 10 })
  }, MOST_MS)

  it('nothing is wrong', () => {
    expect(wrongsOf(plan, remains)).toEqual([])
    expect(remains.fates.map(({ supervised }) => supervised?.outcome)).toContain('discarded')
  })

  it.each<[figure: string, altered: (remains: Remains) => Partial<Remains>]>([
    ['that was thrown away', ({ fates }) => ({ fates: fates.map(discardingMore) })],
    ['that is left', ({ left }) => ({ left: { ...left, two: 1 } })],
    ['that was offered', ({ offers }) => ({ offers: offers.map(([c, p]) => [c! + 1, p! + 1]) })],
    [
      'that was handled',
      ({ counts }) => ({ counts: { ...counts, two: counts['two']!.map((many) => many + 1) } }),
    ],
    ['whose words are others', ({ fates }) => ({ fates: fates.map(summingMore) })],
    ['that drains', () => ({ drained: 'timed out' as const })],
  ])('one more event %s is', (_, altered) => {
    expect(wrongsOf(plan, { ...remains, ...altered(remains) })).not.toEqual([])
  })
})

function discardingMore(fate: Fate): Fate {
  if (fate.supervised?.outcome !== 'discarded') return fate
  const more = Object.entries(fate.supervised.discarded).map(([name, many]) => [name, many + 1])
  return { ...fate, supervised: { outcome: 'discarded', discarded: Object.fromEntries(more) } }
}

function summingMore(fate: Fate, thread: number): Fate {
  return fate.end && thread === 0 ? { ...fate, end: { ...fate.end, sum: fate.end.sum + 1 } } : fate
}

describe('a soak', () => {
  it('of the ring that ships finds nothing, and leaves nothing', async () => {
    const soaked = await soak({ seed: Math.floor(Math.random() * 2 ** 31), seconds: 8 })
    expect(soaked.failure).toBe(null)
    expect(soaked.rings).toBeGreaterThan(2)
    expect(soaked.events).toBeGreaterThan(1000)
  })

  it('says what has kept the process alive', async () => {
    const timers: NodeJS.Timeout[] = []
    const onBegin = () => void timers.push(setInterval(() => {}, 1e6))
    const { failure } = await soak({ ...PATIENCE, onBegin })
    for (const timer of timers) clearInterval(timer)
    expect(failure).toContain('left behind: Timeout')
  })

  it(
    'says that memory is not flat',
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

  it('that is interrupted closes its ring and drains it', async () => {
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

  it('if what a ring leaves is less than it has to be noticed', () => {
    expect(grownBy(0, 1000)).toEqual([])
    expect(grownBy(boundsOf(1000).held / 1000, 1000)).toEqual([])
  })

  it('and not if a thousand rings leave 5 kB each, or ten a megabyte', () => {
    expect(grownBy(5000, 1000)).toHaveLength(1)
    expect(grownBy(2 ** 20, 10)).toHaveLength(1)
  })
})

describe('the rings of a seed', () => {
  it('are the same ones whatever came before, and others for another seed', () => {
    expect(planOf(SEED, 5)).toEqual(planOf(SEED, 5))
    const described = Array.from({ length: 50 }, (_, n) =>
      describePlan(planOf(SEED, n)).replace(/^ring \d+/, ''),
    )
    expect(new Set(described).size).toBe(50)
    expect(planOf(SEED + 1, 5)).not.toEqual({ ...planOf(SEED, 5), seed: SEED + 1 })
  })

  it('have each kind of ring, and of death', () => {
    const plans = Array.from({ length: 300 }, (_, n) => planOf(SEED, n))
    expect(new Set(plans.map(({ size }) => size)).size).toBe(8)
    expect(new Set(plans.map(({ consumers }) => JSON.stringify(consumers))).size).toBe(8)
    expect(new Set(plans.map(({ producers }) => producers.length))).toEqual(new Set([1, 2, 3]))
    expect(new Set(plans.map(({ victim }) => victim?.onDeath))).toEqual(
      new Set([undefined, 'fail', 'discard']),
    )
  })
})
