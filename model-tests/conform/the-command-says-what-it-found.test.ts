import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { hasPython, pythonPort } from './python.ts'

const MAIN = join(import.meta.dirname, 'main.ts')
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const folder = mkdtempSync(join(tmpdir(), 'ringproof-conform-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function run(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', TSX, MAIN, ...args], (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err })
    })
  })
}

const ONE = ['--tours', 'SingleProducerSize1', '--starts', '0'] as const
const REFUSES = `require('node:readline').createInterface({ input: process.stdin })
  .on('line', () => console.log('{"error":"not written yet"}'))`

const BAD: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [['--parts', 'single,nobody', '--', 'true'], /there is no part 'nobody': single, multi, follow/],
  [['--starts', '-1', '--', 'true'], /must be a sequence/],
  [['--patience', '0', '--', 'true'], /an integer from 1/],
  [['--tours', 'SingleProducer', 'Nothing', '--', 'true'], /Nothing is not a tour, or needs other parts/],
  [
    ['--tours', 'WorkPool', '--parts', 'single', '--', 'true'],
    /WorkPool is not a tour, or needs other parts/,
  ],
  [['--parts', 'pool', '--', 'true'], /no tour is chosen/],
  [[...ONE, '--script', '9', '--', 'true'], /SingleProducerSize1 has only 9 scripts, from 0/],
  [['--tours', 'SingleProducer', '--starts', '3', '--', 'true'], /starts at multiples of 2 only, not at 3/],
  [[], /missing required argument 'command'/],
]

it.each(BAD)('%j is refused', async (args, says) => {
  const { code, out, err } = await run(...args)
  expect([code !== 0, out]).toEqual([true, ''])
  expect(err).toMatch(says)
})

it('helps, with the parts that there are', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  expect(out).toMatch(/ {2}single {3}one producer, and consumers\n/)
})

it('ends with 2 if the port cannot be driven', async () => {
  const { code, err } = await run(...ONE, '--', '/no/such/port')
  expect(code).toBe(2)
  expect(err).toMatch(/^ERR_PORT_NOT_STARTED: cannot start \/no\/such\/port/)
})

it('ends with 1 where the port diverges, and says how to repeat it', async () => {
  const { code, out } = await run(...ONE, '--', process.execPath, '-e', REFUSES)
  expect(code).toBe(1)
  expect(out).toMatch(/^SingleProducerSize1 from 0: diverges after 0 steps/)
  expect(out).toContain('not written yet')
  expect(out).toContain('npm run conform -- --tours SingleProducerSize1 --starts 0 --script 0 -- ')
})

it.runIf(hasPython())('claims no more of one script than that it is followed', async () => {
  const { code, out } = await run(...ONE, '--script', '8', '--', ...pythonPort())
  expect([code, out.includes('every step')]).toEqual([0, false])
  expect(out).toMatch(/The port follows script 8 of the model: \d+ steps\.\n$/)
})

it.runIf(hasPython())('ends with 0 where it conforms, and keeps the dialogue', async () => {
  const trace = join(folder, 'trace.txt')
  const { code, out } = await run(...ONE, '--trace', trace, '--', ...pythonPort())
  expect(out).toContain('The port takes every step of the model, and enables no other.\n')
  expect(out).toContain('  parts: single, throws\n')
  expect(code).toBe(0)
  const lines = readFileSync(trace, 'utf8').trimEnd().split('\n')
  const said = (side: string) => lines.filter((line) => line.startsWith(`${side} {`)).length
  expect([said('>'), said('<')]).toEqual([1862 + 9, 1862 + 9])
})
