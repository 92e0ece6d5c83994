// One thread of a program.
import { parentPort, workerData } from 'node:worker_threads'
import { runLanes } from '../../harness/litmus/lanes.ts'
import { pin } from '../../harness/litmus/pin.ts'
import type { Answer, Task } from '../../harness/litmus/task.ts'
import { programOf } from './catalogue.ts'
import { runRing } from './rings.ts'

function run(task: Task): Answer {
  const program = programOf(task.program)
  const { memory } = task
  if (program.kind === 'lanes' && memory.kind === 'lanes') return runLanes(program, memory, task)
  if (program.kind === 'ring' && memory.kind === 'ring') return runRing(program, memory, task)
  throw new TypeError(`memory: ${memory.kind}, allowed: ${program.kind}`)
}

const task: Task = workerData
if (task.pinned) pin(task.thread)
parentPort?.postMessage(run(task))
