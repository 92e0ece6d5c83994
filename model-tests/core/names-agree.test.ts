import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { corePath, TWINS } from '../stepper/load.ts'
import { isCallers } from '../stepper/machine.ts'
import { CORE } from '../tour/files.ts'
import { actionsIn, reachedFrom } from './actions.ts'

/** The actions that a file names, in order; a blocking and an asynchronous access of the same action count once. */
function namedIn(source: string): string[] {
  const named = [...source.matchAll(/Atomics\.\w+\(.*\/\/ ([A-Z]\w*)$/gm)].map(([, action = '']) => action)
  return named.filter((action, i) => action !== named[i - 1])
}

const names = [...TWINS].map((file) => file.replace('.ts', ''))
const specs = await Promise.all(names.map((name) => readFile(join(CORE, `${name}.tla`), 'utf8')))
const sources = await Promise.all(names.map((name) => readFile(corePath(`${name}.ts`), 'utf8')))

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

test('every access of shared words in the core names its action, or is tagged as setup', async () => {
  const files = (await readdir(dirname(corePath('index.ts')))).map((file) => file.replace('.ts', ''))
  expect(files).toContain('Consumer')
  for (const file of files) {
    const lines = (await readFile(corePath(`${file}.ts`), 'utf8')).split('\n')
    const silent = lines.filter(
      (line) => /\bAtomics\.\w+\(/.test(line) && !/\/\/ (?:[A-Z]\w*|setup)$/.test(line),
    )
    expect(silent, `src/core/${file}.ts`).toEqual([])
  }
})
