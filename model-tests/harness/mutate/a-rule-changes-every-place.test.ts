import { expect, test } from 'vitest'
import { changed, changesOf } from './typescript.ts'

const made = (source: string, rule: string): string[] =>
  changesOf('it.ts', source)
    .filter((change) => change.rule === rule)
    .map((change) => changed(source, change))

test('every access is dropped, doubled, and made plain', () => {
  const source = 'const gate = Atomics.load(words, 3) // LoadGate'
  expect(made(source, 'access dropped')).toEqual(['const gate = 0 // LoadGate'])
  expect(made(source, 'access doubled')).toEqual([
    'const gate = (Atomics.load(words, 3), Atomics.load(words, 3)) // LoadGate',
  ])
  expect(made(source, 'access made plain')).toEqual(['const gate = words[3] // LoadGate'])
})

test('a plain access does what the atomic one did', () => {
  const words = [5, 7]
  for (const [op, given, result, left] of [
    ['exchange', '9', 7, 9],
    ['add', '2', 7, 9],
    ['or', '8', 7, 15],
    ['compareExchange', '7, 3', 7, 3],
    ['compareExchange', '6, 3', 7, 7],
    ['store', '4', 4, 4],
  ] as const) {
    const [plain = ''] = made(`Atomics.${op}(words, 1, ${given})`, 'access made plain')
    expect(new Function('words', `return [${plain}, words[1]]`)([...words])).toEqual([result, left])
  }
})

test('an access is swapped with its neighbours, each along with its trailing comment', () => {
  const source = '{\n  this.a = 1\n  Atomics.store(w, 0, 1) // Publish\n  this.b = 2\n}'
  expect(made(source, 'neighbours swapped')).toEqual([
    '{\n  Atomics.store(w, 0, 1) // Publish\n  this.a = 1\n  this.b = 2\n}',
    '{\n  this.a = 1\n  this.b = 2\n  Atomics.store(w, 0, 1) // Publish\n}',
  ])
  expect(made('{\n  this.a = 1\n  this.b = 2\n}', 'neighbours swapped')).toEqual([])
})

test('a statement moves over two others where at least two of the three are shared', () => {
  const source =
    '{\n    const a = 1\n    Atomics.store(w, 0, a) // Publish\n    this.b.wake()\n    this.c = 2\n}'
  expect(made(source, 'moved over two')).toEqual([
    '{\n    Atomics.store(w, 0, a) // Publish\n    this.b.wake()\n    const a = 1\n    this.c = 2\n}',
    '{\n    this.b.wake()\n    const a = 1\n    Atomics.store(w, 0, a) // Publish\n    this.c = 2\n}',
    '{\n    const a = 1\n    this.b.wake()\n    this.c = 2\n    Atomics.store(w, 0, a) // Publish\n}',
    '{\n    const a = 1\n    this.c = 2\n    Atomics.store(w, 0, a) // Publish\n    this.b.wake()\n}',
  ])
  expect(made('{\n    Atomics.store(w, 0, 1)\n    f()\n    g()\n}', 'moved over two')).toEqual([])
})

test('comparisons and constants are shifted, conditions negated, operators changed', () => {
  const source = 'if (a < 3 && b) c = d + 1'
  expect(made(source, 'comparison shifted')).toEqual(['if (a <= 3 && b) c = d + 1'])
  expect(made(source, 'constant shifted')).toEqual(['if (a < 4 && b) c = d + 1', 'if (a < 3 && b) c = d + 2'])
  expect(made(source, 'condition negated')).toEqual(['if (!(a < 3 && b)) c = d + 1'])
  expect(made(source, 'operator changed')).toEqual(['if (a < 3 || b) c = d + 1', 'if (a < 3 && b) c = d - 1'])
})

test('arguments are swapped unless their order is irrelevant', () => {
  expect(made('f(a, b, c)', 'arguments swapped')).toEqual(['f(b, a, c)', 'f(a, c, b)'])
  expect(made('Math.min(a, b)', 'arguments swapped')).toEqual([])
})

test('statements are dropped, but declarations are not', () => {
  expect(made('{\n  const a = 1\n  if (a) return\n  f()\n}', 'statement dropped')).toEqual([
    '{\n  const a = 1\n  ;\n  f()\n}',
    '{\n  const a = 1\n  if (a) ;\n  f()\n}',
    '{\n  const a = 1\n  if (a) return\n  ;\n}',
  ])
})
