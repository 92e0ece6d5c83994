// Figures mean nothing without the machine they were taken on.
import { availableParallelism, cpus, loadavg } from 'node:os'

export interface Machine {
  readonly node: string
  /** the model of the CPU */
  readonly cpu: string
  /** the number of threads that can run at once */
  readonly cores: number
  /** the load average of the last minute; 0 if the system does not report it */
  readonly load: number
}

/** The threads of most measurements, and the least of any; the process that waits for them sleeps. */
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

/** Describes a machine before a run, with a warning if the run's threads will not have it to themselves. */
export function describe({ node, cpu, cores, load }: Machine): string {
  const line = `Node ${node}, ${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}`
  return [line, ...warnings(cores, load + THREADS)].join('\n')
}

/** Whether this many spinning threads must share cores, even on an idle machine. */
export function takeTurns(threads: number, cores: number): boolean {
  return threads > cores
}

/**
 * A warning if more threads want to run than there are cores; none otherwise.
 *
 * Spinning threads then wait for each other's time slices. Load averages lag, so half a thread is tolerated.
 */
export function warnings(cores: number, threads: number): string[] {
  if (threads <= cores + 0.5) return []
  return [
    `warning: about ${threads.toFixed(1)} threads want ${cores} cores: figures of spinning threads mean little`,
  ]
}
