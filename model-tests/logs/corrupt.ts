// Logs with one thing wrong. Not every change makes one wrong: who spins may look once more or once less, and looks of
// two threads may change places. So each kind is made only where what is left can be no behaviour, for these reasons:
//
// - Where a thread stands before an action, only its own steps take it from there: then no line but one of that name
//   can be its next. (A line by which a call begins, or which befalls a thread, may be taken where another one was.)
// - What a word holds is known after each line: no other value can be found there, or left there.
// - Which word an action looks at is known from where its thread stands.
import type { Line, Log } from './log.ts'
import { pick } from './random.ts'

/** What can be changed of a line. */
const FIELDS = ['thread', 'action', 'word', 'before', 'after', 'expected', 'told', 'answer'] as const
type Field = (typeof FIELDS)[number]

export type Kind = 'dropped' | 'doubled' | 'swapped' | `another ${Field}`
export const KINDS: readonly Kind[] = [
  ...(['dropped', 'doubled', 'swapped'] as const),
  ...FIELDS.map((field): Kind => `another ${field}`),
]

/** A log with one thing wrong from line `at` on, counted from 0: all lines before it are as they were. */
export interface Corrupted {
  readonly kind: Kind
  /** What is wrong, in words. */
  readonly what: string
  readonly at: number
  readonly lines: readonly Line[]
}

/** A call may begin with it, so that it can come where another beginning was. */
const OPENINGS: ReadonlySet<string> = new Set([
  ...['BeginClaim', 'BeginPoll', 'BeginWork', 'BeginWrite', 'Publish', 'StoreFinal'],
  ...['Claim', 'LoadNext', 'LoadTake', 'CloseCursor', 'Bury'],
])

/** It may come wherever a thread stands, or where it has ended. */
const FATES: ReadonlySet<string> = new Set(['Expire', 'ExpireClaim', 'CrashReader', 'CrashProducer', 'Ended'])

/**
 * Makes a log wrong at a random place.
 *
 * @param most how many of its lines to keep
 * @returns null if there is no place for this kind
 */
export function corrupt(log: Log, kind: Kind, draw: () => number, most: number): Corrupted | null {
  const lines = log.lines.slice(0, most)
  const candidates = candidatesOf(kind, new Places(log, lines))
  if (candidates.length === 0) return null
  const { at, what, made } = pick(candidates, draw)
  return { kind, what, at, lines: made }
}

/** What can be made wrong at a place. */
type Candidate = Omit<Corrupted, 'kind' | 'lines'> & { readonly made: readonly Line[] }

/** The lines of a log, and for each the next one of the same thread. */
class Places {
  readonly lines: readonly Line[]
  readonly log: Log
  readonly #next: readonly number[]

  constructor(log: Log, lines: readonly Line[]) {
    this.log = log
    this.lines = lines
    const latest = new Map<number, number>()
    const next: number[] = []
    for (let at = lines.length - 1; at >= 0; at--) {
      const thread = lines[at]?.thread ?? -1
      next[at] = latest.get(thread) ?? -1
      latest.set(thread, at)
    }
    this.#next = next
  }

  /** What a line is called in a sentence. */
  name({ thread, action }: Line): string {
    return `${this.log.cast.head.threads[thread]} ${action}`
  }

  following(at: number): Line | undefined {
    return this.lines[this.#next[at] ?? -1]
  }

  /** The next line of another thread, from this place on. */
  nextOf(thread: number, at: number): Line | undefined {
    return this.lines.slice(at).find((line) => line.thread === thread)
  }

  /** At each line what can be made wrong there, if anything. */
  each(wrong: (line: Line, at: number) => Made | null): Candidate[] {
    return this.lines.flatMap((line, at) => {
      const made = wrong(line, at)
      return made
        ? [{ at, what: made.what, made: this.lines.toSpliced(at, made.instead, ...made.lines) }]
        : []
    })
  }
}

/** So many lines are replaced by these. */
interface Made {
  readonly what: string
  readonly instead: number
  readonly lines: readonly Line[]
}

function isFate({ action }: Line): boolean {
  return FATES.has(action)
}

/** Its thread stood before this action, in a call. */
function isFixed(line: Line): boolean {
  return !OPENINGS.has(line.action) && !isFate(line)
}

/** Whether the second can't be taken where the first one could, both of one thread. */
function excludes(first: Line, second: Line): boolean {
  if (isFate(first) || isFate(second) || first.action === second.action) return false
  return isFixed(first) || isFixed(second)
}

function changes({ before, after }: Line): boolean {
  return before !== null && before !== after
}

/** Two threads at one word, which one of them changes: each of them would find what it has not found. */
function areInOrder(first: Line, second: Line): boolean {
  const sameWord = first.op !== null && first.word === second.word
  return sameWord && first.before !== null && second.before !== null && (changes(first) || changes(second))
}

function candidatesOf(kind: Kind, places: Places): Candidate[] {
  if (kind === 'dropped') return places.each((line, at) => dropped(places, line, at))
  if (kind === 'doubled') return places.each((line, at) => doubled(places, line, at))
  if (kind === 'swapped') return places.each((line, at) => swapped(places, line, at))
  const field = FIELDS.find((each) => kind === `another ${each}`) ?? 'action'
  return places.each((line, at) => changed(places, line, at, field))
}

function dropped(places: Places, line: Line, at: number): Made | null {
  const following = places.following(at)
  if (!following || !excludes(line, following)) return null
  return { what: `${places.name(line)} is dropped`, instead: 1, lines: [] }
}

function doubled(places: Places, line: Line, at: number): Made | null {
  const following = places.following(at)
  if (!following || !excludes(following, line)) return null
  return { what: `${places.name(line)} is doubled`, instead: 1, lines: [line, line] }
}

function swapped(places: Places, line: Line, at: number): Made | null {
  const second = places.lines[at + 1]
  if (!second) return null
  const wrong = second.thread === line.thread ? excludes(line, second) : areInOrder(line, second)
  const what = `${places.name(line)} and ${places.name(second)} have changed places`
  return wrong ? { what, instead: 2, lines: [second, line] } : null
}

function changed(places: Places, line: Line, at: number, field: Field): Made | null {
  const other = OTHERWISE[field](line, places, at)
  if (other === null) return null
  const what = `${places.name(line)}: ${field} ${String(line[field])} is ${String(other)}`
  return { what, instead: 1, lines: [{ ...line, [field]: other }] }
}

const TELLS: ReadonlySet<string> = new Set([
  ...['BeginWrite', 'EndWrite', 'BeginRead', 'EndRead', 'BeginTask', 'EndTask', 'Notify', 'NotifyAll'],
])
const ANSWERS: ReadonlySet<string> = new Set(['BeginRead', 'BeginTask', 'Sleep'])

type Otherwise = (line: Line, places: Places, at: number) => Line[Field]

/** What a field might say instead; null where it can't be otherwise and wrong. */
const OTHERWISE: Readonly<Record<Field, Otherwise>> = {
  thread: threadBeside,
  action: (line, { lines }) =>
    isFixed(line)
      ? (lines.find((each) => isFixed(each) && each.action !== line.action)?.action ?? null)
      : null,
  word: wordBeside,
  before: ({ before }) => (before === null ? null : before + 2),
  after: ({ op, after }) => (op === null ? null : after + 2),
  expected: ({ op, expected }) => (op === 'compareExchange' ? Number(expected) + 2 : null),
  told: ({ action, told }) => (TELLS.has(action) ? told + 1 : null),
  answer: ({ action, answer }) => (ANSWERS.has(action) ? !answer : null),
}

/** Another thread that stands before something else. */
function threadBeside(line: Line, places: Places, at: number): number | null {
  if (!isFixed(line)) return null
  const found = places.log.cast.roles.findIndex((_, thread) => {
    const next = thread === line.thread ? undefined : places.nextOf(thread, at)
    return next && !isFate(next) && next.action !== line.action
  })
  return found < 0 ? null : found
}

/** A load of another word that holds the same: nothing tells but where the thread stands. */
function wordBeside({ op, word, before }: Line, places: Places, at: number): number | null {
  if (op !== 'load') return null
  const holds = new Map(places.lines.slice(0, at).map((each) => [each.word, each.after]))
  const same = [...holds].find(([other, value]) => other >= 0 && other !== word && value === before)
  return same?.[0] ?? null
}
