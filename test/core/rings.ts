// Rings whose threads all live: they are played on threads that are started once, and judged as rings with kills are.
import { wrongsOf } from '../../model-tests/core/runs/judge.ts'
import { booksOf, type Memory, memoryOf } from '../../model-tests/core/runs/memory.ts'
import type { Fate, Remains } from '../../model-tests/core/runs/start.ts'
import type { Closing, Outcome, Task } from '../../model-tests/core/runs/task.ts'
import { ringOf, type Scenario } from '../../model-tests/core/scenario.ts'
import type { Ring } from '../../src/index.ts'
import { Crew } from './crew.ts'

/** The answer of a thread; `defect` is the first violation that it noticed. */
export interface Ended {
  readonly outcome: Outcome
  readonly defect: string | null
}

/** A ring that has ended: what its threads did, and what is wrong with that. */
export interface Played {
  readonly outcomes: readonly Outcome[]
  readonly wrongs: readonly string[]
}

/** Threads that play scenarios, one after another. */
export class Players {
  readonly #crew: Crew<Task, Ended>

  /** @param threads the most that a scenario has, with one that closes its ring */
  constructor(threads: number, limit?: number) {
    this.#crew = new Crew('./playing.ts', threads, {}, limit)
  }

  /**
   * Plays a scenario until its ring has ended.
   *
   * @throws {Error} if a thread dies, or has not ended within the limit
   */
  async play(scenario: Scenario, closing?: Closing): Promise<Played> {
    const [ring, memory] = [ringOf(scenario), memoryOf(scenario)]
    const roles = scenario.producers.length + scenario.readers.length
    const shared = { scenario, handle: ring.handle, memory, ...(closing ? { closing } : {}) }
    const threads = Math.max(roles, (closing?.thread ?? 0) + 1)
    const tasks = Array.from({ length: threads }, (_, thread) => ({ thread, ...shared }))
    const ended = (await this.#crew.run(tasks)).slice(0, roles)
    const remains = await remainsOf(ring, memory, ended)
    const wrongs = wrongsOf({ scenario, ...NOBODY_DIES }, remains)
    const { state } = remains.positions
    if (state !== 'closed') wrongs.push(`the ring is ${state}`)
    return { outcomes: ended.map(({ outcome }) => outcome), wrongs }
  }

  async close(): Promise<void> {
    await this.#crew.close()
  }
}

async function remainsOf(ring: Ring, memory: Memory, ended: readonly Ended[]): Promise<Remains> {
  const { outcome: drained, remaining: left } = await ring.drain()
  return {
    ...{ positions: ring.positions(), drained, left, hung: [] },
    fates: ended.map(({ outcome }) => ({ ...ALIVE, outcome })),
    defects: ended.flatMap(({ defect }, thread) => (defect ? [`thread ${thread}: ${defect}`] : [])),
    ...booksOf(memory),
  }
}

const NOBODY_DIES = { victims: [], onDeath: 'fail', ending: 'leave', lives: null } as const
const ALIVE = {
  killed: null,
  last: null,
  supervised: { outcome: 'unmissed', vacant: [] },
  succeeded: [],
  error: null,
} satisfies Omit<Fate, 'outcome'>
