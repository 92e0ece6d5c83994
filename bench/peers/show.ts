// The tables of a contest on the terminal.
import { type Spread, showMillions, showSpread } from '../core/spread.ts'
import { tableOf } from '../core/table.ts'
import type { PeerRow } from './contest.ts'
import type { Contestant } from './contestants.ts'
import { PAYLOADS, STORE, type Work } from './works.ts'

/** A line of the machine's own measure, then a table for each work and payload. */
export function showPeers(
  rows: readonly PeerRow[],
  works: readonly Work[],
  contestants: readonly Contestant[],
): string {
  const store = rows.filter(({ work }) => work === STORE.name).map(showStore)
  const tables = works.flatMap((work) =>
    PAYLOADS.flatMap((bytes) => {
      const own = rows.filter((row) => row.work === work.name && row.bytes === bytes)
      return own.length === 0 ? [] : [tableOfWork(work, own, contestants)]
    }),
  )
  return [...store, ...tables, ...absencesOf(works, contestants)].join('\n')
}

function showStore({ median, low, high }: PeerRow): string {
  return `\n${STORE.title}, one thread: ${showMillions(spread({ median, low, high }))} million/s`
}

function tableOfWork(work: Work, rows: readonly PeerRow[], contestants: readonly Contestant[]): string {
  const [{ bytes, wait }] = rows as [PeerRow]
  const title = `${work.title}, ${bytes} bytes (${work.threads} threads, ${waysOf(wait)}): median (low … high)`
  const figures = work.unit === 'ns' ? TRIPS : ['million events/s']
  const head = ['contestant', ...figures, 'ours ÷ theirs', 'others took']
  const cells = rows.map((row) => [
    titleOf(row, contestants),
    ...figuresOf(row),
    showRatio(row),
    showOthers(row),
  ])
  return tableOf(title, head, cells)
}

export function waysOf(wait: PeerRow['wait']): string {
  return wait === 'spin' ? 'spinning' : 'parking'
}

export function titleOf({ contestant }: PeerRow, contestants: readonly Contestant[]): string {
  return contestants.find(({ name }) => name === contestant)?.title ?? contestant
}

/** The heads of a round trip's columns. */
export const TRIPS = ['50 %, µs', '99 %, µs', '99.9 %, µs']

/** A figure and its range: millions a second, or microseconds at three percentiles. */
export function figuresOf(row: PeerRow): string[] {
  const { percentiles } = row
  if (percentiles === undefined) return [showMillions(spread(row))]
  return [percentiles.p50, percentiles.p99, percentiles.p999].map(showMicroseconds)
}

/** Three digits below a microsecond as well. */
function showMicroseconds({ median, min, max }: Spread): string {
  const spread = { median: median / 1000, min: min / 1000, max: max / 1000 }
  return spread.median < 1 ? showSpread(spread, 3) : showSpread(spread)
}

export function showRatio({ oursToTheirs }: PeerRow): string {
  return oursToTheirs === null ? '–' : showSpread(oursToTheirs)
}

export function showOthers({ others }: PeerRow): string {
  return others === null ? '–' : `${others.toFixed(2)} cores`
}

function spread({ median, low, high }: Pick<PeerRow, 'median' | 'low' | 'high'>): Spread {
  return { median, min: low, max: high }
}

/** A line for each reason for which a contestant does not take part in works. */
export function absencesOf(works: readonly Work[], contestants: readonly Contestant[]): string[] {
  return contestants.flatMap(({ title, absence }) => {
    const reasons = new Map<string, string[]>()
    for (const work of works) {
      const reason = absence(work)
      if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), work.name])
    }
    return [...reasons].map(([reason, names]) => `${title} is not in ${names.join(', ')}: ${reason}`)
  })
}
