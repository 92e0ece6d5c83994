// Threads that take, leave and lose their roles, on the stepped source: one access that shows after another.
import { readFile } from 'node:fs/promises'
import { type Consumer, createRing, type Gone, type Ring, type Sequencer } from '../../src/core/index.ts'
import { type Core, corePath, loadCore } from '../stepper/load.ts'
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

/** Calls that may come to nothing, without an access. */
const IN_VAIN: ReadonlySet<string> = new Set(['Leave', 'SayStopped', 'LoadHolder', 'GiveBack'])

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
  /** Whether it is at its own end. */
  ends: boolean
  /** The role for which it acts: once it has it, and as long as its calls go on. */
  acts: number | null
  /** What its calls have ended with. */
  outcome: string
}

/** Who looks on: at what each access has found, at what is handled, and at how calls end. */
export interface Onlooker {
  accessed(thread: number, access: Access, result: number): void
  handles(thread: number, consumer: number, sequence: number): void
  ended(thread: number, error: Error): void
  /** What is to come of the parts of a thread is about to be read. */
  buries(thread: number, about: number): void
}

/** How a play is seen, and what its workers do where nothing is to be taken. */
export interface Staging {
  readonly onlooker?: Onlooker
  readonly works?: 'poll' | 'consume'
  /** The core by which the ring is made, and looked at. */
  readonly create?: typeof createRing
}

const cores = new Map<number, Promise<Core>>()

/** Whoever looks on does so at once: what the stepped barrier would load, one access after another, is loaded here. */
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
  const source = text?.['positions.ts'] ?? (await readFile(corePath('positions.ts'), 'utf8'))
  const looks = source.replace('new Barrier(seat)', 'atOnce(new Barrier(seat))')
  if (looks === source) throw new Broken('positions are looked at without a barrier')
  return { ...text, 'positions.ts': looks + AT_ONCE }
}

type Text = Readonly<Record<string, string>>

/** The source as the thread of that number has loaded it; files by their names may have another text. */
export function coreOf(threadId: number, text?: Text): Promise<Core> {
  const load = async () =>
    loadCore({ stepped: true, also: ALSO, threadId, text: await positionsAtOnce(text) })
  if (text) return load()
  const known = cores.get(threadId) ?? load()
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
  readonly #staging: Staging
  /** Those of whose death each supervisor has heard. */
  readonly #judged = new Map<number, Set<number>>()

  constructor(cast: Roles, cores: ReadonlyMap<number, Core>, staging: Staging = {}) {
    this.#cast = cast
    this.#staging = staging
    this.ring = (staging.create ?? createRing)(cast.ring)
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

  /** Whether it is terminated, or at its own end. */
  isGone(number: number): boolean {
    const { dead, ends } = this.#at(number)
    return dead || ends
  }

  /** Whether it is in its caller's code, and in no call. */
  isIdle(number: number): boolean {
    const { dead, ends, pending } = this.#at(number)
    return !dead && !ends && pending.kind === 'choice'
  }

  /** The role for which a living thread acts. */
  actsFor(number: number): number | null {
    return this.isGone(number) ? null : this.#at(number).acts
  }

  /** Whether a supervisor may hear of a death now: once, and while nobody who lives is about to close the ring. */
  mayJudge(supervisor: number, about: number): boolean {
    if (!this.isIdle(supervisor) || !this.isDead(about) || supervisor === about) return false
    return !this.#judged.get(supervisor)?.has(about) && !this.#isBeingClosed()
  }

  #isBeingClosed(): boolean {
    const isClosing = ({ dead, pending }: Seated): boolean =>
      !dead && pending.kind !== 'choice' && /^(StoreFinal|Tell)$/.test(pending.action)
    return this.ring.positions().state === 'closing' && [...this.#seats.values()].some(isClosing)
  }

  /** @throws {Broken} if the thread does not offer that */
  step(number: number, action: string, about?: number): void {
    const seat = this.#at(number)
    if (action === 'Crash') seat.dead = true
    else if (action === 'CrashBehind') this.#crashBehind(number, seat)
    else if (action === 'Judge') this.#go(seat, this.#judge(seat, number, about ?? -1))
    else if (action === 'EndWait') this.#hear(number, seat)
    else if (action === 'BeginEnd') this.#go(seat, this.#end(seat, number, about === 1 ? 1 : 0))
    else this.#take(number, seat, action)
  }

  /** It is terminated when its access was made, and before what it would have noted of that. */
  #crashBehind(number: number, seat: Seated): void {
    if (seat.pending.kind !== 'choice') this.#perform(number, seat.pending)
    seat.dead = true
  }

  /** Whoever waits hears that the ring has ended. */
  #hear(number: number, seat: Seated): void {
    this.#settle(number, seat)
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
    const acting = { dead: false, ends: false, acts: null, outcome: '' }
    this.#seats.set(number, { core, ring, thread, pending, ...acting })
  }

  /** Whoever is not late is attached before anything happens. */
  #begin(number: number): void {
    const seat = this.#at(number)
    seat.thread = this.#threadOf(number, seat)
    seat.pending = next(seat)
    if (this.#cast.late.includes(number) || !this.#cast.attaches(number)) return
    if (this.offers(number).includes('Attach')) this.#take(number, seat, 'Attach')
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
    if (!pending.offers.includes(action)) throw new Broken(`${action} is not offered, but ${pending.offers}`)
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

  /** A worker looks at its seat before it sits down, or stands up. */
  #sits(number: number, seat: Seated): void {
    while (seat.pending.kind !== 'choice' && /^(LoadHolder|TakeOver|Leave)$/.test(seat.pending.action))
      seat.pending = next(seat, this.#perform(number, seat.pending))
  }

  #access(number: number, seat: Seated, access: Access, action: string): void {
    if (access.action !== action) throw new Broken(`${action} is not offered, but ${access.action}`)
    seat.pending = next(seat, this.#perform(number, access))
    // Both signals are told, as if at once: what lies between is in Lifecycle.
    while (action === 'Tell' && seat.pending.kind !== 'choice' && /^(Tell|Notify)/.test(seat.pending.action))
      seat.pending = next(seat, this.#perform(number, seat.pending))
    if (action === 'TakeOver') this.#inherits(number, seat)
    // A worker is marked at its seat, and as its pool.
    if (action === 'Bury' && seat.pending.kind !== 'choice' && seat.pending.action === 'Bury')
      seat.pending = next(seat, this.#perform(number, seat.pending))
  }

  /** Whoever takes a producer's place learns at once what that has claimed. */
  #inherits(number: number, seat: Seated): void {
    this.#settle(number, seat)
    if (seat.pending.kind !== 'choice' && seat.pending.action === 'LoadLap')
      seat.pending = next(seat, this.#perform(number, seat.pending))
  }

  /** Goes through what does not show: at least one round of whoever waits, and no further than its beginning. */
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
    for (let more = claims; ; ) {
      if (producer.unpublished) yield* this.#show(producer)
      const idle = [...(more > 0 ? ['BeginClaim'] : []), ...(this.#cast.leaves ? ['Leave'] : [])]
      const { action } = told(yield choice(idle))
      more--
      const did = action === 'Leave' ? () => producer.leave() : () => producer.claim(1)
      const isOver = yield* this.#ended(number, did)
      if (action === 'Leave') seat.acts = null
      if (isOver || action === 'Leave') return yield* nothing()
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
      const { action } = told(yield choice(['BeginTake', ...(this.#cast.leaves ? ['Leave'] : [])]))
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

  /** Whether a call ended as a ring does; what it returned is pushed otherwise. */
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

  /** As a supervisor does that hears of a thread's end: what was decided is told, then it is buried. */
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

  /** A place that was to be taken, and that nobody has had, is still that of the thread for which it was made. */
  #partsOf(about: number): Gone {
    const role = this.#cast.roleOf(about)
    const { producers, consumers } = this.ring.positions()
    const is = producers[nameOf(role)] ?? consumers[nameOf(role)]
    return role !== about && is === 'none' ? {} : this.#cast.partOf(role)
  }

  /** As a thread does at its own end. */
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
