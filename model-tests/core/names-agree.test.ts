import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isCallers } from '../harness/stepper/machine.ts'
import { actionsIn, reachedFrom } from './actions.ts'
import { CORE } from './files.ts'
import { sourceNames, sourcePath, TWINS } from './load.ts'

/** The actions that a file names, in order; a blocking and an asynchronous access of the same action count once. */
function namedIn(source: string): string[] {
  const named = [...source.matchAll(/Atomics\.\w+\(.*\/\/ ([A-Z]\w*)$/gm)].map(([, action = '']) => action)
  return named.filter((action, i) => action !== named[i - 1])
}

/** A spec with two files as its twin: how threads wait, and how they are woken. */
const FILES: Readonly<Record<string, readonly string[]>> = { Signal: ['Waiter', 'Signal'] }

const twins = [...TWINS].map((file) => file.replace('.ts', ''))
const parts = Object.values(FILES).flat()
const names = twins.filter((name) => name in FILES || !parts.includes(name))
const specs = await Promise.all(names.map((name) => readFile(join(CORE, `${name}.tla`), 'utf8')))
const sources = await Promise.all(names.map(sourceOf))

async function sourceOf(name: string): Promise<string> {
  const files = FILES[name] ?? [name]
  return (await Promise.all(files.map((file) => readFile(sourcePath(`${file}.ts`), 'utf8')))).join('\n')
}

test('each twin is compared with one spec', () => {
  expect(names.flatMap((name) => FILES[name] ?? [name]).toSorted()).toEqual(twins.toSorted())
})

test.each(names)('%s: spec and source name the same accesses, in the same order', (name) => {
  const spec = actionsIn(specs[names.indexOf(name)] ?? '').filter((action) => !isCallers(action))
  expect(spec.length, `actions in spec/core/${name}.tla`).toBeGreaterThan(0)
  expect(
    namedIn(sources[names.indexOf(name)] ?? ''),
    `src/core/${name}.ts beside spec/core/${name}.tla`,
  ).toEqual(spec)
})

test.each(['SingleProducer', 'MultiProducer'])('%s: every action is part of Next, and no other', (name) => {
  const readers = ['Barrier', 'Consumer', 'WorkPool']
  const modules = [name, ...readers].map((module) => specs[names.indexOf(module)] ?? '')
  const reached = reachedFrom('Next', modules.join('\n'))
  expect([...new Set(reached)].toSorted()).toEqual(modules.flatMap(actionsIn).toSorted())
})

test('every access of shared words names its action, or is tagged as setup', async () => {
  const files = await sourceNames()
  expect(files).toEqual(expect.arrayContaining(['Consumer.ts', 'ring/Ring.ts', 'ring/supervise.ts']))
  for (const file of files) {
    const lines = (await readFile(sourcePath(file), 'utf8')).split('\n')
    const silent = lines.filter(
      (line) => /\bAtomics\.\w+\(/.test(line) && !/\/\/ (?:[A-Z]\w*|setup)$/.test(line),
    )
    expect(silent, file).toEqual([])
  }
})
