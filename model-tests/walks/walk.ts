// One walk of the stepped source: every step is watched, and in the end everybody has ended and nothing is lost.
import type { Cast } from '../programs/cast.ts'
import { Company, ENOUGH, type Tally } from '../programs/company.ts'
import { Chance } from '../stepper/chance.ts'
import type { Core } from '../stepper/load.ts'
import type { Decision } from '../stepper/yields.ts'
import type { Taken } from './ghosts.ts'
import { Violated, Watch } from './watch.ts'
import type { World } from './world.ts'

/** One step of a walk: whose turn it is, and which of what that thread may do; any number means something. */
export type Turn = readonly [who: number, pick: number]

/** The turn at which it is time to close the ring. */
export const CLOSE: Turn = [-1, 0]

/** What walks have come to, counted. */
export type Walked = Tally & { walks: number; published: number; closings: number }

export function nobody(): Walked {
  const taken = { steps: 0, sleeps: 0, expired: 0, aborted: 0, deaths: 0, handled: 0 }
  return { walks: 0, ...taken, published: 0, closings: 0 }
}

/** So many steps a thread takes at the end before others do. */
const STRETCH = 50

/** Of so many turns one is up for a call that may be given up, and one kills whoever may die. */
const EXPIRES = 24
const DIES = 600

export class Walk {
  readonly company: Company
  readonly #watch: Watch
  readonly #tally: Walked
  /** The steps so far, if they are wanted; the last may have been in vain. */
  readonly #lines: Taken[] | null
  #ending = false

  constructor(core: Core, cast: Cast, tally: Walked, lines: Taken[] | null = null) {
    this.company = new Company(core, cast, tally)
    this.#watch = new Watch(core, this.company.head, cast.start, this.company.ring)
    this.#tally = tally
    this.#lines = lines
  }

  get world(): World {
    return this.#watch.world
  }

  /** Which action a turn would be, by whom; null if that thread can't go on. */
  meant([who, pick]: Turn): readonly [thread: number, action: string] | null {
    if (who < 0) return null
    const thread = who % this.company.head.threads.length
    const fate = this.#fate(thread, pick)
    if (fate) return [thread, fate]
    const offers = this.company.offers(thread, this.#ending)
    return offers.length > 0 ? [thread, offers[pick % offers.length] ?? ''] : null
  }

  /**
   * Takes a turn, if that thread can go on.
   *
   * @throws {Violated} if an invariant does not hold after it
   */
  take(turn: Turn): boolean {
    if (turn[0] < 0) this.#ending = true
    const meant = this.meant(turn)
    if (!meant) return false
    const [thread, action] = meant
    const decides = !action.startsWith('Expire') && !action.startsWith('Crash')
    const chance = new Chance(turn[1])
    this.#step(thread, action, decides ? this.company.decision(thread, action, this.#ending, chance) : {})
    return true
  }

  /**
   * Closes the ring, and lets one thread after the other go on as long as any can: whoever ends the ring first.
   *
   * @throws {Violated} if an invariant does not hold, or somebody is left waiting, or something is lost
   */
  finish(): void {
    this.#ending = true
    const { threads } = this.company.head
    const { others } = this.world
    for (const { thread } of others) this.#goOn(thread)
    for (let turn = 0, idle = 0; idle < threads.length; turn++) {
      if (turn > ENOUGH) throw new Violated('ReadersEnd', `somebody goes on: ${this.company.standing()}`)
      idle = this.#goOn(turn % threads.length) ? 0 : idle + 1
    }
    this.#judge()
  }

  /** Whether a thread can go on: as far as it can, but who only looks again is not waited for. */
  #goOn(thread: number): boolean {
    let steps = 0
    while (steps < STRETCH && this.take([thread, steps])) steps++
    return steps > 0
  }

  #judge(): void {
    const waiting = this.company.waiting()
    const { readers, nameOf } = this.world
    const isReader = readers.some((own) => waiting.includes(nameOf.call(this.world, own)))
    if (waiting.length > 0)
      throw new Violated(isReader ? 'ReadersEnd' : 'ProducersReturn', `left waiting: ${waiting.join(', ')}`)
    const verdict = this.company.verdict()
    if (verdict) throw new Violated('NothingLost', verdict)
  }

  /** While the ring is open time is up for calls, and threads die. */
  #fate(thread: number, pick: number): string | null {
    if (this.#ending || this.company.dead.has(thread)) return null
    const roll = pick >>> 8
    if (this.company.head.callers.timed && roll % EXPIRES === 0) return 'Expire'
    return roll % DIES === 1 && this.company.isMortal(thread) ? 'CrashReader' : null
  }

  #step(thread: number, action: string, decision: Decision): void {
    const line = { thread, action, decision, done: null }
    this.#lines?.push(line)
    this.#watch.before(thread)
    const taken: Taken = { ...line, done: this.company.step(thread, action, decision) }
    this.#lines?.splice(-1, 1, taken)
    this.#count(action)
    this.#watch.after(taken)
  }

  #count(action: string): void {
    const { thread, pc } = this.world.before
    if (action === 'Publish') this.#tally.published++
    const isCloser = this.company.head.closers?.includes(this.company.head.threads[thread] ?? '') ?? false
    const closes = isCloser ? action === 'CloseCursor' : action === 'StoreFinal'
    if (closes && pc === 'Idle') this.#tally.closings++
  }
}
