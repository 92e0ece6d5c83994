// A thread that plays one role after another, each in a ring of its own.
import { parentPort } from 'node:worker_threads'
import { HERE } from '../../model-tests/core/runs/memory.ts'
import { attach } from '../../model-tests/core/runs/play.ts'
import type { Task } from '../../model-tests/core/runs/task.ts'
import type { Ended } from './rings.ts'

/** Returns once that many threads are here. */
function meet({ memory, scenario, closing }: Task): void {
  const roles = scenario.producers.length + scenario.readers.length
  const all = closing?.thread === roles ? roles + 1 : roles
  const signs = new Int32Array(memory.signs)
  Atomics.add(signs, HERE, 1)
  Atomics.notify(signs, HERE)
  for (let here = 0; here < all; here = Atomics.load(signs, HERE)) Atomics.wait(signs, HERE, here)
}

parentPort?.on('message', async (task: Task) => {
  let defect: string | null = null
  const act = attach(task, (what) => {
    defect ??= what
  })
  meet(task)
  const outcome = await act()
  parentPort?.postMessage({ outcome, defect } satisfies Ended)
})
