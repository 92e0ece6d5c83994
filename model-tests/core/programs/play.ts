// Random programs on the stepper: threads park, time out, throw, close and crash, and at last every one has ended.
import fc from 'fast-check'
import { Chance } from '../../harness/random.ts'
import type { Decision } from '../../harness/stepper/yields.ts'
import type { ProgramClaim } from '../../report/claims.ts'
import type { Core } from '../load.ts'
import { type Cast, casts, headOf } from './cast.ts'
import { Company, ENOUGH, type Tally } from './company.ts'

/** Plays this many programs, up to the first that fails; the seed reproduces them. */
export function playMany(core: Core, seed: number, programs: number): ProgramClaim {
  // Every program has calls that throw, and the stack traces are never read.
  Error.stackTraceLimit = 0
  const tally = { programs: 0, steps: 0, sleeps: 0, expired: 0, aborted: 0, deaths: 0, handled: 0 }
  for (const cast of fc.sample(casts, { seed, numRuns: programs })) {
    const taken: Taken[] = []
    const record: Recorder = (...step) => void taken.push(step)
    const wrong = new Program(core, cast, seed + tally.programs, tally).play(record)
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
type Recorder = (thread: number, action: string, decision: Decision) => void

class Program {
  readonly #cast: Cast
  readonly #company: Company
  readonly #chance: Chance

  constructor(core: Core, cast: Cast, seed: number, tally: Tally) {
    this.#cast = cast
    this.#company = new Company(core, cast, tally)
    this.#chance = new Chance(seed)
  }

  /** The failure, or null. */
  play(record: Recorder): string | null {
    try {
      for (let step = 0; step < this.#cast.steps + ENOUGH; step++) {
        if (!this.#goOn(step >= this.#cast.steps, record)) return this.#end()
      }
      return `${ENOUGH} steps after the close a thread never ends: ${this.#company.standing()}`
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  /** Takes one step; returns whether any thread was enabled. Loops, not closures, since it runs for every step. */
  #goOn(ending: boolean, record: Recorder): boolean {
    const able: number[] = []
    for (let thread = 0; thread < this.#company.head.threads.length; thread++) {
      if (this.#company.enabled(thread, ending).length > 0) able.push(thread)
    }
    const fate = this.#fate(ending)
    if (fate) this.#step(...fate, {}, record)
    else if (able.length > 0) this.#take(this.#chance.of(able), ending, record)
    return able.length > 0 || fate !== null
  }

  #take(thread: number, ending: boolean, record: Recorder): void {
    const action = this.#chance.of(this.#company.enabled(thread, ending))
    this.#step(thread, action, this.#company.decision(thread, action, ending, this.#chance), record)
  }

  #step(thread: number, action: string, decision: Decision, record: Recorder): void {
    record(thread, action, decision)
    this.#company.step(thread, action, decision)
  }

  /** Times out a thread, aborts its call, or crashes it; null for none of these. */
  #fate(ending: boolean): [number, string] | null {
    const roll = this.#chance.below(64)
    const thread = this.#chance.below(this.#company.head.threads.length)
    const { dead } = this.#company
    if (dead.has(thread) || ending) return null
    if (this.#cast.timed && roll < 3) return [thread, 'Expire']
    if (this.#cast.aborts && this.#cast.form === 'asynchronous' && roll > 50) return [thread, 'Abort']
    const isSpared = dead.size > 1 || (dead.size === 0 && this.#chance.below(4) > 0)
    if (roll !== 3 || isSpared || !this.#company.isMortal(thread)) return null
    return [thread, 'CrashReader']
  }

  /** Once no thread is enabled: every live thread has ended, and nothing is lost. */
  #end(): string | null {
    const waiting = this.#company.waiting()
    return waiting.length > 0 ? `left waiting: ${waiting.join(', ')}` : this.#company.verdict()
  }
}
