// Mutants by rule: one for every place of a file where a rule applies. Pairs of edits are in pairs.ts.
import { type Node, parseSync } from 'oxc-parser'
import { children } from '../stepper/syntax.ts'

/** What a rule does to the source. */
export type Rule =
  | 'access dropped'
  | 'access doubled'
  | 'access made plain'
  | 'neighbours swapped'
  | 'moved over two'
  | 'statement dropped'
  | 'comparison shifted'
  | 'constant shifted'
  | 'condition negated'
  | 'operator changed'
  | 'arguments swapped'

/** One change of one file, between two offsets of its text. */
export interface Change {
  readonly rule: Rule
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly start: number
  readonly end: number
  readonly from: string
  readonly to: string
}

/** All changes that the rules make to a file, in source order; no two give the same text. */
export function changesOf(file: string, source: string): Change[] {
  const changes = new Map<string, Change>()
  const visit = (node: Node, parent: Node | null): void => {
    for (const rule of RULES) {
      for (const { start = node.start, end = node.end, to } of applied(rule, node, parent, source)) {
        const from = source.slice(start, end)
        const line = source.slice(0, start).split('\n').length
        if (from !== to)
          changes.set(`${start} ${end} ${to}`, { rule: rule.name, file, line, start, end, from, to })
      }
    }
    for (const child of children(node)) if (!isType(child)) visit(child, node)
  }
  visit(parseSync(file, source).program, null)
  return [...changes.values()].sort((a, b) => a.start - b.start || a.end - b.end)
}

/** The text of the file after a change. */
export function changed(source: string, { start, end, to }: Pick<Change, 'start' | 'end' | 'to'>): string {
  return source.slice(0, start) + to + source.slice(end)
}

/** The replacement of a node, or of the text between two offsets. */
interface Instead {
  readonly start?: number
  readonly end?: number
  readonly to: string
}

interface Site {
  readonly node: Node
  readonly parent: Node | null
  readonly text: (node: Node) => string
  readonly source: string
}

interface Ruled {
  readonly name: Rule
  readonly make: (site: Site) => readonly Instead[]
}

function applied({ make }: Ruled, node: Node, parent: Node | null, source: string): readonly Instead[] {
  return make({ node, parent, source, text: ({ start, end }) => source.slice(start, end) })
}

/** Types are gone at run time; imports and messages have no mutants that matter. */
function isType({ type }: Node): boolean {
  return type.startsWith('TS') || type === 'ImportDeclaration' || type === 'TemplateLiteral'
}

const RULES: readonly Ruled[] = [
  { name: 'access dropped', make: (site) => (isAccess(site.node) ? [{ to: '0' }] : []) },
  {
    name: 'access doubled',
    make: ({ node, text }) => (isAccess(node) ? [{ to: `(${text(node)}, ${text(node)})` }] : []),
  },
  { name: 'access made plain', make: madePlain },
  { name: 'neighbours swapped', make: swapped },
  { name: 'moved over two', make: movedOverTwo },
  { name: 'statement dropped', make: dropped },
  { name: 'comparison shifted', make: shifted },
  { name: 'constant shifted', make: counted },
  { name: 'condition negated', make: negated },
  { name: 'operator changed', make: operated },
  { name: 'arguments swapped', make: exchanged },
]

function isAccess(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false
  const { object } = node.callee
  return object.type === 'Identifier' && object.name === 'Atomics'
}

/** What each atomic operation would be if it were not atomic. */
const PLAIN: Readonly<Record<string, (word: string, ...given: readonly string[]) => string>> = {
  load: (word) => word,
  store: (word, value) => `(${word} = ${value})`,
  exchange: (word, value) => `((old) => (${word} = ${value}, old))(${word})`,
  add: (word, value) => `((old) => (${word} = old + ${value}, old))(${word})`,
  or: (word, value) => `((old) => (${word} = old | ${value}, old))(${word})`,
  compareExchange: (word, expected, value) =>
    `((old) => (old === ${expected} && (${word} = ${value}), old))(${word})`,
}

function madePlain({ node, text }: Site): Instead[] {
  if (!isAccess(node) || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return []
  const [words = '', index = '', ...given] = node.arguments.map(text)
  const plain = PLAIN[text(node.callee.property)]
  return plain ? [{ to: plain(`${words}[${index}]`, ...given) }] : []
}

function statementsOf(node: Node): readonly Node[] {
  return node.type === 'BlockStatement' ? node.body : []
}

/** The end of a statement, including the trailing comment that names its action. */
function endOf({ end }: Node, source: string): number {
  return end + (/^ *\/\/[^\n]*/.exec(source.slice(end))?.[0].length ?? 0)
}

/** Only where one of the two accesses shared words or wakes sleepers: other orders matter little. */
function swapped({ node, source }: Site): Instead[] {
  const statements = statementsOf(node)
  return statements.slice(1).flatMap((second, before) => {
    const first = statements[before] ?? second
    if (!isShared(source.slice(first.start, second.end))) return []
    const [middle, end] = [endOf(first, source), endOf(second, source)]
    const parts = [source.slice(second.start, end), source.slice(middle, second.start)]
    return { start: first.start, end, to: [...parts, source.slice(first.start, middle)].join('') }
  })
}

/**
 * Two swaps at once: a statement moves behind the next two, or before the two ahead of it, if at least two of the three
 * are shared.
 */
function movedOverTwo({ node, source }: Site): Instead[] {
  const statements = statementsOf(node)
  return statements.slice(2).flatMap((third, at) => {
    const [first = third, second = third] = statements.slice(at)
    const parts = [first, second, third].map((each) => source.slice(each.start, endOf(each, source)))
    if (parts.filter(isShared).length < 2) return []
    const [a = '', b = '', c = ''] = parts
    const [start, end] = [first.start, endOf(third, source)]
    const between = '\n    '
    return [
      { start, end, to: [b, c, a].join(between) },
      { start, end, to: [c, a, b].join(between) },
    ]
  })
}

function isShared(text: string): boolean {
  return /Atomics\.|\.wake\(/.test(text)
}

/** Declarations stay: nothing would run without them. */
function dropped({ node, parent, text }: Site): Instead[] {
  const kept = ['VariableDeclaration', 'FunctionDeclaration', 'ClassDeclaration', 'BlockStatement']
  const { type } = node
  if (!(type.endsWith('Statement') || type === 'BreakStatement') || kept.includes(type)) return []
  // A constructor must call super.
  if (parent?.type === 'Program' || text(node).startsWith('super(')) return []
  return [{ to: ';' }]
}

const NEXT_TO: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
}

function shifted({ node, source }: Site): Instead[] {
  return node.type === 'BinaryExpression'
    ? replaced(source, node.left.end, node.right.start, node.operator, NEXT_TO)
    : []
}

const OTHER: Readonly<Record<string, string>> = {
  ...{ '+': '-', '-': '+', '*': '/', '/': '*', '&': '|', '|': '&', '>>': '>>>', '>>>': '>>' },
  ...{ '&&': '||', '||': '&&', '??': '&&', '|=': '=', '++': '--', '--': '++', '!': '' },
}

function operated({ node, source }: Site): Instead[] {
  if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression')
    return replaced(source, node.left.end, node.right.start, node.operator, OTHER)
  if (node.type === 'AssignmentExpression')
    return replaced(source, node.left.end, node.right.start, node.operator, OTHER)
  if (node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === '!'))
    return replaced(source, node.start, node.end, node.operator, OTHER)
  return []
}

/** Replaces the operator, which occurs once between the two offsets. */
function replaced(
  source: string,
  from: number,
  to: number,
  operator: string,
  by: Readonly<Record<string, string>>,
): Instead[] {
  const other = by[operator]
  const start = source.indexOf(operator, from)
  return other === undefined || start < 0 || start >= to
    ? []
    : [{ start, end: start + operator.length, to: other }]
}

function counted({ node }: Site): Instead[] {
  return node.type === 'Literal' && typeof node.value === 'number' ? [{ to: `${node.value + 1}` }] : []
}

function negated({ node, text }: Site): Instead[] {
  const test =
    node.type === 'IfStatement' || node.type === 'ConditionalExpression' || node.type === 'WhileStatement'
      ? node.test
      : node.type === 'ForStatement'
        ? node.test
        : null
  if (!test) return []
  // A single equality is negated by `comparison shifted` already.
  if (test.type === 'BinaryExpression' && ['===', '!=='].includes(test.operator)) return []
  return [{ start: test.start, end: test.end, to: `!(${text(test)})` }]
}

/** Functions whose arguments may come in any order. */
const COMMUTATIVE: ReadonlySet<string> = new Set(['Math.min', 'Math.max', 'Math.imul'])

function exchanged({ node, text }: Site): Instead[] {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return []
  if (COMMUTATIVE.has(text(node.callee))) return []
  const given = node.arguments
  return given.slice(1).map((second, before) => {
    const first = given[before] ?? second
    const to = `${text(second)}, ${text(first)}`
    return { start: first.start, end: second.end, to }
  })
}
