import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mutants, run } from './made-up.ts'
import { writeReport } from './write.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringproof-report-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function pageWith(files: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(join(folder, 'lines'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  await writeReport(run(), folder)
  return await readFile(join(folder, 'index.html'), 'utf8')
}

const spread = { median: 1e6, min: 1e6, max: 1e6 }
const bench = {
  node: 'v20.19.0',
  cpu: 'a CPU',
  cores: 1,
  throughput: [{ name: 'ring', start: 0, eventsPerSecond: spread, timesPostMessage: spread }],
  latency: [],
}
const counted = { total: 10, covered: 9, skipped: 0, pct: 90 }
const lines = { total: { lines: counted, statements: counted, functions: counted, branches: counted } }

describe('a report', () => {
  it('is the claims as JSON and a page, and nothing else', async () => {
    await writeReport(run(), join(folder, 'new', 'coverage'))
    expect((await readdir(join(folder, 'new', 'coverage'))).sort()).toEqual(['claims.json', 'index.html'])
    const json = await readFile(join(folder, 'new', 'coverage', 'claims.json'), 'utf8')
    expect(json).toBe(`${JSON.stringify(run(), undefined, 2)}\n`)
  })

  it('replaces the one before', async () => {
    await writeReport(run(mutants()), folder)
    await writeReport(run(), folder)
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain('claims hold')
  })

  it('that can’t be written leaves no draft', async () => {
    await mkdir(join(folder, 'claims.json'))
    await expect(writeReport(run(), folder)).rejects.toThrow()
    expect(await readdir(folder)).toEqual(['claims.json'])
  })

  it('shows the benchmark and the lines that lie in the folder', async () => {
    const page = await pageWith({
      'bench.json': JSON.stringify(bench),
      'lines/coverage-summary.json': JSON.stringify(lines),
    })
    expect(page).toContain('id="bench"')
    expect(page).toContain('9 of 10')
  })

  it('links the page of the field that lies in the folder', async () => {
    expect(await pageWith({ 'peers.html': '' })).toContain('<a href="peers.html">')
    await rm(join(folder, 'peers.html'))
    await writeReport(run(), folder)
    expect(await readFile(join(folder, 'index.html'), 'utf8')).not.toContain('peers.html')
  })

  it('leaves out what is not what it should be', async () => {
    const { cpu, ...partial } = bench
    const page = await pageWith({ 'bench.json': JSON.stringify(partial), 'lines/coverage-summary.json': '{' })
    expect(cpu).toBe('a CPU')
    expect(page).not.toMatch(/id="(bench|lines)"/)
  })
})
