// Runs many short scenarios with kills, one after another, and checks each.
import { bundle } from '../../../harness/threads/bundle.ts'
import { byPath } from '../../load.ts'
import { follows } from '../../scenario.ts'
import { hasFailed } from '../books.ts'
import { wrongsOf } from '../judge.ts'
import { type Plan, type Remains, run } from '../start.ts'
import { plansOf } from './draw.ts'

/** The totals of all runs. */
export interface Kills {
  runs: number
  threads: number
  killed: number
  failed: number
  /** consumers that were killed and discarded, so that the others went on */
  discarded: number
  events: number
  /** readers that follow others, in rings that failed */
  followers: number
  /** where threads stood when they were killed, and how many */
  readonly places: Map<string, number>
  /** the violations of the first failed run, and the command that repeats it */
  wrong: string | null
}

export interface KillsOptions {
  readonly runs: number
  readonly seed: number
  /** only the run of this index */
  readonly only?: number
  /** replacements of source files, by name */
  readonly texts?: Readonly<Record<string, string>>
  /** the most a run may take, in ms */
  readonly limit?: number
  readonly onRun?: (kills: Readonly<Kills>) => void
}

const LIMIT_MS = 10_000

/** Runs plans until all are done or one fails; leaves no thread, timer or handle. */
export async function kill(options: KillsOptions): Promise<Kills> {
  const { runs, seed, only, texts, limit = LIMIT_MS, onRun } = options
  const text = await bundle(new URL('../thread.ts', import.meta.url), byPath(texts))
  const kills = none()
  for (const [number, plan] of plansOf(seed, runs).entries()) {
    if (only !== undefined && number !== only) continue
    const remains = await run(plan, { text, limit })
    count(kills, plan, remains)
    kills.wrong = shown(plan, remains, `--seed ${seed} --runs ${runs} --only ${number}`)
    onRun?.(kills)
    if (kills.wrong) break
  }
  return kills
}

function none(): Kills {
  const counts = { runs: 0, threads: 0, killed: 0, failed: 0, discarded: 0, events: 0, followers: 0 }
  return { ...counts, places: new Map(), wrong: null }
}

/** The violations of a run with what is needed to understand and repeat it; null if there are none. */
function shown(plan: Plan, remains: Remains, again: string): string | null {
  const wrongs = wrongsOf(plan, remains)
  if (wrongs.length === 0) return null
  const fates = remains.fates.map((fate, thread) => `  thread ${thread}: ${JSON.stringify(fate)}`)
  return [
    ...wrongs,
    `plan: ${JSON.stringify(plan)}`,
    ...fates,
    `  ring: ${JSON.stringify(remains.positions)}`,
    `again: npm run check -- kills ${again}`,
  ].join('\n')
}

function count(kills: Kills, { scenario }: Plan, remains: Remains): void {
  kills.runs++
  kills.threads += remains.fates.length
  for (const counts of Object.values(remains.counts)) for (const many of counts) kills.events += many
  for (const { killed, supervised } of remains.fates) {
    if (supervised?.outcome === 'discarded') kills.discarded++
    if (killed === null) continue
    kills.killed++
    kills.places.set(killed, (kills.places.get(killed) ?? 0) + 1)
  }
  if (!hasFailed(remains)) return
  kills.failed++
  kills.followers += scenario.readers.filter(({ name }) => follows(scenario, name)).length
}
