import { type Node, visitorKeys } from 'oxc-parser'

/** The nodes directly below a node, in source order. */
export function children(node: Node): Node[] {
  const found: Node[] = []
  for (const key of visitorKeys[node.type] ?? []) {
    const below: unknown = node[key as keyof Node]
    for (const child of Array.isArray(below) ? below : [below]) if (isNode(child)) found.push(child)
  }
  return found
}

export function isFunction(node: Node): boolean {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type)
}

/** The last name of a callee: `hasRoom` of `this.#hasRoom(…)`, `handler` of `handler(…)`. */
export function nameOfCallee(node: Node): string | undefined {
  if (node.type !== 'CallExpression') return undefined
  const callee = node.callee.type === 'MemberExpression' ? node.callee.property : node.callee
  return callee.type === 'Identifier' || callee.type === 'PrivateIdentifier' ? callee.name : undefined
}

/** The names of a function's parameters. */
export function parametersOf(node: Node): string[] {
  return 'params' in node && Array.isArray(node.params) ? node.params.flatMap(boundBy) : []
}

/** The locals readable at a node: parameters, and what the enclosing blocks declare before it. */
export function scopeAt(path: readonly Node[], at: Node): string[] {
  const names = new Set<string>()
  const nearest = path.findLastIndex(isFunction)
  for (const block of path.slice(nearest)) {
    for (const name of parametersOf(block)) names.add(name)
    for (const name of declaredIn(block, at)) names.add(name)
  }
  return [...names]
}

function declaredIn(block: Node, at: Node): string[] {
  const declarations = children(block).filter((child) => child.type === 'VariableDeclaration')
  return declarations.flatMap((declaration) =>
    declaration.end <= at.start || isLoopHead(block, declaration, at)
      ? declaration.declarations.flatMap(({ id }) => boundBy(id))
      : [],
  )
}

/** The variable of `for (const gate of …)` is in scope in the body, though its declaration ends nothing before it. */
function isLoopHead(block: Node, declaration: Node, at: Node): boolean {
  return block.type === 'ForOfStatement' && block.left === declaration && at.start >= block.body.start
}

function boundBy(pattern: unknown): string[] {
  if (!isNode(pattern)) return []
  if (pattern.type === 'Identifier') return [pattern.name]
  return pattern.type === 'AssignmentPattern' ? boundBy(pattern.left) : []
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    'start' in value &&
    typeof value.type === 'string'
  )
}
