import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { TapReader, TapWriter, tapOf } from '../../src/disruptor/Tap.ts'
import { createSlots } from '../../src/events/Slots.ts'
import { attachDisruptor, createDisruptor, struct } from '../../src/index.ts'
import { type Edit, loadTap, type Trial, tried } from './tapped.ts'

const RUNS = 2000
const seed = Number(process.env['RINGPROOF_SEED'] ?? 20_251_130)

/** Schedules in which each thread often goes on for a while; now and then a writer stops where it is. */
const trial: fc.Arbitrary<Trial> = fc.record({
  size: fc.integer({ min: 2, max: 3 }),
  from: fc.constantFrom(0, 2 ** 32 - 1, 2 ** 32 - 2, 2 ** 33 - 3, 2 ** 31 - 2),
  newest: fc.boolean(),
  schedule: fc
    .array(
      fc.tuple(fc.constantFrom('write', 'read', 'write', 'read', 'die'), fc.integer({ min: 1, max: 7 })),
      {
        maxLength: 40,
      },
    )
    .map((runs) =>
      runs.flatMap(([turn, n]) => Array.from({ length: turn === 'die' ? 1 : n }, () => turn as 'write')),
    ),
})

/** What a run of all these schedules finds wrong first. */
async function firstFault(edits: readonly Edit[] = []): Promise<string | null> {
  const source = await loadTap(edits)
  let fault: string | null = null
  const property = fc.property(trial, (given) => {
    fault = tried(source, given)
    return fault === null
  })
  const { failed } = fc.check(property, { seed, numRuns: RUNS, endOnFailure: true })
  return failed ? fault : null
}

test(`what a reader gets is one event, and it knows which, seed ${seed}`, async () => {
  expect(await firstFault()).toBeNull()
})

describe('a fault is noticed:', () => {
  it.each<[string, Edit]>([
    [
      'the slot that is being written counts as there',
      ['behind >= this.#size ? behind - (this.#size - 1)', 'behind > this.#size ? behind - this.#size'],
    ],
    ['what was copied is not checked', ['if (isCopied && lost === 0)', 'if (isCopied)']],
    [
      'the count is shown before the words',
      ['const from = (sequence & (', 'this.#show(this.#index + 1)\n    const from = (sequence & ('],
    ],
    [
      'the low word starts again before the high one is turned',
      [
        'if (turns) Atomics.store(this.#tap, HIGH, put / TURN) // TurnHigh\n    Atomics.store(this.#tap, LOW, put | 0) // ShowLow',
        'Atomics.store(this.#tap, LOW, put | 0) // ShowLow\n    if (turns) Atomics.store(this.#tap, HIGH, put / TURN) // TurnHigh',
      ],
    ],
    [
      'the count is loaded in the order in which it is stored',
      ['const again = Atomics.load(this.#tap, HIGH_AGAIN)', 'const again = Atomics.load(this.#tap, HIGH)'],
    ],
    ['a successor trusts the first high word', ['(low === 0 ? high : again) * TURN', 'high * TURN']],
  ])('%s', async (_, edit) => {
    expect(await firstFault([edit])).not.toBeNull()
  })
})

const Tick = struct({ n: 'u32' })

function tapped(size: number) {
  const slots = createSlots(Tick, 16)
  const memory = tapOf(Tick, size)
  const writer = new TapWriter(memory, slots)
  const put = (n: number): void => {
    slots.writer().at(n).set({ n })
    writer.put(n)
  }
  return { put, reader: new TapReader(memory, Tick), newest: new TapReader(memory, Tick, { newest: true }) }
}

test('read + missed + behind = put', () => {
  const { put, reader } = tapped(4)
  expect([reader.next(), reader.read, reader.missed, reader.behind]).toEqual([undefined, 0, 0, 0])
  for (let n = 0; n < 10; n++) put(n)
  expect(reader.behind).toBe(10)
  expect(reader.next()?.n).toBe(7)
  expect([reader.read, reader.missed, reader.behind]).toEqual([1, 7, 2])
  expect([reader.next()?.n, reader.next()?.n, reader.next()]).toEqual([8, 9, undefined])
  expect(`${reader}`).toBe('TapReader(read 3, missed 7, behind 0)')
})

test('a reader of the newest passes over all others', () => {
  const { put, newest } = tapped(4)
  for (let n = 0; n < 3; n++) put(n)
  expect([newest.next()?.n, newest.next(), newest.read, newest.missed]).toEqual([2, undefined, 1, 2])
})

test('a tap shows events as their handler has left them, once they are handled, and holds nobody up', async () => {
  const failed: unknown[] = []
  const ticks = await createDisruptor({
    event: Tick,
    size: 8,
    handlers: {
      check: {
        tap: 64,
        onThrow: 'skip',
        onEvent: ({ n }) => {
          if (n === 3) throw new Error('three')
        },
      },
      slow: { after: ['check'], tap: 2, concurrency: 2, onEvent: async () => {} },
    },
    onError: ({ event }) => failed.push(event),
  })
  const producer = ticks.producer()
  const frozen = ticks.tap('check')
  for (let n = 0; n < 50; n++) await producer.publishAsync((tick) => tick.set({ n }))
  await ticks.close()
  const seen: (number | undefined)[] = []
  for (let tick = frozen.next(); tick; tick = frozen.next()) seen.push(tick.n)
  expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n).filter((n) => n !== 3))
  expect(failed).toEqual([{ n: 3 }])
  const tap = attachDisruptor(Tick, ticks.handle).tap('slow')
  expect([tap.next()?.n, tap.next(), tap.read, tap.missed]).toEqual([49, undefined, 1, 49])
})

test.each<[string, object, RegExp]>([
  ['one copy', { tap: 1, onEvent: () => {} }, /"tap" of handler "work" must be an integer from 2 to 65536/],
  [
    'workers that share',
    { tap: 2, worker: '/nowhere', workers: 2 },
    /"tap" of handler "work" must be left out/,
  ],
])('a tap of %s is refused', async (_, work, says) => {
  const made = createDisruptor({ event: Tick, size: 8, handlers: { work: work as { onEvent(): void } } })
  await expect(made).rejects.toThrow(says)
})

test('a handler without a tap is named with those that have one', async () => {
  const ticks = await createDisruptor({
    event: Tick,
    size: 8,
    handlers: { a: { tap: 2, onEvent: () => {} }, b: { onEvent: () => {} } },
  })
  expect(() => ticks.tap('b')).toThrow(/must be one of 'a'. Received 'b'/)
  await ticks.close()
})
