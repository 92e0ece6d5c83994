// coverage/peers.html: the contest as plots and tables, in one file that loads nothing.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Eta } from 'eta'
import type { PeersRun } from './command.ts'
import type { PeerRow } from './contest.ts'
import { CONTESTANTS, type Contestant } from './contestants.ts'
import { curvePlot, dotPlot } from './plot.ts'
import { absencesOf, figuresOf, showOthers, showRatio, TRIPS, titleOf, waysOf } from './show.ts'
import { PAYLOADS, STORE, WORKS, type Work } from './works.ts'

const FILE = new URL('../../coverage/peers.html', import.meta.url)
const TEMPLATE = join(import.meta.dirname, 'page.eta')

/** Distinct to people who see fewer colours as well. */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c6bb1', '#7f7f7f']

/** Writes the page; returns its path. */
export function writePage(
  rows: readonly PeerRow[],
  contestants: readonly Contestant[],
  run: PeersRun,
  file = FILE,
): string {
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, peersPage(rows, contestants, run))
  return fileURLToPath(file)
}

/** The page of a contest. */
export function peersPage(
  rows: readonly PeerRow[],
  contestants: readonly Contestant[],
  run: PeersRun,
): string {
  const works = WORKS.filter(({ name }) => rows.some((row) => row.work === name))
  const view = {
    run: runView(run, rows),
    works: works.map((work) => ({ title: work.title, parts: partsOf(work, rows, contestants) })),
    absences: [...absencesOf(works, contestants), ...run.leftOut],
  }
  return new Eta({ autoTrim: false }).renderString(readFileSync(TEMPLATE, 'utf8'), view)
}

function runView({ node, cpu, cores, rounds, seconds, date, load }: PeersRun, rows: readonly PeerRow[]) {
  const store = rows.find(({ work }) => work === STORE.name)
  return [
    ['when', date.slice(0, 16).replace('T', ' ').concat(' UTC')],
    ['machine', `${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}, load ${load.toFixed(1)} at the start`],
    ['Node', node],
    ['rounds', `${rounds}, each sample a process of its own with a timed phase of about ${seconds} s`],
    [`${STORE.title}, one thread`, store ? `${figuresOf(store).join()} million/s` : 'not measured'],
  ].map(([name, says]) => ({ name, says }))
}

function partsOf(work: Work, rows: readonly PeerRow[], contestants: readonly Contestant[]) {
  return PAYLOADS.flatMap((bytes) => {
    const own = rows.filter((row) => row.work === work.name && row.bytes === bytes)
    return own.length === 0 ? [] : [partOf(work, own, contestants)]
  })
}

function partOf({ unit, threads }: Work, rows: readonly PeerRow[], contestants: readonly Contestant[]) {
  const [{ bytes, wait }] = rows as [PeerRow]
  return {
    title: `${bytes} bytes, ${threads} threads, ${waysOf(wait)}`,
    plot: unit === 'ns' ? trips(rows, contestants) : rates(rows, contestants),
    head: unit === 'ns' ? TRIPS : ['million events/s'],
    rows: rows.map((row) => ({
      name: titleOf(row, contestants),
      cells: [...figuresOf(row), showRatio(row), showOthers(row)],
    })),
  }
}

function rates(rows: readonly PeerRow[], contestants: readonly Contestant[]): string {
  const dots = rows.map((row) => {
    const label = titleOf(row, contestants)
    const title = `${label}: ${figuresOf(row).join()} million/s`
    const figures = { median: row.median / 1e6, low: row.low / 1e6, high: row.high / 1e6 }
    return { label, colour: colourOf(row), ...figures, title }
  })
  return dotPlot(dots, 'million events/s, median and range', (figure) => `${figure}`)
}

function trips(rows: readonly PeerRow[], contestants: readonly Contestant[]): string {
  const curves = rows.map((row) => {
    const points = (row.curve ?? []).map(({ percentile, nanoseconds }) => [percentile, nanoseconds] as const)
    return { label: titleOf(row, contestants), colour: colourOf(row), points }
  })
  return curvePlot(curves, 'round trip by percentile', showTime)
}

function showTime(nanoseconds: number): string {
  if (nanoseconds >= 1e9) return `${nanoseconds / 1e9} s`
  if (nanoseconds >= 1e6) return `${nanoseconds / 1e6} ms`
  return nanoseconds >= 1e3 ? `${nanoseconds / 1e3} µs` : `${nanoseconds} ns`
}

function colourOf({ contestant }: PeerRow): string {
  return COLOURS[CONTESTANTS.findIndex(({ name }) => name === contestant)] ?? '#000'
}
