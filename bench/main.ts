// npm run bench: measures the ring, postMessage and bare stores; prints tables and writes coverage/bench.json.
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import pc from 'picocolors'
import { buildAll } from './core/build.ts'
import { measureDisruptor, showDisruptor } from './core/disruptor.ts'
import { BenchError } from './core/errors.ts'
import { measureEvents, showEvents } from './core/events.ts'
import { measureFan, showFan } from './core/fan.ts'
import { measureFanPause, showFanPause } from './core/fan-pause.ts'
import { measureIdle, showIdle } from './core/idle.ts'
import { measureLatency, showLatency } from './core/latency.ts'
import { measureLone, showLone } from './core/lone.ts'
import { describe, thisMachine, warnings } from './core/machine.ts'
import { measureParking, showParking } from './core/parking.ts'
import { measureParkingThread, showParkingThread } from './core/parking-thread.ts'
import { measurePause, showPause } from './core/pause.ts'
import { showProgress } from './core/progress.ts'
import { writeReport } from './core/report.ts'
import type { Run } from './core/rounds.ts'
import { measureSpins, showSpins } from './core/spins.ts'
import { measureThread, showThread } from './core/thread.ts'
import { measureThroughput, showThroughput } from './core/throughput.ts'
import { peersCommand, runPeers } from './peers/command.ts'

const SECTIONS = ['throughput', 'fan', 'latency', 'thread', 'parking', 'events', 'disruptor', 'idle']
/** Takes minutes, most of them asleep. */
const SLOW = 'idle'
/** The measurements from which defaults in src/ring/roleOptions.ts are chosen. */
const CHOICES = ['pause', 'spins']
const MOST_ROUNDS = 100

interface Options {
  readonly rounds?: number
  readonly quick?: boolean
  readonly only?: string
}

const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort())
await new Command('npm run bench --')
  .description('Measures throughput and round trips between threads, each sample in a new process.')
  .addArgument(new Argument('[choice]', 'instead, measure the alternatives to a default').choices(CHOICES))
  .option('--rounds <n>', 'samples of each measurement: 5 by default, 3 for a choice', parseRounds)
  .option(
    '--quick',
    'two rounds of short samples, without idle: takes seconds, but gives no reliable figures',
  )
  .addOption(new Option('--only <section>', 'run only this section').choices(SECTIONS))
  .showHelpAfterError('(--help says more)')
  .enablePositionalOptions()
  .action(main)
  .addCommand(
    peersCommand(parseRounds, (options) =>
      reported(() => runPeers(options, interrupt.signal)),
    ).copyInheritedSettings(new Command().showHelpAfterError('(--help says more)')),
  )
  .parseAsync()

async function main(choice: string | undefined, options: Options, command: Command): Promise<void> {
  if (choice && options.only) command.error(`error: ${choice} and --only ${options.only} exclude each other`)
  const only = choice ?? options.only
  const all = options.quick ? SECTIONS.filter((section) => section !== SLOW) : SECTIONS
  await reported(() => bench(only ? [only] : all, options))
}

/** Runs a command; says in a line why it failed, if that is no bug. */
async function reported(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof BenchError) && !interrupt.signal.aborted) throw error
    showProgress(undefined)
    console.error(interrupt.signal.aborted ? 'interrupted' : pc.red(`${error}`))
    process.exitCode = interrupt.signal.aborted ? 130 : 1
  }
}

async function bench(sections: readonly string[], options: Options): Promise<void> {
  const machine = thisMachine()
  console.log(describe(machine))
  await buildAll()
  const run = runOf(sections, options)
  const { rounds, quick } = run
  const take = sectionsOf(run, sections)
  const throughput = await take('throughput', measureThroughput, showThroughput)
  const fan = await take('fan', measureFan, showFan)
  const latency = await take('latency', measureLatency, showLatency)
  const thread = await take('thread', measureThread, showThread)
  const parking = await take('parking', measureParking, showParking)
  const parkingThread = await take('parking', measureParkingThread, showParkingThread)
  const events = await take('events', measureEvents, showEvents)
  const disruptor = await take('disruptor', measureDisruptor, showDisruptor)
  const idle = await take('idle', measureIdle, showIdle)
  const lone = await take('idle', measureLone, showLone)
  const pause = await take('pause', measurePause, showPause)
  const fanPause = await take('pause', measureFanPause, showFanPause)
  const spins = await take('spins', measureSpins, showSpins)
  const usual = { throughput, fan, latency, thread, parking, parkingThread, events, disruptor, idle, lone }
  const report = { ...machine, rounds, quick, ...usual, ...filled({ pause, fanPause, spins }) }
  for (const warning of warnings(machine.cores, thisMachine().load)) console.log(`\n${warning}`)
  console.log(`\nwrote ${writeReport(report)}`)
}

function runOf(sections: readonly string[], { quick = false, rounds }: Options): Run {
  const usual = CHOICES.some((choice) => sections.includes(choice)) ? 3 : 5
  return { rounds: rounds ?? (quick ? 2 : usual), quick, interrupt: interrupt.signal, report: showProgress }
}

/** The sections with results. */
function filled<S extends Record<string, readonly unknown[]>>(sections: S): Partial<S> {
  return Object.fromEntries(Object.entries(sections).filter(([, rows]) => rows.length > 0)) as Partial<S>
}

type Take = <R>(
  name: string,
  measure: (run: Run) => Promise<R[]>,
  show: (rows: R[]) => string,
) => Promise<R[]>

/** Measures and prints a section, if it is wanted. */
function sectionsOf(run: Run, wanted: readonly string[]): Take {
  return async (name, measure, show) => {
    if (!wanted.includes(name)) return []
    const rows = await measure(run)
    console.log(show(rows))
    return rows
  }
}

function parseRounds(given: string): number {
  const rounds = Number(given)
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= MOST_ROUNDS) return rounds
  throw new InvalidArgumentError(`Allowed: an integer from 1 to ${MOST_ROUNDS}.`)
}
