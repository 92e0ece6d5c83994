import { describe, expect, it } from 'vitest'
import { type Reading, readersOf, ringOf, type Scenario } from '../scenario.ts'
import { type Event, type Memory, memoryOf, mixed, write } from './memory.ts'
import { attach } from './play.ts'

const HABITS = { spins: 0, ways: ['plain'], batch: 0, sleepsEvery: 0, end: 'leave' } as const

function scenarioOf(readers: ReturnType<typeof readersOf>): Scenario {
  const { names, ...ring } = readers
  const reading = (name: string): Reading => ({ ...HABITS, name, throwsEvery: 0 })
  const producers = [
    { ...HABITS, events: 0 },
    { ...HABITS, events: 0 },
  ]
  return { seed: 1, size: 4, start: 2 ** 31 - 2, ...ring, producers, readers: names.map(reading) }
}

const ALONE = readersOf({ one: [] }, ['one'])
const [SIZE, START] = [4, 2 ** 31 - 2]

/** The first violation that the last reader notices, if the main thread publishes these words as events. */
async function noticed(
  events: readonly Partial<Event>[],
  readers = ALONE,
  upset: (memory: Memory) => void = () => {},
): Promise<string | undefined> {
  const scenario = scenarioOf(readers)
  const [ring, memory] = [ringOf(scenario), memoryOf(scenario)]
  const producer = ring.producer('p0')
  const slots = new Int32Array(memory.slots)
  for (const [n, event] of events.entries()) {
    const sequence = producer.claim()
    write(slots, ring.index(sequence), { p: 0, n, sequence, ...event })
    producer.publish(sequence, sequence)
  }
  producer.close()
  upset(memory)
  const defects: string[] = []
  const thread = scenario.producers.length + scenario.readers.length - 1
  const act = attach({ thread, scenario, handle: ring.handle, memory }, (what) => void defects.push(what))
  if (readers.names.length > 1) ring.consumer('one').poll(() => {})
  await act()
  return defects[0]
}

describe('a reader notices, and reports first,', () => {
  it('nothing where all is well', async () => {
    expect(await noticed([{}, {}, { p: 1, n: 0 }])).toBeUndefined()
  })

  it.each<[what: string, events: readonly Partial<Event>[], says: string]>([
    ['a lost event', [{}, { n: 2 }], `handled event 2 of 0, next was 1, at ${START + 1}`],
    ['a doubled event', [{}, { n: 0 }], `handled event 0 of 0, next was 1, at ${START + 1}`],
    ['events out of order', [{ n: 1 }, { n: 0 }], `handled event 1 of 0, next was 0, at ${START}`],
    ['an event of nobody', [{ p: 7 }], `handled event 0 of 7, which is nobody's, at ${START}`],
  ])('%s', async (_, events, says) => {
    expect(await noticed(events)).toBe(says)
  })

  it('the event of another sequence', async () => {
    expect(await noticed([{ sequence: START + SIZE }])).toMatch(/^the slot of \d+ holds 0, 0, /)
  })

  it('an event that is only half written', async () => {
    const torn = (memory: Memory): void => void new Int32Array(memory.slots).fill(3, 9, 10)
    expect(await noticed([{}], ALONE, torn)).toMatch(/^the slot of \d+ holds 0, 3, /)
  })

  it('a slot that was handled in this lap before', async () => {
    const again = ({ counts }: Memory): void => void new Int32Array(counts['one']!).fill(1, 0, 1)
    expect(await noticed([{}], ALONE, again)).toBe(`handled ${START} of lap 0, but its slot 1 times before`)
  })

  const both = readersOf({ one: [], two: ['one'] }, ['one', 'two'])

  it('that its upstream has not written what it reads', async () => {
    expect(await noticed([{}], both)).toMatch(/^handled \d+, and read 0 of its upstream$/)
  })

  it('that its upstream has not handled what it handles', async () => {
    const hash = mixed({ p: 0, n: 0, sequence: START })
    const written = ({ copies }: Memory): void => {
      new Int32Array(copies['one']!).fill(~hash)
    }
    expect(await noticed([{}], both, written)).toBe(`handled ${START} before its upstream did`)
  })
})
