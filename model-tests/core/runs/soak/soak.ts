// Runs and checks one ring after another for a long time; measures memory and handles in between.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ring } from '../../../../src/index.ts'
import { bundle } from '../../../harness/threads/bundle.ts'
import { Flatness, type Footprint, footprint } from '../../../harness/threads/footprint.ts'
import { handles, leftSince } from '../../../harness/threads/handles.ts'
import { byPath } from '../../load.ts'
import { hasFailed, publishedOf } from '../books.ts'
import { wrongsOf } from '../judge.ts'
import { type Remains, run } from '../start.ts'
import { type Drawn, describePlan, drawn } from './draw.ts'

/** The totals of all rings. */
export interface Soak {
  readonly seed: number
  seconds: number
  rings: number
  /** events published without a gap */
  events: number
  kills: number
  failed: number
  /** the kills after which the ring went on without a consumer */
  discarded: number
  /** handlers that threw, and calls that timed out */
  thrown: number
  expired: number
  /** the footprint after the last ring */
  memory: Footprint
  /** from the first rings to the last; null after too few rings */
  growth: Footprint | null
  /** the first violations, and the command that repeats them */
  failure: readonly string[] | null
}

export interface SoakOptions {
  readonly seed: number
  readonly seconds: number
  /** only the ring of this index */
  readonly ring?: number
  /** replacements of source files, by name */
  readonly texts?: Readonly<Record<string, string>>
  /** the most that threads may take to begin, and to end, in ms */
  readonly limit?: number
  /** ends the soak after the current ring, whose life ends at once */
  readonly signal?: AbortSignal
  readonly onBegin?: (plan: Drawn, ring: Ring) => void
  readonly onRing?: (soak: Readonly<Soak>) => void
}

const LIMIT_MS = 30_000
/** The ports of ended threads close a little later. */
const SETTLED_MS = 2000
const LOOK_MS = 5

/** Runs rings until the time is over or one fails; a ring that has begun is not cut short. */
export async function soak(options: SoakOptions): Promise<Soak> {
  const begun = performance.now()
  const text = await bundle(new URL('../thread.ts', import.meta.url), byPath(options.texts))
  const [before, flatness] = [handles(), new Flatness()]
  const soaked = emptyOf(options.seed)
  for (let number = options.ring ?? 0; ; number++) {
    const plan = drawn(options.seed, number)
    const wrongs = await soakOne(plan, text, soaked, options)
    wrongs.push(...(await leftBeside(before)), ...weigh(soaked, flatness))
    if (wrongs.length > 0) soaked.failure = shown(wrongs, plan)
    soaked.seconds = (performance.now() - begun) / 1000
    options.onRing?.(soaked)
    if (isOver(soaked, options)) return soaked
  }
}

function isOver({ seconds, failure }: Soak, options: SoakOptions): boolean {
  if (options.ring !== undefined || options.signal?.aborted) return true
  return seconds >= options.seconds || failure !== null
}

function weigh(soaked: Soak, flatness: Flatness): string[] {
  soaked.memory = footprint()
  flatness.add(soaked.memory)
  soaked.growth = flatness.growth
  return flatness.wrongs()
}

function emptyOf(seed: number): Soak {
  return {
    ...{ seed, seconds: 0, rings: 0, events: 0, kills: 0, failed: 0, discarded: 0, thrown: 0, expired: 0 },
    ...{ memory: footprint(), growth: null, failure: null },
  }
}

async function soakOne(plan: Drawn, text: string, soaked: Soak, options: SoakOptions): Promise<string[]> {
  const { limit = LIMIT_MS, signal, onBegin } = options
  const onRing = (ring: Ring): void => onBegin?.(plan, ring)
  const remains = await run(plan, { text, limit, onRing, ...(signal ? { signal } : {}) })
  count(soaked, plan, remains)
  return wrongsOf(plan, remains)
}

function count(soaked: Soak, plan: Drawn, remains: Remains): void {
  soaked.rings++
  soaked.events += publishedOf(plan.scenario, remains)
  if (hasFailed(remains)) soaked.failed++
  for (const { killed, supervised, outcome } of remains.fates) {
    if (killed !== null) soaked.kills++
    if (supervised?.outcome === 'discarded') soaked.discarded++
    soaked.thrown += outcome?.thrown ?? 0
    soaked.expired += outcome?.expired ?? 0
  }
}

/** The handles that were not there before, one sentence each. */
async function leftBeside(before: readonly string[]): Promise<string[]> {
  for (let ms = 0; ; ms += LOOK_MS) {
    const left = leftSince(before)
    if (left.length === 0 || ms >= SETTLED_MS) return left.map((name) => `left behind: ${name}`)
    await sleep(LOOK_MS)
  }
}

function shown(wrongs: readonly string[], plan: Drawn): string[] {
  return [
    ...wrongs,
    describePlan(plan),
    `plan: ${JSON.stringify(plan)}`,
    `again: npm run check -- soak --seed ${plan.seed} --ring ${plan.number}`,
  ]
}
