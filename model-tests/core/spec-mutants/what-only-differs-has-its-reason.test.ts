import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MODELS } from '../files.ts'
import { KINDS, kindOf } from './compared.ts'
import { readKept } from './kept.ts'

const { compared, together, alone } = readKept()

test('every such mutant is of a kind that says why', () => {
  expect(compared.filter((name) => kindOf(name) === null)).toEqual([])
})

test('every kind has a mutant', () => {
  const used = new Set(compared.map(kindOf))
  expect(KINDS.filter((kind) => !used.has(kind))).toEqual([])
})

test('every such mutant is still tried', () => {
  const tried = new Set([...Object.values(together), ...Object.values(alone)].flat())
  expect(compared.filter((name) => !tried.has(name))).toEqual([])
})

test('the properties that ought to notice them are checked by some model', () => {
  const configs = readdirSync(MODELS).filter((file) => file.endsWith('.cfg'))
  const lines = configs.flatMap((file) => readFileSync(join(MODELS, file), 'utf8').split('\n'))
  const checked = lines.filter((line) => line.startsWith('PROPERT')).flatMap((line) => line.split(' '))
  for (const { ought } of KINDS) if (ought !== null) expect(checked).toContain(ought)
})
