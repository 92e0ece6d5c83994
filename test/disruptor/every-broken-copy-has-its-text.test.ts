// Broken copies are tried by slow tests; that the text which they replace still occurs once is known at once.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, it } from 'vitest'
import { children } from '../../model-tests/harness/stepper/syntax.ts'

const SOURCE = join(import.meta.dirname, '../../src/disruptor')

interface Copy {
  readonly file: string
  readonly from: string
}

type Nodes = Parameters<typeof children>[0]

/** The objects of a test that name a file, or the constant `file`, and a text of it. */
function copiesIn(path: string): Copy[] {
  const text = readFileSync(path, 'utf8')
  const usual = /^const file = '(.+)'$/m.exec(text)?.[1]
  const copies: Copy[] = []
  const visit = (node: Nodes): void => {
    const copy = copyOf(node, usual)
    if (copy) copies.push(copy)
    for (const child of children(node)) visit(child)
  }
  visit(parseSync(path, text).program as Nodes)
  return copies
}

function copyOf(node: unknown, usual: string | undefined): Copy | undefined {
  const { type, properties = [] } = node as { type: string; properties?: readonly Property[] }
  if (type !== 'ObjectExpression') return undefined
  const named = new Map(properties.map(({ key, value }) => [key?.name, value?.value]))
  const from = named.get('from')
  const file = named.get('file') ?? (named.has('file') ? usual : undefined)
  return typeof from === 'string' && file !== undefined ? { file, from } : undefined
}

interface Property {
  readonly key?: { readonly name?: string }
  readonly value?: { readonly value?: string }
}

const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))
const copies = tests.flatMap((name) => copiesIn(join(import.meta.dirname, name)))

it('there are many', () => {
  expect(copies.length).toBeGreaterThan(100)
})

it.each(copies)('$file has $from once', ({ file, from }) => {
  expect(readFileSync(join(SOURCE, file), 'utf8').split(from)).toHaveLength(2)
})
