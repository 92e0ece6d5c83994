import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { sourcePath } from '../core/load.ts'
import { SITUATIONS, situationsFor, wrongSituation } from './situations.ts'
import { Stage } from './stage.ts'

it.each(SITUATIONS)('$what', async (situation) => {
  expect(await wrongSituation(() => Stage.of({}), [situation])).toBeNull()
})

it('no two situations have the same name', () => {
  expect(new Set(SITUATIONS.map(({ what }) => what)).size).toBe(SITUATIONS.length)
})

it('a promise that never settles is noticed, and the real clock is left alone', async () => {
  const { performance } = globalThis
  const source = await readFile(sourcePath('ring/supervise.ts'), 'utf8')
  const deaf = { 'ring/supervise.ts': source.replace("  worker.once('exit', tell)\n", '') }
  expect(deaf['ring/supervise.ts']).not.toBe(source)
  expect(await wrongSituation(() => Stage.of(deaf), situationsFor(Object.keys(deaf)))).toMatch(/"for ever"/)
  expect(globalThis.performance).toBe(performance)
})

it('an endless loop is an error', async () => {
  const source = await readFile(sourcePath('ring/monitor.ts'), 'utf8')
  const endless = { 'ring/monitor.ts': source.replace('this.#near = published', 'for (;;) {}') }
  expect(await wrongSituation(() => Stage.of(endless))).toMatch(/: fails: loops for ever instead of /)
})
