import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, it, test } from 'vitest'
import { children, isFunction } from '../model-tests/harness/stepper/syntax.ts'

const source = join(import.meta.dirname, '../src')
const LINES_OF_A_FUNCTION = 15

/** Each layer, and the layers below whose files it may import. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  events: ['core'],
  ring: ['core', 'events'],
  disruptor: ['core', 'events', 'ring'],
}

/** These observe a ring from outside: they may import what users may, and nothing else. */
const OUTSIDE = ['monitor.ts', 'supervise.ts']

async function textsOf(layer: string): Promise<readonly (readonly [file: string, text: string])[]> {
  const files = (await readdir(join(source, layer))).filter((file) => file.endsWith('.ts'))
  return await Promise.all(
    files.map(async (file) => [file, await readFile(join(source, layer, file), 'utf8')] as const),
  )
}

function importedFrom(text: string): string[] {
  return [...text.matchAll(/from '(.+)'/g)].map(([, from]) => from ?? '')
}

describe.each(Object.entries(LAYERS).map(([layer, below]) => ({ layer, below })))(
  '$layer',
  ({ layer, below }) => {
    it('imports only its own files, and those of the layers below', async () => {
      const allowed = new RegExp(`^(\\.|\\.\\./(${below.join('|') || 'none'}))/\\w+\\.ts$`)
      const imported = (await textsOf(layer)).flatMap(([, text]) => importedFrom(text))
      expect(imported.filter((from) => !allowed.test(from))).toEqual([])
      expect(imported.length).toBeGreaterThan(0)
    })

    it('has an index that says in its first line what the layer adds, and otherwise only exports', async () => {
      const index = new Map(await textsOf(layer)).get('index.ts') ?? ''
      expect(index).toMatch(/^\/\/ .+\nexport /)
      const kinds = parseSync('index.ts', index).program.body.map(({ type }) => type)
      expect(kinds.filter((kind) => !/^Export(Named|All)Declaration$/.test(kind))).toEqual([])
    })
  },
)

/** The names that a file imports or exports in braces, before any `as`. */
function namesIn(text: string, keyword: 'import' | 'export'): string[] {
  const lists = [...text.matchAll(new RegExp(`^${keyword} (?:type )?\\{([^}]*)\\} from`, 'gm'))]
  const names = lists.flatMap(([, list = '']) => list.split(','))
  return names
    .map((name) =>
      name
        .trim()
        .replace(/^type /, '')
        .replace(/ as .*/, ''),
    )
    .filter(Boolean)
}

test.each(OUTSIDE)('%s imports only what users can import as well', async (file) => {
  const texts = await Promise.all(Object.keys(LAYERS).map(textsOf))
  const indexes = texts.map((layer) => new Map(layer).get('index.ts') ?? '')
  const exported = indexes.flatMap((index) => namesIn(index, 'export'))
  const text = await readFile(join(source, 'ring', file), 'utf8')
  expect(namesIn(text, 'import').filter((name) => !exported.includes(name))).toEqual([])
  expect(namesIn(text, 'import').length).toBeGreaterThan(0)
  expect(text.match(/^import /gm)).toHaveLength(text.match(/^import (?:type )?\{/gm)?.length ?? 0)
})

/** The imports of each file, types included: `core/Signal.ts`. */
async function graph(): Promise<Map<string, readonly string[]>> {
  const edges = new Map<string, readonly string[]>()
  for (const layer of Object.keys(LAYERS)) {
    for (const [file, text] of await textsOf(layer)) {
      const found = importedFrom(text).map((from) => relative(source, join(source, layer, from)))
      edges.set(`${layer}/${file}`, found)
    }
  }
  return edges
}

/** An import cycle, or undefined. */
function cycleIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    done.add(file)
    return firstOf(edges.get(file) ?? [], (next) => visit(next, [...path, file]))
  }
  return firstOf([...edges.keys()], (file) => visit(file, []))
}

function firstOf<Each, Found>(all: readonly Each[], find: (each: Each) => Found | undefined) {
  for (const each of all) {
    const found = find(each)
    if (found !== undefined) return found
  }
  return undefined
}

test('imports form no cycle', async () => {
  expect(cycleIn(await graph())).toBeUndefined()
  const cycle = { a: ['b', 'c'], b: [], c: ['d'], d: ['c'] }
  expect(cycleIn(new Map(Object.entries(cycle)))).toEqual(['c', 'd', 'c'])
})

it(`no function of a layer above the core is longer than ${LINES_OF_A_FUNCTION} lines`, async () => {
  const long: string[] = []
  for (const layer of Object.keys(LAYERS).slice(1)) {
    for (const [file, text] of await textsOf(layer)) {
      const visit = (node: ReturnType<typeof children>[number]): void => {
        const own = text.slice(node.start, node.end)
        if (isFunction(node) && own.split('\n').length > LINES_OF_A_FUNCTION)
          long.push(`${file}: ${own.slice(0, 60)}`)
        for (const child of children(node)) visit(child)
      }
      visit(parseSync(file, text).program)
    }
  }
  expect(long).toEqual([])
})
