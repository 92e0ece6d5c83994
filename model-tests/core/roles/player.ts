// Threads that take, leave and lose their roles on the stepped source, one visible access at a time.
import { readFile } from 'node:fs/promises'
import { type Consumer, createRing, type Gone, type Ring, type Sequencer } from '../../../src/index.ts'
import {
  type Access,
  accessed,
  call,
  type Locals,
  type Pending,
  type Thread,
} from '../../harness/stepper/yields.ts'
import { type Core, loadCore, sourcePath } from '../load.ts'
import { nameOf, type Roles } from './cast.ts'

/** The files that take roles and bury threads, which are stepped here as well. */
const ALSO = ['Roles.ts', 'ring/Ring.ts', 'ring/bury.ts', 'ring/succession.ts']

/** Accesses that show no effect: a thread takes these on its way to the next visible one. */
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

/** Calls that may return without an access. */
const IN_VAIN: ReadonlySet<string> = new Set(['Leave', 'SayStopped', 'LoadHolder', 'GiveBack'])

/** A waiter loops: after this many accesses it has looked at everything anew. */
const A_ROUND = 16

/** Thrown when a caller observes something impossible. */
export class Broken extends Error {}

/** One thread of a ring, and its state. */
interface Seated {
  readonly core: Core
  readonly ring: Ring
  thread: Thread
  pending: Pending
  dead: boolean
  /** Whether it is executing its own exit handler. */
  ends: boolean
  /** The role it acts for, from taking it until its calls have ended. */
  acts: number | null
  /** The code of the error that ended its calls. */
  outcome: string
}

/** Observes the result of each access, each event handled, and the errors of calls. */
export interface Onlooker {
  accessed(thread: number, access: Access, result: number): void
  handles(thread: number, consumer: number, sequence: number): void
  ended(thread: number, error: Error): void
  /** Called before the supervisor decides about the roles of a thread. */
  buries(thread: number, about: number): void
}

/** How a play is observed, and how its workers wait. */
export interface Staging {
  readonly onlooker?: Onlooker
  readonly works?: 'poll' | 'consume'
  /** Creates the ring, which is also the one that is observed. */
  readonly create?: typeof createRing
}

const cores = new Map<number, Promise<Core>>()

/** An observer loads everything at once: this drives the stepped barrier to its end. */
const AT_ONCE = `
function atOnce(barrier) {
  const driven = (looking) => {
    for (let found = 0; ; ) {
      const { done, value } = looking.next(found)
      if (done) return value
      found = Atomics.load(...value.args)
    }
  }
  return { available: (...given) => driven(barrier.available(...given)) }
}
`

async function positionsAtOnce(text: Text | undefined): Promise<Text> {
  const source = text?.['ring/positions.ts'] ?? (await readFile(sourcePath('ring/positions.ts'), 'utf8'))
  const looks = source.replace('new Barrier(context)', 'atOnce(new Barrier(context))')
  if (looks === source) throw new Broken('positions.ts no longer makes the barrier that is to be replaced')
  return { ...text, 'ring/positions.ts': looks + AT_ONCE }
}

type Text = Readonly<Record<string, string>>

/** The source as loaded by the thread with this number; `text` replaces files by name. */
export function coreOf(threadId: number, text?: Text): Promise<Core> {
  const load = async () =>
    loadCore({ stepped: true, also: ALSO, threadId, text: await positionsAtOnce(text) })
  if (text) return load()
  const known = cores.get(threadId) ?? load()
  cores.set(threadId, known)
  return known
}

/** A ring and its threads, before their first steps. */
export class Player {
  readonly words: Int32Array
  readonly ring: Ring
  /** The sequences that each consumer has handled, in order; a pool's are those of all its workers. */
  readonly handled = new Map<number, number[]>()
  readonly published: number[] = []
  /** Whether a thread was terminated: it could not mark its own roles. */
  hasCrashed = false
  readonly #cast: Roles
  readonly #seats = new Map<number, Seated>()
  readonly #staging: Staging
  /** The threads whose death each supervisor has dealt with. */
  readonly #judged = new Map<number, Set<number>>()

  constructor(cast: Roles, cores: ReadonlyMap<number, Core>, staging: Staging = {}) {
    this.#cast = cast
    this.#staging = staging
    this.ring = (staging.create ?? createRing)(cast.ring)
    this.words = new Int32Array(this.ring.handle.buffer)
    const kept = cast.kept.map(nameOf)
    const isProducer = (name: string): boolean => cast.ring.producers.includes(name)
    const watched = cast.producers.filter((p) => !cast.unwatched.includes(p))
    this.ring.watch({ producers: watched.map(nameOf) })
    this.ring.keep({
      producers: kept.filter(isProducer),
      consumers: kept.filter((name) => !isProducer(name)),
    })
    for (const [number, core] of cores) this.#sit(number, core)
    for (const number of cores.keys()) this.#begin(number)
  }

  /** The steps a thread can take next, after its silent accesses. */
  enabled(number: number): readonly string[] {
    const seat = this.#at(number)
    if (seat.dead) return []
    this.#settle(number, seat)
    if (seat.pending.kind === 'choice') return seat.pending.offers
    return SILENT.has(seat.pending.action) ? [] : [seat.pending.action]
  }

  outcome(number: number): string {
    return this.#at(number).outcome
  }

  isDead(number: number): boolean {
    return this.#at(number).dead
  }

  /** Whether it was terminated, or is executing its exit handler. */
  isGone(number: number): boolean {
    const { dead, ends } = this.#at(number)
    return dead || ends
  }

  /** Whether it is in its caller's code rather than in a call. */
  isIdle(number: number): boolean {
    const { dead, ends, pending } = this.#at(number)
    return !dead && !ends && pending.kind === 'choice'
  }

  /** The role that a live thread acts for. */
  actsFor(number: number): number | null {
    return this.isGone(number) ? null : this.#at(number).acts
  }

  /** Whether a supervisor may learn of a death now: once, and not while a live thread is completing a close. */
  mayJudge(supervisor: number, about: number): boolean {
    if (!this.isIdle(supervisor) || !this.isDead(about) || supervisor === about) return false
    return !this.#judged.get(supervisor)?.has(about) && !this.#isBeingClosed()
  }

  #isBeingClosed(): boolean {
    const isClosing = ({ dead, pending }: Seated): boolean =>
      !dead && pending.kind !== 'choice' && /^(StoreFinal|Tell)$/.test(pending.action)
    return this.ring.positions().state === 'closing' && [...this.#seats.values()].some(isClosing)
  }

  /** @throws {Broken} if the step is not enabled */
  step(number: number, action: string, about?: number): void {
    const seat = this.#at(number)
    if (action.startsWith('Crash')) this.hasCrashed = true
    if (action === 'Crash') seat.dead = true
    else if (action === 'CrashBehind') this.#crashBehind(number, seat)
    else if (action === 'Judge') this.#go(seat, this.#judge(seat, number, about ?? -1))
    else if (action === 'EndWait') this.#hear(number, seat)
    else if (action === 'BeginEnd') this.#go(seat, this.#end(seat, number, about === 1 ? 1 : 0))
    else this.#take(number, seat, action)
  }

  /** The thread is terminated after its access, before noting it. */
  #crashBehind(number: number, seat: Seated): void {
    if (seat.pending.kind !== 'choice') this.#perform(number, seat.pending)
    seat.dead = true
  }

  /** A waiter observes that the ring has ended. */
  #hear(number: number, seat: Seated): void {
    this.#settle(number, seat)
    if (seat.outcome === '') throw new Broken('the call has not ended')
  }

  #at(number: number): Seated {
    const seat = this.#seats.get(number)
    if (!seat) throw new Broken(`there is no thread ${number}`)
    return seat
  }

  #sit(number: number, core: Core): void {
    const ring = core.attachRing(this.ring.handle)
    const [thread, pending] = [nothing(), choice([])]
    const acting = { dead: false, ends: false, acts: null, outcome: '' }
    this.#seats.set(number, { core, ring, thread, pending, ...acting })
  }

  /** Threads that are not late attach before anything else happens. */
  #begin(number: number): void {
    const seat = this.#at(number)
    seat.thread = this.#threadOf(number, seat)
    seat.pending = next(seat)
    if (this.#cast.late.includes(number) || !this.#cast.attaches(number)) return
    if (this.enabled(number).includes('Attach')) this.#take(number, seat, 'Attach')
  }

  #go(seat: Seated, thread: Thread): void {
    seat.thread = thread
    seat.pending = next(seat)
  }

  #take(number: number, seat: Seated, action: string): void {
    this.#settle(number, seat)
    const { pending } = seat
    if (pending.kind !== 'choice') {
      this.#access(number, seat, pending, action)
      return
    }
    if (!pending.offers.includes(action)) throw new Broken(`${action} is not enabled, only ${pending.offers}`)
    seat.pending = next(seat, { action, decision: {} })
    if (/^Begin/.test(action)) return
    this.#settle(number, seat)
    if (seat.pending.kind === 'choice') {
      if (this.#staging.onlooker && IN_VAIN.has(action)) return
      throw new Broken(`the call returned without ${action}`)
    }
    if (this.#cast.workers.includes(number) && seat.pending.action === 'LoadHolder') this.#sits(number, seat)
    else this.#access(number, seat, seat.pending, action)
  }

  /** A worker loads the words of its seat before it takes or leaves it. */
  #sits(number: number, seat: Seated): void {
    while (seat.pending.kind !== 'choice' && /^(LoadHolder|TakeOver|Leave)$/.test(seat.pending.action))
      seat.pending = next(seat, this.#perform(number, seat.pending))
  }

  #access(number: number, seat: Seated, access: Access, action: string): void {
    if (access.action !== action) throw new Broken(`${action} is not enabled, only ${access.action}`)
    seat.pending = next(seat, this.#perform(number, access))
    // Both signals in one step: the states in between are checked in Lifecycle.
    while (action === 'Tell' && seat.pending.kind !== 'choice' && /^(Tell|Notify)/.test(seat.pending.action))
      seat.pending = next(seat, this.#perform(number, seat.pending))
    if (action === 'TakeOver') this.#inherits(number, seat)
    // A worker is marked dead at its seat, and then as its pool.
    if (action === 'Bury' && seat.pending.kind !== 'choice' && seat.pending.action === 'Bury')
      seat.pending = next(seat, this.#perform(number, seat.pending))
  }

  /** A successor of a producer finds out what that has claimed, in the same step. */
  #inherits(number: number, seat: Seated): void {
    this.#settle(number, seat)
    if (seat.pending.kind !== 'choice' && seat.pending.action === 'LoadLap')
      seat.pending = next(seat, this.#perform(number, seat.pending))
  }

  /** Takes silent accesses: at least one full round of a waiter, up to the beginning of the next. */
  #settle(number: number, seat: Seated): void {
    for (let steps = 0; ; steps++) {
      const { pending } = seat
      if (pending.kind === 'choice' || !SILENT.has(pending.action)) return
      if (steps > A_ROUND && pending.action === 'LoadEpoch') return
      seat.pending = next(seat, this.#perform(number, pending))
    }
  }

  #perform(number: number, access: Access): number {
    const result = perform(access)
    this.#staging.onlooker?.accessed(number, access, result)
    return result
  }

  #threadOf(number: number, seat: Seated): Thread {
    const { cast } = { cast: this.#cast }
    if (cast.producers.includes(number)) return this.#produce(number, seat)
    if (cast.readers.includes(number)) return this.#read(number, seat)
    if (cast.workers.includes(number)) return this.#work(number, seat)
    if (cast.closers.includes(number)) return this.#ending(number, 'CloseCursor', () => seat.ring.close())
    if (cast.stoppers.includes(number)) return this.#ending(number, 'SayStopped', () => seat.ring.stop())
    const place = cast.spares.get(number)
    return place === undefined ? nothing() : this.#succeed(number, place, seat)
  }

  *#produce(number: number, seat: Seated): Thread {
    yield choice(['Attach'])
    const taken: Sequencer[] = []
    const takes = () => seat.ring.producer(nameOf(number), WAITS)
    if (yield* this.#ended(number, takes, taken)) return yield* nothing()
    seat.acts = number
    yield* this.#offer(number, taken[0] as Sequencer, this.#cast.claims, seat)
  }

  *#offer(number: number, producer: Sequencer, claims: number, seat: Seated): Thread {
    const batch = this.#cast.batch.get(number) ?? 1
    for (let more = claims; ; ) {
      if (producer.unpublished) yield* this.#show(producer)
      const idle = [...(more > 0 ? ['BeginClaim'] : []), ...(this.#cast.leaves ? ['Leave'] : [])]
      const { action } = chosen(yield choice(idle))
      more--
      const did = action === 'Leave' ? () => producer.leave() : () => producer.claim(batch)
      const isOver = yield* this.#ended(number, did)
      if (action === 'Leave') seat.acts = null
      if (isOver || action === 'Leave') return yield* nothing()
    }
  }

  *#show(producer: Sequencer): Thread {
    const { first, last } = producer.unpublished ?? { first: 0, last: -1 }
    while (producer.unpublished) {
      const open = ['Publish', ...(this.#cast.givesBack ? ['GiveBack'] : [])]
      const { action } = chosen(yield choice(open))
      if (action === 'GiveBack') yield* call(producer.giveBack())
      else {
        yield* call(producer.publish(first, last))
        for (let sequence = first; sequence <= last; sequence++) this.published.push(sequence)
      }
    }
  }

  *#read(number: number, seat: Seated): Thread {
    yield choice(['Attach'])
    const taken: Consumer[] = []
    const takes = () => seat.ring.consumer(nameOf(number), { ...WAITS })
    if (yield* this.#ended(number, takes, taken)) return yield* nothing()
    seat.acts = number
    yield* this.#handle(number, number, taken[0] as Consumer)
  }

  *#handle(number: number, role: number, consumer: Consumer): Thread {
    const handles = (sequence: number): void => this.#handles(number, role, sequence)
    const handler = function* (sequence: number): Thread {
      yield choice(['BeginRead'])
      handles(sequence)
    }
    for (;;)
      if (yield* this.#ended(number, () => consumer.consume(handler as never, 1))) return yield* nothing()
  }

  #handles(number: number, consumer: number, sequence: number): void {
    this.#handledBy(consumer).push(sequence)
    this.#staging.onlooker?.handles(number, consumer, sequence)
  }

  *#work(number: number, seat: Seated): Thread {
    yield choice(['Attach'])
    const pool = yield* call(seat.ring.pool(nameOf(0), WAITS))
    const works = this.#staging.works ?? 'poll'
    for (;;) {
      const { action } = chosen(yield choice(['BeginTake', ...(this.#cast.leaves ? ['Leave'] : [])]))
      const handler = (sequence: number): void => this.#handles(number, 0, sequence)
      const did = action === 'Leave' ? () => pool.leave() : () => pool[works](handler, 1)
      if ((yield* this.#ended(number, did)) || action === 'Leave') return yield* nothing()
    }
  }

  *#succeed(number: number, place: number, seat: Seated): Thread {
    const [name, isProducer] = [nameOf(place), this.#cast.producers.includes(place)]
    yield choice(['LoadHolder'])
    const taken: unknown[] = []
    const takes = () =>
      isProducer ? seat.ring.takeOverProducer(name, WAITS) : seat.ring.takeOver(name, { ...WAITS })
    if (yield* this.#ended(number, takes, taken)) return yield* nothing()
    seat.acts = place
    if (isProducer) yield* this.#offer(number, taken[0] as Sequencer, 0, seat)
    else yield* this.#handle(number, place, taken[0] as Consumer)
  }

  *#ending(number: number, action: string, end: () => unknown): Thread {
    yield choice([action])
    yield* this.#ended(number, end)
    yield* nothing()
  }

  /** Whether a call ended with the ring; otherwise what it returned is pushed. */
  *#ended<Answer>(number: number, calls: () => Answer, returned: Answer[] = []): Thread<boolean> {
    try {
      returned.push(yield* call(calls()))
      return false
    } catch (error) {
      const seat = this.#at(number)
      const { code = '' } = error as { code?: string }
      if (!/CLOSED|FAILED|STOPPED|ROLE_TAKEN/.test(code)) throw error
      seat.outcome = code
      seat.acts = null
      this.#staging.onlooker?.ended(number, error as Error)
      return true
    }
  }

  /** A supervisor learns of a thread's end: it completes pending wake-ups, then buries the thread. */
  *#judge({ ring }: Seated, number: number, about: number): Thread {
    const isHalfClosed = this.ring.positions().state === 'closing'
    yield* call(ring.settle())
    if (isHalfClosed && this.ring.positions().state === 'closed') return yield* nothing()
    this.#judged.set(number, (this.#judged.get(number) ?? new Set()).add(about))
    this.#staging.onlooker?.buries(number, about)
    const { missed } = yield* call(ring.bury(this.#partsOf(about), { code: 1, threadId: about }))
    const isMissed = Object.values(missed ?? {}).some(({ length }) => length > 0)
    const { state, producers } = this.ring.positions()
    const haveLeft = Object.values(producers).every((owner) => owner === 'left')
    if (!isMissed && isHalfClosed && state === 'closing') yield* call(ring.fail({}))
    else if (!isMissed && haveLeft && state === 'open') yield* call(ring.close())
    yield* nothing()
  }

  /** A spare thread owns the role it was to take over only once it has it. */
  #partsOf(about: number): Gone {
    const role = this.#cast.roleOf(about)
    const { producers, consumers } = this.ring.positions()
    const is = producers[nameOf(role)] ?? consumers[nameOf(role)]
    return role !== about && is === 'none' ? {} : this.#cast.partOf(role)
  }

  /** The exit handler of a thread. */
  *#end(seat: Seated, number: number, code: number): Thread {
    seat.ends = true
    this.#staging.onlooker?.buries(number, number)
    yield* call(seat.ring.bury(this.#partsOf(number), { code, threadId: number }))
    seat.dead = true
    yield* nothing()
  }

  #handledBy(number: number): number[] {
    const known = this.handled.get(number) ?? []
    this.handled.set(number, known)
    return known
  }
}

/** Waiters spin for ever: parking is checked in Signal. */
const WAITS = { pause: 0, spins: Number.POSITIVE_INFINITY }

function choice(offers: readonly string[]): Pending {
  const own: Locals = {}
  return { kind: 'choice', offers, own }
}

function chosen(answer: unknown): { readonly action: string } {
  return answer as { readonly action: string }
}

function* nothing(): Thread {
  for (;;) yield choice([])
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
  if (op === 'wait' || op === 'waitAsync') throw new Broken('no thread parks here')
  if (op === 'load') return Atomics.load(words, index)
  if (op === 'compareExchange') return Atomics.compareExchange(words, index, first, second)
  return Atomics[op](words, index, first)
}

/** The source as loaded by each of these threads. */
export async function coresOf(
  threads: readonly number[],
  text?: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<number, Core>> {
  return new Map(await Promise.all(threads.map(async (t) => [t, await coreOf(t, text)] as const)))
}
