// The entry of a sample's process: `node run.mjs CONTESTANT name=value …` prints one line of JSON.
// This thread only waits. The threads of the work run phases: longer and longer ones to warm up, then the timed one.
import { once } from 'node:events'
import { MessagePort, Worker } from 'node:worker_threads'
import { contestantOf } from './contestants.ts'
import { type Answer, type Contestant, producersOf, type Role, rolesOf, type Task, taskOf } from './task.ts'

/** The events of the first phase, of each producer. */
const LEAST = 100
/** The events of each producer are a multiple of this, so that batches come out even. */
const MULTIPLE = 10

interface Phase {
  readonly nanoseconds: number
  /** of each producer */
  readonly events: number
  readonly answers: readonly Answer[]
}

interface Play {
  readonly contestant: Contestant
  readonly task: Task
  readonly workers: readonly Worker[]
}

/** A phase in which each producer sends `events` events, from event `first`. */
async function phase({ contestant, task, workers }: Play, first: number, events: number): Promise<Phase> {
  const parts = contestant.parts(task, events)
  const done = workers.map((worker) => once(worker, 'message'))
  for (const [w, worker] of workers.entries()) {
    worker.postMessage({ first, events, part: parts[w] }, portsIn(parts[w]))
  }
  const answers = (await Promise.all(done)).map(([answer]: Answer[]) => answer!)
  const begun = answers.slice(-producersOf(task.work)).map((answer) => answer.begun)
  const ended = answers.map((answer) => answer.ended)
  const trips = answers.at(-1)?.trips?.length
  const least = begun.reduce((a, b) => (a < b ? a : b))
  const most = ended.reduce((a, b) => (a > b ? a : b))
  const made = task.work === 'ping-pong' && trips !== undefined ? trips : events
  return { nanoseconds: Number(most - least), events: made, answers }
}

function portsIn(part: unknown): MessagePort[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.values(part)
    .flat()
    .filter((each) => each instanceof MessagePort)
}

/**
 * Doubles the events until a phase lasts as long as the warm-up should, then runs the timed one. One that is over too
 * soon is run again, longer.
 */
async function runPhases(play: Play): Promise<{ timed: Phase; total: number }> {
  const { warmup, seconds } = play.task
  let [total, events, isWarm] = [0, LEAST, false]
  for (;;) {
    const last = await phase(play, total, events)
    total += last.events
    const took = last.nanoseconds / 1e9
    if (isWarm && took >= seconds / 2) return { timed: last, total }
    isWarm ||= took >= warmup
    events = isWarm ? scaled((last.events * seconds) / took) : events * 2
  }
}

function scaled(events: number): number {
  return Math.ceil(Math.max(LEAST, events) / MULTIPLE) * MULTIPLE
}

async function start(contestant: string, task: Task, role: Role): Promise<Worker> {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
    workerData: { contestant, task, role },
  })
  await once(worker, 'message')
  return worker
}

/** Distinct round trips in nanoseconds, each with its count. */
function countsOf(latencies: Float64Array): [number, number][] {
  const counts: [number, number][] = []
  for (const nanoseconds of latencies.map(Math.round).sort()) {
    const last = counts.at(-1)
    if (last?.[0] === nanoseconds) last[1]++
    else counts.push([nanoseconds, 1])
  }
  return counts
}

async function main([name = '', ...args]: readonly string[]): Promise<void> {
  const task = taskOf(args)
  const contestant = await contestantOf(name)
  const workers = await Promise.all(rolesOf(task.work).map((role) => start(name, task, role)))
  const phases = await runPhases({ contestant, task, workers })
  process.stdout.write(`${JSON.stringify(resultOf(task, phases))}\n`, () => process.exit(0))
}

function resultOf(task: Task, { timed, total }: Awaited<ReturnType<typeof runPhases>>) {
  const producers = producersOf(task.work)
  // A producer that reads nothing has nothing to show.
  const reading = timed.answers.filter(({ count }) => count > 0)
  const readers = reading.map(({ count, sums }) => ({ count, sums: [...sums] }))
  const latencies = countsOf(timed.answers.at(-1)?.trips ?? new Float64Array())
  const all = { events: timed.events * producers, total: total * producers }
  return { ...all, nanoseconds: timed.nanoseconds, readers, latencies }
}

// Without its parent, the sample is of no use.
process.stdin.on('end', () => process.exit(1)).resume()
await main(process.argv.slice(2))
