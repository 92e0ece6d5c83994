// A killed command has ended only when its output is closed, which every process that it started holds open.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand } from '../../bench/peers/process.ts'

const MINUTE = 60_000
const NEVER = new AbortController().signal

/** A process that starts another, which makes a file once it runs; neither ends by itself. */
const PAIR = `
const { spawn } = require('node:child_process')
const program = "require('node:fs').writeFileSync('runs', ''); setInterval(() => {}, 1000)"
spawn(process.execPath, ['-e', program], { stdio: 'inherit' })
setInterval(() => {}, 1000)`

let cwd = ''

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ringproof-command-'))
})

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true })
})

function node(program: string, more: { milliseconds?: number; interrupt?: AbortSignal } = {}) {
  const limits = { milliseconds: MINUTE, interrupt: NEVER, ...more }
  return runCommand({ command: process.execPath, args: ['-e', program], cwd, ...limits })
}

async function untilBothRun(): Promise<void> {
  while (!(await readdir(cwd)).includes('runs')) await new Promise(setImmediate)
}

test('an interrupted command is dead with its children, and says that it was interrupted', async () => {
  const stop = new AbortController()
  const command = node(PAIR, { interrupt: stop.signal })
  await untilBothRun()
  stop.abort()
  await expect(command).rejects.toThrow('aborted')
})

test('a command that takes too long is dead with its children, and late', async () => {
  expect(await node(PAIR, { milliseconds: 2000 })).toMatchObject({ late: true, code: null })
})

test('a command that ends by itself leaves no listener', async () => {
  const before = process.listenerCount('exit')
  const ended = await node(`console.log('out'); console.error('err'); process.exitCode = 4`)
  expect(ended).toEqual({ started: true, late: false, code: 4, stdout: 'out\n', stderr: 'err\n' })
  expect(process.listenerCount('exit')).toBe(before)
})

test('a command that is not there has not started', async () => {
  const ended = await runCommand({
    command: 'no-such-command',
    args: [],
    milliseconds: MINUTE,
    interrupt: NEVER,
  })
  expect(ended).toMatchObject({ started: false, code: null })
})

test('an interrupt before the start starts nothing', async () => {
  await expect(node(PAIR, { interrupt: AbortSignal.abort() })).rejects.toThrow('aborted')
  expect(await readdir(cwd)).toEqual([])
})
