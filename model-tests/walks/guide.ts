// Where walks go: by chance, or where nobody has been.
import type { Cast } from '../programs/cast.ts'
import { Chance } from '../stepper/chance.ts'
import { hashOf, mixed, Seen } from './seen.ts'
import { CLOSE, type Turn, type Walk } from './walk.ts'

/** How walks choose: a guided one goes where nobody has been, and begins where others have found something new. */
export type Choice = 'guided' | 'unguided'

/** The beginning of a walk that has led to a new state. */
interface Beginning {
  readonly cast: Cast
  readonly turns: readonly Turn[]
}

/** So many beginnings are kept, and so many turns of each. */
const KEPT = 512
const LONGEST = 600
/** A guided walk in which nothing new has come for so many turns ends. */
const PATIENCE = Number(process.env.PATIENCE ?? 150)
/** Among so many turns the one that was taken least from here is chosen. */
const CANDIDATES = Number(process.env.CANDIDATES ?? 3)

export class Guide {
  readonly seen = new Seen()
  readonly #choice: Choice
  readonly #chance: Chance
  readonly #tried = new Uint8Array(2 ** 22)
  readonly #beginnings: Beginning[] = []
  /** The state that the walk is in. */
  #here = 0

  constructor(choice: Choice, seed: number) {
    this.#choice = choice
    this.#chance = new Chance(seed)
  }

  /** From where to go on: with that cast from its beginning, or with another after what has led to something new. */
  beginning(cast: Cast): Beginning {
    const isNew =
      this.#choice === 'unguided' ||
      this.#beginnings.length < 8 ||
      this.#chance.below(100) < Number(process.env.FRESH ?? 50)
    if (isNew) return { cast, turns: [] }
    const { cast: other, turns } = this.#chance.of(this.#beginnings)
    return {
      cast: other,
      turns: turns.slice(0, turns.length - this.#chance.below(Math.min(turns.length, 20) + 1)),
    }
  }

  /** Takes the walk as far as it goes, and says in `turns` how it went. */
  lead(walk: Walk, { cast, turns }: Beginning, most: number, kept: Turn[]): void {
    for (const turn of turns) this.#take(walk, turn, kept)
    const draw = this.#turnsOf(cast, turns.length)
    let newest = kept.length
    for (let turn = 0; turn < most && kept.length - newest < this.#patience(); turn++) {
      const next = kept.length === cast.steps ? CLOSE : this.#chosen(walk, draw)
      if (this.#take(walk, next, kept)) newest = kept.length
    }
    if (this.#choice === 'guided' && newest > turns.length)
      this.#keep(cast, kept.slice(0, Math.min(newest, LONGEST)))
  }

  #patience(): number {
    return this.#choice === 'guided' ? PATIENCE : Number.POSITIVE_INFINITY
  }

  /** Whether a turn has led to a new state. */
  #take(walk: Walk, turn: Turn, kept: Turn[]): boolean {
    kept.push(turn)
    if (!walk.take(turn)) return false
    this.#here = hashOf(walk.world)
    return this.seen.add(this.#here)
  }

  /** One of some turns: the one whose action was taken least from here. */
  #chosen(walk: Walk, draw: () => Turn): Turn {
    if (this.#choice === 'unguided') return draw()
    let [best, least] = [draw(), 256]
    let at = 0
    for (let candidate = 0; candidate < CANDIDATES && least > 0; candidate++) {
      const turn = candidate === 0 ? best : draw()
      const meant = walk.meant(turn)
      if (!meant) continue
      const edge = mixed(mixed(this.#here, meant[0]), meant[1].length * 31 + meant[1].charCodeAt(0)) >>> 10
      const tried = this.#tried[edge] ?? 0
      if (tried < least) [best, least, at] = [turn, tried, edge]
    }
    this.#tried[at] = Math.min(255, least + 1)
    return best
  }

  #keep(cast: Cast, turns: readonly Turn[]): void {
    if (this.#beginnings.length < KEPT) this.#beginnings.push({ cast, turns })
    else this.#beginnings[this.#chance.below(KEPT)] = { cast, turns }
  }

  /** In every walk some threads sleep most of the time: so others go far while these stand where they are. */
  #turnsOf(_cast: Cast, _from: number): () => Turn {
    const chance = this.#chance
    const sleepers = chance.below(256) & chance.below(256)
    return () => {
      let who = chance.below(2 ** 24)
      if ((sleepers >> (who % 8)) & 1 && chance.below(32) !== 0) who = chance.below(2 ** 24)
      return [who, chance.below(2 ** 24)]
    }
  }
}
