// The threads of a program: what they share, and what each runs.
import { type LanesMemory, lanesMemory, runLanes } from '../../harness/litmus/lanes.ts'
import type { Setup, Threads } from '../../harness/litmus/run.ts'
import type { Answer, Task } from '../../harness/litmus/task.ts'
import { type Program, type RingProgram, threadsOf } from './program.ts'
import { type RingMemory, ringMemory, runRing } from './rings.ts'

export const THREADS: Threads<Program> = { many: threadsOf, setUp }

function setUp(program: Program, together: boolean): Setup {
  if (program.kind === 'ring') return setUpRing(program)
  return { memory: lanesMemory(program, together), counting: 0, meets: true }
}

/** The last thread reads, and counts. */
function setUpRing(program: RingProgram): Setup {
  const memory = ringMemory(program)
  const stalled = (whole: number) => ({ whole, 'never arrived': 1 })
  return { memory, counting: program.producers, meets: false, progress: { done: memory.progress, stalled } }
}

/** One thread's part. */
export function runPart(program: Program, task: Task<LanesMemory | RingMemory>): Answer {
  const { memory } = task
  if (program.kind === 'lanes' && memory.kind === 'lanes') return runLanes(program, memory, task)
  if (program.kind === 'ring' && memory.kind === 'ring') return runRing(program, memory, task)
  throw new TypeError(`memory: ${memory.kind}, allowed: ${program.kind}`)
}
