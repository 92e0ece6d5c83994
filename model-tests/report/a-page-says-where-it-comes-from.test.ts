import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provenance, run } from './made-up.ts'
import { runPage } from './page.ts'
import { provenanceRows, readCommit, readProvenance, withTools } from './provenance.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringproof-provenance-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

function git(...args: readonly string[]): string {
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false']
  return execFileSync('git', [...author, ...args], { cwd: folder, encoding: 'utf8' }).trim()
}

const ASKED = { seed: 7, part: { asked: 'quick', models: 2, known: 3 } } as const

describe('what there is to say of a run', () => {
  it('is when and where it is', async () => {
    await writeFile(join(folder, 'package.json'), '{ "version": "1.2.3" }')
    const before = new Date().toISOString()
    const found = await readProvenance(folder, ASKED)
    expect(found).toMatchObject(ASKED)
    expect(found.versions).toEqual({ ringproof: '1.2.3', node: process.version, java: null, tlc: null })
    expect(found.machine.cores).toBe(cpus().length)
    expect(found.date >= before && found.date <= new Date().toISOString()).toBe(true)
  })

  it('is the commit, and whether there are uncommitted changes', async () => {
    git('init', '--quiet')
    git('commit', '--quiet', '--allow-empty', '--message', 'first')
    const id = git('rev-parse', 'HEAD')
    expect(await readCommit(folder)).toEqual({ id, changed: false })
    await writeFile(join(folder, 'new'), '')
    expect(await readCommit(folder)).toEqual({ id, changed: true })
  })

  it('is no commit outside a checkout, and before the first', async () => {
    expect(await readCommit(join(folder, 'nowhere'))).toBeNull()
    git('init', '--quiet')
    expect(await readCommit(folder)).toBeNull()
  })

  it('is what TLC says of itself and of Java', () => {
    const output = `TLC2 Version 2.18 of 20 March 2023
Warning: Please run the Java VM which executes TLC with a throughput optimized garbage collector.
Running breadth-first search Model-Checking with fp 0 and seed -70 with 1 worker on 2 cores with 5827MB heap and 64MB offheap memory [pid: 1] (Linux 6.18.44-fc amd64, Debian 17.0.15 x86_64, MSBDiskFPSet, DiskStateQueue).
`
    const bare = provenance({ versions: { ringproof: '1', node: 'v20', java: null, tlc: null } })
    expect(withTools(bare, output).versions).toMatchObject({
      java: 'Debian 17.0.15',
      tlc: '2.18 of 20 March 2023',
    })
    expect(withTools(bare, 'Exception in thread "main"').versions).toMatchObject({ java: null, tlc: null })
  })
})

describe('it is said', () => {
  const said = (more: Parameters<typeof provenance>[0] = {}): Record<string, string> =>
    Object.fromEntries(provenanceRows(provenance(more)).map(({ name, says }) => [name, says]))

  it('in a row each', () => {
    expect(said()).toEqual({
      'part of all': 'what is quick, 85 of 144 models (npm run verify -- --all runs everything)',
      date: '2026-01-31 12:34 UTC',
      commit: '0123456789abcdef0123456789abcdef01234567',
      machine: 'a CPU, cores: 2, memory: 8.0 GiB, Linux 6.1',
      versions: 'ringproof 0.1.0, Node v20.19.0, Java Debian 17.0.15, TLC 2.18 of 20 March 2023',
      seed: '7: npm run verify -- --seed 7',
    })
  })

  it('that there are uncommitted changes, or no commit', () => {
    expect(said({ commit: { id: 'abc', changed: true } })['commit']).toBe('abc, with uncommitted changes')
    expect(said({ commit: null })['commit']).toBe('none: not a git checkout')
  })

  it('which part was asked for', () => {
    const part = (asked: 'everything' | 'only'): string | undefined =>
      said({ part: { asked, models: 2, known: 144 } })['part of all']
    expect(part('everything')).toBe('everything, 2 of 144 models')
    expect(part('only')).toBe('only what was asked for by name, 2 of 144 models')
  })

  it('that there is no seed where nothing was random', () => {
    expect(said({ seed: null })['seed']).toBe('none: nothing was drawn at random')
  })

  it('on the page, and not where nobody knows', () => {
    expect(runPage(run())).toContain('<dt>date</dt><dd>2026-01-31 12:34 UTC</dd>')
    expect(runPage({ ...run(), provenance: null })).not.toContain('<dt>date</dt>')
  })
})

it('eight words are explained', () => {
  const [, glossary = ''] = /<dl id="glossary">([\s\S]*?)<\/dl>/.exec(runPage(run())) ?? []
  const words = [...glossary.matchAll(/<dt>(\w+)<\/dt><dd>[^<]/g)].map(([, word]) => word)
  expect(words).toEqual(['model', 'edge', 'tour', 'walk', 'program', 'outcome', 'log', 'mutant'])
})

it('a larger size is not said to be a matter of experience', () => {
  expect(runPage(run())).not.toMatch(/experience/i)
})
