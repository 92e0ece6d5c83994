// Decides what is done about the death of a worker: another takes its place, maybe without an event, or none does.
// Twin: spec/disruptor/Restart.tla.
import type { Restart } from './options.ts'
import { NOWHERE } from './Progress.ts'
import type { FailedEvent } from './report.ts'

/** What is done about the death of a worker. */
export type AfterDeath = Exclude<FailedEvent['action'], 'rewind'>

/** The deaths of those that had one place, one after another. */
export class Deaths {
  readonly #restart: Restart | undefined
  readonly #size: number
  /** When workers died, in milliseconds. */
  #recent: readonly number[] = []
  /** How many workers each event has killed. */
  readonly #killed = new Map<number, number>()
  /** Events to pass over. */
  #poisonous: readonly number[] = []

  /** @param restart undefined if no worker is replaced */
  constructor(restart: Restart | undefined, size: number) {
    this.#restart = restart
    this.#size = size
  }

  /** What is done about a worker that died at this event, or NOWHERE. */
  afterDeath(at: number, now: number): AfterDeath {
    if (!this.#restart) return 'halt'
    const { most, within, poison = Number.POSITIVE_INFINITY } = this.#restart
    const killed = at === NOWHERE ? 0 : this.#countKilled(at)
    this.#recent = [...this.#recent.filter((death) => death > now - within), now]
    if (this.#recent.length > most) return 'halt'
    return killed >= poison ? 'skip' : 'retry'
  }

  /** Events a ring before this one are handled: they kill no more. */
  #countKilled(at: number): number {
    for (const old of this.#killed.keys()) if (old <= at - this.#size) this.#killed.delete(old)
    const killed = this.attemptsAt(at, 0) + 1
    this.#killed.set(at, killed)
    return killed
  }

  /** How many workers this event has killed; a death that is not counted is its first. */
  attemptsAt(at: number, least = 1): number {
    return this.#killed.get(at) ?? least
  }

  /** What a successor must pass over: it begins at most a ring before the last death. */
  poisonousAfter(at: number, action: AfterDeath): readonly number[] {
    const near = this.#poisonous.filter((sequence) => at === NOWHERE || sequence > at - this.#size)
    this.#poisonous = action === 'skip' ? [...near, at] : near
    return this.#poisonous
  }
}
