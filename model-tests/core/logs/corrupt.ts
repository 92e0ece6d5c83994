// Corrupts logs in one place. Not every change is an error: a spinning thread may make one attempt more or less, and
// attempts of two threads may commute. Each kind is therefore applied only where the result cannot be a behaviour,
// because:
//
// - A thread that stands before an action is moved by its own steps only, so its next line must have that name. (A
// line that begins a call, or an environment action, may come where another one was.)
// - The value of every word is known after each line, so no other value can be found or left there.
// - The word that an action accesses is known from where its thread stands.
import type { Chance } from '../../harness/random.ts'
import type { Line, Log } from './log.ts'

/** The fields of a line that can be changed. */
const FIELDS = ['thread', 'action', 'word', 'before', 'after', 'expected', 'told', 'answer'] as const
type Field = (typeof FIELDS)[number]

export type Kind = 'dropped' | 'doubled' | 'swapped' | `another ${Field}`
export const KINDS: readonly Kind[] = [
  ...(['dropped', 'doubled', 'swapped'] as const),
  ...FIELDS.map((field): Kind => `another ${field}`),
]

/** A corrupted log. The lines before `at` (from 0) are unchanged. */
export interface Corrupted {
  readonly kind: Kind
  /** a description of the change */
  readonly what: string
  readonly at: number
  readonly lines: readonly Line[]
}

/** Lines that may begin a call, and so may come where another beginning was. */
const OPENINGS: ReadonlySet<string> = new Set([
  ...['BeginClaim', 'BeginPoll', 'BeginWork', 'BeginWrite', 'Publish', 'StoreFinal'],
  ...['Claim', 'LoadNext', 'LoadTake', 'CloseCursor', 'Bury'],
])

/** Lines that may come wherever a thread stands, or where it has ended. */
const FATES: ReadonlySet<string> = new Set(['Expire', 'ExpireClaim', 'CrashReader', 'CrashProducer', 'Ended'])

/**
 * Corrupts a log at a random place.
 *
 * @param most how many of its lines to keep
 * @returns null if there is no place for this kind
 */
export function corrupt(log: Log, kind: Kind, chance: Chance, most: number): Corrupted | null {
  const lines = log.lines.slice(0, most)
  const candidates = candidatesOf(kind, new Places(log, lines))
  if (candidates.length === 0) return null
  const { at, what, made } = chance.oneOf(candidates)
  return { kind, what, at, lines: made }
}

/** A possible corruption. */
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

  /** Names a line in a message. */
  name({ thread, action }: Line): string {
    return `${this.log.cast.head.threads[thread]} ${action}`
  }

  following(at: number): Line | undefined {
    return this.lines[this.#next[at] ?? -1]
  }

  /** The first line of a thread from this place on. */
  nextOf(thread: number, at: number): Line | undefined {
    return this.lines.slice(at).find((line) => line.thread === thread)
  }

  /** All the corruptions that `wrong` makes of single lines. */
  each(wrong: (line: Line, at: number) => Made | null): Candidate[] {
    return this.lines.flatMap((line, at) => {
      const made = wrong(line, at)
      return made
        ? [{ at, what: made.what, made: this.lines.toSpliced(at, made.instead, ...made.lines) }]
        : []
    })
  }
}

/** The lines that replace `instead` lines. */
interface Made {
  readonly what: string
  readonly instead: number
  readonly lines: readonly Line[]
}

function isFate({ action }: Line): boolean {
  return FATES.has(action)
}

/** Whether the thread stood before this action within a call. */
function isFixed(line: Line): boolean {
  return !OPENINGS.has(line.action) && !isFate(line)
}

/** Whether the second line cannot be taken where the first could; both are of one thread. */
function excludes(first: Line, second: Line): boolean {
  if (isFate(first) || isFate(second) || first.action === second.action) return false
  return isFixed(first) || isFixed(second)
}

function changes({ before, after }: Line): boolean {
  return before !== null && before !== after
}

/** Two accesses of one word, one of which changes it: swapped, each would find another value. */
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
  const what = `${places.name(line)} and ${places.name(second)} are swapped`
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

/** Another value of a field; null if no other value is surely wrong. */
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

/** Another thread, one that stands before another action. */
function threadBeside(line: Line, places: Places, at: number): number | null {
  if (!isFixed(line)) return null
  const found = places.log.cast.roles.findIndex((_, thread) => {
    const next = thread === line.thread ? undefined : places.nextOf(thread, at)
    return next && !isFate(next) && next.action !== line.action
  })
  return found < 0 ? null : found
}

/** Another word with the same value: only where the thread stands tells that it is the wrong one. */
function wordBeside({ op, word, before }: Line, places: Places, at: number): number | null {
  if (op !== 'load') return null
  const holds = new Map(places.lines.slice(0, at).map((each) => [each.word, each.after]))
  const same = [...holds].find(([other, value]) => other >= 0 && other !== word && value === before)
  return same?.[0] ?? null
}
