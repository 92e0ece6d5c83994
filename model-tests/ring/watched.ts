// What a monitor must report: against a model that only counts, and by hand.
import type { Positions, Reading, Room } from '../../src/index.ts'
import { Chance } from '../harness/random.ts'
import { Known, timeless } from './monitor-model.ts'
import type { Situation } from './situations.ts'
import type { Stage } from './stage.ts'

const WALKS = 12
const STEPS = 40
const SEED = 1

/** Plays random steps, the same ones each time. Returns the first snapshot that differs from plain counts. */
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

/** As JSON with sorted keys. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

/** For example `hole at 1 since 40; work slow since 40`. */
function saying({ reading, room }: { readonly reading: Reading; readonly room: Room }): string {
  const read =
    reading.kind === 'busy'
      ? 'busy'
      : reading.kind === 'idle'
        ? `idle since ${reading.since}`
        : `hole at ${reading.missing} since ${reading.since}`
  return `${read}; ${room.kind === 'free' ? `${room.slots} free` : `${room.slow} slow since ${room.since}`}`
}

/** A ring of two slots, and its snapshots after each act, at 10, 20, 30, … ms. */
function told({ among }: Stage, acts: readonly ((known: Known) => void)[]): string[] {
  const known = new Known(2, 0, ['a', 'b'])
  const lookout = among.monitor(known.ring)
  return acts.map((act, at) => {
    act(known)
    return saying(lookout.snapshot(10 * (at + 1)))
  })
}

const nothing = (): void => {}

/** Claims an event, or publishes the one claimed. */
const a = (known: Known): void => known.produce(0, 1)
const b = (known: Known): void => known.produce(1, 1)
const all = (known: Known): void => {
  for (const name of ['work', 'after', 'jobs']) known.read(name, 2)
}

const SINCE: readonly Situation[] = [
  {
    what: 'an idle ring, three snapshots',
    expected: ['idle since 10; 2 free', 'idle since 10; 2 free', 'idle since 10; 2 free'],
    play: (stage) => told(stage, [nothing, nothing, nothing]),
  },
  {
    what: 'a ring that was busy between two snapshots is idle since the second',
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
    what: 'a hole, then filled, then all handled except by the pool, then by all',
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
    what: 'a new hole after the first',
    expected: ['hole at 0 since 10; work slow since 10', 'hole at 2 since 20; work slow since 10'],
    play: (stage) => {
      const hole = (known: Known): void => [a, b, b].forEach((act) => void act(known))
      // The first hole is filled, its events are handled, and then there is a new one behind them.
      const next = (known: Known): void => [a, all, hole].forEach((act) => void act(known))
      return told(stage, [hole, next])
    },
  },
]

/** Several producers, one of which has left and one of which dies, and a hole. */
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

/** Refused claims move the cursor on, but do not count. */
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

/** A producer that claims without room waits with its claim: more is claimed than there are slots. */
function crowded({ core, among, words }: Stage): unknown {
  const ring = core.createRing({ size: 2, producers: ['a', 'b'], consumers: { work: [] } })
  Atomics.add(words(ring), core.CURSOR, 2 * 5)
  const { depth, ...said } = among.monitor(ring).snapshot(1)
  return [depth, saying(said)]
}

/** A snapshot changes no word, and reads the host's clock unless given a time. */
function looked({ core, among, clock, words }: Stage): unknown {
  const ring = core.createRing({ size: 2, producers: ['a', 'b'], consumers: { work: [] } })
  ring.producer('a').claim()
  const before = words(ring).join()
  clock.now = 42
  const { at } = among.monitor(ring).snapshot()
  return [at, words(ring).join() === before]
}

/** A monitor unwraps near the start at first, and then near its last snapshot. */
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
  // As if that many events had passed between two snapshots.
  const { positions } = ring
  const nears: number[] = []
  ring.positions = (given) => {
    nears.push((given ?? 0) - start)
    return positions.call(ring, given)
  }
  return [...near, step(), step(), beside.snapshot().published - start, nears]
}

/** Snapshots of given positions, possible or not, at 10, 20, 30, … ms. */
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
const AT_EASE = { published: 5, claimed: 5, handled: HANDLED, firstAfterGap: undefined }
const CLAIMED = { ...AT_EASE, claimed: 6 }
const HOLE = { ...AT_EASE, claimed: 7, firstAfterGap: 7 }

/** A condition that recurs begins anew: it did not hold in between. */
const AGAIN: readonly Situation[] = [
  {
    what: 'idle, busy, and idle at the same place',
    expected: ['idle since 10; 2 free', 'busy; 1 free', 'idle since 30; 2 free'],
    play: (stage) => given(stage, [AT_EASE, CLAIMED, AT_EASE]),
  },
  {
    what: 'a hole, none, and one at the same place; slow, not slow, and slow again',
    expected: [
      'hole at 6 since 10; work slow since 10',
      'busy; 1 free',
      'hole at 6 since 30; work slow since 30',
      'hole at 6 since 30; work slow since 30',
    ],
    play: (stage) => given(stage, [HOLE, CLAIMED, HOLE, HOLE]),
  },
  {
    what: 'one consumer is slowest, and then another',
    expected: ['hole at 6 since 10; work slow since 10', 'hole at 6 since 10; other slow since 20'],
    play: (stage) => given(stage, [HOLE, { ...HOLE, claimed: 7, handled: { work: 6, other: 5 } }]),
  },
]

export const WATCHED: readonly Situation[] = [
  ...SINCE,
  ...AGAIN,
  {
    what: 'a producer with an open claim is suspected of holding what is missing, even when dead',
    expected: [
      { kind: 'hole', missing: 0, behind: 2, since: 1, suspects: ['a'] },
      'failed',
      { kind: 'hole', missing: 0, behind: 2, since: 2, suspects: ['a'] },
    ],
    play: suspected,
  },
  {
    what: 'refused claims do not count',
    expected: [
      ['closed', 2, { work: 0 }, -1, 'busy; 2 free'],
      ['closed', 2, { work: 2 }, 1, 'busy; 2 free'],
      ['closed', 0, { work: 0 }, 1, 'idle since 3; 4 free'],
    ],
    play: refused,
  },
  { what: 'more claimed than there are slots', expected: [2, 'busy; work slow since 1'], play: crowded },
  { what: 'a snapshot by the clock of the host', expected: [42, true], play: looked },
  {
    what: 'a monitor unwraps near its last snapshot',
    expected: [3, 7, 11, 15, 15, [7, 11, -1]],
    play: far,
  },
  { what: 'random steps beside plain counts', expected: 'as counted', play: walked },
]
