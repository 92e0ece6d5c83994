import { expect, test } from 'vitest'
import { loadCore } from './load.ts'

test('a core that is loaded while others are has every module', async () => {
  const loads = [loadCore({ stepped: false })]
  // Each begins a turn of the event loop later, while the files are still read.
  for (let turn = 0; turn < 20; turn++) {
    await new Promise(setImmediate)
    loads.push(loadCore({ stepped: false }))
  }
  for (const core of await Promise.all(loads)) {
    expect(core).toMatchObject({ createRing: expect.any(Function), attachRing: expect.any(Function) })
  }
})
