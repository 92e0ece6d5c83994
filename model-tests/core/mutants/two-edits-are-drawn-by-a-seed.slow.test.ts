import { expect, test } from 'vitest'
import { EQUIVALENT_PAIRS } from './equivalents.ts'
import { mutatedFiles, mutatedWatchers } from './made.ts'
import { checkPair, nameOf, pairsOf, samplePairs } from './pairs.ts'

const files = [...(await mutatedFiles()), ...mutatedWatchers()]

test('the same seed draws the same pairs, and another seed draws others', async () => {
  const drawn = async (seed: number) => (await samplePairs(files, 40, seed)).map(nameOf)
  const once = await drawn(1)
  expect(once).toHaveLength(40)
  expect(await drawn(1)).toEqual(once)
  expect(await drawn(2)).not.toEqual(once)
})

test('the two edits are apart, in one function, and one of them changes an order', async () => {
  const pairs = await pairsOf('Consumer.ts')
  expect(pairs.length).toBeGreaterThan(100)
  for (const [a, b] of pairs) expect(a.end <= b.start || b.end <= a.start).toBe(true)
  const orders = ['neighbours swapped', 'statement dropped', 'access doubled']
  expect(pairs.every(([a, b]) => orders.includes(a.rule) || orders.includes(b.rule))).toBe(true)
})

test('a pair in the watchers is noticed as well', async () => {
  const [pair] = await pairsOf('ring/monitor.ts')
  expect(await checkPair(pair as never, [])).toMatchObject({
    check: 'two edits',
    killedBy: expect.any(String),
  })
})

test('every excuse has its pair', async () => {
  const all = new Set((await Promise.all(files.map(pairsOf))).flat().map(nameOf))
  for (const name of EQUIVALENT_PAIRS.flatMap(({ of }) => of)) expect(all).toContain(name)
})
