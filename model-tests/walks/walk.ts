// Random walks of the stepped source where there are too many states for TLC: every step is watched.
import fc from 'fast-check'
import type { Core } from '../stepper/load.ts'
import { isCallers } from '../stepper/machine.ts'
import type { Decision } from '../stepper/yields.ts'
import { type Setting, type Stage, settings, stageOf, type Turn } from './stage.ts'
import { Watch } from './watch.ts'

/** Steps of one walk: many times round the ring, and short enough to be made smaller. */
export const LENGTH = 4000

/** What walks have shown. */
export interface Walked {
  readonly seed: number
  readonly steps: number
  readonly walks: number
  /** Events that were published and that consumers handled: a walk that goes nowhere shows nothing. */
  readonly published: number
  readonly handled: number
  /** The walk that went wrong, as short as it could be made: a line for each step, and what is wrong. */
  readonly failure: readonly string[] | null
}

/**
 * Walks so many steps, in walks of `LENGTH`; the seed gives the same walks again.
 *
 * Ends at the first step after which an invariant does not hold.
 */
export function walkMany(core: Core, seed: number, steps: number): Walked {
  const tally = { steps: 0, walks: 0, published: 0, handled: 0 }
  for (const setting of fc.sample(settings, { seed, numRuns: Math.ceil(steps / LENGTH) })) {
    const turns: Turn[] = []
    const wrong = walk(core, setting, turnsOf(seed + tally.walks, turns), tally)
    tally.walks++
    if (wrong) return { seed, ...tally, failure: shortest(core, setting, turns) }
  }
  return { seed, ...tally, failure: null }
}

type Tally = { steps: number; published: number; handled: number }

/** What went wrong, or null. */
function walk(
  core: Core,
  setting: Setting,
  turns: Iterable<Turn>,
  tally: Tally,
  tell?: (step: string) => void,
) {
  const stage = stageOf(core, setting)
  const watch = new Watch(stage)
  try {
    for (const [who, pick] of turns) {
      const thread = who % stage.head.threads.length
      const { action, decision } = choose(stage, thread, pick)
      tell?.(`${stage.head.threads[thread]} ${action} ${told(decision)}`.trimEnd())
      const done = stage.machine.step(thread, action, decision)
      watch.saw(thread, action, Number(decision.n), done)
      tally.steps++
      if (action === 'Publish') tally.published++
      else if (action === 'EndRead' || action === 'EndTask') tally.handled++
    }
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Any number is one of the things that the thread may do: what it offers, and what its caller decides. */
function choose({ machine, head: { callers } }: Stage, thread: number, pick: number) {
  const offers = machine.offers(thread)
  const action = offers[pick % offers.length] ?? ''
  const of = <Each>(all: readonly Each[], shift: number): Each => all[(pick >>> shift) % all.length] as Each
  if (action === 'Claim' || action === 'LoadNext') return { action, decision: { n: of(callers.claims, 4) } }
  if (action === 'BeginPoll' || action === 'LoadTake' || action === 'BeginWork')
    return { action, decision: { limit: of(callers.limits, 4), waits: of(callers.waits, 8) } }
  const throws =
    isCallers(action) && (action === 'EndRead' || action === 'EndTask') && (pick >>> 4) % 16 === 0
  return { action, decision: (throws ? { throws } : {}) as Decision }
}

function told(decision: Decision): string {
  return Object.entries(decision)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

/** In every walk some threads sleep most of the time: so others go far while these stand where they are. */
function* turnsOf(seed: number, kept: Turn[]): Generator<Turn> {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1
  const random = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  const sleepers = random() & random() & 0xff
  for (let step = 0; step < LENGTH; step++) {
    let who = random() >>> 8
    if ((sleepers >> (who % 8)) & 1 && random() % 32 !== 0) who = random() >>> 8
    const turn: Turn = [who, random() >>> 4]
    kept.push(turn)
    yield turn
  }
}

/** The walk made shorter, as long as it still goes wrong: without halves of it, then quarters, down to single steps. */
function shortest(core: Core, setting: Setting, turns: readonly Turn[]): string[] {
  let short = turns
  for (let chunk = Math.ceil(turns.length / 2); chunk >= 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2)) {
    for (let at = 0; at < short.length; ) {
      const without = short.toSpliced(at, chunk)
      if (walk(core, setting, without, nobody()) === null) at += chunk
      else short = without
    }
  }
  const lines: string[] = []
  const wrong = walk(core, setting, short, nobody(), (line) => lines.push(line))
  return [`follows ${setting.follows}, from ${setting.start}`, ...lines, `${wrong}`]
}

function nobody(): Tally {
  return { steps: 0, published: 0, handled: 0 }
}
