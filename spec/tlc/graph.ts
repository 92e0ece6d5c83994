import { readFile } from 'node:fs/promises'
import { MalformedGraphError, UnnamedActionError } from './errors.ts'
import { parseValue, printValue, type State, splitState, type Value } from './values.ts'

/** A model's reachable states, and the steps between them. A state's number is its index in `states`. */
export interface Graph {
  /** `id` is TLC's own number for the state: it may differ from one TLC to another. */
  readonly states: readonly { readonly id: string; readonly values: State }[]
  /** The numbers of the initial states: 0, 1, … */
  readonly initial: readonly number[]
  /** By `from`, then action, then the target as `printValue` prints it; no two are the same. */
  readonly edges: readonly Edge[]
}

/** One step: in the state numbered `from`, the action leads to the state numbered `to`. */
export interface Edge {
  readonly from: number
  readonly to: number
  readonly action: string
}

/**
 * Reads the file that TLC writes for `-dump dot,actionlabels`, as `parseGraph` does.
 * @throws what `parseGraph` throws, and what reading a file throws.
 */
export async function readGraph(file: string, actions?: readonly string[]): Promise<Graph> {
  return parseGraph(await readFile(file), actions)
}

/**
 * Reads a state graph in TLC's dot format. The states are numbered breadth first from the initial ones, each
 * state's edges in the order of action and printed target: the numbers depend on the model alone. Equal values
 * of different states are one object.
 * @param actions the names that an edge may have. TLC labels an edge whose action it has lost with the operator
 * around it: that is `Next`, which is always refused, only where nothing stands between the two.
 * @throws UnnamedActionError when an edge is labelled otherwise.
 * @throws MalformedGraphError, MalformedValueError when it isn't such a graph, or a part of one.
 */
export function parseGraph(dot: Buffer | string, actions?: readonly string[]): Graph {
  const dump = readDump(typeof dot === 'string' ? Buffer.from(dot) : dot)
  const known = new Set(actions)
  const lost = ({ action }: Step): boolean =>
    action === 'Next' || (actions !== undefined && !known.has(action))
  const unnamed = dump.edges.filter(lost).map(({ action }) => action)
  if (unnamed.length > 0) throw new UnnamedActionError(unnamed.length, [...new Set(unnamed)])
  return inOrder(dump)
}

interface Node {
  readonly id: string
  state: ReadState | null
  initial: boolean
  readonly steps: Step[]
  number: number
}

interface Step {
  readonly action: string
  readonly target: Node
}

interface ReadState {
  readonly values: State
  /** What orders states: the same for whatever TLC wrote the dump. */
  readonly printed: string
}

interface Dump {
  readonly nodes: Map<string, Node>
  readonly edges: Step[]
  readonly readState: (label: string) => ReadState
}

const SPACE = 0x20
const NEWLINE = 0x0a
const NODE = /^\[label="([^"\\]*(?:\\.[^"\\]*)*)"(,style = filled)?\];?$/
/** Where liveness is checked TLC adds the step that is none, to each state. */
const STUTTER = /^-> -?\d+ \[style="dashed"\];?$/
const EDGE = /^-> (-?\d+) \[label="([^"\\]*(?:\\.[^"\\]*)*)"/

function readDump(dot: Buffer): Dump {
  const dump: Dump = { nodes: new Map(), edges: [], readState: stateReader() }
  let from = 0
  while (from < dot.length) {
    const newline = dot.indexOf(NEWLINE, from)
    const to = newline === -1 ? dot.length : newline
    if (startsWithId(dot, from)) readLine(dump, dot, from, to)
    from = to + 1
  }
  // A dump that was cut off looks like a smaller graph.
  const end = dot.toString('latin1', Math.max(0, dot.length - 20))
  if (!/\}\s*\}\s*$/.test(end)) throw new MalformedGraphError('it has no end')
  return dump
}

function startsWithId(dot: Buffer, at: number): boolean {
  const code = dot[at] ?? 0
  return code === 0x2d || (code >= 0x30 && code <= 0x39)
}

function readLine(dump: Dump, dot: Buffer, from: number, to: number): void {
  const space = dot.indexOf(SPACE, from)
  // Slices of a buffer are strings of their own; slices of one long string would keep all of it in memory.
  const node = nodeOf(dump, dot.toString('latin1', from, space))
  const rest = dot.toString('utf8', space + 1, to)
  if (rest.startsWith('->')) readEdge(dump, node, rest)
  else readNode(dump, node, rest)
}

function readNode(dump: Dump, node: Node, rest: string): void {
  const match = NODE.exec(rest)
  if (!match) throw new MalformedGraphError(`state ${node.id} has no label`)
  node.state = dump.readState(match[1] ?? '')
  node.initial = match[2] !== undefined
}

function readEdge(dump: Dump, source: Node, rest: string): void {
  if (STUTTER.test(rest)) return
  const match = EDGE.exec(rest)
  if (!match)
    throw new MalformedGraphError(`an edge from state ${source.id} has no label: ${rest.slice(0, 60)}`)
  const [, target = '', action = ''] = match
  const step = { action: unescaped(action), target: nodeOf(dump, target) }
  source.steps.push(step)
  dump.edges.push(step)
}

function nodeOf(dump: Dump, id: string): Node {
  const known = dump.nodes.get(id)
  if (known) return known
  const made: Node = { id, state: null, initial: false, steps: [], number: -1 }
  dump.nodes.set(id, made)
  return made
}

function unescaped(label: string): string {
  return label.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
}

function inOrder(dump: Dump): Graph {
  const initial = [...dump.nodes.values()].filter((node) => node.initial)
  initial.sort((a, b) => compare(stateOf(a).printed, stateOf(b).printed))
  const { order, edges } = walk(initial)
  refuseStrays(dump, order)
  const states = order.map((node) => ({ id: node.id, values: stateOf(node).values }))
  return { states, initial: initial.map(({ number }) => number), edges }
}

function walk(initial: readonly Node[]): { order: Node[]; edges: Edge[] } {
  const order: Node[] = []
  const edges: Edge[] = []
  for (const node of initial) enlist(order, node)
  // Grows while it is walked along.
  for (const node of order) {
    for (const { action, target } of stepsOf(node)) {
      enlist(order, target)
      edges.push({ from: node.number, to: target.number, action })
    }
  }
  return { order, edges }
}

function enlist(order: Node[], node: Node): void {
  if (node.number !== -1) return
  node.number = order.length
  order.push(node)
}

function stepsOf({ steps }: Node): Step[] {
  steps.sort(
    (a, b) => compare(a.action, b.action) || compare(stateOf(a.target).printed, stateOf(b.target).printed),
  )
  // Two threads that spin in one state are the same loop twice.
  return steps.filter((step, index) => {
    const before = steps[index - 1]
    return step.target !== before?.target || step.action !== before.action
  })
}

function refuseStrays(dump: Dump, order: readonly Node[]): void {
  if (order.length === 0) throw new MalformedGraphError('it has no initial state')
  if (order.length < dump.nodes.size) {
    throw new MalformedGraphError(
      `${dump.nodes.size - order.length} states are not reached from an initial one`,
    )
  }
  // Two states that print alike could swap their numbers.
  const distinct = new Set(order.map((node) => stateOf(node).printed)).size
  if (distinct < order.length)
    throw new MalformedGraphError(`${order.length - distinct} states print like another`)
}

function stateOf(node: Node): ReadState {
  if (node.state === null) throw new MalformedGraphError(`state ${node.id} has no label`)
  return node.state
}

// Between a label's variables, as escaped: in a string's value TLC has doubled the backslash once before.
const CONJUNCT = '\\n/\\\\ '

interface Part {
  readonly variable: string
  readonly value: Value
  readonly printed: string
}

/** Reads escaped labels, most of whose parts are alike, so that each part is read once. */
function stateReader(): (label: string) => ReadState {
  const known = new Map<string, Part>()
  const read = (text: string): Part => {
    const part = known.get(text) ?? readPart(text)
    known.set(text, part)
    return part
  }
  return (label) => {
    const parts = label.split(CONJUNCT).map(read)
    parts.sort((one, other) => compare(one.variable, other.variable))
    const values = Object.fromEntries(parts.map(({ variable, value }) => [variable, value]))
    return { values, printed: parts.map(({ printed }) => printed).join('\n') }
  }
}

function readPart(text: string): Part {
  const [[variable, printed] = ['', '']] = splitState(unescaped(text))
  const value = parseValue(printed)
  return { variable, value, printed: `${variable} = ${printValue(value)}` }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
