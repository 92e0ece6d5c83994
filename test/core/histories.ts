// Programs on real threads, and the judgement on what these recorded.
import fc from 'fast-check'
import { createRing } from '../../src/core/index.ts'
import { boundedQueue, checkLinearizable, picture, queueWords } from '../linearizability/index.ts'
import type { Recorded } from '../linearizability/recorded.ts'
import type { Texts } from './broken.ts'
import { Crew } from './crew.ts'
import type { Part, Played } from './player.ts'
import { describeProgram, type Program, programs } from './program.ts'
import { memoryFor } from './stage.ts'

/** How to get the same programs again. */
export interface Replay {
  readonly seed?: number
  readonly path?: string
}

/** What all histories together have shown. */
export interface Tally {
  programs: number
  operations: number
  /** Operations during which the other thread was in one of its own. */
  overlapping: number
  accepted: number
  refused: number
  empty: number
  events: number
}

/** Two threads that play programs, on the source or on one with other texts. */
export class Duet {
  readonly tally: Tally = {
    programs: 0,
    operations: 0,
    overlapping: 0,
    accepted: 0,
    refused: 0,
    empty: 0,
    events: 0,
  }
  readonly #crew: Crew<Part, Played>

  constructor(texts?: Texts, limit?: number) {
    this.#crew = new Crew('./player.ts', 2, texts ? { texts } : {}, limit)
  }

  /** Plays a program; what is wrong with its history, with a picture of it, or null. */
  async judge(program: Program): Promise<string | null> {
    const { operations, defects } = await this.#play(program)
    this.#count(operations)
    const verdict = checkLinearizable(operations, boundedQueue(program.size))
    if (verdict.verdict === 'linearizable' && defects.length === 0) return null
    const drawn = picture(operations, verdict, queueWords)
    return [...defects, verdict.verdict, describeProgram(program), drawn].join('\n')
  }

  async close(): Promise<void> {
    await this.#crew.close()
  }

  async #play(program: Program): Promise<Played> {
    const { size, start } = program
    const { handle } = createRing({ size, start, consumers: { reader: [] } })
    const memory = memoryFor(size)
    const parts = ([0, 1] as const).map((thread) => ({ thread, program, handle, memory }))
    const played = await this.#crew.run(parts).catch((error: Error) => {
      throw new Error(`${error.message}\n${describeProgram(program)}`)
    })
    return {
      operations: played.flatMap(({ operations }) => operations),
      defects: played.flatMap(({ defects }) => defects),
    }
  }

  #count(operations: readonly Recorded[]): void {
    this.tally.programs++
    this.tally.operations += operations.length
    this.tally.overlapping += operations.filter((one) =>
      operations.some((other) => overlap(one, other)),
    ).length
    for (const { result } of operations) {
      if (result?.op === 'offer') this.tally[result.accepted ? 'accepted' : 'refused']++
      else this.tally.events += result?.values.length ?? 0
      if (result?.op === 'poll' && result.values.length === 0) this.tally.empty++
    }
  }
}

/**
 * Judges that many programs; null, or the first that is wrong, as small as it could be made.
 *
 * @throws {Error} if a thread died or hung: then nothing more is played
 */
export async function judgeMany(duet: Duet, numRuns: number, replay: Replay = {}): Promise<string | null> {
  const wrongs: string[] = []
  const deaths: unknown[] = []
  const property = fc.asyncProperty(programs, async (program) => {
    if (deaths.length > 0) return true
    const wrong = await duet.judge(program).catch((error: unknown) => void deaths.push(error))
    if (wrong) wrongs.push(wrong)
    return wrong === null
  })
  const { failed, seed, counterexamplePath } = await fc.check(property, { ...replay, numRuns })
  if (!failed) return null
  const again = `seed ${seed}, path ${counterexamplePath}: RINGPROOF_SEED=${seed}:${counterexamplePath}`
  if (deaths.length > 0) throw new Error(`${deaths[0]}\n${again}`)
  // A race may not come again while the program is made smaller: the last that came is the one shown.
  return `${wrongs.at(-1)}\n${again}`
}

/** `seed` or `seed:path`, as a failure says it. */
export function replayOf(text: string | undefined): Replay {
  const [, seed, path] = /^(-?\d+)(?::(.+))?$/.exec(text ?? '') ?? []
  if (text && seed === undefined) throw new Error(`RINGPROOF_SEED: given ${text}, allowed: seed or seed:path`)
  return { ...(seed && { seed: Number(seed) }), ...(path && { path }) }
}

function overlap(one: Recorded, other: Recorded): boolean {
  return one.thread !== other.thread && one.invoked < other.responded && other.invoked < one.responded
}
