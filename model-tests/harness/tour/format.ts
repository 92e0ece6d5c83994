// The file format of tours: JSON lines, compressed. spec/tours/README.md documents it for ports to other languages.
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { Decision } from '../stepper/yields.ts'
import type { Arrival, Head, Line, Own, Script, Tour } from './tour.ts'

/** The format's version, at the start of each file. */
const FORMAT = 2

/** A line as stored: what has changed, and the actions then enabled for the thread that moved. */
type Written = readonly [
  thread: number,
  action: string,
  decision: Decision | 0,
  access: string | 0,
  offers: readonly string[],
  words: readonly number[],
  slots: readonly (number | null)[],
  own: Readonly<Record<string, Own[string] | null>>,
  shift?: number,
  /** the enabled actions of other threads, where they changed: a sleeper was woken, a thread has crashed */
  others?: Readonly<Record<string, readonly string[]>>,
]

/** Prints a tour: one line for the head, then each script behind an empty line. */
export function printTour({ scripts, ...head }: Tour): string {
  const parts = scripts.map((script) => printScript(script, head).join('\n'))
  return `${JSON.stringify({ format: FORMAT, ...head })}\n\n${parts.join('\n\n')}\n`
}

/**
 * Parses what `printTour` has printed.
 *
 * @param isWanted which scripts to parse, by number; all of them by default
 * @throws {SyntaxError} if it is not a tour, or one of another format
 */
export function parseTour<Given extends Head>(
  text: string,
  isWanted: (script: number) => boolean = () => true,
): Tour<Given> {
  const head = parseHead<Given>(text)
  const [, ...parts] = text.trimEnd().split('\n\n')
  const wanted = parts.filter((_, script) => isWanted(script))
  return { ...head, scripts: wanted.map((part) => parseScript(part.split('\n'), head)) }
}

/** Parses only the head; throws as `parseTour` does. */
export function parseHead<Given extends Head>(text: string): Given {
  const { format, ...head }: { format: number } = JSON.parse(text.slice(0, text.indexOf('\n')))
  if (format !== FORMAT) throw new SyntaxError(`a tour of format ${format}, allowed: ${FORMAT}`)
  return head as Given
}

/** Compresses a tour's text. The bytes may differ between versions of brotli: compare texts. */
export function packTour(text: string): Buffer {
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_LGWIN: window } = constants
  return brotliCompressSync(text, { params: { [quality]: 9, [window]: 24 } })
}

export function unpackTour(file: Buffer): string {
  return brotliDecompressSync(file).toString('utf8')
}

function printScript(script: Script, head: Head): string[] {
  const known: Own[] = head.threads.map(() => ({}))
  let before: Arrival['offers'] = head.initial.offers
  return script.map(({ thread, action, decision, access, offers, words, slots, own, shift }) => {
    const others = changedOffers(before, offers, thread)
    before = offers
    const written: Written = [
      thread,
      action,
      Object.keys(decision).length > 0 ? decision : 0,
      access ?? 0,
      offers[thread] ?? [],
      words,
      slots,
      changes(known[thread] ?? {}, own),
      ...(others ? ([shift, others] as const) : shift === 0 ? ([] as const) : ([shift] as const)),
    ]
    known[thread] = own
    return JSON.stringify(written)
  })
}

function changedOffers(before: Arrival['offers'], after: Arrival['offers'], mover: number): Written[9] {
  const changed = after.flatMap((offers, thread): [string, readonly string[]][] =>
    thread === mover || offers.join() === before[thread]?.join() ? [] : [[`${thread}`, offers]],
  )
  return changed.length > 0 ? Object.fromEntries(changed) : undefined
}

function changes(before: Own, after: Own): Written[7] {
  const gone = Object.keys(before).filter((name) => !(name in after))
  const changed = Object.entries(after).filter(([name, value]) => String(value) !== String(before[name]))
  return { ...Object.fromEntries(gone.map((name) => [name, null])), ...Object.fromEntries(changed) }
}

function parseScript(lines: readonly string[], head: Head): Line[] {
  const known: Own[] = head.threads.map(() => ({}))
  let offers: Arrival['offers'] = head.initial.offers
  return lines.map((line) => {
    const [
      thread,
      action,
      decision,
      access,
      offered,
      words,
      slots,
      changed,
      shift = 0,
      others = {},
    ]: Written = JSON.parse(line)
    offers = offers.map((before, other) => (other === thread ? offered : (others[other] ?? before)))
    const own = merged(known[thread] ?? {}, changed)
    known[thread] = own
    return {
      thread,
      action,
      decision: decision || {},
      access: access || null,
      offers,
      words,
      slots,
      own,
      shift,
    }
  })
}

function merged(before: Own, changed: Written[7]): Own {
  const after: Record<string, Own[string]> = { ...before }
  for (const [name, value] of Object.entries(changed)) {
    if (value === null) delete after[name]
    else after[name] = value
  }
  return after
}
