// What other threads do between two accesses of a call that is no step of a spec, or between the wake-up of an
// asynchronous call and its end: on the unmodified source, with bounded loops.
import { beforeAccess, holdSleepers, wakeHeld } from '../../harness/stepper/bounded.ts'
import { settled } from '../../harness/stepper/settled.ts'
import type { Core } from '../load.ts'

/** The first thing that is wrong, or null. */
export async function wrongMeanwhile(core: Core): Promise<string | null> {
  try {
    return (
      wrongLeaving(core) ??
      wrongRole(core) ??
      wrongMissing(core) ??
      wrongNote(core) ??
      wrongStop(core) ??
      wrongWhy(core) ??
      wrongSuccessor(core) ??
      wrongSeat(core) ??
      wrongParting(core) ??
      (await wrongMoment(core))
    )
  } finally {
    beforeAccess(0, null)
    holdSleepers(false)
  }
}

/** More accesses than any call tried here makes. */
const MOST = 24

/** The last producer to leave closes the ring, whenever the others leave. */
function wrongLeaving(core: Core): string | null {
  for (let first = 0; first < MOST; first++) {
    for (let second = 0; second < MOST; second++) {
      const ring = core.createRing({ size: 2, producers: ['p', 'q', 'r'], consumers: { c: [] } })
      const [p, q, r] = [ring.producer('p'), ring.producer('q'), ring.producer('r')]
      let went = 0
      const leaves = (producer: typeof p) => (): void => {
        went++
        producer.leave()
      }
      beforeAccess(first, () => {
        beforeAccess(second, leaves(r))
        leaves(q)()
      })
      p.leave()
      beforeAccess(0, null)
      if (went < 2) break
      if (ring.state !== 'closed')
        return `three leave, before access ${first} of the first and ${second} of the next: the ring is ${ring.state}`
    }
  }
  return null
}

/**
 * A producer that has claimed without room, and observes that another producer has died, must say which event is
 * missing.
 */
function wrongMissing(core: Core): string | null {
  // After the claim itself, before each access of the first spin.
  for (const later of [1, 2, 3]) {
    const ring = core.createRing({ size: 2, producers: ['p', 'q'], consumers: { c: [] } })
    const p = ring.producer('p')
    p.publish(p.claim(2), 1)
    // Twice, so that the epoch does not equal the sequence by chance.
    beforeAccess(later, () => {
      ring.fail({ producers: ['q'] })
      ring.fail({})
    })
    const told = outcomeOf(() => p.claim(1), toldOf)
    beforeAccess(0, null)
    if (told !== 'FailedError: q, 2')
      return `a claim behind a dead producer's, before access ${later}, throws ${told}`
  }
  return null
}

/** A thread that dies at any access must have noted all that it has claimed or taken, and nothing once that is done. */
function wrongNote(core: Core): string | null {
  for (const [what, play] of Object.entries(NOTES))
    for (let later = 0; later < MOST; later++) {
      const ring = core.createRing({
        size: 4,
        producers: ['p', 'q'],
        consumers: { c: [], w: [] },
        pools: ['w'],
      })
      const found = play(core, ring, (look) => beforeAccess(later, look))
      beforeAccess(0, null)
      if (found !== null) return `${what}, before access ${later}: ${found}`
    }
  return null
}

type Looks = (look: () => void) => void
type Noting = (core: Core, ring: ReturnType<Core['createRing']>, looks: Looks) => string | null

const NOTES: Readonly<Record<string, Noting>> = {
  'a claim': (_, ring, looks) => notedBy(ring, looks, (p) => void p.claim(2)),
  'a try': (_, ring, looks) => notedBy(ring, looks, (p) => void p.tryClaim(2)),
  'a failed try': (_, ring, looks) =>
    notedBy(ring, looks, (p) => {
      p.tryClaim(4)
      p.publish(0, 3)
      p.tryClaim(2)
    }),
  'a claim that times out': (_, ring, looks) =>
    notedBy(ring, looks, (p) => {
      p.publish(p.claim(4), 3)
      outcomeOf(() => p.claim(1, { timeout: 0 }))
    }),
  'two parts': (_, ring, looks) =>
    notedBy(ring, looks, (p) => {
      p.claim(3)
      p.publish(0, 0)
      p.publish(1, 2)
    }),
  'a claim given back': (_, ring, looks) =>
    notedBy(ring, looks, (p) => {
      p.claim(2)
      p.giveBack()
    }),
  'a refused claim': (_, ring, looks) =>
    notedBy(ring, looks, (p) => {
      ring.close()
      outcomeOf(() => p.claim(2))
    }),
  'two tasks': (core, ring, looks) => {
    const pools = [false, true]
    const { takes, seats } = core.layoutOf({ size: 4, start: 0, producers: 2, pools })
    const words = new Int32Array(ring.handle.buffer)
    const worker = ring.pool('w')
    const p = ring.producer('p')
    p.publish(p.claim(3, { timeout: 0 }), 2)
    const holds = (): number =>
      core.unwrap(0, words[takes[1] ?? 0] ?? 0) - 1 - (ring.positions().handled['w'] ?? 0)
    const noted = (): number => words[(seats[1] ?? 0) + HELD] ?? 0
    let wrong: string | null = null
    looks(() => {
      if (noted() < holds()) wrong = `${holds()} taken, ${noted()} noted`
    })
    worker.poll(() => void 0, 2)
    if (noted() !== 0) return `${noted()} noted when everything is done`
    return wrong
  },
  'a ticket that another worker takes': (core, ring, looks) => {
    const worker = ring.pool('w')
    const other = core.attachRing(ring.handle).pool('w')
    const p = ring.producer('p')
    p.publish(p.claim(3, { timeout: 0 }), 2)
    worker.poll(() => void 0, 1)
    let [took, handled] = [0, 0]
    looks(() => {
      took = other.poll(() => void 0, 1)
    })
    worker.poll(() => void handled++, 1)
    looks(() => {})
    const { seats } = core.layoutOf({ size: 4, start: 0, producers: 2, pools: [false, true] })
    const noted = new Int32Array(ring.handle.buffer)[(seats[1] ?? 0) + HELD] ?? 0
    return noted === 0 ? null : `one took ${took}, the other ${handled}, and ${noted} are noted as held`
  },
}

/** Offset from a role's owner word to the word that notes how much its thread holds. */
const HELD = 1

function notedBy(
  ring: ReturnType<Core['createRing']>,
  looks: Looks,
  acts: (p: ReturnType<typeof ring.producer>) => void,
): string | null {
  const p = ring.producer('p')
  let wrong: string | null = null
  const look = (isOver: boolean): void => {
    const { claimed, published, open } = ring.positions()
    const noted = open['p'] ?? 0
    const isWrong = isOver ? noted !== claimed - published : noted < claimed - published
    if (isWrong) wrong = `${claimed - published} claimed, ${noted} noted`
  }
  looks(() => look(false))
  acts(p)
  looks(() => {})
  if (ring.state === 'open') look(true)
  else if (ring.positions().open['p'] !== 0) wrong = 'a refused claim is noted'
  return wrong
}

/** A successor that is itself succeeded has published what it took over: the other one publishes nothing again. */
function wrongSuccessor(core: Core): string | null {
  for (let later = 0; later < MOST; later++) {
    const ring = core.createRing({ size: 4, producers: ['p', 'q'], consumers: { c: [] } })
    const dies = (): void => void ring.bury({ producers: ['p'] }, { threadId: 1 })
    ring.keep({ producers: ['p'] })
    ring.producer('p').claim(2, { timeout: 0 })
    dies()
    let hasSucceeded = false
    beforeAccess(later, () => {
      hasSucceeded = true
      core.attachRing(ring.handle).takeOverProducer('p').publish(0, 1)
      dies()
    })
    const found = outcomeOf(() => JSON.stringify(ring.takeOverProducer('p').unpublished))
    beforeAccess(0, null)
    if (!hasSucceeded) return null
    if (found !== 'undefined' && found !== 'RoleError')
      return `a successor before access ${later} of another has published 0 and 1: that one holds ${found}`
  }
  return null
}

/** A seat on which a worker has died with an event in its hands is not vacant. */
function wrongSeat(core: Core): string | null {
  const [seat = 0] = core.layoutOf({ size: 4, start: 0, producers: 1, pools: [true] }).seats
  const dead = core.threadWord(9) | core.OWNER.dead
  // It loads the word of every seat first.
  for (let later = 0; later < MOST + core.SEATS; later++) {
    const ring = core.createRing({ size: 4, consumers: { w: [] }, pools: ['w'] })
    const words = new Int32Array(ring.handle.buffer)
    let hasDied = false
    beforeAccess(later, () => {
      hasDied = true
      ;[words[seat], words[seat + HELD]] = [dead, 1]
    })
    ring.pool('w')
    beforeAccess(0, null)
    if (hasDied && words[seat] !== dead)
      return `a worker has taken the seat of one that died, before access ${later}, with an event in its hands`
  }
  return null
}

/** Of two burials at once, one says why, and all of it. */
function wrongWhy(core: Core): string | null {
  for (let later = 0; later < MOST; later++) {
    const ring = core.createRing({ size: 2, consumers: { c: [], d: [], e: [] } })
    beforeAccess(later, () => void ring.bury({ consumers: ['d'] }, { why: 'of d' }))
    ring.bury({ consumers: ['c'] }, { why: 'of somebody else' })
    beforeAccess(0, null)
    const reader = ring.consumer('e')
    const said = outcomeOf(
      () => reader.consume(() => {}),
      ({ cause }) => String(cause),
    )
    if (said !== 'Error: of d' && said !== 'Error: of somebody else')
      return `two are buried, one before access ${later} of the other: the cause is ${said}`
  }
  return null
}

/** A call that observes a stop while it is being announced must not report a death. */
function wrongStop(core: Core): string | null {
  for (let later = 0; later < MOST; later++) {
    const ring = core.createRing({ size: 2, producers: ['p', 'q'], consumers: { c: [] } })
    const [p, c] = [ring.producer('p'), ring.consumer('c')]
    const told: string[] = []
    beforeAccess(later, () => {
      told.push(outcomeOf(() => c.consume(() => {}, 1, { timeout: 0 })))
      told.push(outcomeOf(() => p.claim(1, { timeout: 0 })))
    })
    ring.stop()
    beforeAccess(0, null)
    const [reads = '', claims = ''] = told
    if (!/^(|TimeoutError|StoppedError)$/.test(reads) || !/^(|0|StoppedError)$/.test(claims))
      return `before access ${later} of a stop a reader's call gives ${reads}, and a producer's ${claims}`
  }
  return null
}

/**
 * A reader that observes a failure leaves if it has followers, unless it is marked dead; without followers it stays.
 */
function wrongParting(core: Core): string | null {
  for (const [dies, expected] of [
    [false, 'left, taken'],
    [true, 'dead, taken'],
  ] as const) {
    const ring = core.createRing({ size: 2, producers: ['p'], consumers: { c: [], d: ['c'] } })
    const [c, d] = [ring.consumer('c'), ring.consumer('d')]
    ring.fail(dies ? { producers: ['p'], consumers: ['c'] } : { producers: ['p'] })
    for (const reader of [c, d]) outcomeOf(() => reader.consume(() => {}, 1, { timeout: 0 }))
    const { consumers } = ring.positions()
    const found = `${consumers['c']}, ${consumers['d']}`
    if (found !== expected)
      return `a reader of a failed ring, and its follower: ${found} instead of ${expected}`
  }
  return null
}

/** Two threads change one role at once: one succeeds, and the other learns that it did not. */
function wrongRole(core: Core): string | null {
  for (const [what, play] of Object.entries(ROLES)) {
    const [expected, found] = play(core, new Int32Array(new SharedArrayBuffer(512)))
    beforeAccess(0, null)
    if (found !== expected) return `${what}: ${found} instead of ${expected}`
  }
  return null
}

/** The outcome of a race that must be, and the one that was. */
type Race = (core: Core, words: Int32Array) => readonly [expected: string, found: string]

/** The index of an owner word; any would do. */
const AT = 5
/** The numbers of two threads. */
const HERE = 0x1000
const THERE = 0x2000

const ROLES: Readonly<Record<string, Race>> = {
  'two take a role': ({ Role }, words) => {
    const role = new Role(words, AT)
    beforeAccess(0, () => void role.attach(THERE))
    return [`undefined, ${THERE | 1}`, `${role.attach(HERE)}, ${words[AT]}`]
  },
  'a leaving thread was marked dead': ({ Role, as, OWNER }, words) => {
    const role = new Role(words, AT)
    const mine = role.attach(HERE) ?? 0
    beforeAccess(0, () => void Atomics.store(words, AT, as(mine, OWNER.dead)))
    role.leave(mine)
    return [`${HERE | 2}`, `${words[AT]}`]
  },
  'a leaving thread was replaced': ({ Role, Lifecycle }, words) => {
    const role = new Role(words, AT)
    const mine = role.attach(HERE) ?? 0
    new Lifecycle(words).bury([[AT, mine]])
    role.takeOver(role.says(), HERE)
    role.leave(mine)
    return [`${HERE | 4 | 1}`, `${words[AT]}`]
  },
  'two take over a role': ({ Role }, words) => {
    const role = new Role(words, AT)
    words[AT] = HERE | 2
    beforeAccess(1, () => void role.takeOver(role.says(), THERE))
    return [`undefined, ${THERE | 4 | 1}`, `${role.takeOver(role.says(), HERE)}, ${words[AT]}`]
  },
  'a role is taken over from a live thread': ({ Role }, words) => {
    const role = new Role(words, AT)
    role.attach(HERE)
    return [`undefined, ${HERE | 1}`, `${role.takeOver(role.says(), THERE)}, ${words[AT]}`]
  },
  'a role whose takeover count wraps around': ({ Role }, words) => {
    words[AT] = HERE | 0xffc | 3
    const role = new Role(words, AT)
    return [`${THERE | 1}`, `${role.takeOver(role.says(), THERE)}`]
  },
  'a thread to be buried was replaced': ({ Role, Lifecycle }, words) => {
    const role = new Role(words, AT)
    words[AT] = HERE | 1
    beforeAccess(0, () => {
      words[AT] = HERE | 2
      role.takeOver(role.says(), THERE)
    })
    new Lifecycle(words).bury([[AT, HERE | 1]])
    return [`${THERE | 4 | 1}`, `${words[AT]}`]
  },
  'a dead thread is buried as having left': ({ Lifecycle, OWNER }, words) => {
    words[AT] = HERE | 2
    new Lifecycle(words).bury([[AT, HERE | 2]], OWNER.left)
    return [`${HERE | 3}`, `${words[AT]}`]
  },
  'a thread that has left is buried all the same': ({ Lifecycle }, words) => {
    words[AT] = HERE | 3
    new Lifecycle(words).bury([[AT, HERE | 3]])
    return [`${HERE | 2}`, `${words[AT]}`]
  },
  'a second death bumps the epochs': ({ Lifecycle, PUBLISHED_EPOCH, CONSUMED_EPOCH }, words) => {
    const told = [1, 2, 3].map(() => {
      new Lifecycle(words).fail(true)
      return `${words[PUBLISHED_EPOCH]}, ${words[CONSUMED_EPOCH]}`
    })
    return ['2, 2; 6, 6; 10, 10', told.join('; ')]
  },
  'a claim is given back although another follows it': ({ Withdrawal, CURSOR }, words) => {
    words[CURSOR] = 6
    beforeAccess(0, () => void Atomics.add(words, CURSOR, 2))
    return ['false, 8', `${new Withdrawal(words).giveBack(6, 4)}, ${words[CURSOR]}`]
  },
  'a thread with a high number': ({ threadOf, threadWord }) => {
    const word = threadWord(600_000)
    return [`${word}`, `${threadOf(word | 1)}`]
  },
  'a claim is given back': ({ Withdrawal, CURSOR }, words) => {
    words[CURSOR] = 6
    return ['true, 4', `${new Withdrawal(words).giveBack(6, 4)}, ${words[CURSOR]}`]
  },
}

/** How many microtasks may go before the other call; by then the first has returned. */
const MICROTASKS = 14

/** A second call of the same object is refused, or follows the first; nothing is granted or handled twice. */
async function wrongMoment(core: Core): Promise<string | null> {
  for (const [what, play] of Object.entries(MOMENTS)) {
    const found: string[] = []
    for (let after = 0; after < MICROTASKS; after++) {
      holdSleepers(true)
      found.push(await play(core, after))
      holdSleepers(false)
    }
    const told = found.join(', ')
    if (!isRefusedThenGranted(found)) return `${what}, another call after 0, 1, 2, … microtasks: ${told}`
  }
  return null
}

/** Refused up to some moment, and from then on granted what comes next. */
function isRefusedThenGranted(found: readonly string[]): boolean {
  const refused = found.findIndex((each) => each !== 'HandlerError')
  const [granted] = found.slice(refused)
  return refused > 0 && found.slice(refused).every((each) => each === granted) && GRANTED.has(granted ?? '')
}

/** What comes next: the sequence after the one granted to the first call, or none while that claim is open. */
const GRANTED: ReadonlySet<string> = new Set(['claims 2, then 3', 'ClaimError', 'handles 0, then 1'])

type Moment = (core: Core, after: number) => Promise<string>

const MOMENTS: Readonly<Record<string, Moment>> = {
  'a claim of a single producer': (core, after) => claimed(core, after, ['p']),
  'a claim of one of two': (core, after) => claimed(core, after, ['p', 'q']),
  'a batch of a consumer': (core, after) => handled(core, after, 'c'),
  'a task of a worker': (core, after) => handled(core, after, 'w'),
}

/** A producer waits for room on a full ring, and two events are handled. */
async function claimed(core: Core, after: number, producers: readonly string[]): Promise<string> {
  const ring = core.createRing({ size: 2, producers, consumers: { c: [] } })
  const reader = core.attachRing(ring.handle).consumer('c')
  const producer = ring.producer(producers[0])
  producer.publish(producer.claim(2), 1)
  const first = producer.claimAsync()
  reader.poll(() => {})
  return await beside(first, after, () => producer.tryClaim(), 'claims')
}

/** A reader waits for events, and two are published. */
async function handled(core: Core, after: number, name: string): Promise<string> {
  const ring = core.createRing({ size: 2, consumers: { c: [], w: [] }, pools: ['w'] })
  const producer = core.attachRing(ring.handle).producer()
  const reader = name === 'w' ? ring.pool('w') : ring.consumer('c')
  const seen: number[] = []
  const first = reader.consumeAsync((sequence) => void seen.push(sequence), 1)
  producer.publish(producer.claim(2), 1)
  const other = await beside(first, after, () => reader.poll((sequence) => void seen.push(sequence), 1), '')
  return /Error/.test(other) ? other : `handles ${seen.join(', then ')}`
}

async function beside(
  first: Promise<unknown>,
  after: number,
  call: () => unknown,
  does: string,
): Promise<string> {
  wakeHeld()
  for (let microtask = 0; microtask < after; microtask++) await null
  const other = outcomeOf(call)
  const given = await settled(first.catch((error: Error) => error.name))
  return other.endsWith('Error') ? other : `${does} ${given}, then ${other}`
}

function outcomeOf(call: () => unknown, tell = (error: Error): string => error.name): string {
  try {
    return String(call())
  } catch (error) {
    return error instanceof Error ? tell(error) : String(error)
  }
}

function toldOf(error: Error & { dead?: readonly string[]; missing?: number }): string {
  return `${error.name}: ${error.dead}, ${error.missing}`
}
