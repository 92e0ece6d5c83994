// One thread of a replay: unmodified source in a worker whose Atomics waits for the baton before each access.
import '../../harness/threads/host.ts'
import { parentPort } from 'node:worker_threads'
import { Lifecycle } from '../../../src/core/Lifecycle.ts'
import * as words from '../../../src/core/layout.ts'
import * as core from '../../../src/index.ts'
import { describeAccess, type Naming, originsOf, relative, turnedBack } from '../../harness/stepper/access.ts'
import { isCallers, isFate } from '../../harness/stepper/machine.ts'
import { TIMEOUT_MS } from '../../harness/stepper/time.ts'
import type { Answer, AtomicOp, Choice, Thread } from '../../harness/stepper/yields.ts'
import { Baton, CalledOff } from '../../harness/threads/baton.ts'
import { clock } from '../../harness/threads/host.ts'
import type { Arrival, Line, Script } from '../../harness/tour/tour.ts'
import { callerOf } from '../callers.ts'
import { parseTour, type Tour } from '../tour.ts'
import { placesOf } from './replay.ts'
import type { Difference, Ridden, Ride } from './ride.ts'

/** The script has no more lines for this thread: unwinds whatever call is in progress. */
class End extends Error {}

/** Thrown where script and thread diverge. */
class Parted extends Error {
  readonly difference: Difference

  constructor(difference: Difference) {
    super(difference.what)
    this.difference = difference
  }
}

/** Makes the access with these operands. */
type Perform = (operands: readonly number[]) => number

const plain = Atomics
/** The script being replayed, if any; otherwise the source's Atomics are unrestricted. */
let rider: Rider | null = null

class Rider {
  lines = 0
  readonly #tour: Tour
  readonly #script: Script
  readonly #thread: number
  readonly #baton: Baton
  readonly #ring: core.Ring
  readonly #slots: Float64Array
  readonly #held: Int32Array
  readonly #naming: Naming
  /** the last line that this thread took, and the next it takes */
  #last = -1
  #next: number
  /** the line that began a call and whose access is still to come */
  #called: Line | null = null
  #over = false
  /** it slept after it passed the baton on */
  #slept = false
  #time = 0
  #due = Number.POSITIVE_INFINITY

  constructor(tour: Tour, script: number, { thread, handles, slots, batons }: Ride) {
    this.#tour = tour
    this.#script = tour.scripts[script] ?? []
    this.#thread = thread
    const [handle, memory, baton] = [handles[script], slots[script], batons[script]]
    if (!handle || !memory || !baton) throw new RangeError(`there is no script ${script}`)
    this.#baton = new Baton(baton, thread)
    this.#ring = core.attachRing(handle)
    this.#slots = new Float64Array(memory)
    this.#held = new Int32Array(handle.buffer)
    const origins = originsOf(tour.words, tour.factors, handle.start)
    this.#naming = { words: tour.words, places: placesOf(tour, words), origins }
    this.#next = this.#after(-1)
  }

  /** Replays to the end of the script; returns the divergence, if any. */
  ride(): Difference | null {
    const caller = this.#caller()
    try {
      rider = this
      this.#drive(caller)
    } catch (error) {
      if (!(error instanceof End)) return this.#failed(error)
    } finally {
      rider = null
    }
    return null
  }

  /** Waits for the baton before an access, makes it and compares. */
  access(op: AtomicOp, index: number, operands: readonly number[], perform: Perform): number {
    if (this.#over) return 0
    const line = this.#called ?? this.#arrive((action) => !isCallers(action))
    this.#called = null
    if (op === 'notify') return this.#notify(line, index, () => perform(operands))
    if (op === 'wait') return this.#sleep(line, index, operands)
    const turned = line.shift * (this.#tour.factors?.[this.#naming.places.indexOf(index)] ?? 1)
    const done = turnedBack(op, turned, operands, perform)
    const access = describeAccess(this.#naming, op, index, done.operands, done.result)
    if (access !== line.access)
      throw new Parted({ line: this.#next, what: 'the access', spec: `${line.access}`, source: access })
    this.#taken()
    return done.seen
  }

  /** Notifies until it has woken as many as the script says: a thread may still be on its way to sleep. */
  #notify(line: Line, index: number, perform: () => number): number {
    const before = this.#script[this.#next - 1]?.offers ?? []
    const sleepers = line.offers.filter((offers, t) => offers.length > 0 && before[t]?.length === 0)
    this.#baton.until(() => perform(), sleepers.length)
    return this.#takes(line, 'notify', index, [], 0)
  }

  #takes(line: Line, op: AtomicOp, index: number, operands: readonly number[], result: number): number {
    const access = describeAccess(this.#naming, op, index, operands, result)
    if (access !== line.access)
      throw new Parted({ line: this.#next, what: 'the access', spec: `${line.access}`, source: access })
    this.#taken()
    return result
  }

  /**
   * Sleeps for real if a notification will come, once everything is compared and the baton is passed on.
   *
   * Where the thread will time out instead, or its script ends, it only stands still, and so does its clock.
   */
  #sleep(line: Line, index: number, [epoch = 0]: readonly number[]): number {
    const isOther = plain.load(this.#held, index) !== epoch
    const sleeps = !isOther && this.#time < this.#due
    this.#takes(line, 'wait', index, [epoch], Number(sleeps))
    if (!sleeps) return 0
    this.#compare(this.#previous(), () => true, undefined)
    this.#passOn()
    this.#slept = true
    const woken = this.#script.findIndex(
      ({ offers }, number) => number > this.#last && (offers[this.#thread]?.length ?? 0) > 0,
    )
    const waking = this.#script[woken]
    if (waking && waking.thread !== this.#thread) this.#baton.sleep(this.#held, index)
    return 0
  }

  /** This thread's clock. A time-out set now expires when the script says so. */
  now(): number {
    this.#due = this.#time + TIMEOUT_MS
    return this.#time
  }

  #caller(): Thread {
    const name = this.#tour.threads[this.#thread] ?? ''
    return callerOf(name, {
      head: this.#tour,
      ring: this.#ring,
      memory: { slots: this.#slots },
      lifecycle: new Lifecycle(this.#held),
      run: (handling) => this.#drive(handling),
    })
  }

  /** Runs the caller's code; the accesses of its calls arrive in `access`. */
  #drive(caller: Thread): undefined {
    for (let step = caller.next(); !step.done; ) {
      if (step.value.kind !== 'choice') throw new TypeError('the source is not stepped here')
      step = caller.next(this.#choose(step.value))
    }
  }

  #choose({ offers }: Choice): Answer {
    if (this.#over) throw new End()
    const line = this.#arrive((action) => offers.includes(action), offers)
    if (isCallers(line.action)) this.#taken()
    else this.#called = line
    return { action: line.action, decision: line.decision }
  }

  /** Compares the state, passes the baton on, and waits for this thread's next line. */
  #arrive(stands: (action: string) => boolean, offers?: readonly string[]): Line {
    if (!this.#slept) this.#compare(this.#previous(), stands, offers)
    if (this.lines === 0) this.#baton.meet(this.#tour.threads.length)
    else if (!this.#slept) this.#passOn()
    // A thread that also took the line before still holds the baton.
    const holds = this.#next === this.#last + 1
    this.#slept = false
    const line = this.#script[this.#next]
    if (line && !holds) this.#baton.take(this.#next)
    if (!line || this.#befalls(line) === 'dead') {
      this.#over = true
      throw new End()
    }
    return isFate(line.action) ? this.#arrive(stands, offers) : line
  }

  /** Times out or crashes; a thread that crashes passes the baton on here. */
  #befalls({ action }: Line): 'dead' | 'alive' {
    if (!isFate(action)) return 'alive'
    this.#taken()
    this.#time += 2 * TIMEOUT_MS
    if (action.startsWith('Expire')) return 'alive'
    this.#passOn()
    return 'dead'
  }

  #compare(
    before: Arrival,
    stands: (action: string) => boolean,
    offers: readonly string[] | undefined,
  ): void {
    const spec = before.offers[this.#thread] ?? []
    // A sleeper enables nothing, nor does a supervisor before a crash: neither can tell.
    const same = spec.length === 0 || (spec.every(stands) && (offers?.length ?? 1) === spec.length)
    if (!same) throw this.#parted('what it could do next', spec, offers ?? 'an access')
    // Before its first line, other threads may have moved already.
    if (this.lines === 0) return
    before.words.forEach((sequence, w) => {
      const held = relative(
        this.#naming.origins[w] ?? 0,
        plain.load(this.#held, this.#naming.places[w] ?? -1),
      )
      if (held !== sequence) throw this.#parted(`word ${this.#tour.words[w]}`, sequence, held)
    })
    before.slots.forEach((sequence, s) => {
      const held = this.#slots[s] ?? Number.NaN
      const expected = sequence === null ? Number.NaN : this.#ring.handle.start + sequence
      if (!Object.is(held, expected))
        throw this.#parted(`slot ${s}`, sequence, held - this.#ring.handle.start)
    })
  }

  /** The state after this thread's last line, before any other thread moves. */
  #previous(): Arrival {
    return this.#last < 0 ? this.#tour.initial : (this.#script[this.#last] ?? this.#tour.initial)
  }

  #taken(): void {
    this.lines++
    this.#last = this.#next
    this.#next = this.#after(this.#next)
  }

  #passOn(): void {
    const following = this.#script[this.#last + 1]
    if (following && following.thread !== this.#thread) this.#baton.pass(following.thread, this.#last + 1)
  }

  #after(line: number): number {
    let next = line + 1
    while (next < this.#script.length && this.#script[next]?.thread !== this.#thread) next++
    return next
  }

  #parted(what: string, spec: unknown, source: unknown): Parted {
    return new Parted({ line: this.#last, what, spec: JSON.stringify(spec), source: JSON.stringify(source) })
  }

  #failed(error: unknown): Difference {
    this.#over = true
    this.#baton.callOff()
    if (error instanceof Parted) return error.difference
    if (error instanceof CalledOff)
      return { line: Number.POSITIVE_INFINITY, what: 'called off', spec: '', source: '' }
    const source = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { line: this.#next, what: 'the step', spec: this.#script[this.#next]?.action ?? 'the end', source }
  }
}

/** The Atomics of the source. */
function reined(op: AtomicOp): (words: Int32Array, index: number, ...operands: number[]) => number {
  return (held, index, ...operands) => {
    const perform: Perform = (given) => Reflect.apply(plain[op], plain, [held, index, ...given])
    return rider ? rider.access(op, index, operands, perform) : perform(operands)
  }
}

const OPS: readonly AtomicOp[] = [
  'load',
  'store',
  'add',
  'sub',
  'or',
  'and',
  'xor',
  'exchange',
  'compareExchange',
  'wait',
  'notify',
]
globalThis.Atomics = Object.assign(
  Object.create(plain),
  Object.fromEntries(OPS.map((op) => [op, reined(op)])),
)

const { now } = clock
clock.now = () => (rider ? rider.now() : now())

parentPort?.on('message', (ride: Ride) => {
  const tour = parseTour(ride.tour)
  const ridden: Ridden = { thread: ride.thread, lines: 0, parting: null }
  for (const script of tour.scripts.keys()) {
    const one = new Rider(tour, script, ride)
    const difference = one.ride()
    ridden.lines += one.lines
    if (difference) ridden.parting = { script, ...difference }
    if (difference) break
  }
  parentPort?.postMessage(ridden)
})
