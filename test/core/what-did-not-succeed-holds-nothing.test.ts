import { execFile } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AbortError, ClosedError, FailedError, HandlerError, TimeoutError } from '../../src/index.ts'
import { WAITS, type Wait } from './outcomes.ts'

const WAIT_MS = 20

async function errorOf(act: () => unknown): Promise<unknown> {
  try {
    return `no error, but ${await act()}`
  } catch (error) {
    return error
  }
}

/** Nothing is held, and the same call succeeds once it can. */
async function goesOn(wait: Wait, before: unknown): Promise<void> {
  expect(wait.ring.positions()).toEqual(before)
  expect(wait.call()).toBeNaN()
  const again = wait.callAsync()
  const sequence = wait.satisfy()
  expect(await again).toBe(sequence)
  const next = wait.satisfy()
  expect(wait.call({ timeout: WAIT_MS })).toBe(next)
}

describe.each(WAITS)('%s', (_, make) => {
  it('finds nothing, and says so at once', async () => {
    const wait = make()
    const before = wait.ring.positions()
    expect(wait.call()).toBeNaN()
    await goesOn(wait, before)
  })

  it.each([0, WAIT_MS])('times out after %d ms, blocking or not', async (timeout) => {
    const wait = make()
    const before = wait.ring.positions()
    for (const call of [wait.call, wait.callAsync]) {
      const begun = performance.now()
      const error = await errorOf(() => call({ timeout }))
      expect(error).toBeInstanceOf(TimeoutError)
      expect(error).toMatchObject({ name: 'TimeoutError', code: 'ERR_RINGPROOF_TIMEOUT' })
      expect(performance.now() - begun).toBeGreaterThanOrEqual(timeout)
    }
    await goesOn(wait, before)
  })

  it('is aborted before and while it waits', async () => {
    const wait = make()
    const before = wait.ring.positions()
    const end = new AbortController()
    const waits = wait.callAsync({ signal: end.signal })
    end.abort('enough')
    for (const call of [() => waits, () => wait.callAsync({ signal: end.signal })]) {
      const error = await errorOf(call)
      expect(error).toBeInstanceOf(AbortError)
      expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' })
    }
    expect(getEventListeners(end.signal, 'abort')).toEqual([])
    await goesOn(wait, before)
  })

  it('succeeds even if its signal is aborted or its time-out ends later', async () => {
    const wait = make()
    const end = new AbortController()
    const waits = wait.callAsync({ signal: end.signal, timeout: 60_000 })
    const sequence = wait.satisfy()
    expect(await waits).toBe(sequence)
    expect(getEventListeners(end.signal, 'abort')).toEqual([])
    end.abort()
  })

  it('succeeds at once with what is available, even with a time-out of 0', async () => {
    const wait = make()
    const sequence = wait.satisfy()
    expect(await wait.callAsync({ timeout: 0 })).toBe(sequence)
  })

  it('is aborted at once by an aborted signal, even if something is available', async () => {
    const wait = make()
    const sequence = wait.satisfy()
    const before = wait.ring.positions()
    const error = await errorOf(() => wait.callAsync({ signal: AbortSignal.abort('enough') }))
    expect(error).toBeInstanceOf(AbortError)
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' })
    expect(wait.ring.positions()).toEqual(before)
    expect(await wait.callAsync()).toBe(sequence)
  })

  it('refuses another call while it waits, and keeps waiting', async () => {
    const wait = make()
    const waits = wait.callAsync()
    const besides = [...wait.beside, () => wait.callAsync()]
    for (const beside of besides) {
      const error = await errorOf(beside)
      expect(error).toBeInstanceOf(HandlerError)
      expect(error).toMatchObject({ code: 'ERR_RINGPROOF_REENTRANT' })
    }
    const sequence = wait.satisfy()
    expect(await waits).toBe(sequence)
  })

  it('ends when the ring is closed, waiting or not', async ({ skip }) => {
    const wait = make()
    const { close } = wait
    if (!close) return skip('only its own thread could close the ring')
    const waits = wait.callAsync()
    close()
    for (const call of [() => waits, wait.callAsync, () => wait.call({ timeout: 60_000 })]) {
      const error = await errorOf(call)
      expect(error).toBeInstanceOf(ClosedError)
      expect(error).toMatchObject({ name: 'ClosedError', code: 'ERR_RINGPROOF_CLOSED' })
    }
    expect(wait.ring.state).toBe('closed')
  })

  it('ends when the ring fails, waiting or not, and names the dead', async () => {
    const wait = make()
    const waits = wait.callAsync()
    wait.fail()
    for (const call of [() => waits, wait.callAsync, () => wait.call({ timeout: 60_000 })]) {
      const error = await errorOf(call)
      expect(error).toBeInstanceOf(FailedError)
      expect(error).toMatchObject({ name: 'FailedError', code: 'ERR_RINGPROOF_FAILED' })
      expect((error as FailedError).dead).toHaveLength(1)
    }
    expect(wait.ring.state).toBe('failed')
  })
})

describe('a process', () => {
  const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const file = fileURLToPath(new URL('./lonely.ts', import.meta.url))

  it.each([
    ['timeout', 'TimeoutError'],
    ['abort', 'AbortError'],
    ['close', 'ClosedError'],
    ['fail', 'FailedError'],
    ['publish', 'handled 1'],
  ])('is kept alive by a single wait until that ends by %s, and then ends by itself', async (how, said) => {
    const run = promisify(execFile)(process.execPath, ['--import', TSX, file, how], { timeout: 30_000 })
    expect(await run).toEqual({ stdout: `${said}\nleft: none\n`, stderr: '' })
  })
})
