// What monitor and supervise must do, by hand: each situation is one entry of a list.
// A death is an entry of DEATHS: what happened before, whose thread ends and how, and the outcome.
import type { Consumer, Ring, Roles, Sequencer, WorkPool } from '../../src/index.ts'
import { REFUSED } from './refused.ts'
import { Fake, type Stage } from './stage.ts'
import { WATCHED } from './watched.ts'

/** What is played, and the outcome that it must have, compared as JSON. */
export interface Situation {
  readonly what: string
  readonly expected: unknown
  readonly play: (stage: Stage) => unknown
}

/** The first wrong situation, or null; each gets a stage of its own. */
export async function wrongSituation(
  newStage: () => Promise<Stage>,
  situations: readonly Situation[] = SITUATIONS,
): Promise<string | null> {
  for (const { what, expected, play } of situations) {
    const found = await foundBy(await newStage(), play)
    if (found !== JSON.stringify(expected)) return `${what}: ${found} instead of ${JSON.stringify(expected)}`
  }
  return null
}

/** An error is an outcome too. */
async function foundBy(stage: Stage, play: Situation['play']): Promise<string> {
  try {
    return JSON.stringify(await play(stage)) ?? 'undefined'
  } catch (error) {
    return `fails: ${error instanceof Error ? error.message : error}`
  }
}

const nothing = (): void => {}

/** A ring of two producers, and an object for each role. */
interface Cast {
  readonly ring: Ring<string, string>
  readonly words: Int32Array
  readonly producer: (name: string) => Sequencer
  readonly reader: (name: string) => Consumer
  readonly worker: () => WorkPool
  /** The indices of the pool's first seat, and of the words that `a` owns. */
  readonly seats: number
  readonly hand: number
}

function castOf({ core, words }: Stage): Cast {
  const ring = core.createRing<string, string>({
    size: 4,
    producers: ['a', 'b'],
    consumers: { work: [], other: [], after: ['work'], jobs: [] },
    pools: ['jobs'],
  })
  const producers = new Map<string, Sequencer>()
  const readers = new Map<string, Consumer>()
  // Each is attached separately, so that no role shares a ring object with another.
  const attached = (): Ring<string, string> => core.attachRing(ring.handle)
  const pool = attached().pool('jobs')
  const pools = [false, false, false, true]
  const { seats, hands } = core.layoutOf({ size: 4, start: 0, producers: 2, pools })
  return {
    seats: seats[3] ?? 0,
    hand: hands[0] ?? 0,
    ring,
    words: words(ring),
    producer: (name) => kept(producers, name, () => attached().producer(name)),
    reader: (name) => kept(readers, name, () => attached().consumer(name)),
    worker: () => pool,
  }
}

function kept<Value>(known: Map<string, Value>, name: string, make: () => Value): Value {
  const value = known.get(name) ?? make()
  known.set(name, value)
  return value
}

/** Something done in a ring before a thread dies. */
type Act = (cast: Cast) => void

/** Claims `claims` events, and publishes the first `publishes` of them. */
const produce =
  (name: string, claims: number, publishes = claims): Act =>
  ({ producer }) => {
    const first = producer(name).claim(claims)
    if (publishes > 0) producer(name).publish(first, first + publishes - 1)
  }
const takes =
  (name: string): Act =>
  ({ producer }) =>
    void producer(name)
const leaves =
  (name: string): Act =>
  ({ producer }) =>
    producer(name).leave()
const closes: Act = ({ ring }) => ring.close()
const fails =
  (dead: Parameters<Ring['fail']>[0]): Act =>
  ({ ring }) =>
    ring.fail(dead)
const reads =
  (name: string, events: number): Act =>
  ({ reader }) =>
    void (events === 0 ? reader(name) : reader(name).poll(nothing, events))
const works =
  (events: number): Act =>
  ({ worker }) =>
    void worker().poll(nothing, events)
/** Takes `events` tickets; its handler throws at the first of them. */
const throws =
  (events: number): Act =>
  ({ worker }) => {
    try {
      worker().poll(() => {
        throw new Error('enough')
      }, events)
    } catch {
      // The worker keeps its tickets.
    }
  }
/** Another thread's worker takes the next seat. */
const joins: Act = ({ words, seats }) => void Atomics.store(words, seats + SEAT, OTHER | 1)
/** The state of a producer that has noted a claim, and is about to make it. */
const aboutToClaim: Act = ({ words, hand }) => void Atomics.store(words, hand + 1, -1)
const standsUp: Act = ({ worker }) => worker().leave()
const stops: Act = ({ ring }) => ring.stop()
/** The state after the first access of a close, and no more. */
const shuts: Act = ({ words }) => void Atomics.or(words, 0, 1)

/** The number of words in a seat, and the number of another thread. */
const SEAT = 32
const OTHER = 0x9000

interface Death {
  readonly what: string
  readonly acts: readonly Act[]
  readonly roles: Roles
  /** The exit code of the thread. */
  readonly code: number
  /** The outcome of the supervision, what `onDeath` got, and the state of the ring. */
  readonly comes: readonly [supervised: object, heard: string, state: string]
}

const failed = (producers: readonly string[], consumers: readonly string[]) =>
  [{ outcome: 'failed', producers, consumers }, 'failed', 'failed'] as const
const unmissed = (state: string, vacant: readonly string[] = []) =>
  [{ outcome: 'unmissed', vacant }, 'unmissed', state] as const
const discarded = (counts: Readonly<Record<string, number>>, state: string) =>
  [{ outcome: 'discarded', discarded: counts }, 'discarding', state] as const

const A = { producers: ['a'] }
const FAIL = { consumers: { work: 'fail' } } as const
const DISCARD = { consumers: { work: 'discard' } } as const
const POOL = { pools: ['jobs'] }
const ALL: readonly Act[] = [reads('work', 4), reads('other', 4), reads('after', 4), works(4)]

const DEATHS: readonly Death[] = [
  {
    what: 'a producer that holds a claim',
    acts: [produce('a', 3, 2)],
    roles: A,
    code: 1,
    comes: failed(['a'], []),
  },
  {
    what: 'a producer that holds nothing',
    acts: [produce('a', 2)],
    roles: A,
    code: 0,
    comes: failed(['a'], []),
  },
  {
    what: 'a producer that has left',
    acts: [produce('a', 2), takes('b'), leaves('a')],
    roles: A,
    code: 1,
    comes: unmissed('open'),
  },
  {
    what: 'the last producer, which has left',
    acts: [leaves('b'), produce('a', 2), leaves('a')],
    roles: A,
    code: 0,
    comes: unmissed('closed'),
  },
  {
    what: 'a producer of a closed ring, with everything published',
    acts: [produce('a', 2), takes('b'), closes],
    roles: A,
    code: 1,
    comes: unmissed('closed'),
  },
  {
    what: 'a producer of a closed ring, with an open claim',
    acts: [produce('a', 2, 1), closes],
    roles: A,
    code: 0,
    comes: failed(['a'], []),
  },
  {
    what: 'a producer that has left a closed ring, where another has a claim open',
    acts: [produce('a', 1), leaves('a'), produce('b', 2, 1), closes],
    roles: A,
    code: 0,
    comes: unmissed('closed'),
  },
  { what: 'a producer that never attached', acts: [], roles: A, code: 1, comes: failed(['a'], []) },
  {
    what: 'two producers, one of which never attached',
    acts: [takes('b')],
    roles: { producers: ['a', 'b'] },
    code: 1,
    comes: failed(['a', 'b'], []),
  },
  {
    what: 'a consumer with policy fail',
    acts: [takes('a'), reads('work', 0)],
    roles: FAIL,
    code: 0,
    comes: failed([], ['work']),
  },
  {
    what: 'a consumer of an empty ring that never attached',
    acts: [],
    roles: FAIL,
    code: 0,
    comes: failed([], ['work']),
  },
  {
    what: 'a consumer that has handled everything in an open ring',
    acts: [produce('a', 2), ...ALL],
    roles: FAIL,
    code: 0,
    comes: failed([], ['work']),
  },
  {
    what: 'a consumer that has handled everything in a closed ring',
    acts: [produce('a', 2), closes, reads('work', 2)],
    roles: FAIL,
    code: 1,
    comes: unmissed('closed'),
  },
  {
    what: 'a consumer that has not handled everything in a closed ring',
    acts: [produce('a', 2), closes, reads('work', 1)],
    roles: FAIL,
    code: 0,
    comes: failed([], ['work']),
  },
  {
    what: 'a consumer with policy discard that has handled everything in a closed ring',
    acts: [produce('a', 2), closes, reads('work', 2)],
    roles: DISCARD,
    code: 1,
    comes: unmissed('closed'),
  },
  {
    what: 'a consumer with policy discard that has not handled everything in a closed ring',
    acts: [produce('a', 3), closes, reads('work', 1)],
    roles: DISCARD,
    code: 1,
    comes: discarded({ work: 2 }, 'closed'),
  },
  {
    what: 'two consumers with policy discard',
    acts: [produce('a', 3), closes, reads('work', 1), reads('other', 0)],
    roles: { consumers: { work: 'discard', other: 'discard' } },
    code: 1,
    comes: discarded({ work: 2, other: 3 }, 'closed'),
  },
  {
    what: 'a consumer with policy discard beside one with policy fail',
    acts: [produce('a', 3), reads('work', 1), reads('other', 0)],
    roles: { consumers: { work: 'discard', other: 'fail' } },
    code: 1,
    comes: failed([], ['other']),
  },
  {
    what: 'a worker of an open ring',
    acts: [produce('a', 2)],
    roles: POOL,
    code: 1,
    comes: failed([], ['jobs']),
  },
  {
    what: 'a worker that ends by itself in an open ring',
    acts: [produce('a', 2), works(2)],
    roles: POOL,
    code: 0,
    comes: unmissed('open'),
  },
  {
    what: 'a worker that ends by itself and holds tickets',
    acts: [produce('a', 2), throws(2)],
    roles: POOL,
    code: 0,
    comes: failed([], ['jobs']),
  },
  {
    what: 'a worker that is killed beside another',
    acts: [produce('a', 2), joins],
    roles: POOL,
    code: 1,
    comes: unmissed('open'),
  },
  {
    what: 'a producer with policy vacate',
    acts: [produce('a', 2)],
    roles: { producers: { a: 'vacate', b: 'fail' } },
    code: 1,
    comes: failed(['b'], []),
  },
  {
    what: 'a producer with policy vacate that holds a claim',
    acts: [produce('a', 3, 2)],
    roles: { producers: { a: 'vacate' } },
    code: 1,
    comes: unmissed('open', ['a']),
  },
  {
    what: 'a producer with policy vacate that may have been about to claim',
    acts: [produce('a', 2), aboutToClaim],
    roles: { producers: { a: 'vacate' } },
    code: 1,
    comes: failed(['a'], []),
  },
  {
    what: 'a producer of a closed ring that may have been about to claim',
    acts: [produce('a', 2), aboutToClaim, closes],
    roles: A,
    code: 1,
    comes: failed(['a'], []),
  },
  {
    what: 'a consumer with policy vacate',
    acts: [produce('a', 2), reads('work', 1)],
    roles: { consumers: { work: 'vacate' } },
    code: 1,
    comes: unmissed('open', ['work']),
  },
  {
    what: 'a consumer with policy vacate, beside a producer that is missed',
    acts: [produce('a', 2), reads('work', 1)],
    roles: { producers: ['a'], consumers: { work: 'vacate' } },
    code: 1,
    comes: failed(['a'], []),
  },
  {
    what: 'all roles of a stopped ring',
    acts: [produce('a', 2, 1), takes('b'), stops],
    roles: { producers: ['a', 'b'], consumers: { work: 'fail', other: 'discard' }, ...POOL },
    code: 1,
    comes: unmissed('stopped'),
  },
  {
    what: 'a worker that ends by itself in a closed ring',
    acts: [produce('a', 2), closes, works(1)],
    roles: POOL,
    code: 0,
    comes: unmissed('closed'),
  },
  {
    what: 'a worker that is killed in a closed ring',
    acts: [produce('a', 2), closes, works(1)],
    roles: POOL,
    code: 1,
    comes: failed([], ['jobs']),
  },
  {
    what: 'a worker that is killed in a closed ring whose events are all done',
    acts: [produce('a', 2), closes, works(2)],
    roles: POOL,
    code: 1,
    comes: unmissed('closed'),
  },
  {
    what: 'a worker and a consumer, both missed',
    acts: [produce('a', 2)],
    roles: { ...POOL, ...FAIL },
    code: 1,
    comes: failed([], ['work', 'jobs']),
  },
  {
    what: 'all roles at once',
    acts: [produce('a', 2, 1), takes('b')],
    roles: { producers: ['a', 'b'], consumers: { work: 'fail', other: 'discard' }, ...POOL },
    code: 1,
    comes: failed(['a', 'b'], ['work', 'jobs']),
  },
  {
    what: 'a producer of a ring that failed because of another',
    acts: [produce('a', 2, 1), takes('b'), fails({ producers: ['b'] })],
    roles: A,
    code: 1,
    comes: unmissed('failed'),
  },
  {
    what: 'a producer of a failed ring that never attached',
    acts: [fails({ producers: ['b'] })],
    roles: A,
    code: 1,
    comes: unmissed('failed'),
  },
  {
    what: 'a consumer of a failed ring',
    acts: [takes('a'), reads('work', 0), fails({ producers: ['b'] })],
    roles: FAIL,
    code: 1,
    comes: unmissed('failed'),
  },
  { what: 'a thread without a role', acts: [takes('a')], roles: {}, code: 1, comes: unmissed('open') },
  {
    what: 'a thread without a role, in a ring whose close never completes',
    acts: [takes('a'), shuts],
    roles: {},
    code: 1,
    comes: failed([], []),
  },
  {
    what: 'a thread without a role that ends by itself, in a ring whose close never completes',
    acts: [takes('a'), shuts],
    roles: {},
    code: 0,
    comes: unmissed('open'),
  },
  {
    what: 'a producer that is killed while the ring is being closed',
    acts: [produce('a', 1), shuts],
    roles: A,
    code: 1,
    comes: failed([], []),
  },
  {
    what: 'a producer that is killed with a claim while the ring is being closed',
    acts: [produce('a', 2, 1), shuts],
    roles: A,
    code: 1,
    comes: failed(['a'], []),
  },
  {
    what: 'a producer that has left and is killed while the ring is being closed',
    acts: [produce('a', 1), takes('b'), leaves('a'), shuts],
    roles: A,
    code: 1,
    comes: failed([], []),
  },
  {
    what: 'a producer that ends by itself while the ring is being closed',
    acts: [produce('a', 1), shuts],
    roles: A,
    code: 0,
    comes: unmissed('open'),
  },
  {
    what: 'a producer that never attached, killed while the ring is being closed',
    acts: [takes('b'), shuts],
    roles: A,
    code: 1,
    comes: failed([], []),
  },
]

/** Plays a death under supervision; afterwards no listener may be left. */
async function died(stage: Stage, { acts, roles, code }: Death): Promise<unknown> {
  const cast = castOf(stage)
  for (const act of acts) act(cast)
  const worker = new Fake()
  const heard: string[] = []
  const { done } = stage.among.supervise(cast.ring, worker, roles, { onDeath: (how) => heard.push(how) })
  worker.end(code)
  const supervised = await stage.settled(done)
  return [supervised, heard.join(), cast.ring.state, worker.listeners, stage.listening]
}

const OF_DEATHS: readonly Situation[] = DEATHS.map((death) => ({
  what: `the death of ${death.what}, exit code ${death.code}`,
  expected: [...death.comes, 0, 0],
  play: (stage) => died(stage, death),
}))

/** A supervision, and the thread that it supervises. */
function supervised(
  stage: Stage,
  { acts, roles, threadId }: { acts: readonly Act[]; roles: Roles; threadId?: number },
) {
  const cast = castOf(stage)
  for (const act of acts) act(cast)
  const worker = new Fake(threadId)
  const heard: [string, number][] = []
  const onDeath = (how: string): void => void heard.push([how, stage.clock.now])
  return { cast, worker, heard, ...stage.among.supervise(cast.ring, worker, roles, { onDeath }) }
}

/** A close has begun when a thread is killed: how long does the supervision wait for it to complete? */
async function closing(stage: Stage, goesOn: number | null, knows = true): Promise<unknown> {
  const acts = [produce('a', 1), leaves('a'), takes('b'), reads('work', 0)]
  const { cast, worker, heard, done } = supervised(stage, { acts, roles: DISCARD })
  cast.ring.close()
  // Back to where the closer has stored the end, or has only made its first access.
  for (const epoch of EPOCHS) Atomics.and(cast.words, epoch, ~1)
  if (!knows) Atomics.or(cast.words, FINAL, 1)
  if (goesOn !== null)
    stage.clock.at(goesOn, () => {
      for (const epoch of EPOCHS) Atomics.or(cast.words, epoch, 1)
    })
  worker.end(1)
  return [await stage.settled(done), heard, cast.ring.state]
}

/** The indices of the epochs that carry `closed`: published, consumed. */
const EPOCHS = [32, 64]
const FINAL = 33

/** A follower of a dead consumer ends at once in a failed ring, and its error names the first death. */
async function followed(stage: Stage, then: 'fail' | 'discard', together: boolean): Promise<unknown> {
  const acts = [produce('a', 2, 1), takes('b'), reads('work', 0), reads('after', 0)]
  const roles = { consumers: { work: then }, ...(together ? A : {}) }
  const { cast, worker, done } = supervised(stage, { acts, roles })
  const waits = cast
    .reader('after')
    .consumeAsync(nothing)
    .catch(({ name, dead }) => [name, dead])
  if (!together) cast.ring.fail({ producers: ['a'] })
  worker.end(1)
  return [
    await stage.settled(done),
    await stage.settled(waits),
    cast.ring.positions().producers,
    cast.ring.positions().consumers,
  ]
}

/** Discards a consumer's events: what its follower and the producer get, event by event. */
async function thrownAway(stage: Stage): Promise<unknown> {
  const acts = [takes('a'), leaves('b'), produce('a', 4), reads('work', 1), reads('other', 4), works(4)]
  const { cast, worker, heard, done } = supervised(stage, { acts, roles: DISCARD })
  worker.end(1)
  const waits = cast.producer('a').claimAsync(4)
  const follower = cast.reader('after')
  const seen: number[] = []
  const reading = stage.settled(
    (async () => {
      while (seen.length < 4) await follower.consumeAsync((sequence) => void seen.push(sequence))
    })(),
  )
  await reading
  const first = await stage.settled(waits)
  cast.producer('a').publish(4, 7)
  cast.producer('a').leave()
  for (const name of ['other']) cast.reader(name).poll(nothing)
  return [heard, seen, first, await stage.settled(done), cast.ring.positions().handled]
}

/** Calls `end` while the thread is alive, while the ring is being closed, or while events are discarded. */
async function ended(stage: Stage, when: 'alive' | 'closing' | 'discarding'): Promise<unknown> {
  const acts = [produce('a', 2), leaves('a'), takes('b'), reads('work', 1)]
  const { cast, worker, heard, done, end } = supervised(stage, { acts, roles: DISCARD })
  const before = [worker.listeners, stage.listening]
  if (when === 'closing') {
    shuts(cast)
    stage.clock.at(500, end)
  }
  if (when === 'discarding') stage.clock.at(1, end)
  if (when === 'alive') end()
  else worker.end(1)
  const said = await stage.settled(done)
  const left = [worker.listeners, stage.listening, stage.clock.timers]
  if (when === 'alive') worker.end(1)
  return [
    before,
    said,
    heard,
    left,
    cast.ring.state,
    stage.clock.now <= 505,
    cast.ring.positions().consumers['work'],
  ]
}

/** A consumer that always finds one more event, until it is aborted. */
async function neverDone(stage: Stage): Promise<unknown> {
  const cast = castOf(stage)
  let batches = 0
  const given: unknown[] = []
  cast.ring.takeOver = () =>
    ({
      consumeAsync: (_: unknown, limit: unknown, options: { signal?: { aborted: boolean } }) => {
        given.push(limit, options?.signal?.aborted)
        return new Promise((next) => setImmediate(() => next(++batches)))
      },
    }) as never
  const worker = new Fake()
  const { done, end } = stage.among.supervise(cast.ring, worker, DISCARD)
  worker.end(1)
  stage.clock.at(1, end)
  const said = await stage.settled(done)
  return [said, batches > 0, given.slice(0, 2)]
}

/** A consumer that fails by itself rather than with the ring. */
async function astray(stage: Stage): Promise<unknown> {
  const cast = castOf(stage)
  cast.ring.takeOver = () => ({ consumeAsync: () => Promise.reject(new RangeError('astray')) }) as never
  const worker = new Fake()
  const { done } = stage.among.supervise(cast.ring, worker, DISCARD)
  worker.end(1)
  return await stage.settled(done)
}

/** The ring fails while events are discarded: those discarded until then are reported. */
async function failsLater(stage: Stage): Promise<unknown> {
  const acts = [produce('a', 3, 2), takes('b'), reads('work', 1)]
  const { cast, worker, done } = supervised(stage, { acts, roles: DISCARD })
  worker.end(1)
  stage.clock.at(1, () => cast.ring.fail({ producers: ['a'] }))
  return await stage.settled(done)
}

/** In a ring that has failed already a later death is not named. */
async function unheard(stage: Stage): Promise<unknown> {
  const { cast, worker, done } = supervised(stage, {
    acts: [takes('a'), fails({ producers: ['b'] })],
    roles: A,
  })
  worker.end(1)
  return [await stage.settled(done), cast.ring.positions().producers]
}

/** `onDeath` throws. */
async function heardBadly(stage: Stage): Promise<unknown> {
  const cast = castOf(stage)
  const onDeath = (): void => {
    throw new RangeError('not heard')
  }
  const worker = new Fake()
  const { done } = stage.among.supervise(cast.ring, worker, A, { onDeath })
  worker.end(1)
  return await stage.settled(done)
}

/** The last two producers leave at once, and both die before closing the ring. */
async function leftOpen(stage: Stage): Promise<unknown> {
  const { cast, worker, done } = supervised(stage, { acts: [takes('a'), takes('b')], roles: A })
  const { core } = stage
  for (const p of [0, 1]) Atomics.store(cast.words, core.ownerWordOf(core.CURSOR, p), core.OWNER.left)
  worker.end(1)
  return [await stage.settled(done), cast.ring.state]
}

/** A producer dies after publishing, before it wakes a waiter; then a thread without a role ends. */
async function unwoken(stage: Stage): Promise<unknown> {
  const acts = [takes('a'), takes('b'), reads('other', 0)]
  const { cast, worker, done } = supervised(stage, { acts, roles: {} })
  const waits = cast.reader('other').consumeAsync(nothing)
  await stage.settled(Promise.resolve())
  const first = cast.producer('a').claim()
  const { laps } = stage.core.layoutOf({
    size: 4,
    start: 0,
    producers: 2,
    pools: [false, false, false, true],
  })
  Atomics.store(cast.words, laps + first, 0)
  worker.end(0)
  return [await stage.settled(done), await stage.settled(waits)]
}

/** A thread that is gone is handled at once; one whose id is 0 only when it ends. */
async function gone(stage: Stage, threadId: number): Promise<unknown> {
  // The seat of a thread that is gone is unknown, so no worker may hold one.
  const acts = [produce('a', 2), closes, works(1), ...(threadId < 0 ? [standsUp] : [])]
  const { worker, done } = supervised(stage, { acts, roles: POOL, threadId })
  const soon = await stage.settled(Promise.race([done, new Promise((next) => setImmediate(next, 'alive'))]))
  worker.end(0)
  return [soon, await stage.settled(done), worker.listeners]
}

/** Two supervisions of one thread share a listener; ending one leaves the other alone. */
async function twice(stage: Stage, endsFirst: boolean): Promise<unknown> {
  const cast = castOf(stage)
  for (const act of [takes('a'), takes('b')]) act(cast)
  const worker = new Fake()
  const both = [A, { producers: ['b'] }].map((roles) => stage.among.supervise(cast.ring, worker, roles))
  const listening = worker.listeners
  if (endsFirst) both[0]?.end()
  const left = worker.listeners
  worker.end(1)
  return [listening, left, await Promise.all(both.map(({ done }) => stage.settled(done))), worker.listeners]
}

/** Another thread has the role by the time that the supervised one ends. */
async function elsewhere(stage: Stage): Promise<unknown> {
  const { cast, worker, done } = supervised(stage, { acts: [takes('a')], roles: A, threadId: 7 })
  worker.end(1)
  return [await stage.settled(done), cast.ring.state]
}

/** The main thread ends, and another thread has the role by then. */
async function notOnMain(stage: Stage): Promise<unknown> {
  const { cast, worker, done } = supervised(stage, { acts: [], roles: A, threadId: 0 })
  Atomics.store(cast.words, stage.core.ownerWordOf(stage.core.CURSOR, 0), OTHER | 1)
  worker.end(1)
  return [await stage.settled(done), cast.ring.state]
}

/** A thread's only supervision ends; the next one listens again. */
async function again(stage: Stage): Promise<unknown> {
  const cast = castOf(stage)
  const worker = new Fake()
  const first = stage.among.supervise(cast.ring, worker, A)
  first.end()
  const before = worker.listeners
  const { done } = stage.among.supervise(cast.ring, worker, A)
  const listening = worker.listeners
  worker.end(1)
  return [before, listening, await stage.settled(first.done), await stage.settled(done), worker.listeners]
}

/** A producer without supervision ends, and reports it itself. */
function unwatched(stage: Stage, acts: readonly Act[], code: number): unknown {
  const cast = castOf(stage)
  for (const act of acts) act(cast)
  return [cast.ring.bury(A, { code, threadId: 1 }), cast.ring.state]
}

const POOL_OF_NONE: Situation = {
  what: 'a pool in a ring that has none',
  expected: "ArgumentError: The name of a pool must be one of this ring, which has none. Received 'jobs'",
  play: (stage) =>
    stage.outcomeOf(() =>
      stage.among.supervise(
        stage.core.createRing<string>({ size: 1, consumers: { work: [] } }),
        new Fake(),
        POOL,
      ),
    ),
}

const SUPERVISED: readonly Situation[] = [
  POOL_OF_NONE,
  {
    what: 'two supervisions of one thread',
    expected: [
      1,
      1,
      [
        { outcome: 'failed', producers: ['a'], consumers: [] },
        { outcome: 'unmissed', vacant: [] },
      ],
      0,
    ],
    play: (stage) => twice(stage, false),
  },
  {
    what: 'two supervisions of one thread, one of which has ended',
    expected: [1, 1, [{ outcome: 'ended' }, { outcome: 'failed', producers: ['b'], consumers: [] }], 0],
    play: (stage) => twice(stage, true),
  },
  {
    what: 'a thread that is supervised again',
    expected: [0, 1, { outcome: 'ended' }, { outcome: 'failed', producers: ['a'], consumers: [] }, 0],
    play: again,
  },
  {
    what: 'a role that has passed from thread 0 to another',
    expected: [{ outcome: 'unmissed', vacant: [] }, 'open'],
    play: notOnMain,
  },
  {
    what: 'a role that has passed to another thread',
    expected: [{ outcome: 'unmissed', vacant: [] }, 'open'],
    play: elsewhere,
  },
  ...(
    [
      ['has done its work', [produce('a', 2)], 0, { missed: {}, kept: {} }, 'open'],
      [
        'has done its work, and holds a claim',
        [produce('a', 2, 1)],
        0,
        { missed: { producers: ['a'] }, kept: {} },
        'failed',
      ],
      ['fails', [produce('a', 2)], 1, { missed: { producers: ['a'] }, kept: {} }, 'failed'],
    ] as const
  ).map(([does, acts, code, { missed, kept }, state]) => ({
    what: `a producer without supervision ${does}`,
    expected: [
      {
        missed: { producers: [], consumers: [], pools: [], ...missed },
        kept: { producers: [], consumers: [], pools: [], ...kept },
      },
      state,
    ],
    play: (stage: Stage) => unwatched(stage, acts, code),
  })),
  {
    what: 'a close in progress is waited for, and completes',
    expected: [{ outcome: 'discarded', discarded: { work: 1 } }, [['discarding', 400]], 'closed'],
    play: (stage) => closing(stage, 398),
  },
  {
    what: 'a close in progress is waited for, but not for ever',
    expected: [{ outcome: 'failed', producers: [], consumers: [] }, [['failed', 1000]], 'failed'],
    play: (stage) => closing(stage, null, false),
  },
  {
    what: 'a close that has stored the end and stopped is completed',
    expected: [{ outcome: 'discarded', discarded: { work: 1 } }, [['discarding', 1000]], 'closed'],
    play: (stage) => closing(stage, null),
  },
  ...(['fail', 'discard'] as const).map((then) => ({
    what: `a follower of a consumer that dies later, with policy ${then}`,
    expected: [
      { outcome: 'unmissed', vacant: [] },
      ['FailedError', ['a']],
      { a: 'dead', b: 'taken' },
      { work: 'left', other: 'none', after: 'taken', jobs: 'none' },
    ],
    play: (stage: Stage) => followed(stage, then, false),
  })),
  {
    what: 'a follower of a discarded consumer fails with the ring',
    expected: [
      { outcome: 'failed', producers: ['a'], consumers: [] },
      ['FailedError', ['a']],
      { a: 'dead', b: 'taken' },
      { work: 'left', other: 'none', after: 'taken', jobs: 'none' },
    ],
    play: (stage) => followed(stage, 'discard', true),
  },
  {
    what: 'a consumer whose events are discarded holds nobody up',
    expected: [
      [['discarding', 0]],
      [0, 1, 2, 3],
      4,
      { outcome: 'discarded', discarded: { work: 7 } },
      { work: 7, other: 7, after: 3, jobs: 3 },
    ],
    play: thrownAway,
  },
  {
    what: 'a supervision that is ended while the thread lives',
    expected: [[1, 1], { outcome: 'ended' }, [], [0, 0, 0], 'open', true, 'taken'],
    play: (stage) => ended(stage, 'alive'),
  },
  {
    what: 'a supervision that is ended while the ring is being closed',
    expected: [[1, 1], { outcome: 'ended' }, [], [0, 0, 0], 'open', true, 'taken'],
    play: (stage) => ended(stage, 'closing'),
  },
  {
    what: 'a supervision that is ended while it discards events',
    expected: [[1, 1], { outcome: 'ended' }, [['discarding', 0]], [0, 0, 0], 'open', true, 'dead'],
    play: (stage) => ended(stage, 'discarding'),
  },
  {
    what: 'discarding takes everything available, and can be aborted',
    expected: [{ outcome: 'ended' }, true, [null, false]],
    play: neverDone,
  },
  { what: 'events that cannot be discarded', expected: 'RangeError: astray', play: astray },
  {
    what: 'events are discarded until the ring fails',
    expected: { outcome: 'discarded', discarded: { work: 1 } },
    play: failsLater,
  },
  {
    what: 'a death in a failed ring, of a role without followers',
    expected: [
      { outcome: 'unmissed', vacant: [] },
      { a: 'left', b: 'dead' },
    ],
    play: unheard,
  },
  { what: 'onDeath throws', expected: 'RangeError: not heard', play: heardBadly },
  {
    what: 'a ring that all producers have left, and nobody has closed',
    expected: [{ outcome: 'unmissed', vacant: [] }, 'closed'],
    play: leftOpen,
  },
  {
    what: 'a waiter that a dead thread did not wake',
    expected: [{ outcome: 'unmissed', vacant: [] }, 1],
    play: unwoken,
  },
  {
    what: 'a thread that is gone already did not end by itself',
    expected: [
      { outcome: 'failed', producers: [], consumers: ['jobs'] },
      { outcome: 'failed', producers: [], consumers: ['jobs'] },
      0,
    ],
    play: (stage) => gone(stage, -1),
  },
  {
    what: 'a thread with id 0 is alive',
    expected: ['alive', { outcome: 'unmissed', vacant: [] }, 0],
    play: (stage) => gone(stage, 0),
  },
]

/** Deaths that wait for a close in progress take longest. */
const [SLOW, QUICK] = [true, false].map((isSlow) =>
  OF_DEATHS.filter((_, at) => DEATHS[at]?.acts.includes(shuts) === isSlow),
) as [Situation[], Situation[]]

/** All situations. */
export const SITUATIONS: readonly Situation[] = [...WATCHED, ...REFUSED, ...QUICK, ...SUPERVISED, ...SLOW]

/** All situations, those first that notice most mutants of these files. */
export function situationsFor(files: readonly string[]): readonly Situation[] {
  return files.includes('ring/monitor.ts')
    ? SITUATIONS
    : [...REFUSED, ...QUICK, ...SUPERVISED, ...SLOW, ...WATCHED]
}
