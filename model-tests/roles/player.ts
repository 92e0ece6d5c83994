// Threads that take, leave and lose their roles, on the stepped source: one access that shows after another.
import { createRing, type Ring, type Sequencer } from '../../src/core/index.ts'
import { type Core, loadCore } from '../stepper/load.ts'
import { type Access, accessed, call, type Locals, type Pending, type Thread } from '../stepper/yields.ts'
import { nameOf, type Roles } from './cast.ts'

/** The files in which roles are taken and threads are buried: they are stepped here as well. */
const ALSO = ['Roles.ts', 'ring.ts', 'bury.ts', 'succession.ts']

/** Accesses between two that show: a thread goes on through them by itself. */
const SILENT: ReadonlySet<string> = new Set([
  ...[
    'LoadGate',
    'LoadEpoch',
    'LoadOwner',
    'LoadCursor',
    'Probe',
    'LoadUpstream',
    'LoadFinal',
    'LoadTake',
    'LoadDone',
  ],
  ...['Bump', 'Notify', 'NotifyAll', 'TellAgain'],
])

/** Whoever waits looks again and again: after so many accesses it has looked at everything anew. */
const A_ROUND = 16

/** A caller found something that can't be. */
export class Broken extends Error {}

/** One thread of a ring, and what it has come to. */
interface Seated {
  readonly core: Core
  readonly ring: Ring
  thread: Thread
  pending: Pending
  dead: boolean
  /** What its calls have ended with. */
  outcome: string
}

const cores = new Map<number, Promise<Core>>()

/** The source as the thread of that number has loaded it. */
export function coreOf(threadId: number, text?: Readonly<Record<string, string>>): Promise<Core> {
  const options = { stepped: true, also: ALSO, threadId, ...(text ? { text } : {}) }
  if (text) return loadCore(options)
  const known = cores.get(threadId) ?? loadCore(options)
  cores.set(threadId, known)
  return known
}

/** A ring, and everybody in it before his first step. */
export class Player {
  readonly words: Int32Array
  readonly ring: Ring
  /** Which sequences each consumer has handled, in its order; of a pool, all its workers. */
  readonly handled = new Map<number, number[]>()
  readonly published: number[] = []
  readonly #cast: Roles
  readonly #seats = new Map<number, Seated>()

  constructor(cast: Roles, cores: ReadonlyMap<number, Core>) {
    this.#cast = cast
    this.ring = createRing(cast.ring)
    this.words = new Int32Array(this.ring.handle.buffer)
    const kept = cast.kept.map(nameOf)
    const isProducer = (name: string): boolean => cast.ring.producers.includes(name)
    this.ring.watch({ producers: cast.producers.map(nameOf) })
    this.ring.keep({
      producers: kept.filter(isProducer),
      consumers: kept.filter((name) => !isProducer(name)),
    })
    for (const [number, core] of cores) this.#sit(number, core)
    for (const number of cores.keys()) this.#begin(number)
  }

  /** The steps that a thread offers; those that only look are taken before. */
  offers(number: number): readonly string[] {
    const seat = this.#at(number)
    if (seat.dead) return []
    this.#settle(seat)
    if (seat.pending.kind === 'choice') return seat.pending.offers
    return SILENT.has(seat.pending.action) ? [] : [seat.pending.action]
  }

  outcome(number: number): string {
    return this.#at(number).outcome
  }

  /** @throws {Broken} if the thread does not offer that */
  step(number: number, action: string, about?: number): void {
    const seat = this.#at(number)
    if (action === 'Crash') seat.dead = true
    else if (action === 'Judge') this.#go(seat, this.#judge(seat, about ?? -1))
    else if (action === 'EndWait') this.#hear(seat)
    else if (action === 'BeginEnd') this.#go(seat, this.#end(seat, number))
    else this.#take(seat, action)
  }

  /** Whoever waits hears that the ring has ended. */
  #hear(seat: Seated): void {
    this.#settle(seat)
    if (seat.outcome === '') throw new Broken('the call goes on')
  }

  #at(number: number): Seated {
    const seat = this.#seats.get(number)
    if (!seat) throw new Broken(`nobody is thread ${number}`)
    return seat
  }

  #sit(number: number, core: Core): void {
    const ring = core.attachRing(this.ring.handle)
    const [thread, pending] = [nothing(), choice([])]
    this.#seats.set(number, { core, ring, thread, pending, dead: false, outcome: '' })
  }

  /** Whoever is not late is attached before anything happens. */
  #begin(number: number): void {
    const seat = this.#at(number)
    seat.thread = this.#threadOf(number, seat)
    seat.pending = next(seat)
    if (this.#cast.late.includes(number) || !this.#cast.attaches(number)) return
    if (this.offers(number).includes('Attach')) this.#take(seat, 'Attach')
  }

  #go(seat: Seated, thread: Thread): void {
    seat.thread = thread
    seat.pending = next(seat)
  }

  #take(seat: Seated, action: string): void {
    this.#settle(seat)
    const { pending } = seat
    if (pending.kind !== 'choice') {
      this.#access(seat, pending, action)
      return
    }
    if (!pending.offers.includes(action)) throw new Broken(`${action} is not offered, but ${pending.offers}`)
    seat.pending = next(seat, { action, decision: {} })
    if (/^Begin/.test(action)) return
    this.#settle(seat)
    if (seat.pending.kind === 'choice') throw new Broken(`the call returned without ${action}`)
    this.#access(seat, seat.pending, action)
  }

  #access(seat: Seated, access: Access, action: string): void {
    if (access.action !== action) throw new Broken(`${action} is not offered, but ${access.action}`)
    seat.pending = next(seat, perform(access))
    // Both signals are told, as if at once: what lies between is in Lifecycle.
    while (action === 'Tell' && seat.pending.kind !== 'choice' && /^(Tell|Notify)/.test(seat.pending.action))
      seat.pending = next(seat, perform(seat.pending))
  }

  /** Goes through what does not show: at least one round of whoever waits, and no further than its beginning. */
  #settle(seat: Seated): void {
    for (let steps = 0; ; steps++) {
      const { pending } = seat
      if (pending.kind === 'choice' || !SILENT.has(pending.action)) return
      if (steps > A_ROUND && pending.action === 'LoadEpoch') return
      seat.pending = next(seat, perform(pending))
    }
  }

  #threadOf(number: number, seat: Seated): Thread {
    const { cast } = { cast: this.#cast }
    if (cast.producers.includes(number)) return this.#produce(number, seat)
    if (cast.readers.includes(number)) return this.#read(number, seat)
    if (cast.workers.includes(number)) return this.#work(seat)
    if (cast.closers.includes(number)) return ends(seat, 'CloseCursor', () => seat.ring.close())
    if (cast.stoppers.includes(number)) return ends(seat, 'SayStopped', () => seat.ring.stop())
    const place = cast.spares.get(number)
    return place === undefined ? nothing() : this.#succeed(place, seat)
  }

  *#produce(number: number, seat: Seated): Thread {
    yield choice(['Attach'])
    yield* this.#offer(yield* call(seat.ring.producer(nameOf(number), WAITS)), this.#cast.claims, seat)
  }

  *#offer(producer: Sequencer, claims: number, seat: Seated): Thread {
    for (let more = claims; ; ) {
      if (producer.unpublished) yield* this.#show(producer)
      const idle = [...(more > 0 ? ['BeginClaim'] : []), ...(this.#cast.leaves ? ['Leave'] : [])]
      const { action } = told(yield choice(idle))
      more--
      const did = action === 'Leave' ? () => producer.leave() : () => producer.claim(1)
      if (yield* ended(seat, did)) return yield* nothing()
      if (action === 'Leave') return yield* nothing()
    }
  }

  *#show(producer: Sequencer): Thread {
    const { first } = producer.unpublished ?? { first: 0 }
    while (producer.unpublished) {
      const open = ['Publish', ...(this.#cast.givesBack ? ['GiveBack'] : [])]
      const { action } = told(yield choice(open))
      if (action === 'GiveBack') yield* call(producer.giveBack())
      else {
        yield* call(producer.publish(first, first))
        this.published.push(first)
      }
    }
  }

  *#read(number: number, seat: Seated): Thread {
    yield choice(['Attach'])
    const consumer = yield* call(seat.ring.consumer(nameOf(number), { ...WAITS }))
    yield* this.#handle(number, seat, (handler) => consumer.consume(handler as never, 1))
  }

  *#handle(number: number, seat: Seated, calls: (handler: Handling) => unknown): Thread {
    const handled = this.#handledBy(number)
    const handler = function* (sequence: number): Thread {
      yield choice(['BeginRead'])
      handled.push(sequence)
    }
    for (;;) if (yield* ended(seat, () => calls(handler))) return yield* nothing()
  }

  *#work(seat: Seated): Thread {
    yield choice(['Attach'])
    const pool = yield* call(seat.ring.pool(nameOf(0), WAITS))
    const handled = this.#handledBy(0)
    for (;;) {
      const { action } = told(yield choice(['BeginTake', ...(this.#cast.leaves ? ['Leave'] : [])]))
      const handler = (sequence: number): void => void handled.push(sequence)
      const did = action === 'Leave' ? () => pool.leave() : () => pool.poll(handler, 1)
      if ((yield* ended(seat, did)) || action === 'Leave') return yield* nothing()
    }
  }

  *#succeed(place: number, seat: Seated): Thread {
    const [name, isProducer] = [nameOf(place), this.#cast.producers.includes(place)]
    yield choice(['LoadHolder'])
    const taken: unknown[] = []
    const takes = () =>
      isProducer ? seat.ring.takeOverProducer(name, WAITS) : seat.ring.takeOver(name, { ...WAITS })
    if (yield* ended(seat, takes, taken)) return yield* nothing()
    if (isProducer) return yield* this.#offer(taken[0] as Sequencer, 0, seat)
    const consumer = taken[0] as ReturnType<Ring['takeOver']>
    yield* this.#handle(place, seat, (handler) => consumer.consume(handler as never, 1))
  }

  /** As a supervisor does that hears of a thread's end: what was decided is told, then it is buried. */
  *#judge({ ring }: Seated, about: number): Thread {
    const isHalfClosed = this.ring.positions().state === 'closing'
    yield* call(ring.settle())
    if (isHalfClosed && this.ring.positions().state === 'closed') return yield* nothing()
    const { missed } = yield* call(ring.bury(this.#cast.partOf(about), { code: 1, threadId: about }))
    const isMissed = Object.values(missed ?? {}).some(({ length }) => length > 0)
    const { state, producers } = this.ring.positions()
    const haveLeft = Object.values(producers).every((owner) => owner === 'left')
    if (!isMissed && isHalfClosed && state === 'closing') yield* call(ring.fail({}))
    else if (!isMissed && haveLeft && state === 'open') yield* call(ring.close())
    yield* nothing()
  }

  /** As a thread does at its own end. */
  *#end(seat: Seated, number: number): Thread {
    yield* call(seat.ring.bury(this.#cast.partOf(this.#cast.roleOf(number)), { code: 0, threadId: number }))
    seat.dead = true
    yield* nothing()
  }

  #handledBy(number: number): number[] {
    const known = this.handled.get(number) ?? []
    this.handled.set(number, known)
    return known
  }
}

type Handling = (sequence: number, endOfBatch: boolean) => Thread

/** Whoever waits looks again and again: how threads park is in Signal. */
const WAITS = { pause: 0, spins: Number.POSITIVE_INFINITY }

function choice(offers: readonly string[]): Pending {
  const own: Locals = {}
  return { kind: 'choice', offers, own }
}

function told(answer: unknown): { readonly action: string } {
  return answer as { readonly action: string }
}

function* nothing(): Thread {
  for (;;) yield choice([])
}

function* ends(seat: Seated, action: string, end: () => unknown): Thread {
  yield choice([action])
  yield* ended(seat, end)
  yield* nothing()
}

/** Whether a call ended as a ring does; what it returned is pushed otherwise. */
function* ended(seat: Seated, calls: () => unknown, returned: unknown[] = []): Thread<boolean> {
  try {
    returned.push(yield* call(calls() as never))
    return false
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (!/CLOSED|FAILED|STOPPED|ROLE_TAKEN/.test(code)) throw error
    seat.outcome = code
    return true
  }
}

function next(seat: Seated, answer?: Parameters<Thread['next']>[0]): Pending {
  const step = answer === undefined ? seat.thread.next(0) : seat.thread.next(answer)
  if (step.done) throw new Broken('the thread has ended')
  return step.value
}

function perform({ op, args }: Access): number {
  const [words, index, first = 0, second = 0] = args
  accessed()
  if (op === 'notify') return 0
  if (op === 'wait' || op === 'waitAsync') throw new Broken('nobody parks here')
  if (op === 'load') return Atomics.load(words, index)
  if (op === 'compareExchange') return Atomics.compareExchange(words, index, first, second)
  return Atomics[op](words, index, first)
}

/** The source as each of these threads has loaded it. */
export async function coresOf(
  threads: readonly number[],
  text?: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<number, Core>> {
  return new Map(await Promise.all(threads.map(async (t) => [t, await coreOf(t, text)] as const)))
}
