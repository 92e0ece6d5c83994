import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BenchError } from '../../bench/core/errors.ts'
import { type Building, built, CannotBuildError, type Recipe, type Step } from '../../bench/peers/build.ts'
import { prepare } from '../../bench/peers/command.ts'
import { CONTESTANTS } from '../../bench/peers/contestants.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringproof-built-'))
  await mkdir(join(folder, 'sources'))
  await writeFile(join(folder, 'sources', 'main.txt'), 'one')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const NODE = process.execPath

/** A step that runs JavaScript in the folder of the build. */
function script(program: string, more: Partial<Step> = {}): Step {
  return { command: [NODE, '-e', program], ...more }
}

function recipe(step: Step, tools: Recipe['tools'] = [[NODE, '--version']]): Recipe {
  return { name: 'thing', sources: join(folder, 'sources'), tools, build: (run) => run(step) }
}

function building(
  interrupt = new AbortController().signal,
): Building & { readonly said: (string | undefined)[] } {
  const said: (string | undefined)[] = []
  return { interrupt, report: (doing) => void said.push(doing), cache: join(folder, 'cache'), said }
}

const MAKES = script(`require('fs').writeFileSync('made', require('fs').readFileSync('main.txt') + '!')`)

async function kept(): Promise<readonly string[]> {
  return await readdir(join(folder, 'cache')).catch(() => [])
}

describe('what can be built', () => {
  it('is built once, beside a copy of its sources, and then found', async () => {
    const [first, second] = [building(), building()]
    const at = await built(recipe(MAKES), first)
    expect((await readdir(at)).sort()).toEqual(['made', 'main.txt'])
    expect(await built(recipe(script('process.exit(1)')), second)).toBe(at)
    expect([first.said, second.said]).toEqual([['building thing'], []])
    expect(await readdir(join(folder, 'sources'))).toEqual(['main.txt'])
  })

  it('is built again once its sources have changed', async () => {
    const at = await built(recipe(MAKES), building())
    await writeFile(join(folder, 'sources', 'main.txt'), 'two')
    expect(await built(recipe(MAKES), building())).not.toBe(at)
    expect(await kept()).toHaveLength(2)
  })

  it('is not built again where only its page has changed', async () => {
    const at = await built(recipe(MAKES), building())
    await writeFile(join(folder, 'sources', 'README.md'), 'new')
    expect(await built(recipe(script('process.exit(1)')), building())).toBe(at)
  })
})

describe('what cannot be built', () => {
  it('says in one line which tool is missing', async () => {
    const refused = built(recipe(MAKES, [['no-such-compiler', '--version']]), building())
    await expect(refused).rejects.toThrow(CannotBuildError)
    await expect(refused).rejects.toThrow(/^thing is left out: no no-such-compiler here$/)
  })

  it('says so where a tool is there and does not run', async () => {
    const broken = built(recipe(MAKES, [[NODE, '-e', 'process.exit(1)']]), building())
    await expect(broken).rejects.toThrow(CannotBuildError)
  })

  it('says in one line why it could not be fetched', async () => {
    const program = `console.error('trying\\nERROR: no route to the registry\\nmore'); process.exit(1)`
    const refused = built(recipe(script(program, { fetches: true })), building())
    await expect(refused).rejects.toThrow(CannotBuildError)
    await expect(refused).rejects.toThrow(/cannot fetch it: ERROR: no route to the registry$/)
    expect(await kept()).toEqual([])
  })

  it('is an error where our own sources do not build, and leaves nothing', async () => {
    const program = `console.error('main.txt:1: syntax error'); process.exit(2)`
    const refused = built(recipe(script(program)), building())
    await expect(refused).rejects.toThrow(BenchError)
    await expect(refused).rejects.toThrow('main.txt:1: syntax error')
    expect(await kept()).toEqual([])
  })

  it('leaves nothing where it was interrupted', async () => {
    const stop = new AbortController()
    const refused = built(recipe(script('setInterval(() => {}, 1000)')), {
      ...building(stop.signal),
      report: () => void setImmediate(() => stop.abort()),
    })
    await expect(refused).rejects.toThrow('aborted')
    expect(await kept()).toEqual([])
  })
})

it('all others take part without it', async () => {
  const missing = { ...recipe(MAKES, [['no-such-compiler', '--version']]) }
  const two = CONTESTANTS.filter(({ name }) => ['ours', 'go'].includes(name))
  const contestants = two.map((each) => (each.recipe === undefined ? each : { ...each, recipe: missing }))
  const { entrants, leftOut } = await prepare(contestants, join(folder, 'bundle'), building())
  expect(entrants.map(({ name }) => name)).toEqual(['ours'])
  expect(leftOut).toEqual(['thing is left out: no no-such-compiler here'])
})
