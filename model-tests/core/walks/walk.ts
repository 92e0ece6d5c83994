// One walk of the stepped source: every step is checked; at the end every thread has returned and no event is lost.
import type { Run, Turn } from '../../harness/explore/run.ts'
import { Chance } from '../../harness/random.ts'
import type { Decision } from '../../harness/stepper/yields.ts'
import type { Core } from '../load.ts'
import type { Cast } from '../programs/cast.ts'
import { Company, ENOUGH, type Tally } from '../programs/company.ts'
import type { Taken } from './ghosts.ts'
import { hashOf } from './seen.ts'
import { Violated, Watch } from './watch.ts'
import type { World } from './world.ts'

/** What walks have done, counted. */
export type Walked = Tally & { walks: number; published: number; closings: number }

export function nobody(): Walked {
  const taken = { steps: 0, sleeps: 0, expired: 0, aborted: 0, deaths: 0, handled: 0 }
  return { walks: 0, ...taken, published: 0, closings: 0 }
}

/** Steps that a thread takes in a row at the end. */
const STRETCH = 50

/** One choice in `EXPIRES` times out a call, one in `DIES` crashes a thread that may crash. */
const EXPIRES = 24
const DIES = 600

export class Walk implements Run {
  readonly company: Company
  readonly #watch: Watch
  readonly #tally: Walked
  /** the steps so far, if they are recorded; the last may have thrown */
  readonly #lines: Taken[] | null
  #ending = false

  constructor(core: Core, cast: Cast, tally: Walked, lines: Taken[] | null = null) {
    this.company = new Company(core, cast, tally)
    this.#watch = new Watch(core, this.company.head, cast.start, this.company.ring)
    this.#tally = tally
    this.#lines = lines
  }

  get threads(): number {
    return this.company.head.threads.length
  }

  get world(): World {
    return this.#watch.world
  }

  /** The thread and action that a choice means; null if the thread is not enabled. */
  meant([who, pick]: Turn): readonly [thread: number, action: string] | null {
    if (who < 0) return null
    const thread = who % this.company.head.threads.length
    const fate = this.#fate(thread, pick)
    if (fate) return [thread, fate]
    const enabled = this.company.enabled(thread, this.#ending)
    return enabled.length > 0 ? [thread, enabled[pick % enabled.length] ?? ''] : null
  }

  /**
   * Makes a choice, if its thread is enabled.
   *
   * @throws {Violated} if an invariant does not hold after the step
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

  placeOf(thread: number): string | undefined {
    return this.world.roles[thread]?.pc
  }

  hash(): number {
    return hashOf(this.world)
  }

  hashIf(thread: number, place: string): number {
    const { world } = this
    const role = world.roles[thread]
    if (!role) return hashOf(world)
    const { pc } = role
    role.pc = place
    const hash = hashOf(world)
    role.pc = pc
    return hash
  }

  /**
   * Closes the ring and runs the threads in turn until none is enabled, starting with those that end the ring.
   *
   * @throws {Violated} if an invariant does not hold, a thread is left waiting, or an event is lost
   */
  finish(): void {
    this.#ending = true
    const { threads } = this.company.head
    const { others } = this.world
    for (const { thread } of others) this.#goOn(thread)
    for (let turn = 0, idle = 0; idle < threads.length; turn++) {
      if (turn > ENOUGH) throw new Violated('ReadersEnd', `a thread never ends: ${this.company.standing()}`)
      idle = this.#goOn(turn % threads.length) ? 0 : idle + 1
    }
    this.#judge()
  }

  /** Runs a thread as far as it can go, or for `STRETCH` steps if it spins; returns whether it was enabled. */
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

  /** While the ring is open, calls time out and threads crash. */
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
