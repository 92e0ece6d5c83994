// Chooses the steps of walks: at random, or towards states not visited yet.
import { Chance } from '../random.ts'
import { CLOSE, type Run, type Turn } from './run.ts'
import { Seen } from './seen.ts'

/** How walks choose their steps: guided ones seek unvisited states. */
export type Choice = 'guided' | 'unguided'

/** The longest walk: choices before the ring is closed, and after. */
const LONGEST = 4000
const CLOSING = 400
/** A guided walk closes its ring after this many choices without a new state. */
const PATIENCE = 100

/** What a walk is of. */
export interface Course {
  /** the choices of a walk, at most */
  readonly steps: number
}

/** What walks of one kind have yielded. */
interface Yield {
  news: number
  turns: number
}

/** Leads walks one after another, and learns from each; `kindOf` names courses that lead to similar states alike. */
export class Guide<Cast extends Course> {
  readonly seen = new Seen()
  readonly #kindOf: (cast: Cast) => string
  readonly #isGuided: boolean
  readonly #chance: Chance
  /** where an action has led its thread the last time */
  readonly #led = new Map<string, string>()
  readonly #yields = new Map<string, Yield>()

  constructor(choice: Choice, seed: number, kindOf: (cast: Cast) => string) {
    this.#kindOf = kindOf
    this.#isGuided = choice === 'guided'
    this.#chance = new Chance(seed)
  }

  /** The cast whose kind has yielded the most new states; one time in four the first, whichever it is. */
  cast(casts: readonly Cast[]): Cast {
    const all = this.#isGuided && this.#chance.below(4) > 0 ? casts : casts.slice(0, 1)
    const promises = (cast: Cast): number => {
      const { news, turns } = this.#yields.get(this.#kindOf(cast)) ?? { news: 1, turns: 1 }
      return news / turns
    }
    return all.toSorted((a, b) => promises(b) - promises(a))[0] as Cast
  }

  /** Leads a walk to its end and records its choices in `turns`. */
  lead(walk: Run, cast: Cast, turns: Turn[]): void {
    const known = this.seen.count
    const draw = this.#turnsOf()
    const seek = (): Turn => this.#chosen(walk, draw)
    this.#go(walk, turns, Math.min(cast.steps, LONGEST), seek)
    this.#take(walk, CLOSE, turns)
    // Seeking new states wakes threads that a random walk would leave asleep: half of the walks end at random.
    this.#go(walk, turns, CLOSING, this.#chance.below(2) === 0 ? draw : seek)
    this.#learn(cast, this.seen.count - known, turns.length)
  }

  /** Makes at most `most` choices; a guided walk stops when it finds nothing new. */
  #go(walk: Run, turns: Turn[], most: number, next: () => Turn): void {
    for (let left = most, stale = 0; left > 0 && stale <= PATIENCE; left--) {
      const isNew = this.#take(walk, next(), turns)
      stale = isNew || !this.#isGuided ? 0 : stale + 1
    }
  }

  #learn(cast: Cast, news: number, turns: number): void {
    const before = this.#yields.get(this.#kindOf(cast)) ?? { news: 0, turns: 0 }
    this.#yields.set(this.#kindOf(cast), { news: before.news / 2 + news, turns: before.turns / 2 + turns })
  }

  /** Whether a choice has led to a new state. */
  #take(walk: Run, turn: Turn, turns: Turn[]): boolean {
    turns.push(turn)
    const meant = walk.meant(turn)
    if (!walk.take(turn)) return false
    if (meant) this.#led.set(keyOf(meant), walk.placeOf(meant[0]) ?? '')
    return this.seen.add(walk.hash())
  }

  /**
   * The first choice, over all threads, that would lead to a new state if its action leads where it did last time.
   */
  #chosen(walk: Run, draw: () => Turn): Turn {
    const drawn = draw()
    if (!this.#isGuided) return drawn
    for (let other = 0; other < walk.threads; other++) {
      const turn: Turn = [drawn[0] + other, drawn[1]]
      const meant = walk.meant(turn)
      if (meant && this.#isPromising(walk, meant)) return turn
    }
    return drawn
  }

  #isPromising(walk: Run, meant: readonly [thread: number, action: string]): boolean {
    const next = this.#led.get(keyOf(meant))
    if (next === undefined || walk.placeOf(meant[0]) === undefined) return true
    return !this.seen.has(walk.hashIf(meant[0], next))
  }

  /** In every walk some threads rarely move, so that others get far ahead of them. */
  #turnsOf(): () => Turn {
    const chance = this.#chance
    const sleepers = chance.below(256) & chance.below(256)
    return () => {
      let who = chance.below(2 ** 24)
      if ((sleepers >> (who % 8)) & 1 && chance.below(32) !== 0) who = chance.below(2 ** 24)
      return [who, chance.below(2 ** 24)]
    }
  }
}

function keyOf([thread, action]: readonly [thread: number, action: string]): string {
  return `${thread} ${action}`
}
