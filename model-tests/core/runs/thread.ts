// One thread of a ring, which plays its role once, and may be killed.
import { parentPort, workerData } from 'node:worker_threads'
import { habitsOf } from '../scenario.ts'
import { enter, real, stopAt } from './crash.ts'
import { GO } from './memory.ts'
import { attach } from './play.ts'
import { type Said, type Task, THROWN } from './task.ts'

const task: Task = workerData
let defects = 0

function say(said: Said): void {
  parentPort?.postMessage(said)
}

/** Reports the first violation; later ones may be its consequences. */
function defect(what: string): void {
  if (defects++ === 0) say({ kind: 'defect', what })
}

async function main(): Promise<void> {
  say({ kind: 'ready' })
  real.wait(new Int32Array(task.memory.signs), GO, 0)
  if (task.crash) stopAt(task.crash, (at) => say({ kind: 'stopped', at }))
  say({ kind: 'ended', outcome: await attach(task, defect)() })
  end()
}

/** Ends the thread without releasing its role; messages sent before still arrive. */
function end(): void {
  enter('end')
  const how = habitsOf(task.scenario, task.thread)?.end
  if (how === 'throw') throw new Error(THROWN)
  if (how === 'exit 0' || how === 'exit 1') process.exit(how === 'exit 0' ? 0 : 1)
}

main()
