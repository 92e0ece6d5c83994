// One thread of a ring.
import { parentPort, workerData } from 'node:worker_threads'
import { ClosedError, FailedError } from '../../../../src/index.ts'
import { footprint } from '../../../harness/threads/footprint.ts'
import { Handling } from './handling.ts'
import { Offering } from './offering.ts'
import type { End, Said, Task } from './task.ts'
import { GO } from './words.ts'

const task: Task = workerData
let defects = 0

function say(said: Said): void {
  parentPort?.postMessage(said)
}

/** Reports the first violation; later ones may be its consequences. */
function defect(what: string): void {
  if (defects++ === 0) say({ kind: 'defect', what })
}

async function endOf(part: Offering | Handling): Promise<Pick<End, 'by' | 'dead' | 'missing'>> {
  try {
    await part.go()
    return { by: 'itself', dead: [], missing: undefined }
  } catch (error) {
    if (error instanceof FailedError) return { by: 'failed', dead: error.dead, missing: error.missing }
    if (error instanceof ClosedError) return { by: 'closed', dead: [], missing: undefined }
    throw error
  }
}

async function main(): Promise<void> {
  const { plan, thread, memory } = task
  const part = thread < plan.producers.length ? new Offering(task) : new Handling(task, defect)
  const before = footprint().held
  say({ kind: 'ready' })
  Atomics.wait(new Int32Array(memory.signs), GO, 0)
  const end = await endOf(part)
  const { next, sum, thrown, turns } = part
  const grown = footprint().held - before
  say({ kind: 'ended', end: { ...end, next, sum, thrown, expired: turns.expired, grown } })
}

main()
