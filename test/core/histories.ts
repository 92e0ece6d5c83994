// Plays programs on real threads, and judges the histories that they recorded.
import fc from 'fast-check'
import { ringOf, sameReaders } from '../../model-tests/core/scenario.ts'
import type { RingHandle } from '../../src/index.ts'
import {
  boundedLog,
  boundedQueue,
  checkLinearizable,
  type LogCall,
  logWords,
  picture,
  type QueueResult,
  type QueueState,
  sharedQueue,
  type Verdict,
} from '../linearizability/index.ts'
import type { RecordedOnLog } from '../linearizability/recorded.ts'
import type { Texts } from './broken.ts'
import { Crew } from './crew.ts'
import { disordersOf } from './disorders.ts'
import type { Part, Played } from './player.ts'
import { describeProgram, nameOf, type Program, programsFor, type Topology, topologyOf } from './program.ts'
import { memoryFor } from './stage.ts'

/** How to play the same programs again. */
export interface Replay {
  readonly seed?: number
  readonly path?: string
}

/** What all histories of a topology have covered. */
export interface Tally {
  programs: number
  operations: number
  /** Operations that overlapped one of another thread. */
  overlapping: number
  accepted: number
  refused: number
  empty: number
  events: number
}

/** The specification of a history. */
export type Spec = 'queue' | 'log' | 'pool'

/** A queue is exact: with one producer and one consumer, "empty" means empty. */
export function specOf({ producers, readers, pooled }: Topology): Spec {
  if (pooled) return 'pool'
  return producers === 1 && readers === 1 ? 'queue' : 'log'
}

/** Threads that play programs, on the source or with mutated texts. */
export class Ensemble {
  readonly #tallies = new Map<string, Tally>()
  readonly #crew: Crew<Part, Played>

  /** @param threads the most that a program has */
  constructor(threads: number, texts?: Texts, limit?: number) {
    this.#crew = new Crew('./player.ts', threads, texts ? { texts } : {}, limit)
  }

  /** Plays a program; returns what is wrong with its history, with a picture of it, or null. */
  async judge(program: Program, spec: Spec = specOf(topologyOf(program))): Promise<string | null> {
    const played = await this.#play(program)
    const operations = played.flatMap((each) => each.operations)
    count(this.tallyOf(topologyOf(program)), operations)
    const verdict = verdictOn(program, spec, operations)
    const defects = [...played.flatMap((each) => each.defects), ...disordersOf(program, played)]
    if (verdict.verdict === 'linearizable' && defects.length === 0) return null
    const drawn = picture(operations, verdict, logWords)
    return [...defects, verdict.verdict, describeProgram(program), drawn].join('\n')
  }

  tallyOf(topology: Topology): Tally {
    const name = nameOf(topology)
    const none = { programs: 0, operations: 0, overlapping: 0, accepted: 0, refused: 0, empty: 0, events: 0 }
    const tally = this.#tallies.get(name) ?? none
    this.#tallies.set(name, tally)
    return tally
  }

  async close(): Promise<void> {
    await this.#crew.close()
  }

  async #play(program: Program): Promise<Played[]> {
    const threads = program.offers.length + program.polls.length
    const handle = handleFor(program)
    const memory = memoryFor(program.size, threads)
    const parts = Array.from({ length: threads }, (_, thread) => ({ thread, program, handle, memory }))
    return await this.#crew.run(parts).catch((error: Error) => {
      throw new Error(`${error.message}\n${describeProgram(program)}`)
    })
  }
}

function handleFor({ size, start, pooled, offers, polls }: Program): RingHandle {
  return ringOf({ size, start, producers: offers, ...sameReaders(polls.length, pooled) }).handle
}

function verdictOn(
  { size, offers, polls }: Program,
  spec: Spec,
  operations: readonly RecordedOnLog[],
): Verdict<LogCall, QueueResult> {
  const readers = polls.map((_, r) => offers.length + r)
  if (spec === 'queue')
    return checkLinearizable<QueueState, LogCall, QueueResult>(operations, boundedQueue(size))
  if (spec === 'log') return checkLinearizable(operations, boundedLog(size, readers))
  return checkLinearizable(operations, sharedQueue(size))
}

/**
 * Judges that many programs of a topology; returns null, or the first failure, shrunk as far as possible.
 *
 * @throws {Error} if a thread died or hung, after which nothing more is played
 */
export async function judgeMany(
  ensemble: Ensemble,
  topology: Topology,
  numRuns: number,
  replay: Replay = {},
): Promise<string | null> {
  const wrongs: string[] = []
  const deaths: unknown[] = []
  const property = fc.asyncProperty(programsFor(topology), async (program) => {
    if (deaths.length > 0) return true
    const wrong = await ensemble.judge(program).catch((error: unknown) => void deaths.push(error))
    if (wrong) wrongs.push(wrong)
    return wrong === null
  })
  const { failed, seed, counterexamplePath } = await fc.check(property, { ...replay, numRuns })
  if (!failed) return null
  const again = `RINGPROOF_SEED=${seed}:${counterexamplePath}@${nameOf(topology)}`
  const found = `seed ${seed}, path ${counterexamplePath}: ${again}`
  if (deaths.length > 0) throw new Error(`${deaths[0]}\n${found}`)
  // A race may not recur while the program shrinks: the last failure seen is the one shown.
  return `${wrongs.at(-1)}\n${found}`
}

/** `seed` or `seed:path@topology`, as a failure prints it; null if it belongs to another topology. */
export function replayOf(text: string | undefined, topology: Topology): Replay | null {
  const [, seed, path, name] = /^(-?\d+)(?::(.+)@(.+))?$/.exec(text ?? '') ?? []
  if (text && seed === undefined) {
    throw new Error(`RINGPROOF_SEED: given ${text}, allowed: seed or seed:path@topology`)
  }
  if (name && name !== nameOf(topology)) return null
  return { ...(seed && { seed: Number(seed) }), ...(path && { path }) }
}

function count(tally: Tally, operations: readonly RecordedOnLog[]): void {
  tally.programs++
  tally.operations += operations.length
  tally.overlapping += operations.filter((one) => operations.some((other) => overlap(one, other))).length
  for (const { result, call } of operations) {
    if (call.settled) continue
    if (result?.op === 'offer') tally[result.accepted ? 'accepted' : 'refused']++
    else tally.events += result?.values.length ?? 0
    if (result?.op === 'poll' && result.values.length === 0) tally.empty++
  }
}

function overlap(one: RecordedOnLog, other: RecordedOnLog): boolean {
  return one.thread !== other.thread && one.invoked < other.responded && other.invoked < one.responded
}
