import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { thousands } from '../../spec/tlc/show.ts'
import type { Positions, Ring } from '../../src/index.ts'
import { boundsOf, describePlan, megabytes, type Plan, type Soak, soak } from './index.ts'

/** Exit codes: passed, failed, could not run, interrupted. */
const HOLD = 0
const FAIL = 1
const CANNOT_RUN = 2
const INTERRUPTED = 130

interface Options {
  readonly minutes?: number
  readonly seconds?: number
  readonly seed: number
  readonly ring?: number
}

const SECONDS = 60
const MOST_SECONDS = 7 * 24 * 3600
const MOST_SEED = 2 ** 31

const program = new Command('soak')
  .description(
    'Runs ring after ring on real threads, some with a thread killed: no event lost, no leak, flat memory.',
  )
  .addOption(new Option('--minutes <n>', 'how long to run').argParser(within(60)).conflicts('seconds'))
  .addOption(new Option('--seconds <n>', `how long to run; ${SECONDS} by default`).argParser(within(1)))
  .option('--seed <n>', 'repeats the rings of another run', natural, Math.floor(Math.random() * MOST_SEED))
  .option('--ring <n>', 'only the ring of this index, once', natural)
  .exitOverride()

function natural(given: string): number {
  if (/^\d{1,10}$/.test(given) && Number(given) < MOST_SEED) return Number(given)
  throw new InvalidArgumentError(`Given: ${given}, allowed: an integer from 0 to ${MOST_SEED - 1}.`)
}

/** Parses a time in units of `unit` seconds. */
function within(unit: number): (given: string) => number {
  return (given) => {
    const most = MOST_SECONDS / unit
    if (/^\d{1,9}(\.\d{1,9})?$/.test(given) && Number(given) > 0 && Number(given) <= most)
      return Number(given) * unit
    throw new InvalidArgumentError(`Given: ${given}, allowed: a number above 0, at most ${most}.`)
  }
}

const HOLDS = 'every event was handled or reported, none twice, and nothing is left'
const CLEAR = '\r\x1b[2K'

/** Reports progress once a second; on a terminal, in a line that is overwritten. */
class Progress {
  readonly #begun = performance.now()
  readonly #timer = setInterval(() => this.#tick(), 1000)
  #soaked: Readonly<Soak> | null = null
  #ring: Ring | null = null
  #plan = ''
  #events = 0

  begin(plan: Plan, ring: Ring): void {
    this.#ring = ring
    this.#plan = describePlan(plan)
  }

  end(soaked: Readonly<Soak>): void {
    this.#soaked = { ...soaked }
    this.#ring = null
  }

  stop(): void {
    clearInterval(this.#timer)
    if (process.stderr.isTTY) process.stderr.write(CLEAR)
  }

  #tick(): void {
    const positions: Positions | undefined = this.#ring?.positions()
    const here = positions ? positions.published - this.#ring!.handle.start + 1 : 0
    const events = (this.#soaked?.events ?? 0) + here
    const line = [
      `${Math.round((performance.now() - this.#begun) / 1000)} s`,
      `${this.#soaked?.rings ?? 0} rings`,
      `${thousands(Math.max(0, events - this.#events))} events/s`,
      `${this.#soaked?.kills ?? 0} kills`,
      memory(),
      this.#plan,
    ].join(', ')
    this.#events = events
    show(line)
  }
}

function memory(): string {
  const { rss, heapUsed } = process.memoryUsage()
  return `rss ${megabytes(rss)} MB, heap ${megabytes(heapUsed)} MB`
}

function show(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(CLEAR + line.slice(0, process.stderr.columns - 1))
  else process.stderr.write(`${line}\n`)
}

function summaryOf(soaked: Soak): string {
  const { seed, seconds, rings, events, kills, failed, discarded, thrown, expired, memory, growth } = soaked
  const bounds = boundsOf(rings)
  const grown = growth
    ? `grown by ${megabytes(growth.held)} MB held, ${megabytes(growth.rss)} MB rss; ` +
      `allowed: ${megabytes(bounds.held)} and ${megabytes(bounds.rss)}`
    : 'too few rings to compare'
  return [
    `seed ${seed}: ${seconds.toFixed(1)} s, ${thousands(rings)} rings, ${thousands(events)} events`,
    `${kills} killed: ${failed} rings failed, ${discarded} discarded a consumer`,
    `${thousands(thrown)} handlers threw, ${thousands(expired)} calls timed out`,
    `memory: ${megabytes(memory.held)} MB held, ${megabytes(memory.rss)} MB rss; ${grown}`,
    ...(soaked.failure ?? [HOLDS]),
  ].join('\n')
}

async function soakAll(options: Options): Promise<number> {
  const { seed, minutes, seconds = minutes ?? SECONDS, ring } = options
  const end = new AbortController()
  process.once('SIGINT', () => end.abort())
  const progress = new Progress()
  const soaked = await soak({
    ...{ seed, seconds, signal: end.signal, ...(ring === undefined ? {} : { ring }) },
    onBegin: (plan, begun) => progress.begin(plan, begun),
    onRing: (each) => progress.end(each),
  })
  progress.stop()
  process.stdout.write(`${summaryOf(soaked)}\n`)
  return codeOf(soaked, end.signal)
}

function codeOf({ failure }: Soak, { aborted }: AbortSignal): number {
  if (failure !== null) return FAIL
  return aborted ? INTERRUPTED : HOLD
}

async function main(args: readonly string[]): Promise<number> {
  try {
    return await soakAll(program.parse(args, { from: 'user' }).opts<Options>())
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? HOLD : CANNOT_RUN
  }
}

// No process.exit: the process must end by itself.
process.exitCode = await main(process.argv.slice(2))
