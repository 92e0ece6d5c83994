import MagicString from 'magic-string'
import { type Node, parseSync } from 'oxc-parser'
import { children, isFunction, nameOfCallee, parametersOf, scopeAt } from './syntax.ts'

/**
 * Turns every function that reaches `Atomics.*` into a generator that yields before each access and names it.
 *
 * `Atomics.store(w, i, v) // Publish` becomes a yield of `{ action: 'Publish', op: 'store', args: [w, i, v] }`, whose
 * result is the machine's answer. Calls among such functions, and calls of their own parameters (the caller's code),
 * are delegated with `yield*` and pass on the locals of the calling frame. An `await` becomes a `$moment`. Nothing
 * else changes.
 *
 * @param reaching the names of such functions, in all files that are transformed together
 * @throws {SyntaxError} if the source does not parse, or if an access has no action behind it on its line
 */
export function transform(
  file: string,
  source: string,
  reaching: ReadonlySet<string> = reachingNames([[file, source]]),
): string {
  const program = parsed(file, source)
  const edit = new MagicString(source)
  const visit = (node: Node, path: Node[]): void => {
    rewrite({ node, path, edit, source, file, reaching })
    for (const child of children(node)) visit(child, [...path, node])
  }
  visit(program, [])
  return edit.toString()
}

/**
 * Names the action before each access: `Atomics.store(w, i, v) // Publish` takes its Atomics from
 * `$named('Publish')`. Nothing else changes.
 *
 * @throws {SyntaxError} as `transform` does
 */
export function nameAccesses(file: string, source: string): string {
  const edit = new MagicString(source)
  const visit = (node: Node): void => {
    const site = { node, path: [], edit, source, file, reaching: new Set<string>() }
    if (isAccess(node))
      edit.overwrite(node.start, node.start + 'Atomics'.length, `$named('${actionOf(site)}')`)
    for (const child of children(node)) visit(child)
  }
  visit(parsed(file, source))
  return edit.toString()
}

interface Site {
  readonly node: Node
  readonly path: readonly Node[]
  readonly edit: MagicString
  readonly source: string
  readonly file: string
  readonly reaching: ReadonlySet<string>
}

function rewrite(site: Site): void {
  const { node } = site
  if (node.type === 'ClassBody') exposeFields(site)
  else if (node.type === 'MethodDefinition') star(site, node.key)
  else if (node.type === 'FunctionDeclaration' && node.id) star(site, node.id)
  else if (node.type === 'AwaitExpression' && insideReaching(site)) unawait(site)
  else if (isAccess(node) && isSetup(site)) return
  else if (isAccess(node)) yieldAccess(site)
  else if (node.type === 'CallExpression' && insideReaching(site) && isDelegated(site)) delegate(site)
}

/** Drops `async`: the machine decides when an asynchronous function continues. */
function star({ node, edit, reaching, source }: Site, key: Node): void {
  if (!reaching.has(nameOf(key))) return
  const head = source.slice(node.start, key.start)
  const at = node.start + head.lastIndexOf('async ')
  if (head.includes('async ')) edit.remove(at, at + 'async '.length)
  edit.appendLeft(key.start, '*')
}

/** Other calls may interleave after an await; `$moment` gets the object whose call it is. */
function unawait({ node, edit }: Site): void {
  if (node.type !== 'AwaitExpression') return
  edit.overwrite(node.start, node.argument.start, '$moment(this, ')
  edit.appendRight(node.end, ')')
}

/** Private state is compared as well, so each class exposes its private fields. */
function exposeFields({ node, edit, source }: Site): void {
  if (node.type !== 'ClassBody') return
  const names = node.body.flatMap((member) =>
    member.type === 'PropertyDefinition' && member.key.type === 'PrivateIdentifier' ? [member.key.name] : [],
  )
  const fields = names.map((name) => `${name}: this.#${name}`).join(', ')
  if (source[node.start] === '{') edit.appendRight(node.start + 1, ` $fields() { return { ${fields} } }`)
}

function yieldAccess(site: Site): void {
  const { node, edit, source } = site
  if (node.type !== 'CallExpression') return
  const op = source.slice(node.callee.start, node.callee.end).replace('Atomics.', '')
  const open = source.indexOf('(', node.callee.end)
  edit.overwrite(
    node.start,
    open + 1,
    `${guard(site)}(yield { action: '${actionOf(site)}', op: '${op}', args: [`,
  )
  edit.overwrite(node.end - 1, node.end, `], fields: this.$fields(), frames: [${frame(site)}] })`)
}

function delegate(site: Site): void {
  site.edit.appendLeft(site.node.start, `${guard(site)}(yield* $within(${frame(site)}, `)
  site.edit.appendRight(site.node.end, '))')
}

/** A line that begins with a parenthesis would call the line before it. */
function guard({ path }: Site): string {
  const [block, statement] = path.filter(({ type }) => type !== 'ChainExpression').slice(-2)
  return statement?.type === 'ExpressionStatement' && block?.type === 'BlockStatement' ? ';' : ''
}

function frame(site: Site): string {
  return `{ ${scopeAt(site.path, site.node).join(', ')} }`
}

function actionOf({ node, source, file }: Site): string {
  const line = source.slice(node.start, `${source}\n`.indexOf('\n', node.start))
  const action = /\/\/ ([A-Z]\w*)$/.exec(line)?.[1]
  if (action) return action
  throw new SyntaxError(
    `${file}:${source.slice(0, node.start).split('\n').length}: no action is named behind this access`,
  )
}

/** Accesses that set a ring up, or only observe, are not steps. */
function isSetup({ node, source }: Pick<Site, 'node' | 'source'>): boolean {
  return /\/\/ setup$/.test(source.slice(node.start, `${source}\n`.indexOf('\n', node.start)))
}

function isAccess(node: Node): boolean {
  return (
    node.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    nameOf(node.callee.object) === 'Atomics'
  )
}

function isDelegated({ node, path, reaching }: Site): boolean {
  const name = nameOfCallee(node)
  return (
    name !== undefined &&
    (reaching.has(name) || path.some((outer) => isFunction(outer) && parametersOf(outer).includes(name)))
  )
}

/** An anonymous function inside it is called by code that does not drive generators. */
function insideReaching({ path, reaching }: Site): boolean {
  const nearest = path.findLastIndex(isFunction)
  const owner = path.slice(Math.max(0, nearest - 1), nearest + 1).map(ownerOf)
  return owner.some((name) => reaching.has(name ?? ''))
}

function ownerOf(node: Node): string | undefined {
  if (node.type === 'MethodDefinition' && node.kind === 'method') return nameOf(node.key)
  return node.type === 'FunctionDeclaration' && node.id ? nameOf(node.id) : undefined
}

/** The functions that access shared words, directly or through calls: a least fixed point, by name. */
export function reachingNames(sources: readonly (readonly [file: string, source: string])[]): Set<string> {
  const calls = sources.flatMap(([file, source]) => callsIn(file, source))
  const reaching = new Set(['Atomics'])
  for (let before = 0; before < reaching.size; ) {
    before = reaching.size
    for (const [name, callee] of calls) if (reaching.has(callee)) reaching.add(name)
  }
  return reaching
}

type Call = readonly [name: string, callee: string]

const known = new Map<string, readonly Call[]>()

/** The call graph of a file, cached by its text. */
function callsIn(file: string, source: string): readonly Call[] {
  const calls = known.get(source) ?? collected(file, source)
  known.set(source, calls)
  return calls
}

function collected(file: string, source: string): Call[] {
  const calls: Call[] = []
  const collect = (node: Node, owner: string | undefined): void => {
    const inside = ownerOf(node) ?? owner
    const isStep = isAccess(node) && !isSetup({ node, source })
    const callee = isStep ? 'Atomics' : nameOfCallee(node)
    if (inside && callee) calls.push([inside, callee])
    for (const child of children(node)) collect(child, inside)
  }
  collect(parsed(file, source), undefined)
  return calls
}

function parsed(file: string, source: string): Node {
  const { program, errors } = parseSync(file, source)
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`)
  return program
}

function nameOf(node: Node): string {
  return node.type === 'Identifier' || node.type === 'PrivateIdentifier' ? node.name : ''
}
