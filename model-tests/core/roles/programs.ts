// Random programs of roles: threads attach, leave, end, die and are taken over as users' threads are, in any order.
import { Chance } from '../../harness/random.ts'
import { type Core, loadCore } from '../load.ts'
import { nameOf, type Roles, threadsOf } from './cast.ts'
import { Observer } from './observer.ts'
import { type Played, playedOf } from './plans.ts'
import { Broken, coresOf, Player } from './player.ts'
import { verdictOf } from './verdict.ts'

/** A step of a program; `about` is the thread whose death is dealt with, or the exit code. */
export type Move = readonly [thread: number, action: string, about?: number]

/** Totals over all programs. */
export interface Programs {
  readonly seed: number
  programs: number
  steps: number
  deaths: number
  /** How many rings ended in each state. */
  readonly ends: Map<string, number>
  takeovers: number
  handled: number
  failure: Failure | null
}

/** A program that violated a property. */
export interface Failure {
  /** The seed that repeats it alone. */
  readonly seed: number
  readonly cast: string
  readonly moves: readonly Move[]
  readonly wrong: string
}

/** The most steps within which all threads must have come to rest. */
const ENOUGH = 4000
/** One step in this many is a crash or exit, and a few are a supervisor's. */
const KINDS = 12

type Cores = ReadonlyMap<number, Core>

/** All thread numbers that a program may use. */
const EVERYBODY = [
  1,
  2,
  3,
  11,
  12,
  13,
  21,
  22,
  23,
  31,
  32,
  41,
  51,
  52,
  ...Array.from({ length: 16 }, (_, n) => 61 + n),
]

export interface ProgramsOptions {
  readonly seed: number
  readonly programs: number
  /** Texts that replace source files, by name. */
  readonly text?: Readonly<Record<string, string>>
  readonly onProgress?: (done: Readonly<Programs>) => void
}

/** Plays up to `programs` programs, the n-th seeded with seed + n; stops at the first violation. */
export async function playPrograms({ seed, programs, text, onProgress }: ProgramsOptions): Promise<Programs> {
  // Every program has errors thrown on purpose, whose stacks nobody reads.
  Error.stackTraceLimit = 0
  const stage = await stageOf(text)
  const all: Programs = {
    ...{ seed, programs: 0, steps: 0, deaths: 0, ends: new Map(), takeovers: 0, handled: 0, failure: null },
  }
  while (all.programs < programs && !all.failure) {
    all.failure = await playOne(stage, seed + all.programs, all)
    all.programs++
    if (all.programs % 1000 === 0) onProgress?.(all)
  }
  return all
}

/** The source as loaded by each thread, and by the observer. */
interface Stage {
  readonly cores: Cores
  readonly plain: Core
}

async function stageOf(text: ProgramsOptions['text']): Promise<Stage> {
  const [cores, plain] = [coresOf(EVERYBODY, text), loadCore({ stepped: false, ...(text ? { text } : {}) })]
  return { cores: await cores, plain: await plain }
}

async function playOne(stage: Stage, seed: number, all: Programs): Promise<Failure | null> {
  const chance = new Chance(seed)
  const played = playedOf(chance)
  const program = new Program(stage, played)
  const wrong = await program.play(chance)
  program.count(all)
  if (!wrong) return null
  const [moves, says] = await shortened(stage, played, program.moves, wrong)
  const { upstream: _, ...cast } = played.cast as Roles & { upstream: unknown }
  return { seed, cast: castLine(cast), moves, wrong: says }
}

function castLine({
  ring,
  kept,
  unwatched,
  spares,
  late,
  leaves,
  givesBack,
  claims,
  ...cast
}: Roles): string {
  const { closers, stoppers, supervisors, workers } = cast
  const those = { ...ring, claims, workers, closers, stoppers, supervisors, spares: [...spares] }
  return JSON.stringify({ ...those, kept, unwatched, late, leaves, givesBack })
}

/** Shrinks a failing program: drops halves first, then single steps. */
async function shortened(
  stage: Stage,
  played: Played,
  all: readonly Move[],
  wrong: string,
): Promise<readonly [readonly Move[], string]> {
  let [moves, says] = [all, wrong]
  for (let many = all.length >> 1; many > 0; many >>= 1) {
    for (let from = 0; from < moves.length; ) {
      const program = new Program(stage, played)
      const without = [...moves.slice(0, from), ...moves.slice(from + many)]
      const still = await program.follow(without)
      if (still) [moves, says] = [program.moves.slice(0, Math.max(without.length, 0)), still]
      else from += many
    }
  }
  return [moves, says]
}

/** One program. */
class Program {
  readonly moves: Move[] = []
  readonly #cast: Roles
  readonly #threads: readonly number[]
  readonly #player: Player
  readonly #observer: Observer
  /** Threads that stay as they are once no step is left. */
  readonly #stay = new Set<number>()
  #fates: number
  #deaths = 0

  constructor({ cores, plain }: Stage, { cast, fates }: Played) {
    this.#cast = cast
    this.#fates = fates
    this.#threads = threadsOf(cast)
    const mine = new Map(this.#threads.map((t) => [t, coreIn(cores, t)] as const))
    this.#observer = new Observer(cast)
    this.#player = new Player(cast, mine, {
      onlooker: this.#observer,
      works: 'consume',
      create: plain.createRing,
    })
    this.#observer.watch(this.#player)
  }

  /** The violation, or null. */
  async play(chance: Chance): Promise<string | null> {
    return await this.#judged(() => {
      for (let steps = 0; steps < ENOUGH; steps++) {
        const move = this.#drawn(chance) ?? this.#last(chance)
        if (!move) return
        this.#take(move)
      }
      throw new Broken(`some thread is still running after ${ENOUGH} steps`)
    })
  }

  /** Replays those moves that are possible, and then lets all threads run to rest. */
  async follow(moves: readonly Move[]): Promise<string | null> {
    return await this.#judged(() => {
      for (const move of moves) if (this.#may(move)) this.#take(move)
      for (let steps = 0; steps < ENOUGH; steps++) {
        const move = this.#enabled().at(0) ?? this.#judgements().at(0)
        if (!move) return
        this.#take(move)
      }
      throw new Broken(`some thread is still running after ${ENOUGH} steps`)
    })
  }

  count(all: Programs): void {
    all.steps += this.moves.length
    all.deaths += this.#deaths
    for (const times of this.#observer.taken.values()) all.takeovers += times
    for (const handled of this.#player.handled.values()) all.handled += handled.length
    const { state } = this.#player.ring.positions()
    all.ends.set(state, (all.ends.get(state) ?? 0) + 1)
  }

  async #judged(plays: () => void): Promise<string | null> {
    try {
      plays()
      return await verdictOf({ cast: this.#cast, player: this.#player, observer: this.#observer })
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  #take(move: Move): void {
    const [thread, action, about] = move
    this.moves.push(move)
    if (/^(Crash|BeginEnd)/.test(action)) this.#deaths++
    this.#observer.begins(thread, action)
    this.#player.step(thread, action, about)
    this.#observer.look()
  }

  #may([thread, action, about = 0]: Move): boolean {
    if (action.startsWith('Crash')) return !this.#player.isDead(thread)
    if (action === 'BeginEnd') return this.#mayEnd(thread)
    if (action === 'Judge') return this.#player.mayJudge(thread, about)
    return this.#player.enabled(thread).includes(action)
  }

  #drawn(chance: Chance): Move | null {
    const kind = chance.below(KINDS)
    const living = this.#threads.filter((t) => !this.#player.isDead(t))
    if (kind === 0 && this.#fates > 0 && living.length > 0) return this.#fate(chance, living)
    const judgements = kind < 3 ? this.#judgements() : []
    if (judgements.length > 0) return chance.of(judgements)
    const from = chance.below(this.#threads.length)
    for (let turn = 0; turn < this.#threads.length; turn++) {
      const thread = this.#threads[(from + turn) % this.#threads.length] ?? 0
      const enabled = this.#enabledFor(thread, chance.below(40) === 0).filter(([, action]) =>
        this.#isLikely(thread, action, chance),
      )
      if (enabled.length > 0) return chance.of(enabled)
    }
    const all = this.#judgements()
    return all.length > 0 ? chance.of(all) : (this.#enabled().at(0) ?? null)
  }

  /** Closing, stopping and leaving are made rare, so that rings live for a while. */
  #isLikely(thread: number, action: string, chance: Chance): boolean {
    if (action === 'CloseCursor' || action === 'SayStopped')
      return !this.#player.isIdle(thread) || chance.below(24) === 0
    return action !== 'Leave' || !this.#player.isIdle(thread) || chance.below(6) === 0
  }

  #fate(chance: Chance, living: readonly number[]): Move {
    const thread = chance.of(living)
    this.#fates--
    const ends = this.#mayEnd(thread) && chance.below(2) === 0
    return ends ? [thread, 'BeginEnd', chance.below(2)] : [thread, chance.of(['Crash', 'CrashBehind'])]
  }

  #mayEnd(thread: number): boolean {
    const role = this.#cast.roleOf(thread)
    const { producers, readers, workers } = this.#cast
    return this.#player.isIdle(thread) && [...producers, ...readers, ...workers].includes(role)
  }

  /** The supervisors that may learn of a death. */
  #judgements(): Move[] {
    return this.#cast.supervisors.flatMap((supervisor) =>
      this.#threads
        .filter((about) => this.#player.mayJudge(supervisor, about))
        .map((about): Move => [supervisor, 'Judge', about]),
    )
  }

  /** The steps enabled; a spare thread waits until the role that it takes over is free. */
  #enabled(): Move[] {
    return this.#threads.flatMap((thread) => this.#enabledFor(thread))
  }

  #enabledFor(thread: number, isHasty = false): Move[] {
    const place = this.#cast.spares.get(thread)
    const enabled = this.#player.enabled(thread)
    const isEarly = place !== undefined && enabled.includes('LoadHolder') && this.#player.isIdle(thread)
    return isEarly && !isHasty && !this.#isFree(place) ? [] : enabled.map((action): Move => [thread, action])
  }

  #isFree(role: number): boolean {
    const { producers, consumers } = this.#player.ring.positions()
    return (producers[nameOf(role)] ?? consumers[nameOf(role)]) === 'dead'
  }

  /** No step is left: some threads exit without notice, others stay. */
  #last(chance: Chance): Move | null {
    for (const thread of this.#threads) {
      if (this.#stay.has(thread) || !this.#mayEnd(thread)) continue
      this.#stay.add(thread)
      if (chance.below(2) === 0) return [thread, 'BeginEnd', 0]
    }
    return null
  }
}

function coreIn(cores: Cores, thread: number): Core {
  const core = cores.get(thread)
  if (!core) throw new Broken(`thread ${thread} has no core`)
  return core
}
