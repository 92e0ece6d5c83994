// What other processes take of the machine while a sample runs.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Processor time so far, in ticks. */
export interface Ticks {
  /** of everything that runs on the machine, and of what its host took from it */
  readonly all: number
  /** of this process and of the children that have ended */
  readonly own: number
}

/**
 * Reads the time so far from the texts of /proc/stat and /proc/self/stat.
 *
 * The first line of the one is "cpu", then ticks: user, nice, system, idle, iowait, irq, softirq, steal; guests are
 * part of user and nice. In the other, user and system are fields 14 and 15, those of ended children 16 and 17, counted
 * from behind the name, which may have spaces.
 */
export function ticksOf(stat: string, self: string): Ticks {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (stat.split('\n')[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number)
  const fields = self.slice(self.lastIndexOf(')') + 2).split(' ')
  const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return { all: user + nice + system + irq + softirq + steal, own }
}

/** The ticks of a second; Linux has shown a hundred to every program for decades. */
const TICKS_PER_SECOND = 100

/** The cores that others kept busy between two readings, on average; a tick too few is none. */
export function coresOfOthers(before: Ticks, after: Ticks, seconds: number): number {
  const ticks = after.all - before.all - (after.own - before.own)
  return Math.max(0, ticks / TICKS_PER_SECOND / seconds)
}

/**
 * Starts watching; returns a function that gives the cores that others have kept busy since, or null if the system does
 * not say. The watched process must have ended before.
 */
export function watchOthers(): () => number | null {
  const [before, begun] = [readTicks(), performance.now()]
  return () => {
    const after = readTicks()
    if (before === null || after === null) return null
    const cores = coresOfOthers(before, after, (performance.now() - begun) / 1000)
    return Math.min(cores, availableParallelism())
  }
}

function readTicks(): Ticks | null {
  try {
    return ticksOf(readFileSync('/proc/stat', 'utf8'), readFileSync('/proc/self/stat', 'utf8'))
  } catch {
    return null
  }
}
