// What has to come of src/ring, by hand: one situation is one entry of a list.
// A death is an entry of DEATHS: what was done before, who ends and how, and what comes of it.
import type { Consumer, Ring, Roles, Sequencer, WorkPool } from '../../src/index.ts'
import { REFUSED } from './refused.ts'
import { Fake, type Stage } from './stage.ts'
import { WATCHED } from './watched.ts'

/** What is played, and what it has to come to: compared as JSON. */
export interface Situation {
  readonly what: string
  readonly expected: unknown
  readonly play: (stage: Stage) => unknown
}

/** What is wrong first, or null; each situation has a stage of its own. */
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

/** What throws has come to that. */
async function foundBy(stage: Stage, play: Situation['play']): Promise<string> {
  try {
    return JSON.stringify(await play(stage)) ?? 'undefined'
  } catch (error) {
    return `fails: ${error instanceof Error ? error.message : error}`
  }
}

const nothing = (): void => {}

/** A ring of two producers, with somebody for each part. */
interface Cast {
  readonly ring: Ring<string, string>
  readonly words: Int32Array
  readonly producer: (name: string) => Sequencer
  readonly reader: (name: string) => Consumer
  readonly worker: () => WorkPool
  /** The words of the pool's workers, and those that `a` has. */
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
  // Each is attached by itself: nobody takes another's events for his.
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

/** What has been done in a ring before somebody dies. */
type Act = (cast: Cast) => void

/** Claims so many, and publishes those of them. */
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
/** Takes so many, and its handler throws at the first of them. */
const throws =
  (events: number): Act =>
  ({ worker }) => {
    try {
      worker().poll(() => {
        throw new Error('enough')
      }, events)
    } catch {
      // It holds them now.
    }
  }
/** Another thread sits down beside the worker: its seat is the next. */
const joins: Act = ({ words, seats }) => void Atomics.store(words, seats + SEAT, OTHER | 1)
/** As a producer that has noted a claim, and is about to make it. */
const aboutToClaim: Act = ({ words, hand }) => void Atomics.store(words, hand + 1, -1)
const standsUp: Act = ({ worker }) => worker().leave()
const stops: Act = ({ ring }) => ring.stop()
/** As the first access of who closes, and no more. */
const shuts: Act = ({ words }) => void Atomics.or(words, 0, 1)

/** How many words a seat takes, and how another thread than that of the stage is called. */
const SEAT = 32
const OTHER = 0x9000

interface Death {
  readonly what: string
  readonly acts: readonly Act[]
  readonly roles: Roles
  /** The exit code. */
  readonly code: number
  /** What the supervision says, what it has said before, and how the ring goes on. */
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
    what: 'the last producer, who has left',
    acts: [leaves('b'), produce('a', 2), leaves('a')],
    roles: A,
    code: 0,
    comes: unmissed('closed'),
  },
  {
    what: 'a producer of a ring that is closed, all is published',
    acts: [produce('a', 2), takes('b'), closes],
    roles: A,
    code: 1,
    comes: unmissed('closed'),
  },
  {
    what: 'a producer of a ring that is closed, with a claim open',
    acts: [produce('a', 2, 1), closes],
    roles: A,
    code: 0,
    comes: failed(['a'], []),
  },
  {
    what: 'a producer that has left a ring that is closed, with a claim of another open',
    acts: [produce('a', 1), leaves('a'), produce('b', 2, 1), closes],
    roles: A,
    code: 0,
    comes: unmissed('closed'),
  },
  { what: 'a producer that never came', acts: [], roles: A, code: 1, comes: failed(['a'], []) },
  {
    what: 'two producers, one of whom never came',
    acts: [takes('b')],
    roles: { producers: ['a', 'b'] },
    code: 1,
    comes: failed(['a', 'b'], []),
  },
  {
    what: 'a consumer that has to fail the ring',
    acts: [takes('a'), reads('work', 0)],
    roles: FAIL,
    code: 0,
    comes: failed([], ['work']),
  },
  {
    what: 'a consumer that never came, of an empty ring',
    acts: [],
    roles: FAIL,
    code: 0,
    comes: failed([], ['work']),
  },
  {
    what: 'a consumer that has handled all of a ring that is open',
    acts: [produce('a', 2), ...ALL],
    roles: FAIL,
    code: 0,
    comes: failed([], ['work']),
  },
  {
    what: 'a consumer that has handled all of a ring that is closed',
    acts: [produce('a', 2), closes, reads('work', 2)],
    roles: FAIL,
    code: 1,
    comes: unmissed('closed'),
  },
  {
    what: 'a consumer that has not handled all of a ring that is closed',
    acts: [produce('a', 2), closes, reads('work', 1)],
    roles: FAIL,
    code: 0,
    comes: failed([], ['work']),
  },
  {
    what: 'a consumer to be thrown away that has handled all of a ring that is closed',
    acts: [produce('a', 2), closes, reads('work', 2)],
    roles: DISCARD,
    code: 1,
    comes: unmissed('closed'),
  },
  {
    what: 'a consumer to be thrown away that has not handled all of a ring that is closed',
    acts: [produce('a', 3), closes, reads('work', 1)],
    roles: DISCARD,
    code: 1,
    comes: discarded({ work: 2 }, 'closed'),
  },
  {
    what: 'two consumers to be thrown away',
    acts: [produce('a', 3), closes, reads('work', 1), reads('other', 0)],
    roles: { consumers: { work: 'discard', other: 'discard' } },
    code: 1,
    comes: discarded({ work: 2, other: 3 }, 'closed'),
  },
  {
    what: 'a consumer to be thrown away beside one that has to fail the ring',
    acts: [produce('a', 3), reads('work', 1), reads('other', 0)],
    roles: { consumers: { work: 'discard', other: 'fail' } },
    code: 1,
    comes: failed([], ['other']),
  },
  {
    what: 'a worker of a ring that is open',
    acts: [produce('a', 2)],
    roles: POOL,
    code: 1,
    comes: failed([], ['jobs']),
  },
  {
    what: 'a worker that ends itself on a ring that is open',
    acts: [produce('a', 2), works(2)],
    roles: POOL,
    code: 0,
    comes: unmissed('open'),
  },
  {
    what: 'a worker that ends itself with what it has taken',
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
    what: 'a producer whose place is to be taken',
    acts: [produce('a', 2)],
    roles: { producers: { a: 'vacate', b: 'fail' } },
    code: 1,
    comes: failed(['b'], []),
  },
  {
    what: 'a producer whose place is to be taken, and which holds a claim',
    acts: [produce('a', 3, 2)],
    roles: { producers: { a: 'vacate' } },
    code: 1,
    comes: unmissed('open', ['a']),
  },
  {
    what: 'a producer whose place is to be taken, and which may have been about to claim',
    acts: [produce('a', 2), aboutToClaim],
    roles: { producers: { a: 'vacate' } },
    code: 1,
    comes: failed(['a'], []),
  },
  {
    what: 'a producer of a ring that is closed, which may have been about to claim',
    acts: [produce('a', 2), aboutToClaim, closes],
    roles: A,
    code: 1,
    comes: failed(['a'], []),
  },
  {
    what: 'a consumer whose place is to be taken',
    acts: [produce('a', 2), reads('work', 1)],
    roles: { consumers: { work: 'vacate' } },
    code: 1,
    comes: unmissed('open', ['work']),
  },
  {
    what: 'a consumer whose place is to be taken, beside a producer that is missed',
    acts: [produce('a', 2), reads('work', 1)],
    roles: { producers: ['a'], consumers: { work: 'vacate' } },
    code: 1,
    comes: failed(['a'], []),
  },
  {
    what: 'all parts of a ring that is stopped',
    acts: [produce('a', 2, 1), takes('b'), stops],
    roles: { producers: ['a', 'b'], consumers: { work: 'fail', other: 'discard' }, ...POOL },
    code: 1,
    comes: unmissed('stopped'),
  },
  {
    what: 'a worker that ends itself on a ring that is closed',
    acts: [produce('a', 2), closes, works(1)],
    roles: POOL,
    code: 0,
    comes: unmissed('closed'),
  },
  {
    what: 'a worker that is killed on a ring that is closed',
    acts: [produce('a', 2), closes, works(1)],
    roles: POOL,
    code: 1,
    comes: failed([], ['jobs']),
  },
  {
    what: 'a worker that is killed where all of a closed ring is done',
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
    what: 'all parts at once',
    acts: [produce('a', 2, 1), takes('b')],
    roles: { producers: ['a', 'b'], consumers: { work: 'fail', other: 'discard' }, ...POOL },
    code: 1,
    comes: failed(['a', 'b'], ['work', 'jobs']),
  },
  {
    what: 'a producer of a ring that has failed for another',
    acts: [produce('a', 2, 1), takes('b'), fails({ producers: ['b'] })],
    roles: A,
    code: 1,
    comes: unmissed('failed'),
  },
  {
    what: 'a producer that never came, of a ring that has failed',
    acts: [fails({ producers: ['b'] })],
    roles: A,
    code: 1,
    comes: unmissed('failed'),
  },
  {
    what: 'a consumer of a ring that has failed',
    acts: [takes('a'), reads('work', 0), fails({ producers: ['b'] })],
    roles: FAIL,
    code: 1,
    comes: unmissed('failed'),
  },
  { what: 'a thread without a part', acts: [takes('a')], roles: {}, code: 1, comes: unmissed('open') },
  {
    what: 'a thread without a part, of a ring that somebody never goes on to close',
    acts: [takes('a'), shuts],
    roles: {},
    code: 1,
    comes: failed([], []),
  },
  {
    what: 'a thread without a part that ends itself, of a ring that somebody never goes on to close',
    acts: [takes('a'), shuts],
    roles: {},
    code: 0,
    comes: unmissed('open'),
  },
  {
    what: 'a producer that is killed while somebody closes the ring',
    acts: [produce('a', 1), shuts],
    roles: A,
    code: 1,
    comes: failed([], []),
  },
  {
    what: 'a producer that is killed with a claim while somebody closes the ring',
    acts: [produce('a', 2, 1), shuts],
    roles: A,
    code: 1,
    comes: failed(['a'], []),
  },
  {
    what: 'a producer that has left and is killed while somebody closes the ring',
    acts: [produce('a', 1), takes('b'), leaves('a'), shuts],
    roles: A,
    code: 1,
    comes: failed([], []),
  },
  {
    what: 'a producer that ends itself while somebody closes the ring',
    acts: [produce('a', 1), shuts],
    roles: A,
    code: 0,
    comes: unmissed('open'),
  },
  {
    what: 'a producer that never came, and its thread is killed while somebody closes the ring',
    acts: [takes('b'), shuts],
    roles: A,
    code: 1,
    comes: failed([], []),
  },
]

/** Plays a death: the supervision begins before it, and nothing of it is left. */
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

/** A supervision, and the thread that it is of. */
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

/** Somebody has begun to close the ring when a thread is killed; how long is he waited for? */
async function closing(stage: Stage, goesOn: number | null, knows = true): Promise<unknown> {
  const acts = [produce('a', 1), leaves('a'), takes('b'), reads('work', 0)]
  const { cast, worker, heard, done } = supervised(stage, { acts, roles: DISCARD })
  cast.ring.close()
  // Back to where he has said where the ring ends, or has only made his first access.
  for (const epoch of EPOCHS) Atomics.and(cast.words, epoch, ~1)
  if (!knows) Atomics.or(cast.words, FINAL, 1)
  if (goesOn !== null)
    stage.clock.at(goesOn, () => {
      for (const epoch of EPOCHS) Atomics.or(cast.words, epoch, 1)
    })
  worker.end(1)
  return [await stage.settled(done), heard, cast.ring.state]
}

/** Where `closed` is told: published, consumed. */
const EPOCHS = [32, 64]
const FINAL = 33

/** Who follows a dead one of a ring that has failed ends at once, and hears who died first. */
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

/** Of one that is thrown away: what its follower and the producer get, event by event. */
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

/** `end`, when the thread is alive, while somebody closes, or while events are thrown away. */
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

/** A consumer that has always one more, until it is told that it is aborted. */
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

/** A consumer that fails in another way than the ring. */
async function astray(stage: Stage): Promise<unknown> {
  const cast = castOf(stage)
  cast.ring.takeOver = () => ({ consumeAsync: () => Promise.reject(new RangeError('astray')) }) as never
  const worker = new Fake()
  const { done } = stage.among.supervise(cast.ring, worker, DISCARD)
  worker.end(1)
  return await stage.settled(done)
}

/** One that fails with the ring: what it has thrown away is told. */
async function failsLater(stage: Stage): Promise<unknown> {
  const acts = [produce('a', 3, 2), takes('b'), reads('work', 1)]
  const { cast, worker, done } = supervised(stage, { acts, roles: DISCARD })
  worker.end(1)
  stage.clock.at(1, () => cast.ring.fail({ producers: ['a'] }))
  return await stage.settled(done)
}

/** In a ring that has failed already nobody is named who dies later. */
async function unheard(stage: Stage): Promise<unknown> {
  const { cast, worker, done } = supervised(stage, {
    acts: [takes('a'), fails({ producers: ['b'] })],
    roles: A,
  })
  worker.end(1)
  return [await stage.settled(done), cast.ring.positions().producers]
}

/** Whoever listens throws. */
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

/** The last two producers leave at once, and neither comes to close the ring. */
async function leftOpen(stage: Stage): Promise<unknown> {
  const { cast, worker, done } = supervised(stage, { acts: [takes('a'), takes('b')], roles: A })
  const { core } = stage
  for (const p of [0, 1]) Atomics.store(cast.words, core.ownedOf(core.CURSOR, p), core.OWNER.left)
  worker.end(1)
  return [await stage.settled(done), cast.ring.state]
}

/** Somebody has published, and died before he woke who waits for it; the bystander's own thread dies then. */
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

/** As soon as it begins, of a thread that is gone; and not before it is, of one whose id is 0. */
async function gone(stage: Stage, threadId: number): Promise<unknown> {
  // Of a thread that is gone nobody knows where it sat: so nobody else may sit there.
  const acts = [produce('a', 2), closes, works(1), ...(threadId < 0 ? [standsUp] : [])]
  const { worker, done } = supervised(stage, { acts, roles: POOL, threadId })
  const soon = await stage.settled(Promise.race([done, new Promise((next) => setImmediate(next, 'alive'))]))
  worker.end(0)
  return [soon, await stage.settled(done), worker.listeners]
}

/** Two supervisions of one thread are one listener; who ends one of them ends nothing of the other. */
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

/** Somebody else has the part by now, on another thread than the one that has ended. */
async function elsewhere(stage: Stage): Promise<unknown> {
  const { cast, worker, done } = supervised(stage, { acts: [takes('a')], roles: A, threadId: 7 })
  worker.end(1)
  return [await stage.settled(done), cast.ring.state]
}

/** It is the main thread that has ended, and another has the part by now. */
async function notOnMain(stage: Stage): Promise<unknown> {
  const { cast, worker, done } = supervised(stage, { acts: [], roles: A, threadId: 0 })
  Atomics.store(cast.words, stage.core.ownedOf(stage.core.CURSOR, 0), OTHER | 1)
  worker.end(1)
  return [await stage.settled(done), cast.ring.state]
}

/** Its only supervision has ended; the next listens to it again. */
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

/** A producer ends though nobody watches over it: it says so itself. */
function unwatched(stage: Stage, acts: readonly Act[], code: number): unknown {
  const cast = castOf(stage)
  for (const act of acts) act(cast)
  return [cast.ring.bury(A, { code, threadId: 1 }), cast.ring.state]
}

const POOL_OF_NONE: Situation = {
  what: 'a pool of a ring that has none',
  expected: 'ArgumentError: name of a pool: given "jobs", allowed: none',
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
    what: 'one that another thread has by now than the one with the number 0',
    expected: [{ outcome: 'unmissed', vacant: [] }, 'open'],
    play: notOnMain,
  },
  {
    what: 'one that another thread has by now',
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
    what: `a producer that nobody watches over ${does}`,
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
    what: 'who closes the ring is waited for, and goes on',
    expected: [{ outcome: 'discarded', discarded: { work: 1 } }, [['discarding', 400]], 'closed'],
    play: (stage) => closing(stage, 398),
  },
  {
    what: 'who closes the ring is waited for, but not for ever',
    expected: [{ outcome: 'failed', producers: [], consumers: [] }, [['failed', 1000]], 'failed'],
    play: (stage) => closing(stage, null, false),
  },
  {
    what: 'who closes the ring has said where it ends, and no more: that is told for him',
    expected: [{ outcome: 'discarded', discarded: { work: 1 } }, [['discarding', 1000]], 'closed'],
    play: (stage) => closing(stage, null),
  },
  ...(['fail', 'discard'] as const).map((then) => ({
    what: `who follows one that dies later: ${then}`,
    expected: [
      { outcome: 'unmissed', vacant: [] },
      ['FailedError', ['a']],
      { a: 'dead', b: 'taken' },
      { work: 'left', other: 'none', after: 'taken', jobs: 'none' },
    ],
    play: (stage: Stage) => followed(stage, then, false),
  })),
  {
    what: 'who follows one that is thrown away dies with it',
    expected: [
      { outcome: 'failed', producers: ['a'], consumers: [] },
      ['FailedError', ['a']],
      { a: 'dead', b: 'taken' },
      { work: 'left', other: 'none', after: 'taken', jobs: 'none' },
    ],
    play: (stage) => followed(stage, 'discard', true),
  },
  {
    what: 'one whose events are thrown away holds nobody up',
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
    what: 'a supervision that is ended while somebody closes the ring',
    expected: [[1, 1], { outcome: 'ended' }, [], [0, 0, 0], 'open', true, 'taken'],
    play: (stage) => ended(stage, 'closing'),
  },
  {
    what: 'a supervision that is ended while it throws events away',
    expected: [[1, 1], { outcome: 'ended' }, [['discarding', 0]], [0, 0, 0], 'open', true, 'dead'],
    play: (stage) => ended(stage, 'discarding'),
  },
  {
    what: 'who throws events away takes all that there is, and can be aborted',
    expected: [{ outcome: 'ended' }, true, [null, false]],
    play: neverDone,
  },
  { what: 'events that can not be thrown away', expected: 'RangeError: astray', play: astray },
  {
    what: 'events are thrown away until the ring fails',
    expected: { outcome: 'discarded', discarded: { work: 1 } },
    play: failsLater,
  },
  {
    what: 'a death in a ring that has failed, of one whom nobody follows',
    expected: [
      { outcome: 'unmissed', vacant: [] },
      { a: 'left', b: 'dead' },
    ],
    play: unheard,
  },
  { what: 'who hears of a death throws', expected: 'RangeError: not heard', play: heardBadly },
  {
    what: 'a ring that all have left, and nobody has closed',
    expected: [{ outcome: 'unmissed', vacant: [] }, 'closed'],
    play: leftOpen,
  },
  {
    what: 'whom a dead one has not come to wake',
    expected: [{ outcome: 'unmissed', vacant: [] }, 1],
    play: unwoken,
  },
  {
    what: 'a thread that is gone already has not ended itself',
    expected: [
      { outcome: 'failed', producers: [], consumers: ['jobs'] },
      { outcome: 'failed', producers: [], consumers: ['jobs'] },
      0,
    ],
    play: (stage) => gone(stage, -1),
  },
  {
    what: 'a thread with the number 0 is alive',
    expected: ['alive', { outcome: 'unmissed', vacant: [] }, 0],
    play: (stage) => gone(stage, 0),
  },
]

/** Those in which somebody is waited for, or nobody comes, take longest. */
const [SLOW, QUICK] = [true, false].map((isSlow) =>
  OF_DEATHS.filter((_, at) => DEATHS[at]?.acts.includes(shuts) === isSlow),
) as [Situation[], Situation[]]

/** All of them. */
export const SITUATIONS: readonly Situation[] = [...WATCHED, ...REFUSED, ...QUICK, ...SUPERVISED, ...SLOW]

/** The same, those first that notice most of what is wrong with these files. */
export function situationsFor(files: readonly string[]): readonly Situation[] {
  return files.includes('monitor.ts')
    ? SITUATIONS
    : [...REFUSED, ...QUICK, ...SUPERVISED, ...SLOW, ...WATCHED]
}
