// One thread of a program.
import { parentPort, workerData } from 'node:worker_threads'
import type { LanesMemory } from '../../harness/litmus/lanes.ts'
import { pin } from '../../harness/litmus/pin.ts'
import type { Task } from '../../harness/litmus/task.ts'
import { programOf } from './catalogue.ts'
import type { RingMemory } from './rings.ts'
import { runPart } from './threads.ts'

const task: Task<LanesMemory | RingMemory> = workerData
if (task.pinned) pin(task.thread)
parentPort?.postMessage(runPart(programOf(task.program), task))
