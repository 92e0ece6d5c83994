// What other commands have left in coverage/ and the page can show as well. It is theirs: read with care.
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Links } from './links.ts'

/** What the page shows besides the claims. */
export interface Extras {
  readonly bench?: Bench
  readonly lines?: LineSummary
  readonly links?: Links
  /** Whether there is a page of `npm run bench -- peers` beside this one. */
  readonly peers?: boolean
}

/** What the page needs of coverage/bench.json. */
export interface Bench {
  readonly node: string
  readonly cpu: string
  readonly cores: number
  /** Whether samples were short: good for a test, not for a figure. */
  readonly quick?: boolean
  readonly throughput: readonly {
    readonly name: string
    readonly start: number
    readonly eventsPerSecond: Spread
    readonly timesPostMessage: Spread
  }[]
  /** Round trips, in microseconds. */
  readonly latency: readonly {
    readonly name: string
    readonly rate: number
    readonly p50: number
    readonly p90: number
    readonly p99: number
    readonly p999: number
    readonly max: number
  }[]
}

interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** What the page needs of coverage/lines/coverage-summary.json: by file, and `total`. */
export type LineSummary = Readonly<Record<string, { readonly [kind in Kind]: Covered }>>

type Kind = 'lines' | 'branches' | 'functions'

interface Covered {
  readonly total: number
  readonly covered: number
}

/** Reads what there is in the folder. What is not there, or is not what it should be, is left out. */
export async function readExtras(folder: string): Promise<Extras> {
  const bench = await readJson(join(folder, 'bench.json'))
  const lines = await readJson(join(folder, 'lines', 'coverage-summary.json'))
  const peers = await isThere(join(folder, 'peers.html'))
  return { ...(isBench(bench) ? { bench } : {}), ...(isLineSummary(lines) ? { lines } : {}), peers }
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  )
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return null
  }
}

type Guard<Type = unknown> = (given: unknown) => given is Type

const isNumber: Guard<number> = (given) => typeof given === 'number'
const isString: Guard<string> = (given) => typeof given === 'string'
const isSpread = fields({ median: isNumber, min: isNumber, max: isNumber })
const isCovered = fields({ total: isNumber, covered: isNumber })
const isFile = fields({ lines: isCovered, branches: isCovered, functions: isCovered })
const quantiles = { p50: isNumber, p90: isNumber, p99: isNumber, p999: isNumber, max: isNumber }

const isBench: Guard<Bench> = fields({
  node: isString,
  cpu: isString,
  cores: isNumber,
  throughput: rows({
    name: isString,
    start: isNumber,
    eventsPerSecond: isSpread,
    timesPostMessage: isSpread,
  }),
  latency: rows({ name: isString, rate: isNumber, ...quantiles }),
})

function isLineSummary(given: unknown): given is LineSummary {
  return isObject(given) && Object.values(given).every((file) => isFile(file))
}

function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null
}

function fields<Type>(guards: { readonly [name in keyof Type]: Guard<Type[name]> }): Guard<Type> {
  return (given): given is Type =>
    isObject(given) && Object.entries<Guard>(guards).every(([name, guard]) => guard(given[name]))
}

function rows<Type>(guards: { readonly [name in keyof Type]: Guard<Type[name]> }): Guard<Type[]> {
  const isRow = fields(guards)
  return (given): given is Type[] => Array.isArray(given) && given.every((row) => isRow(row))
}
