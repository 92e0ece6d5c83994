// Where walks go: by chance, or where nobody has been.
import type { Cast } from '../programs/cast.ts'
import { Chance } from '../stepper/chance.ts'
import { hashOf, Seen } from './seen.ts'
import { CLOSE, type Turn, type Walk } from './walk.ts'

/** How walks choose; one that is guided seeks states in which none has been. */
export type Choice = 'guided' | 'unguided'

/** The longest walk, in turns before it is time to close, and after. */
const LONGEST = 4000
const CLOSING = 400
/** A guided walk that has come to nothing new in so many turns is closed. */
const PATIENCE = 100

/** What casts of a kind have led to. */
interface Yield {
  news: number
  turns: number
}

export class Guide {
  readonly seen = new Seen()
  readonly #isGuided: boolean
  readonly #chance: Chance
  /** Where an action has led the thread that took it last. */
  readonly #led = new Map<string, string>()
  readonly #yields = new Map<string, Yield>()

  constructor(choice: Choice, seed: number) {
    this.#isGuided = choice === 'guided'
    this.#chance = new Chance(seed)
  }

  /** Of some casts the one whose kind has led to the most that was new; one time in four the first. */
  cast(casts: readonly Cast[]): Cast {
    const all = this.#isGuided && this.#chance.below(4) > 0 ? casts : casts.slice(0, 1)
    const promises = (cast: Cast): number => {
      const { news, turns } = this.#yields.get(kindOf(cast)) ?? { news: 1, turns: 1 }
      return news / turns
    }
    return all.toSorted((a, b) => promises(b) - promises(a))[0] as Cast
  }

  /** Takes the walk as far as it goes, and keeps in `turns` how it went. */
  lead(walk: Walk, cast: Cast, turns: Turn[]): void {
    const known = this.seen.count
    const draw = this.#turnsOf()
    const seek = (): Turn => this.#chosen(walk, draw)
    this.#go(walk, turns, Math.min(cast.steps, LONGEST), seek)
    this.#take(walk, CLOSE, turns)
    // Who seeks what is new wakes whom others have forgotten: so as often the end comes by chance.
    this.#go(walk, turns, CLOSING, this.#chance.below(2) === 0 ? draw : seek)
    this.#learn(cast, this.seen.count - known, turns.length)
  }

  /** So many turns, or as long as there is something new. */
  #go(walk: Walk, turns: Turn[], most: number, next: () => Turn): void {
    for (let left = most, stale = 0; left > 0 && stale <= PATIENCE; left--) {
      const isNew = this.#take(walk, next(), turns)
      stale = isNew || !this.#isGuided ? 0 : stale + 1
    }
  }

  #learn(cast: Cast, news: number, turns: number): void {
    const before = this.#yields.get(kindOf(cast)) ?? { news: 0, turns: 0 }
    this.#yields.set(kindOf(cast), { news: before.news / 2 + news, turns: before.turns / 2 + turns })
  }

  /** Whether a turn has led to a new state. */
  #take(walk: Walk, turn: Turn, turns: Turn[]): boolean {
    turns.push(turn)
    const meant = walk.meant(turn)
    if (!walk.take(turn)) return false
    if (meant) this.#led.set(keyOf(meant), walk.world.roles[meant[0]]?.pc ?? '')
    return this.seen.add(hashOf(walk.world))
  }

  /** Of one turn for each thread the first that would lead to something new, if it leads where it did the last time. */
  #chosen(walk: Walk, draw: () => Turn): Turn {
    const drawn = draw()
    if (!this.#isGuided) return drawn
    for (let other = 0; other < walk.world.roles.length; other++) {
      const turn: Turn = [drawn[0] + other, drawn[1]]
      const meant = walk.meant(turn)
      if (meant && this.#isPromising(walk, meant)) return turn
    }
    return drawn
  }

  #isPromising({ world }: Walk, meant: readonly [thread: number, action: string]): boolean {
    const [role, next] = [world.roles[meant[0]], this.#led.get(keyOf(meant))]
    if (!role || next === undefined) return true
    const { pc } = role
    role.pc = next
    const isNew = !this.seen.has(hashOf(world))
    role.pc = pc
    return isNew
  }

  /** In every walk some threads sleep most of the time: so others go far while these stand where they are. */
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

/** Casts of a kind come to similar states. */
function kindOf({ follows, workers, producers, spins, form }: Cast): string {
  return JSON.stringify([follows, workers, producers, spins, form])
}
