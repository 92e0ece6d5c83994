// Runs from Init that together take every action; one of them fills the ring more than twice and publishes half a
// batch. So the assumptions can hold, every guard can be met, and a batch can be half published.
import { expect, test } from 'vitest'
import { Machine, type State } from '../../harness/smt/evaluate.ts'
import type { Model } from '../../harness/smt/model.ts'
import { USUAL } from './breaks.ts'
import { multiProducer } from './MultiProducer.ts'
import { singleProducer } from './SingleProducer.ts'
import { type Cast, worldOf } from './world.ts'

const ANYTHING: Partial<Cast> = {
  habits: ['claim', 'try', 'timed', 'parts', 'ahead'],
  throws: true,
  waits: [true, false],
  limits: [1, 2],
  upstream: [[], [], [1]],
  spins: 1,
  timed: true,
}
const TAKES: Partial<Cast> = { ...ANYTHING, takes: true, throws: false, spins: 0, timed: false }
const CLOSED: Partial<Cast> = { habits: ['claim', 'try', 'close'], spins: 0 }
const FAILED: Partial<Cast> = {
  habits: ['claim'],
  upstream: [[], [1]],
  mortals: ['producer', 'p1', 'c1'],
  others: ['supervisor'],
}

/** The length and number of runs: a ring that may end soon does. */
const RUNS: readonly (readonly [cast: Partial<Cast>, turns: number, runs: number])[] = [
  [ANYTHING, 3000, 1],
  [{ ...ANYTHING, spins: 0, timed: false }, 600, 3],
  [{ ...ANYTHING, flushes: true }, 600, 2],
  [TAKES, 600, 3],
  [CLOSED, 150, 12],
  [FAILED, 150, 24],
  [{ ...FAILED, mortals: ['producer', 'p1'] }, 150, 12],
]

test.each([
  ['SingleProducer', singleProducer, 1],
  ['MultiProducer', multiProducer, 2],
] as const)('%s', { timeout: 240_000 }, (_, model: Model, producers) => {
  const taken = new Set<string>()
  for (const [cast, turns, runs] of RUNS)
    for (let luck = 0; luck < runs; luck++) {
      // A single producer closes its ring itself.
      const others = cast === CLOSED && producers > 1 ? ['closer' as const] : (cast.others ?? [])
      const machine = new Machine(model, worldOf({ ...USUAL, ...cast, others, producers }))
      const states = run(machine, turns, luck, taken)
      holdsIn(states, machine, model)
      if (cast === ANYTHING) goesFar(states, machine, producers)
    }
  expect([...taken].sort()).toEqual(model.actions.map(({ name }) => name).sort())
})

/** Takes a different enabled step each time, for as long as there is one. */
function run(machine: Machine, turns: number, luck: number, taken: Set<string>): State[] {
  const states = [machine.initial]
  for (let turn = 0; turn < turns; turn++) {
    const state = states.at(-1) ?? machine.initial
    const steps = machine.steps(state)
    const step = steps[((turn + 1) * 7919 + (turn >> 3) + luck * 31) % steps.length]
    if (!step) break
    taken.add(step.name)
    states.push(machine.take(step, state))
  }
  return states
}

function holdsIn(states: readonly State[], machine: Machine, model: Model): void {
  const lemmas = model.lemmas.map(({ name, says }) => [name, says] as const)
  const all = [...model.axioms, ...model.invariant, ...lemmas, ...model.properties]
  for (const [at, state] of states.entries())
    if (at % 10 === 0 || at === states.length - 1)
      for (const [name, formula] of all) expect(machine.holds(formula, state), name).toBe(true)
}

function goesFar(states: readonly State[], machine: Machine, producers: number): void {
  const last = states.at(-1) ?? machine.initial
  expect(Number(machine.valueOf(last, 'cursor'))).toBeGreaterThan(3 * USUAL.size)
  const half = (state: State): boolean =>
    [1, 2].some((p) => machine.valueOf(state, 'producer.pc', p) === 'Publish')
  if (producers > 1) expect(states.some(half)).toBe(true)
}
