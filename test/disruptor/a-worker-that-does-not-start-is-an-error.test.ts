import type { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { createDisruptor, type OnWorker, StartError } from '../../src/index.ts'
import { ACTING, Counted, rejectionOf, Tick } from './scene.ts'

const fileOf = (name: string) => new URL(`./files/${name}.mjs`, import.meta.url)

/** What createDisruptor rejects with, and what has been reported and made until then. */
async function startOf(wrong: Partial<OnWorker<never>>) {
  const [reports, workers, calls]: [unknown[], Worker[], string[]] = [[], [], []]
  const made = (worker: Worker): void => void workers.push(worker)
  process.on('worker', made)
  const disruptor = createDisruptor({
    event: Tick,
    size: 8,
    onError: (failed) => reports.push(failed),
    handlers: {
      good: { worker: ACTING, data: new Counted(8).data },
      wrong: { worker: ACTING, ...wrong },
      here: { after: ['wrong'], onEvent: () => {}, onShutdown: () => void calls.push('shutdown') },
    },
  })
  const error = await rejectionOf(disruptor)
  process.off('worker', made)
  return { error, reports, workers, calls }
}

it.each<[string, Partial<OnWorker<never>>, RegExp | string, RegExp | undefined]>([
  ['is not there', { worker: fileOf('nowhere') }, 'Exit code 1', /Cannot find module.*nowhere/],
  ['is no path', { worker: 'nowhere' }, 'no thread could be made for it', /ERR_WORKER_PATH|absolute path/],
  ['throws at once', { worker: fileOf('throws-at-once') }, 'Exit code 1', /RangeError: at once/],
  ['throws behind its handler', { worker: fileOf('throws-while-loading') }, 'Exit code 1', /while loading/],
  ['ends at once', { worker: fileOf('ends-at-once') }, 'Exit code 5', undefined],
  [
    'never calls handler()',
    { worker: fileOf('without-a-handler') },
    'its file ended without a call of handler()',
    undefined,
  ],
  ['calls it twice', { worker: fileOf('twice') }, 'Exit code 1', /Cannot call handler\(\) twice/],
  ['has no onEvent', { worker: fileOf('without-onevent') }, 'Exit code 1', /"onEvent" of a handler/],
  [
    'is of other events',
    { worker: fileOf('of-other-events') },
    'Exit code 1',
    /"layout\.fields\.\w+.*of the handle/,
  ],
  [
    'gets what cannot be cloned',
    { data: { call() {} } },
    'no thread could be made for it',
    /could not be cloned/,
  ],
])('whose file %s', async (_, wrong, reason, cause) => {
  for (const more of [{}, { workers: 2 }, { restart: { most: 3, within: 1000 } }]) {
    const { error, reports, workers, calls } = await startOf({ ...wrong, ...more })
    expect(error).toBeInstanceOf(StartError)
    const message = `The worker of "wrong" did not start: ${reason}`
    expect(error).toMatchObject({ code: 'ERR_RINGPROOF_START', handler: 'wrong', message })
    const { cause: found } = error as StartError
    if (cause) expect(String(found)).toMatch(cause)
    else expect(found).toBeUndefined()
    expect([reports, calls]).toEqual([[], ['shutdown']])
    expect(workers.map(({ threadId }) => threadId)).toEqual(workers.map(() => -1))
  }
})

it('but a file whose handler needs what it awaits behind it starts', async () => {
  const handlers = { work: { worker: fileOf('waits-while-loading') } }
  const disruptor = await createDisruptor({ event: Tick, size: 8, handlers })
  disruptor.producer().publish(() => {})
  expect(await disruptor.close()).toMatchObject({ outcome: 'drained', handlers: { work: { handled: 1 } } })
})

it.each<[string, string, string, Partial<OnWorker<never>>]>([
  ['in-batches', 'onBatch', 'beside "concurrency"', { concurrency: 2 }],
  ['announced', 'onBatchStart', 'beside "concurrency"', { concurrency: 2 }],
  ['in-batches', 'onBatch', 'where workers share their events', { workers: 2 }],
  ['announced', 'onBatchStart', 'where workers share their events', { workers: 2 }],
  ['in-batches', 'onBatch', 'beside "rewinds"', { onThrow: { rewinds: 1 } }],
])('whose file %s has an %s, which is left out %s', async (file, call, why, options) => {
  const { error, reports } = await startOf({ worker: fileOf(file), ...options })
  expect(error).toMatchObject({ code: 'ERR_RINGPROOF_START', handler: 'wrong' })
  expect(String((error as StartError).cause)).toContain(
    `"${call}" of handler "wrong" must be left out ${why}`,
  )
  expect(reports).toEqual([])
})
