// Random programs on the stepper: threads park, give up, throw, close and die, and in the end everybody has ended.
import fc from 'fast-check'
import { steppedRing } from '../core/stepped.ts'
import type { ProgramClaim } from '../report/claims.ts'
import type { Core } from '../stepper/load.ts'
import type { Decision } from '../stepper/yields.ts'
import { type Cast, casts, headOf } from './cast.ts'
import { Ledger } from './ledger.ts'

/** Steps after the ring was closed in which everybody has to have ended. */
const ENOUGH = 20_000

/** Plays so many programs; the seed gives the same programs again. Ends at the first that goes wrong. */
export function playMany(core: Core, seed: number, programs: number): ProgramClaim {
  // Every program is refused something, and nobody reads where.
  Error.stackTraceLimit = 0
  const tally = { programs: 0, steps: 0, sleeps: 0, expired: 0, deaths: 0, handled: 0 }
  for (const cast of fc.sample(casts, { seed, numRuns: programs })) {
    const taken: Taken[] = []
    const tell: Tell = (...step) => void taken.push(step)
    const wrong = new Program(core, cast, seed + tally.programs, tally).play(tell)
    tally.programs++
    if (wrong) return { seed, ...tally, failure: [JSON.stringify(cast), ...linesOf(cast, taken), wrong] }
  }
  return { seed, ...tally, failure: null }
}

function linesOf(cast: Cast, taken: readonly Taken[]): string[] {
  const { threads } = headOf(cast)
  return taken.map(([thread, action, decision]) =>
    `${threads[thread]} ${action} ${Object.keys(decision).length > 0 ? JSON.stringify(decision) : ''}`.trimEnd(),
  )
}

type Taken = readonly [thread: number, action: string, decision: Decision]
type Tell = (thread: number, action: string, decision: Decision) => void

type Tally = { -readonly [Name in 'steps' | 'sleeps' | 'expired' | 'deaths' | 'handled']: number }

class Program {
  readonly #core: Core
  readonly #cast: Cast
  readonly #head
  readonly #ring
  readonly #ledger: Ledger
  readonly #tally: Tally
  readonly #dead = new Set<number>()
  #random: number

  constructor(core: Core, cast: Cast, seed: number, tally: Tally) {
    this.#core = core
    this.#cast = cast
    this.#head = headOf(cast)
    this.#ring = steppedRing(core, this.#head, cast.start, cast.form)
    this.#ledger = new Ledger(this.#head, this.#ring)
    this.#tally = tally
    this.#random = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1
  }

  /** What is wrong, or null. */
  play(tell: Tell): string | null {
    try {
      for (let step = 0; step < this.#cast.steps + ENOUGH; step++) {
        if (!this.#goOn(step >= this.#cast.steps, tell)) return this.#end()
      }
      return `${ENOUGH} steps after it was closed somebody goes on: ${this.#standing()}`
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  /** Whether anybody could. Loops instead of closures: this is done for every step. */
  #goOn(ending: boolean, tell: Tell): boolean {
    const able: number[] = []
    for (let thread = 0; thread < this.#head.threads.length; thread++) {
      if (this.#offers(thread, ending).length > 0) able.push(thread)
    }
    const fate = this.#fate(ending)
    if (fate) this.#step(...fate, {}, tell)
    else if (able.length > 0) this.#take(this.#of(able), ending, tell)
    return able.length > 0 || fate !== null
  }

  #take(thread: number, ending: boolean, tell: Tell): void {
    const action = this.#of(this.#offers(thread, ending))
    this.#step(thread, action, this.#decision(thread, action, ending), tell)
  }

  #step(thread: number, action: string, decision: Decision, tell: Tell): void {
    tell(thread, action, decision)
    this.#ledger.before(thread, action)
    const done = this.#ring.machine.step(thread, action, decision)
    this.#ledger.after(thread, action, decision.throws === true)
    this.#tally.steps++
    if (done?.op === 'wait' || done?.op === 'waitAsync') this.#tally.sleeps += done.result
    if (action.startsWith('Expire')) this.#tally.expired++
    if (action.startsWith('Crash')) this.#tally.deaths++
  }

  /** A ring is closed when it is time, and then at once; within closing, the same names are just the next step. */
  #offers(thread: number, ending: boolean): readonly string[] {
    const offers = this.#ring.machine.offers(thread)
    const action = this.#closing(thread)
    if (action === null || !offers.includes(action)) return offers
    if (offers.length === 1 && action === 'StoreFinal') return offers
    return ending ? [action] : offers.filter((other) => other !== action)
  }

  /** How this thread would begin to close the ring. */
  #closing(thread: number): 'StoreFinal' | 'CloseCursor' | null {
    const name = this.#head.threads[thread]
    if (name === 'closer') return 'CloseCursor'
    return name === 'producer' ? 'StoreFinal' : null
  }

  /** Time is up for somebody who waits, or somebody dies. */
  #fate(ending: boolean): [number, string] | null {
    const roll = this.#next() % 64
    const thread = this.#next() % this.#head.threads.length
    if (this.#dead.has(thread) || ending) return null
    if (this.#cast.timed && roll < 3) return [thread, 'Expire']
    const isSpared = this.#dead.size > 1 || (this.#dead.size === 0 && this.#next() % 4 > 0)
    if (!this.#cast.mortal || roll !== 3 || isSpared) return null
    if (['closer', 'supervisor'].includes(this.#head.threads[thread] ?? '')) return null
    this.#dead.add(thread)
    return [thread, 'CrashReader']
  }

  #decision(thread: number, action: string, ending: boolean): Decision {
    const { claims, limits, waits, throws, habits } = this.#head.callers
    if (action === 'BeginClaim')
      return { n: this.#of(claims.filter((n) => this.#fits(thread, n))), waits: this.#of(waits) }
    if (action === 'Claim') return { n: this.#of(claims) }
    if (action === 'LoadNext')
      return { n: this.#of(claims), waits: habits.includes('timed') && this.#of(waits) }
    if (action === 'BeginPoll' || action === 'LoadTake' || action === 'BeginWork')
      return { limit: this.#of(limits), waits: ending || this.#of(waits) }
    return throws && /^End(Read|Task)$/.test(action) && this.#next() % 16 === 0 ? { throws: true } : {}
  }

  /** More than a ring of what it has not published is refused to the only producer. */
  #fits(thread: number, n: number): boolean {
    const [claimed, cursor] = ['claimed', 'cursor'].map((name) =>
      Number(this.#ring.machine.own(thread, name)),
    )
    return (claimed ?? 0) + n - (cursor ?? 0) <= this.#cast.size
  }

  /** Nobody goes on: the living have ended, and nothing is lost. */
  #end(): string | null {
    const waiting = this.#head.threads.filter((_, t) => this.#ring.machine.isAsleep(t) && !this.#dead.has(t))
    if (waiting.length > 0) return `left waiting: ${waiting.join(', ')}`
    for (const sequences of this.#ledger.handled.values()) this.#tally.handled += sequences.length
    return this.#ledger.verdict(this.#core, this.#cast, this.#dead)
  }

  #standing(): string {
    return this.#head.threads
      .map((name, t) => `${name}: ${this.#ring.machine.offers(t).join(' ')}`)
      .join(', ')
  }

  #of<Each>(all: readonly Each[]): Each {
    return all[this.#next() % all.length] as Each
  }

  #next(): number {
    this.#random ^= this.#random << 13
    this.#random ^= this.#random >>> 17
    this.#random ^= this.#random << 5
    return this.#random >>> 8
  }
}
