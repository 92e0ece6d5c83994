// A short contest of the contestants that need nothing but Node; then what is written of it.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeReport, writeSections } from '../../bench/core/report.ts'
import { type PeersRun, prepare, selectionOf } from '../../bench/peers/command.ts'
import { contest, type PeerRow, samplesOf } from '../../bench/peers/contest.ts'
import { writePage } from '../../bench/peers/page.ts'
import { showPeers } from '../../bench/peers/show.ts'
import type { Work } from '../../bench/peers/works.ts'
import { ROOT } from '../docs/pages.ts'

const NAMES = ['ours', 'messages', 'bare']
const interrupt = new AbortController().signal
const { works, contestants } = selectionOf(NAMES)
const run: PeersRun = {
  ...{ node: 'v20', cpu: 'a <CPU>', cores: 2, load: 0.5, rounds: 1, seconds: 0.01 },
  ...{ date: '2026-01-31T12:34:56.000Z', leftOut: ['go is left out: no go here'] },
}

let folder = ''
let rows: readonly PeerRow[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringproof-field-'))
  const { entrants } = await prepare(contestants, folder, { interrupt, report: () => {} })
  const bare = entrants.find(({ name }) => name === 'bare')!.start
  // A trip between threads that spin takes a time slice or two where they have no core each: one payload is enough.
  const samples = samplesOf(works, entrants, bare).filter(
    ({ work, bytes }) => work.name !== 'ping-pong' || bytes === 4,
  )
  const length = { seconds: 0.01, warmup: 0.002 }
  rows = await contest(samples, { rounds: 1, interrupt, report: () => {} }, length, 1)
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

function payloadsOf({ name }: Work): number[] {
  return name === 'ping-pong' ? [4] : [4, 64]
}

it('every contestant has done every work that it can do, at both payloads', () => {
  const done = rows.map(({ work, contestant, bytes }) => `${work} ${contestant} ${bytes}`)
  const wanted = works.flatMap((work) =>
    contestants.flatMap(({ name, absence }) =>
      absence(work) === undefined ? payloadsOf(work).map((bytes) => `${work.name} ${name} ${bytes}`) : [],
    ),
  )
  expect(done.slice(1).sort()).toEqual(wanted.sort())
  expect(done[0]).toBe('store store 4')
  expect(new Set(done).size).toBe(1 + 2 * (9 + 8 + 4) - 3)
})

it('every row has the shape that is documented', () => {
  for (const row of rows) {
    expect(row).toMatchObject({
      work: expect.any(String),
      contestant: expect.any(String),
      unit: row.work.startsWith('ping-pong') ? 'ns' : 'events/s',
    })
    expect(row.low).toBeGreaterThan(0)
    expect(row.low).toBeLessThanOrEqual(row.median)
    expect(row.median).toBeLessThanOrEqual(row.high)
    expect(row.percentiles === undefined).toBe(row.unit !== 'ns')
    expect(row.curve === undefined).toBe(row.unit !== 'ns')
  }
})

describe('coverage/bench.json', () => {
  it('holds the rows under peers, and keeps what others wrote', async () => {
    const file = join(folder, 'bench.json')
    await writeFile(file, JSON.stringify({ throughput: [1], peers: ['old'] }))
    writeSections({ peers: rows, peersRun: run }, pathToFileURL(file))
    const written = JSON.parse(await readFile(file, 'utf8'))
    expect(written).toMatchObject({ throughput: [1], peersRun: run })
    expect(written.peers).toHaveLength(rows.length)
    const named = { work: '1P1C', contestant: 'ours', bytes: 4, unit: 'events/s' }
    expect(written.peers[1]).toMatchObject({ ...named, median: expect.any(Number), low: expect.any(Number) })
  })

  it('is made where there is none, and where it is no report', async () => {
    const [none, broken] = [join(folder, 'new', 'bench.json'), join(folder, 'broken.json')]
    await writeFile(broken, '{')
    for (const file of [none, broken]) {
      writeSections({ peers: [] }, pathToFileURL(file))
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ peers: [] })
    }
  })

  it('keeps its peers where the other benchmarks are measured again', async () => {
    const file = join(folder, 'again.json')
    await writeFile(file, JSON.stringify({ peers: ['kept'], throughput: ['old'] }))
    const again = { node: 'v20', throughput: [] } as unknown as Parameters<typeof writeReport>[0]
    writeReport(again, pathToFileURL(file))
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ node: 'v20', throughput: [], peers: ['kept'] })
  })
})

describe('the page', () => {
  const pageOf = async (): Promise<string> =>
    await readFile(writePage(rows, contestants, run, pathToFileURL(join(folder, 'peers.html'))), 'utf8')

  it('has a plot for each work and payload, and loads nothing', async () => {
    const page = await pageOf()
    expect(page.match(/<svg /g)).toHaveLength(2 * works.length - 1)
    expect(page.match(/<polyline /g)).toHaveLength(3 * NAMES.length)
    expect(page).not.toMatch(/https?:|src=|href=|<script|<link|@import|url\(/i)
    expect(page).toContain('a &lt;CPU&gt;')
  })

  it('prints no undefined and no NaN, and says what was left out', async () => {
    const page = await pageOf()
    expect(page).not.toMatch(/undefined|\[object|NaN|Infinity/)
    expect(page).toContain('go is left out: no go here')
    expect(page).toContain('postMessage is not in pool: a port has one receiver')
  })
})

it('the tables have every contestant by its title', () => {
  const shown = showPeers(rows, works, contestants)
  for (const { title } of contestants) expect(shown).toContain(title)
  expect(shown).toContain('bare Atomics.store, one thread:')
  expect(shown).not.toMatch(/undefined|NaN/)
})

describe('the command', () => {
  const ended = (...args: readonly string[]): Promise<{ code: unknown; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const all = ['--import', 'tsx', 'bench/main.ts', 'peers', ...args]
      execFile(process.execPath, all, { cwd: ROOT }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      )
    })

  it('has help', async () => {
    const { code, stdout } = await ended('--help')
    expect(code).toBe(0)
    expect(stdout).toContain('--only <names>')
  })

  it.each([
    [['--only', 'ours,nobody'], 'Unknown: "nobody". Allowed: 1P1C, '],
    [['--rounds', '0'], 'Allowed: an integer from 1 to 100.'],
    [['--rounds', 'two'], 'Allowed: an integer from 1 to 100.'],
    [['--seconds', '-1'], 'Allowed: seconds from 0.01 to 60.'],
    [['--seconds', ''], 'Allowed: seconds from 0.01 to 60.'],
    [['--what'], "unknown option '--what'"],
    [['more'], 'too many arguments'],
  ])('refuses %j before it builds anything', async (args, says) => {
    const { code, stderr } = await ended(...args)
    expect(code).toBe(1)
    expect(stderr).toContain(says)
  })
})
