// The role of one thread, from attaching the ring until the role has ended.
import { attachRing, ClosedError, FailedError } from '../../../src/index.ts'
import { footprint } from '../../harness/threads/footprint.ts'
import { isEndless } from '../scenario.ts'
import { Closer } from './close.ts'
import { Producer } from './produce.ts'
import { Reader } from './read.ts'
import type { Outcome, Task } from './task.ts'

const NOTHING = { next: [], sum: 0, chain: 0, thrown: 0, expired: 0, grown: 0 } as const

/** Attaches the ring and takes the role; what it returns acts until the role has ended. */
export function attach(task: Task, onDefect: (what: string) => void): () => Promise<Outcome> {
  const { thread, scenario } = task
  const { producers, readers, seed } = scenario
  if (thread === producers.length + readers.length) return () => close(task)
  const own = seed ^ Math.imul(thread + 1, 0x85ebca6b)
  const role = thread < producers.length ? new Producer(task, own) : new Reader(task, own, onDefect)
  // Collecting garbage takes longer than a run that is closed early.
  const isLong = isEndless(scenario) && (task.closing?.after ?? null) === null
  return () => (isLong ? weighed(() => outcomeOf(role)) : outcomeOf(role))
}

async function outcomeOf(role: Producer | Reader): Promise<Outcome> {
  const ended = await endOf(() => role.go())
  const { next, sum, chain, thrown, turns } = role
  return { ...ended, next, sum, chain, thrown, expired: turns.expired, grown: 0 }
}

async function weighed(act: () => Promise<Outcome>): Promise<Outcome> {
  const before = footprint().held
  const outcome = await act()
  return { ...outcome, grown: footprint().held - before }
}

async function endOf(go: () => Promise<unknown>): Promise<Pick<Outcome, 'by' | 'dead' | 'missing'>> {
  try {
    await go()
    return { by: 'itself', dead: [], missing: undefined }
  } catch (error) {
    if (error instanceof FailedError) return { by: 'failed', dead: error.dead, missing: error.missing }
    if (error instanceof ClosedError) return { by: 'closed', dead: [], missing: undefined }
    throw error
  }
}

/** A thread without another role. */
async function close(task: Task): Promise<Outcome> {
  const [ring, closer] = [attachRing(task.handle), new Closer(task)]
  while (!closer.isTime());
  closer.close(() => ring.close())
  return { ...NOTHING, by: 'itself', dead: [], missing: undefined }
}
