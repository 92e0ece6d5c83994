import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { corePath, TWINS } from '../stepper/load.ts'
import { isCallers } from '../stepper/machine.ts'
import { SPEC } from '../tour/files.ts'

/** The accesses that a file names, in the order in which they stand there. */
function namedIn(source: string): string[] {
  return [...source.matchAll(/Atomics\.\w+\(.*\/\/ ([A-Z]\w*)$/gm)].map(([, action = '']) => action)
}

/** The actions that a module defines, in their order: definitions that say what changes. */
function actionsIn(module: string): string[] {
  const definitions = module.split(/^(?=[A-Z]\w*(?:\(\w+\))? ==)/m)
  return definitions
    .filter((definition) => /\b(?:words|slots|producer|consumer)' =/.test(definition))
    .map((definition) => /^\w+/.exec(definition)?.[0] ?? '')
}

/** The actions that `Next` reaches through disjunctions. */
function reachedFrom(name: string, modules: string): string[] {
  const body = new RegExp(`^${name}(?:\\(\\w+\\))? == (.*\\\\/.*)$`, 'm').exec(modules)?.[1]
  const called = body?.replace(/\\E \w+ \\in \w+ :/g, '').match(/[A-Z]\w*/g)
  return called ? called.flatMap((operator) => reachedFrom(operator, modules)) : [name]
}

const names = [...TWINS].map((file) => file.replace('.ts', ''))
const specs = await Promise.all(names.map((name) => readFile(join(SPEC, 'core', `${name}.tla`), 'utf8')))
const sources = await Promise.all(names.map((name) => readFile(corePath(`${name}.ts`), 'utf8')))

test.each(names)('%s: spec and source name the same accesses, in the same order', (name) => {
  const spec = actionsIn(specs[names.indexOf(name)] ?? '').filter((action) => !isCallers(action))
  expect(spec.length, `actions in spec/core/${name}.tla`).toBeGreaterThan(0)
  expect(
    namedIn(sources[names.indexOf(name)] ?? ''),
    `src/core/${name}.ts beside spec/core/${name}.tla`,
  ).toEqual(spec)
})

test('every action that is defined is part of Next, and no other', () => {
  const defined = specs.flatMap(actionsIn).toSorted()
  expect(reachedFrom('Next', specs.join('\n')).toSorted()).toEqual(defined)
})

test('every access of shared words in the core names its action, or is part of the setup', async () => {
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
