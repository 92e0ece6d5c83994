import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import { children, isFunction } from '../model-tests/stepper/syntax.ts'

const source = join(import.meta.dirname, '../src')
const LINES_OF_A_FUNCTION = 15

/** Each layer may import the ones before it. */
const LAYERS = ['core', 'ring']

async function textsOf(layer: string): Promise<readonly (readonly [file: string, text: string])[]> {
  const files = (await readdir(join(source, layer))).filter((file) => file.endsWith('.ts'))
  return await Promise.all(
    files.map(async (file) => [file, await readFile(join(source, layer, file), 'utf8')] as const),
  )
}

describe.each(LAYERS.map((layer, l) => ({ layer, before: LAYERS.slice(0, l) })))(
  '$layer',
  ({ layer, before }) => {
    it('imports only its own files, and what the index of an earlier layer exports', async () => {
      const allowed = new RegExp(`^(\\./\\w+|\\.\\./(${before.join('|') || 'none'})/index)\\.ts$`)
      const imported = (await textsOf(layer)).flatMap(([, text]) => [...text.matchAll(/from '(.+)'/g)])
      expect(imported.map(([, from]) => from ?? '').filter((from) => !allowed.test(from))).toEqual([])
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

it(`no function of a layer above the core is longer than ${LINES_OF_A_FUNCTION} lines`, async () => {
  const long: string[] = []
  for (const layer of LAYERS.slice(1)) {
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
