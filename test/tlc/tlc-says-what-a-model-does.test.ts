import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compare } from '../../spec/tlc/compare.ts'
import { readGraph } from '../../spec/tlc/graph.ts'
import { runModels } from '../../spec/tlc/pool.ts'
import type { Outcome } from '../../spec/tlc/run.ts'
import { findTools } from '../../spec/tlc/tools.ts'
import type { TraceStep } from '../../spec/tlc/trace.ts'
import { ModelValue } from '../../spec/tlc/values.ts'
import { fill } from './folders.ts'
import { model, SPECS } from './specs.ts'

const tools = await findTools()
const SEEN = String.raw`[who |-> p, last |-> <<-1, "a \"b\" \\ c">>]`
const MODELS = [
  model('Passes'),
  model('Small', { expected: 'violates Small', distinct: 3, depth: 3 }),
  model('Never', { expected: 'violates a temporal property', depth: null }),
  model('Stuck', { expected: 'deadlocks' }),
]

const ran = await run()

describe.skipIf(ran === null)(`TLC${ran === null ? ' (skipped: no Java here)' : ''}`, () => {
  it('finds what is expected of each model', () => {
    expect(ran?.results.flatMap(({ model: pinned, outcome }) => compare(pinned, outcome))).toEqual([])
    expect(outcome('Passes')).toMatchObject({ generated: 5, counterexample: null })
  })

  it('names the files of the source tree, although it read a copy', () => {
    expect(outcome('Passes')?.output).toContain(
      `Parsing file ${join(ran?.specDir ?? '', 'core', 'Counter.tla')}`,
    )
  })

  it('shows the behaviour that violates an invariant', () => {
    expect(outcome('Small')?.counterexample).toEqual({ steps: trace(3), end: { kind: 'stops' } })
  })

  it('shows the loop that violates a temporal property', () => {
    const end = { kind: 'lasso', to: 1, action: 'Down', module: 'Counter' }
    expect(outcome('Never')?.counterexample).toEqual({ steps: trace(4), end })
  })

  it('shows the way into a deadlock', () => {
    expect(outcome('Stuck')?.counterexample).toEqual({ steps: trace(4, 'Lost'), end: { kind: 'stops' } })
  })

  it('writes the graph', () => {
    const seen = { who: ModelValue.of('p'), last: [-1, 'a "b" \\ c'] }
    expect(ran?.graph.states.map(({ values }) => values)).toEqual([0, 1, 2, 3].map((x) => ({ seen, x })))
    expect(ran?.graph.edges.map(({ from, to, action }) => `${from} ${action} ${to}`)).toEqual([
      '0 Up 1',
      '1 Up 2',
      '2 Up 3',
      '3 Down 0',
    ])
  })

  it('loses the name of an action behind LET, which is noticed', () => {
    expect(ran?.lost).toMatchObject({ code: 'UNNAMED_ACTION', labels: ['Lost'] })
  })

  it('writes the part of the graph that it saw before a violation', () => {
    expect(ran?.partial.states).toHaveLength(3)
  })
})

/** Runs all models at once, since each JVM takes a second to start; null where there is no Java. */
async function run() {
  if ('skip' in tools) return null
  const specDir = await mkdtemp(join(tmpdir(), 'ringproof-test-'))
  try {
    await fill(specDir, SPECS)
    const dump = (name: string): string => join(specDir, `${name}.dot`)
    const results = await runModels(MODELS, { ...tools, specDir, dumpOf: ({ name }) => dump(name) })
    const lost = await readGraph(dump('Stuck'), ['Up', 'Down']).catch((error: unknown) => error)
    const [graph, partial] = [await readGraph(dump('Passes')), await readGraph(dump('Small'))]
    return { specDir, results, graph, partial, lost }
  } finally {
    await rm(specDir, { recursive: true })
  }
}

function outcome(name: string): Outcome | undefined {
  return ran?.results.find(({ model: { name: candidate } }) => candidate === name)?.outcome
}

function trace(length: number, action = 'Up'): TraceStep[] {
  return Array.from({ length }, (_, x) => ({
    number: x + 1,
    action: x === 0 ? 'Initial predicate' : action,
    module: x === 0 ? null : 'Counter',
    text: `/\\ seen = ${SEEN}\n/\\ x = ${x}`,
  }))
}
