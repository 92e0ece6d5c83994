// Figures mean nothing without the machine that they were taken on.
import { availableParallelism, cpus, loadavg } from 'node:os'

export interface Machine {
  /** The version of Node. */
  readonly node: string
  /** The model of the CPU. */
  readonly cpu: string
  /** How many threads can run at once. */
  readonly cores: number
  /** How many threads wanted to run in the last minute, on average; 0 where the system doesn't say. */
  readonly load: number
}

/** What most measurements take, and none fewer; the process that waits for them sleeps. */
const THREADS = 2

export function thisMachine(): Machine {
  const [load = 0] = loadavg()
  return {
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    load,
  }
}

/** Describes a machine before a run, with a warning if the threads to come don't have it to themselves. */
export function describe({ node, cpu, cores, load }: Machine): string {
  const line = `Node ${node}, ${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}`
  return [line, ...warnings(cores, load + THREADS)].join('\n')
}

/** Whether so many threads that spin wait for each other's time slices, even with the machine to themselves. */
export function takeTurns(threads: number, cores: number): boolean {
  return threads > cores
}

/**
 * A warning if more threads want to run than there are cores; none otherwise.
 *
 * Threads that spin then wait for each other's time slices. Averages lag, so half a thread is forgiven.
 */
export function warnings(cores: number, threads: number): string[] {
  if (threads <= cores + 0.5) return []
  return [
    `warning: about ${threads.toFixed(1)} threads want ${cores} cores: figures of spinning threads mean little`,
  ]
}
