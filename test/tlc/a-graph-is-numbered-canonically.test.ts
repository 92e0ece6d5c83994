import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedGraphError, UnnamedActionError } from '../../spec/tlc/errors.ts'
import { type Graph, parseGraph, readGraph } from '../../spec/tlc/graph.ts'
import { folderWith } from './folders.ts'

const ONE = node('-7', String.raw`/\\ x = 0\n/\\ s = \"a \\\"b\\\" \\\\ c\"`, true)
const TWO = node('12', String.raw`/\\ x = 1\n/\\ s = \"\"`)
const THREE = node('5', String.raw`/\\ x = 2\n/\\ s = \"\"`)

describe('a dump', () => {
  it('is read with its states, initial states and edges', () => {
    const graph = parseGraph(dot([ONE, edge('-7', '12', 'Up'), TWO, edge('12', '-7', 'Down')]))
    expect(graph).toStrictEqual({
      states: [
        { id: '-7', values: { x: 0, s: 'a "b" \\ c' } },
        { id: '12', values: { x: 1, s: '' } },
      ],
      initial: [0],
      edges: [
        { from: 0, to: 1, action: 'Up' },
        { from: 1, to: 0, action: 'Down' },
      ],
    })
  })

  it('of one variable is read as well, and from a file', async () => {
    const folder = await folderWith({ 'g.dot': dot([node('1', 'x = 0', true), edge('1', '1', 'Spin')]) })
    const { states, edges } = await readGraph(join(folder, 'g.dot'))
    expect(states).toEqual([{ id: '1', values: { x: 0 } }])
    expect(edges).toEqual([{ from: 0, to: 0, action: 'Spin' }])
  })

  it('may hold several initial states and letters beyond ASCII', () => {
    const graph = parseGraph(
      dot([node('1', String.raw`x = \"é\"`, true), node('2', String.raw`x = \"a\"`, true)]),
    )
    expect(graph.initial).toEqual([0, 1])
    expect(graph.states.map(({ values }) => values.x)).toEqual(['a', 'é'])
  })
})

describe('the numbers', () => {
  it('go breadth first, by action and then by the printed target', () => {
    const lines = [ONE, TWO, THREE, node('9', String.raw`/\\ x = 3\n/\\ s = \"\"`)]
    const edges = [edge('-7', '5', 'B'), edge('-7', '9', 'A'), edge('-7', '12', 'B'), edge('9', '5', 'A')]
    expect(parseGraph(dot([...lines, ...edges])).states.map(({ values }) => values.x)).toEqual([0, 3, 1, 2])
  })

  it('do not change with the order of a record or a set', () => {
    const printed = (first: string, second: string): string[] => [
      node('1', `x = ${first}`, true),
      node('2', `x = ${second}`),
      node('3', 'x = [a |-> 2]'),
      edge('1', '2', 'A'),
      edge('1', '3', 'A'),
    ]
    const one = printed(String.raw`[a |-> 1, b |-> {\"u\", \"v\"}]`, '[a |-> 1, z |-> 9]')
    const other = printed(String.raw`[b |-> {\"v\", \"u\"}, a |-> 1]`, '[z |-> 9, a |-> 1]')
    expect(parseGraph(dot(other))).toEqual(parseGraph(dot(one)))
  })

  it('do not change with the order of the variables', () => {
    const printed = (label: (x: number, y: number) => string): string[] => [
      node('1', label(0, 0), true),
      node('2', label(1, 2)),
      node('3', label(2, 1)),
      edge('1', '2', 'A'),
      edge('1', '3', 'A'),
    ]
    const one = printed((x, y) => String.raw`/\\ x = ${x}\n/\\ y = ${y}`)
    const other = printed((x, y) => String.raw`/\\ y = ${y}\n/\\ x = ${x}`)
    expect(parseGraph(dot(other))).toEqual(parseGraph(dot(one)))
  })

  it('do not change with the ids that TLC gives, nor with the order of the lines', () => {
    fc.assert(
      fc.property(graphs(), ({ size, steps, ids, order }) => {
        const lines = (named: (state: number) => string): string[] => [
          ...Array.from({ length: size }, (_, state) => node(named(state), `x = ${state}`, state === 0)),
          ...steps.map(({ from, to, action }) => edge(named(from), named(to), action)),
        ]
        const one = lines(String)
        const other = lines((state) => String(ids[state]))
        const keyed = other.map((line, index) => ({ line, key: order[index % order.length] ?? 0 }))
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ line }) => line)
        expect(anonymous(parseGraph(dot(shuffled)))).toEqual(anonymous(parseGraph(dot(one))))
      }),
    )
  })
})

it('an edge occurs once, however often TLC wrote it', () => {
  const spin = edge('-7', '-7', 'Spin')
  const { edges } = parseGraph(dot([ONE, spin, spin, edge('-7', '-7', 'Turn'), spin]))
  expect(edges.map(({ action }) => action)).toEqual(['Spin', 'Turn'])
})

describe('an edge without an action', () => {
  const text = dot([ONE, TWO, edge('-7', '12', 'Next'), edge('12', '-7', 'Next'), edge('12', '12', 'Spin')])

  it('that is called Next is refused, with the reason', () => {
    expect(() => parseGraph(text)).toThrow(UnnamedActionError)
    expect(() => parseGraph(text)).toThrow(
      /^2 edges are labelled Next instead.*LET, a guard, or \\E over a set/,
    )
    expect(() => parseGraph(text, ['Next', 'Spin'])).toThrow(UnnamedActionError)
  })

  it('that is called by the operator around it is refused if the actions are given', () => {
    const graph = text.replaceAll('Next', 'Producer')
    expect(parseGraph(graph).edges).toHaveLength(3)
    expect(parseGraph(graph, ['Producer', 'Spin']).edges).toHaveLength(3)
    expect(() => parseGraph(graph, ['Up', 'Spin'])).toThrow(/^2 edges are labelled Producer instead/)
  })
})

it.each([
  ['is cut off', dot([ONE]).slice(0, -4), 'it has no end'],
  ['is empty', '', 'it has no end'],
  ['has no initial state', dot([TWO]), 'it has no initial state'],
  ['has an edge to nowhere', dot([ONE, edge('-7', '12', 'Up')]), 'state 12 has no label'],
  ['has a state without a label', dot([ONE, '12 [color="red"];']), 'state 12 has no label'],
  ['has an edge without a label', dot([ONE, '-7 -> -7;']), 'an edge from state -7 has no label'],
  ['has a state that nothing reaches', dot([ONE, TWO]), '1 states are not reached'],
  ['has two states that print alike', dot([ONE, ONE.replace('-7', '8')]), '1 states print like another'],
])('a dump is refused that %s', (_, text, reason) => {
  expect(() => parseGraph(text)).toThrow(MalformedGraphError)
  expect(() => parseGraph(text)).toThrow(reason)
})

it('a dump of forty thousand edges is read in less than five seconds', () => {
  const lines: string[] = []
  for (let state = 0; state < 10_000; state += 1) {
    const label = String.raw`/\\ x = ${state}\n/\\ pc = (0 :> \"idle\" @@ 1 :> \"claimed\")\n/\\ s = {${state % 7}}`
    lines.push(node(String(state), label, state === 0))
    for (const step of [1, 2, 3, 4])
      lines.push(edge(String(state), String((state + step) % 10_000), `A${step}`))
  }
  const started = performance.now()
  expect(parseGraph(dot(lines)).edges).toHaveLength(40_000)
  expect(performance.now() - started).toBeLessThan(5000)
})

function graphs(): fc.Arbitrary<{ size: number; steps: Step[]; ids: number[]; order: number[] }> {
  return fc.integer({ min: 1, max: 8 }).chain((size) => {
    const state = fc.nat({ max: size - 1 })
    const action = fc.constantFrom('A', 'B')
    // Every state has an edge from an earlier one, so that all are reached.
    const tree = fc.tuple(
      ...Array.from({ length: size - 1 }, (_, to) =>
        fc.record({ from: fc.nat({ max: to }), to: fc.constant(to + 1), action }),
      ),
    )
    const more = fc.array(fc.record({ from: state, to: state, action }), { maxLength: 12 })
    return fc.record({
      size: fc.constant(size),
      steps: fc.tuple(tree, more).map(([some, others]) => [...some, ...others]),
      ids: fc.uniqueArray(fc.integer(), { minLength: size, maxLength: size }),
      order: fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
    })
  })
}

interface Step {
  readonly from: number
  readonly to: number
  readonly action: string
}

function anonymous({ states, initial, edges }: Graph): unknown {
  return { states: states.map(({ values }) => values), initial, edges }
}

function node(id: string, label: string, initial = false): string {
  return `${id} [label="${label}"${initial ? ',style = filled]' : '];'}`
}

function edge(from: string, to: string, action: string): string {
  return `${from} -> ${to} [label="${action}",color="black",fontcolor="black"];`
}

function dot(lines: readonly string[]): string {
  const head = ['strict digraph DiskGraph {', 'nodesep=0.35;', 'subgraph cluster_graph {', 'color="white";']
  return [...head, ...lines, '{rank = same; -7;12;}', '}', '}'].join('\n')
}
