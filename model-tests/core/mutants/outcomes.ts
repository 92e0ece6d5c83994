// Outcomes of calls that no tour makes: they end at once, or would sleep, and no other thread takes a step.
import type { Abortable } from '../../../src/core/deadline.ts'
import type { Access, Answer, Thread } from '../../harness/stepper/yields.ts'
import type { Core } from '../load.ts'

/** What a call must come to, and what it came to. */
type Outcome = readonly [what: string, expected: string, found: string]

/** The first wrong outcome of a call on the stepper, or null. */
export function wrongOutcome(core: Core): string | null {
  return firstWrong([
    ...timeIsUp(core),
    ...aborted(core),
    ...closedTwice(core),
    ...failing(core),
    parking(core),
  ])
}

/** The same for calls that end at once, on the unmodified source. */
export function wrongEnding(core: Core): string | null {
  return firstWrong([...alone(core), ...beside(core), ...endedTwice(core), ...waitsForOthers(core)])
}

function firstWrong(outcomes: readonly Outcome[]): string | null {
  const wrong = outcomes.find(([, expected, found]) => found !== expected)
  return wrong ? `${wrong[0]}: ${wrong[2]} instead of ${wrong[1]}` : null
}

/** Thrown where a call would sleep or never return. */
class Sleeps extends Error {
  override readonly name = 'Sleeps'
}

/** A call with more accesses than this does not end: the clock stands still here. */
const MANY = 200

/** Drives a call of the stepped source to its end, access by access. */
function driven(
  call: unknown,
  atSleep: (milliseconds: number) => void,
  tell?: (action: string) => void,
): unknown {
  if (typeof call !== 'object' || call === null || !('next' in call)) return call
  const thread = call as Thread<unknown>
  let step = thread.next(0 as Answer)
  for (let accesses = 0; !step.done; accesses++) {
    if (accesses > MANY || step.value.kind === 'choice') throw new Error('does not end')
    tell?.(step.value.action)
    step = thread.next(perform(step.value, atSleep))
  }
  return step.value
}

function perform({ op, args }: Access, atSleep: (milliseconds: number) => void): number {
  const [words, index, first = 0, second = 0] = args
  if (op === 'wait' || op === 'waitAsync') {
    atSleep(second)
    return 0
  }
  if (op === 'notify') return 0
  if (op === 'load') return Atomics.load(words, index)
  if (op === 'compareExchange') return Atomics.compareExchange(words, index, first, second)
  return Atomics[op](words, index, first)
}

/** What the call returned, or the name and cause of what it threw. */
function outcomeOf(
  call: () => unknown,
  atSleep = (milliseconds: number): void => {
    throw new Sleeps('', { cause: milliseconds })
  },
  tell?: (action: string) => void,
): string {
  try {
    return String(driven(call(), atSleep, tell))
  } catch (error) {
    if (!(error instanceof Error)) return String(error)
    return error.cause === undefined ? error.name : `${error.name}: ${error.cause}`
  }
}

const nothing = (): undefined => undefined
const SPINS = { spins: 3 }
const UP = { timeout: 0 }
const SOON = { timeout: 5 }

/** A ring of two slots, full or empty, and one caller of each kind that can wait. */
function stage(core: Core, producers: readonly string[], fill: boolean) {
  const { handle } = core.createRing({ size: 2, producers, consumers: { c: [], w: [] }, pools: ['w'] })
  const attached = () => core.attachRing(handle)
  const producer = attached().producer(producers[0], SPINS)
  if (fill) {
    driven(producer.tryClaim(2), nothing)
    driven(producer.publish(0, 1), nothing)
  }
  const words = new Int32Array(handle.buffer)
  return { words, producer, consumer: attached().consumer('c', SPINS), worker: attached().pool('w', SPINS) }
}

/** With a timeout of 0 every kind of waiting call times out at once, unless it finds something. */
function timeIsUp(core: Core): Outcome[] {
  const outcomes = ([['p'], ['p', 'q']] as const).flatMap((names): Outcome[] => {
    const full = stage(core, names, true)
    const empty = stage(core, names, false)
    const by = `with ${names.length} producers`
    return [
      [`claim ${by}`, 'TimeoutError', outcomeOf(() => full.producer.claim(1, UP))],
      [`claimAsync ${by}`, 'TimeoutError', outcomeOf(() => full.producer.claimAsync(1, UP))],
      [`consume ${by}`, 'TimeoutError', outcomeOf(() => empty.consumer.consume(nothing, 1, UP))],
      [`consume of a worker ${by}`, 'TimeoutError', outcomeOf(() => empty.worker.consume(nothing, 1, UP))],
      [`consume of an event ${by}`, '1', outcomeOf(() => full.consumer.consume(nothing, 1, UP))],
      [
        `consume with a time-out ${by}`,
        'Sleeps: 5',
        outcomeOf(() => empty.consumer.consume(nothing, 1, SOON)),
      ],
      [
        `consumeAsync, which a timer times out, ${by}`,
        'Sleeps: 0',
        outcomeOf(() => empty.consumer.consumeAsync(nothing, 1, SOON)),
      ],
    ]
  })
  return outcomes
}

/** Three spins without a mark, then one with it; after a spurious wake-up the same number again. */
function parking(core: Core): Outcome {
  const { consumer } = stage(core, ['p'], false)
  const actions: string[] = []
  let sleeps = 0
  const atSleep = (): void => {
    if (++sleeps === 2) throw new Sleeps()
  }
  try {
    driven(consumer.consume(nothing), atSleep, (action) => actions.push(action))
  } catch (error) {
    if (!(error instanceof Sleeps)) throw error
  }
  const parks = `${'LoadCursor LoadEpoch '.repeat(4)}Mark LoadCursor Sleep`
  return ['how a reader parks twice', `${parks} ${parks}`, actions.join(' ')]
}

/** An `AbortSignal` that counts its listeners. */
function signal(aborted: boolean): Abortable & { aborted: boolean; listeners: number } {
  return {
    aborted,
    reason: 'enough',
    listeners: 0,
    addEventListener() {
      this.listeners++
    },
    removeEventListener() {
      this.listeners--
    },
  }
}

const ABORTED = 'AbortError: enough'

/** A call that is aborted already makes no attempt; one that is waiting gives up. */
function aborted(core: Core): Outcome[] {
  const { consumer } = stage(core, ['p'], true)
  const { worker } = stage(core, ['p'], false)
  const [already, later] = [signal(true), signal(false)]
  const aborts = (): void => {
    later.aborted = true
  }
  return [
    ['a reader', ABORTED, outcomeOf(() => consumer.consumeAsync(nothing, 1, { signal: already }))],
    ['a worker', ABORTED, outcomeOf(() => worker.consumeAsync(nothing, 1, { signal: later }), aborts)],
    ...listened(core),
  ]
}

/** A sleeping call listens to its signal, and stops listening once it has what it waited for. */
function listened(core: Core): Outcome[] {
  const { producer, consumer } = stage(core, ['p'], false)
  const heard = { signal: signal(false) }
  let listening = 0
  const publishes = (): void => {
    listening = heard.signal.listeners
    driven(producer.tryClaim(1), nothing)
    driven(producer.publish(0, 0), nothing)
  }
  const found = outcomeOf(() => consumer.consumeAsync(nothing, 1, heard), publishes)
  return [
    ['a reader that is woken', '1', found],
    ['listeners while it sleeps', '1', `${listening}`],
    ['listeners afterwards', '0', `${heard.signal.listeners}`],
  ]
}

/** A follower of two waits for the second though the first is gone; a follower of a pool waits for nobody. */
function failing(core: Core): Outcome[] {
  const consumers = { a: [], b: [], both: ['a', 'b'], pool: [], last: ['pool'] }
  const { handle } = core.createRing<string>({ size: 2, consumers, pools: ['pool'] })
  const ring = core.attachRing(handle)
  const [producer, a] = [ring.producer(), ring.consumer('a', SPINS)]
  const [both, last] = [core.attachRing(handle).consumer('both', SPINS), ring.consumer('last', SPINS)]
  ring.consumer('b')
  driven(producer.tryClaim(1), nothing)
  driven(producer.publish(0, 0), nothing)
  const lifecycle = new core.Lifecycle(new Int32Array(handle.buffer))
  driven(lifecycle.fail(false), nothing)
  const leaves = (action: string): void => {
    if (action !== 'LoadOwner') return
    driven(a.poll(nothing), nothing)
    outcomeOf(() => a.consume(nothing))
  }
  const waits = outcomeOf(() => both.consume(nothing), undefined, leaves)
  return [
    ['a follower of two, one of which is still attached', 'Sleeps: Infinity', waits],
    ['a follower of a pool', 'FailedError', outcomeOf(() => last.consume(nothing))],
  ]
}

/** Refused claims move the cursor on, but the end stays where it is. */
function closedTwice(core: Core): Outcome[] {
  return (['close', 'fail'] as const).map((again): Outcome => {
    const { words, producer } = stage(core, ['p', 'q'], true)
    const lifecycle = new core.Lifecycle(words)
    driven(lifecycle.close(), nothing)
    const refused = outcomeOf(() => producer.claim(1))
    driven(again === 'close' ? lifecycle.close() : lifecycle.fail(true), nothing)
    return [
      `the end of a ring that is closed, and then ${again}`,
      'ClosedError, then 2',
      `${refused}, then ${core.unwrap(0, Atomics.load(words, core.FINAL))}`,
    ]
  })
}

/** The only producer closes its ring, or leaves it: either way it claims nothing more. */
function alone(core: Core): Outcome[] {
  const one = { size: 2, consumers: { c: [] } }
  const closed = core.createRing(one).producer()
  closed.close()
  const left = core.createRing(one)
  left.producer().leave()
  return [
    ['claim of a closed ring', 'ClosedError', outcomeOf(() => closed.claim())],
    ['tryClaim of a closed ring', 'ClosedError', outcomeOf(() => closed.tryClaim())],
    ['a ring whose only producer has left', 'closed', left.state],
  ]
}

/** Of two producers one leaves, then the other; or one dies. */
function beside(core: Core): Outcome[] {
  const two = { size: 2, producers: ['p', 'q'], consumers: { c: [] } } as const
  const ring = core.createRing(two)
  const [p, q] = [ring.producer('p'), ring.producer('q')]
  p.leave()
  const state = ring.state
  const refused = outcomeOf(() => p.claim(1, UP))
  q.leave()
  const failed = core.createRing(two)
  const consumer = failed.consumer('c')
  failed.fail({ producers: ['p'] })
  failed.fail({ consumers: ['c'] })
  const told = outcomeOf(() => {
    try {
      return consumer.consume(nothing, 1, UP)
    } catch (error) {
      return error instanceof Error && 'dead' in error ? `${error.name}: ${error.dead}` : error
    }
  })
  return [
    ['a ring that one of two producers has left', 'open', state],
    ['a claim of a producer that has left', 'StateError', refused],
    ['a ring that both producers have left', 'closed', ring.state],
    ['a ring whose producer has died', 'FailedError: p', told],
  ]
}

/**
 * Closed, then failed: a follower of a consumer that handles nothing more ends when it has caught up, however long that
 * consumer stays.
 */
function endedTwice(core: Core): Outcome[] {
  const consumers = { first: [], after: ['first'], works: ['first'] }
  const options = { size: 2, producers: ['p', 'q'], consumers, pools: ['works'] }
  const ring = core.createRing<string, string>(options)
  const [first, after, works] = [ring.consumer('first'), ring.consumer('after'), ring.pool('works')]
  const [p] = [ring.producer('p'), ring.producer('q')]
  p.publish(p.claim(2, UP), 1)
  ring.close()
  ring.fail({ producers: ['q'] })
  // Twice each: the events that are there, and then the end, or nothing yet.
  const told = (): string =>
    [after, works, after, works].map((r) => outcomeOf(() => r.consume(nothing, 1, UP))).join()
  first.poll(nothing, 1)
  const middle = told()
  first.poll(nothing)
  return [
    ['followers of a reader that has not handled everything', '1,1,TimeoutError,TimeoutError', middle],
    ['followers of one that has, and is still attached', '1,1,FailedError,FailedError', told()],
  ]
}

/** A thread that has handled all of its own events may wait for other threads. */
function waitsForOthers(core: Core): Outcome[] {
  return ([['p'], ['p', 'q']] as const).map((producers): Outcome => {
    const ring = core.createRing({ size: 2, producers, consumers: { here: [], elsewhere: [] } })
    const producer = ring.producer('p')
    const reader = ring.consumer('here')
    const first = producer.claim(2, UP)
    producer.publish(first, first + 1)
    reader.poll(nothing)
    return [
      `a claim beside a reader that has handled all, of ${producers.length} producers`,
      'TimeoutError',
      outcomeOf(() => producer.claim(1, UP)),
    ]
  })
}
