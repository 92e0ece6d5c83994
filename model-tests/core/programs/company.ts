// The threads of a cast on a machine: what is enabled for each, what its caller decides, and how all have ended.
import type { Chance } from '../../harness/random.ts'
import type { Done } from '../../harness/stepper/machine.ts'
import { type Decision, Stuck, whenStirred } from '../../harness/stepper/yields.ts'
import type { Core } from '../load.ts'
import { type SteppedRing, steppedRing } from '../stepped.ts'
import type { TourHead } from '../tour.ts'
import { type Cast, headOf } from './cast.ts'
import { Records } from './records.ts'

/** What programs have done, counted. */
export type Tally = {
  -readonly [Name in 'steps' | 'sleeps' | 'expired' | 'aborted' | 'deaths' | 'handled']: number
}

/** The steps after the close within which every thread must end. */
export const ENOUGH = 20_000

export class Company {
  readonly head: TourHead
  readonly ring: SteppedRing
  readonly dead = new Set<number>()
  readonly #core: Core
  readonly #cast: Cast
  readonly #records: Records
  readonly #tally: Tally
  readonly #aborts = new Map<string, () => boolean>()

  constructor(core: Core, cast: Cast, tally: Tally) {
    this.#core = core
    this.#cast = cast
    this.head = headOf(cast)
    const aborts = cast.aborts ? this.#aborts : undefined
    this.ring = steppedRing(core, this.head, cast.start, cast.form, aborts)
    this.#records = new Records(this.head, this.ring, cast)
    this.#tally = tally
  }

  /**
   * The enabled actions. A ring is closed when it is `ending`, and not before; within a call that closes, the same
   * actions are ordinary steps.
   */
  enabled(thread: number, ending: boolean): readonly string[] {
    const enabled = this.ring.machine.offers(thread)
    const action = this.#closing(thread)
    if (action === null || !enabled.includes(action)) return enabled
    if (enabled.length === 1 && action === 'StoreFinal') return enabled
    return ending ? [action] : enabled.filter((other) => other !== action)
  }

  /** Whether a thread may crash: not one that ends the ring, and no more than two. */
  isMortal(thread: number): boolean {
    if (!this.#cast.mortal || this.dead.has(thread) || this.dead.size > 1) return false
    return !['closer', 'supervisor'].includes(this.head.threads[thread] ?? '')
  }

  decision(thread: number, action: string, ending: boolean, chance: Chance): Decision {
    const { claims, limits, waits, throws, habits } = this.head.callers
    if (action === 'BeginClaim')
      return { n: chance.of(claims.filter((n) => this.#fits(thread, n))), waits: chance.of(waits) }
    if (action === 'Claim') return { n: chance.of(claims) }
    if (action === 'LoadNext')
      return { n: chance.of(claims), waits: habits.includes('timed') && chance.of(waits) }
    if (action === 'BeginPoll' || action === 'LoadTake' || action === 'BeginWork')
      return { limit: chance.of(limits), waits: ending || chance.of(waits) }
    if (action === 'BeginTake')
      return { limit: chance.of(limits), waits: this.#mayWait(thread) && (ending || chance.of(waits)) }
    if (action === 'Advance' && this.#open(thread) > 0) return { n: 1 + chance.below(this.#open(thread)) }
    return throws && /^End(Read|Task|Flush)$/.test(action) && chance.below(16) === 0 ? { throws: true } : {}
  }

  /** Aborts a thread's last call. Other sleepers on its word wake too, and must try again. */
  abort(thread: number): void {
    const { machine } = this.ring
    whenStirred((index) => machine.stir(index))
    try {
      const isAborted = this.#aborts.get(this.head.threads[thread] ?? '')?.()
      if (!isAborted) return
      this.#tally.aborted++
    } finally {
      whenStirred(null)
    }
    if (machine.isAsleep(thread)) throw new Stuck('an aborted sleeper sleeps on')
  }

  step(thread: number, action: string, decision: Decision): Done | null {
    if (action === 'Abort') {
      this.abort(thread)
      return null
    }
    if (action.startsWith('Crash')) this.dead.add(thread)
    this.#records.before(thread, action)
    const done = this.ring.machine.step(thread, action, decision)
    this.#records.after(thread, action, decision)
    this.#count(action, done)
    return done
  }

  #count(action: string, done: Done | null): void {
    this.#tally.steps++
    if (done?.op === 'wait' || done?.op === 'waitAsync') this.#tally.sleeps += done.result
    if (action.startsWith('Expire')) this.#tally.expired++
    if (action.startsWith('Crash')) this.#tally.deaths++
  }

  /** Once no thread is enabled: the live threads that have not ended. */
  waiting(): string[] {
    return this.head.threads.filter((_, t) => this.ring.machine.isAsleep(t) && !this.dead.has(t))
  }

  /** Once no thread is enabled: what was lost, or null. */
  verdict(): string | null {
    this.#tally.handled += this.#records.handled
    return this.#records.verdict(this.#core, this.dead)
  }

  /** The actions enabled for each thread. */
  standing(): string {
    const { threads } = this.head
    return threads.map((name, t) => `${name}: ${this.ring.machine.offers(t).join(' ')}`).join(', ')
  }

  /** The action with which this thread closes the ring. */
  #closing(thread: number): 'StoreFinal' | 'CloseCursor' | null {
    const name = this.head.threads[thread]
    if (name === 'closer') return 'CloseCursor'
    return name === 'producer' ? 'StoreFinal' : null
  }

  /** How many events a consumer has taken and not advanced over. */
  #open(thread: number): number {
    return Number(this.ring.machine.own(thread, 'open') ?? 0)
  }

  /** A blocked thread cannot advance, and what it has taken may be the room that it waits for. */
  #mayWait(thread: number): boolean {
    return this.head.callers.meanwhile === true || this.#open(thread) === 0
  }

  /** A single producer may not claim beyond a ring of unpublished sequences. */
  #fits(thread: number, n: number): boolean {
    const [claimed, cursor] = ['claimed', 'cursor'].map((name) => Number(this.ring.machine.own(thread, name)))
    return (claimed ?? 0) + n - (cursor ?? 0) <= this.#cast.size
  }
}
