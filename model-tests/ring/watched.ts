// What a monitor has to say: by a model that only counts, and by hand.
import type { Positions, Reading, Room } from '../../src/index.ts'
import { Known, timeless } from '../../test/ring/monitor-model.ts'
import { Chance } from '../stepper/chance.ts'
import type { Situation } from './situations.ts'
import type { Stage } from './stage.ts'

const WALKS = 12
const STEPS = 40
const SEED = 1

/** Random steps, the same ones each time, beside plain counts: the first snapshot that is another one. */
function walked({ among }: Stage): string {
  const chance = new Chance(SEED)
  for (let walk = 0; walk < WALKS; walk++) {
    const start = Math.max(0, chance.of([0, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 40]) - chance.below(16))
    const known = new Known(chance.of([1, 2, 4]), start, chance.of([['a'], ['a', 'b'], ['a', 'b', 'c']]))
    const lookout = among.monitor(known.ring)
    for (let step = 0; step < STEPS; step++) {
      if (chance.below(2) === 0) known.produce(chance.below(3), 1 + chance.below(4))
      else known.read(chance.of(['work', 'after', 'jobs']), 1 + chance.below(5))
      const [found, expected] = [timeless(lookout.snapshot()), known.expected()].map(sorted)
      if (found !== expected) return `walk ${walk}, step ${step}: ${found} instead of ${expected}`
    }
  }
  return 'as counted'
}

/** With its keys in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

/** `hole 1 since 40; none work since 40`. */
function saying({ reading, room }: { readonly reading: Reading; readonly room: Room }): string {
  const read =
    reading.kind === 'busy'
      ? 'busy'
      : reading.kind === 'idle'
        ? `idle since ${reading.since}`
        : `hole at ${reading.missing} since ${reading.since}`
  return `${read}; ${room.kind === 'free' ? `${room.slots} free` : `${room.slow} slow since ${room.since}`}`
}

/** A ring of two, and what is said of it after each of these, at 10, 20, 30, … ms. */
function told({ among }: Stage, acts: readonly ((known: Known) => void)[]): string[] {
  const known = new Known(2, 0, ['a', 'b'])
  const lookout = among.monitor(known.ring)
  return acts.map((act, at) => {
    act(known)
    return saying(lookout.snapshot(10 * (at + 1)))
  })
}

const nothing = (): void => {}

/** Claims an event, or publishes the one that is claimed. */
const a = (known: Known): void => known.produce(0, 1)
const b = (known: Known): void => known.produce(1, 1)
const all = (known: Known): void => {
  for (const name of ['work', 'after', 'jobs']) known.read(name, 2)
}

const SINCE: readonly Situation[] = [
  {
    what: 'an idle ring, looked at three times',
    expected: ['idle since 10; 2 free', 'idle since 10; 2 free', 'idle since 10; 2 free'],
    play: (stage) => told(stage, [nothing, nothing, nothing]),
  },
  {
    what: 'a ring that was busy between two looks is idle since the second',
    expected: ['idle since 10; 2 free', 'idle since 20; 2 free', 'idle since 20; 2 free'],
    play: (stage) =>
      told(stage, [nothing, (known) => [a, a, all].forEach((act) => void act(known)), nothing]),
  },
  {
    what: 'a ring that is idle, busy, idle',
    expected: ['idle since 10; 2 free', 'busy; 1 free', 'busy; 1 free', 'idle since 40; 2 free'],
    play: (stage) => told(stage, [nothing, a, a, all]),
  },
  {
    what: 'a hole, then it is filled, then everything is handled but by the pool, then by all',
    expected: [
      'busy; 1 free',
      'busy; work slow since 20',
      'hole at 0 since 30; work slow since 20',
      'hole at 0 since 30; work slow since 20',
      'busy; work slow since 20',
      'busy; jobs slow since 60',
      'busy; jobs slow since 60',
      'idle since 80; 2 free',
    ],
    play: (stage) =>
      told(stage, [
        a,
        b,
        b,
        nothing,
        a,
        (known) => ['work', 'after'].forEach((name) => void known.read(name, 2)),
        nothing,
        (known) => known.read('jobs', 2),
      ]),
  },
  {
    what: 'another hole in place of the one before',
    expected: ['hole at 0 since 10; work slow since 10', 'hole at 2 since 20; work slow since 10'],
    play: (stage) => {
      const hole = (known: Known): void => [a, b, b].forEach((act) => void act(known))
      // The first is filled, its events are handled, and then there is the same again behind them.
      const next = (known: Known): void => [a, all, hole].forEach((act) => void act(known))
      return told(stage, [hole, next])
    },
  },
]

/** Two producers, one of whom has left or is dead, and a hole. */
function suspected({ core, among }: Stage): unknown {
  const ring = core.createRing({ size: 4, producers: ['a', 'b', 'c', 'd'], consumers: { work: [] } })
  const [first, second, third] = [ring.producer('a'), ring.producer('b'), ring.producer('c')]
  first.claim(2)
  second.publish(second.claim(), 2)
  third.leave()
  const before = among.monitor(ring).snapshot(1)
  ring.fail({ producers: ['a'] })
  const { state, reading } = among.monitor(ring).snapshot(2)
  return [before.reading, state, reading]
}

/** One whose claims are refused moves the cursor on all the same, and that counts for nothing. */
function refused({ core, among, outcomeOf }: Stage): unknown {
  const ring = core.createRing({ size: 4, producers: ['a', 'b'], consumers: { work: [] } })
  const [first, second] = [ring.producer('a'), ring.producer('b')]
  first.claim(2)
  second.close()
  outcomeOf(() => second.claim(3))
  const lookout = among.monitor(ring)
  const before = lookout.snapshot(1)
  first.publish(0, 1)
  const published = lookout.snapshot(2)
  ring.consumer('work').poll(() => {})
  const after = lookout.snapshot(3)
  return [before, published, after].map(({ state, depth, lag, published, ...said }) => [
    state,
    depth,
    lag,
    published,
    saying(said),
  ])
}

/** Who claims without room waits with what it claims: more is claimed than there are slots. */
function crowded({ core, among, words }: Stage): unknown {
  const ring = core.createRing({ size: 2, producers: ['a', 'b'], consumers: { work: [] } })
  Atomics.add(words(ring), core.CURSOR, 2 * 5)
  const { depth, ...said } = among.monitor(ring).snapshot(1)
  return [depth, saying(said)]
}

/** A look changes no word, and takes the host's time where none is given. */
function looked({ core, among, clock, words }: Stage): unknown {
  const ring = core.createRing({ size: 2, producers: ['a', 'b'], consumers: { work: [] } })
  ring.producer('a').claim()
  const before = words(ring).join()
  clock.now = 42
  const { at } = among.monitor(ring).snapshot()
  return [at, words(ring).join() === before]
}

/** It begins near where the ring does, and goes on near where it was. */
function far({ core, among }: Stage): unknown {
  const start = 2 ** 31 - 1
  const ring = core.createRing({ size: 4, start, consumers: { work: [] } })
  const [producer, reader] = [ring.producer(), ring.consumer('work')]
  const lookout = among.monitor(ring)
  const beside = among.monitor(ring)
  const step = (): number => {
    const first = producer.claim(4)
    producer.publish(first, first + 3)
    reader.poll(() => {})
    return lookout.snapshot().published - start
  }
  const near = [step(), step()]
  // As if so many had gone by between its looks.
  const { positions } = ring
  const nears: number[] = []
  ring.positions = (given) => {
    nears.push((given ?? 0) - start)
    return positions.call(ring, given)
  }
  return [...near, step(), step(), beside.snapshot().published - start, nears]
}

/** Positions as they might be found, one after another, whatever a ring would do: what is said, at 10, 20, 30, … ms. */
function given({ core, among }: Stage, found: readonly Partial<Positions>[]): string[] {
  const ring = core.createRing({ size: 2, consumers: { work: [], other: [] } })
  const lookout = among.monitor(ring)
  return found.map((each, at) => {
    const positions = { ...ring.positions(), ...each }
    const says = { handle: ring.handle, positions: () => positions }
    ring.positions = says.positions
    return saying(lookout.snapshot(10 * (at + 1)))
  })
}

const HANDLED = { work: 5, other: 5 }
const AT_EASE = { published: 5, claimed: 5, handled: HANDLED, beyond: undefined }
const CLAIMED = { ...AT_EASE, claimed: 6 }
const HOLE = { ...AT_EASE, claimed: 7, beyond: 7 }

/** What is found again is not what was found before: in between it was not so. */
const AGAIN: readonly Situation[] = [
  {
    what: 'idle, busy, and idle at the same place',
    expected: ['idle since 10; 2 free', 'busy; 1 free', 'idle since 30; 2 free'],
    play: (stage) => given(stage, [AT_EASE, CLAIMED, AT_EASE]),
  },
  {
    what: 'a hole, none, and one at the same place; slow, not so, and slow again',
    expected: [
      'hole at 6 since 10; work slow since 10',
      'busy; 1 free',
      'hole at 6 since 30; work slow since 30',
      'hole at 6 since 30; work slow since 30',
    ],
    play: (stage) => given(stage, [HOLE, CLAIMED, HOLE, HOLE]),
  },
  {
    what: 'slow, and then another one is',
    expected: ['hole at 6 since 10; work slow since 10', 'hole at 6 since 10; other slow since 20'],
    play: (stage) => given(stage, [HOLE, { ...HOLE, claimed: 7, handled: { work: 6, other: 5 } }]),
  },
]

export const WATCHED: readonly Situation[] = [
  ...SINCE,
  ...AGAIN,
  {
    what: 'whoever has claimed something may hold what is missing, be it dead',
    expected: [
      { kind: 'hole', missing: 0, behind: 2, since: 1, suspects: ['a'] },
      'failed',
      { kind: 'hole', missing: 0, behind: 2, since: 2, suspects: ['a'] },
    ],
    play: suspected,
  },
  {
    what: 'claims that are refused count for nothing',
    expected: [
      ['closed', 2, { work: 0 }, -1, 'busy; 2 free'],
      ['closed', 2, { work: 2 }, 1, 'busy; 2 free'],
      ['closed', 0, { work: 0 }, 1, 'idle since 3; 4 free'],
    ],
    play: refused,
  },
  { what: 'more claimed than there are slots', expected: [2, 'busy; work slow since 1'], play: crowded },
  { what: 'a look by the clock of the host', expected: [42, true], play: looked },
  {
    what: 'a monitor goes on near where it was',
    expected: [3, 7, 11, 15, 15, [7, 11, -1]],
    play: far,
  },
  { what: 'random steps beside plain counts', expected: 'as counted', play: walked },
]
