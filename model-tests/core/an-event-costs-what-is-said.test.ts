// The atomic accesses of each call, counted on the stepper; docs/reference/costs.md has the same table.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isCallers, type Machine } from '../harness/stepper/machine.ts'
import { SPEC } from './files.ts'
import { loadCore } from './load.ts'
import { steppedRing } from './stepped.ts'
import { NO_TOUR, NOBODY_PARKS, type TourHead } from './tour.ts'

const core = await loadCore({ stepped: true })
const page = await readFile(join(SPEC, '../docs/reference/costs.md'), 'utf8')
const SIZE = 16

interface Ring {
  readonly producers: number
  readonly broadcast: number
  readonly pool: boolean
}

function headOf({ producers, broadcast, pool }: Ring, habit: string): TourHead {
  const names = Array.from({ length: producers }, (_, p) => `p${p}`)
  const readers = Array.from({ length: broadcast }, (_, c) => `c${c}`)
  return {
    model: 'Costs',
    size: SIZE,
    ...(producers > 1 ? { producers: names } : {}),
    consumers: Object.fromEntries([...readers, ...(pool ? ['pool'] : [])].map((name) => [name, []])),
    ...(pool ? { pools: { pool: ['w'] } } : {}),
    callers: { ...NOBODY_PARKS, claims: [1], limits: [1], waits: [true], throws: false, habits: [habit] },
    threads: [...(producers > 1 ? names : ['producer']), ...readers, ...(pool ? ['w'] : [])],
    ...NO_TOUR,
  }
}

/** Counts the accesses of a thread from one call to the next, with batches of n. */
class Counter {
  readonly #machine: Machine
  readonly #head: TourHead

  constructor(ring: Ring, habit = 'claim') {
    this.#head = headOf(ring, habit)
    this.#machine = steppedRing(core, this.#head, 0).machine
  }

  count(name: string, n: number, limit = n): number {
    const thread = this.#head.threads.indexOf(name)
    const decision = { n, limit, waits: true }
    let accesses = 0
    do {
      const [action = ''] = this.#machine.offers(thread)
      this.#machine.step(thread, action, decision)
      if (!isCallers(action)) accesses++
    } while (
      !['BeginClaim', 'Claim', 'LoadNext', 'BeginPoll', 'LoadTake'].includes(
        this.#machine.offers(thread)[0] ?? '',
      )
    )
    return accesses
  }
}

test.each([1, 2, 7])('batches of %i', (n) => {
  for (const g of [1, 2, 3]) {
    expect(new Counter({ producers: 1, broadcast: g, pool: false }).count('producer', n)).toBe(1)
    expect(new Counter({ producers: 2, broadcast: g, pool: false }).count('p0', n)).toBe(2 + g + n)
    expect(new Counter({ producers: 2, broadcast: g, pool: false }, 'try').count('p0', n)).toBe(3 + 2 * g + n)
  }
  const single = new Counter({ producers: 1, broadcast: 1, pool: true })
  single.count('producer', n)
  expect(single.count('c0', n)).toBe(2)
  expect(single.count('w', n)).toBe(5 + 3 * n)
  const multi = new Counter({ producers: 2, broadcast: 2, pool: true })
  multi.count('p0', n)
  expect(multi.count('c0', n)).toBe(n + 1)
  expect(multi.count('c1', n, n + 1)).toBe(n + 2)
  expect(multi.count('w', n)).toBe(3 + 5 * n)
})

test('docs/reference/costs.md has the same numbers', () => {
  for (const row of [
    '| a producer of several, `claim` | 3 + g | 2 + g + n |',
    '| a producer of several, `tryClaim` | 4 + 2g | 3 + 2g + n |',
    '| a consumer, several producers | 2, 3 if there is no more | n + 1, n + 2 |',
    '| a worker of a pool, one producer or one upstream | 8 | 5 + 3n |',
    '| a worker of a pool, several producers | 8 | 3 + 5n |',
  ])
    expect(page).toContain(row)
})
