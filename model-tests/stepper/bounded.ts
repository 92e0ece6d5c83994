import MagicString from 'magic-string'
import { type Node, parseSync } from 'oxc-parser'
import { children } from './syntax.ts'

/** Has all loops of a source call `$turn` whenever they go round: so what does not end can be ended. */
export function bounded(file: string, source: string): string {
  const edit = new MagicString(source)
  const visit = (node: Node): void => {
    const test = node.type === 'ForStatement' || node.type === 'WhileStatement' ? node.test : null
    if (test) edit.appendLeft(test.start, '($turn(), ').appendRight(test.end, ')')
    else if (node.type === 'ForStatement') edit.appendRight(node.body.start + 1, ' $turn();')
    for (const child of children(node)) visit(child)
  }
  visit(parseSync(file, source).program)
  return edit.toString()
}

/** A call that would never return. */
export class Endless extends Error {}

let taken = 0

/** How often loops of bounded source have gone round, in all. */
export function turnsTaken(): number {
  return taken
}

/** What bounded source finds: loops that end after so many turns, and nobody who could wake this thread. */
export function bounds(most = 10_000_000) {
  let turns = 0
  now = BEGINNING_MS
  stands = false
  accesses = []
  const $turn = (): void => {
    turns++
    taken++
    if (turns > most) throw new Endless(`goes round for ever`)
  }
  return { $turn, ...host(), Atomics: told(Object.assign(Object.create(Atomics), sleeps)) }
}

/** Time goes on where it is asked for, and where somebody sleeps: in each run it is the same. */
const BEGINNING_MS = 1000
let now = BEGINNING_MS

/** Milliseconds that have passed since the beginning; each look at the clock takes some of its own. */
export function elapsed(): number {
  return now - BEGINNING_MS
}

let stands = false

/** Something takes so long. */
export function passes(milliseconds: number): void {
  if (!stands) now += milliseconds
}

/** Whether time stands still from now on, as that of a test may. */
export function stand(still: boolean): void {
  stands = still
}

const sleeps = {
  wait(words: Int32Array, index: number, value: number, timeout = Number.POSITIVE_INFINITY) {
    if (!(timeout <= LONGEST_SLEEP_MS)) throw new Endless(`sleeps for ${timeout} ms`)
    return slept(Atomics.wait(words, index, value, 0), timeout)
  },
  waitAsync(words: Int32Array, index: number, value: number, timeout?: number) {
    if (holding) return { async: true, value: new Promise<'ok'>((wake) => void held.push(wake)) }
    return Atomics.waitAsync(words, index, value, timeout)
  },
}

function slept<How extends string>(how: How, milliseconds: number): How {
  if (how === 'timed-out') passes(milliseconds)
  return how
}

type Listens = (event: string, listener: (given: unknown) => void) => void

let listens: Listens | null = null

/** Whether the source that is loaded next finds itself on a worker, and then who hears what it listens to. */
export function asWorker(hears: Listens | null): void {
  listens = hears
}

/** A host whose timers and warnings are told among the accesses; time is up as soon as its events have their turn, with one thread to itself. */
function host() {
  const tick = (): number => {
    passes(TICK_MS)
    return now
  }
  const performance = { now: tick }
  const timers = timersOf(accesses)
  const { setTimeout } = timers
  const others = { performance, setTimeout, setImmediate, MessageChannel: ToldChannel }
  const isMain = listens === null
  const process = {
    getBuiltinModule: builtIn({}, isMain),
    emitWarning,
    emit,
    ...(isMain ? {} : { on: listens }),
  }
  const memory = { WeakRef, FinalizationRegistry }
  const crypto = {
    // As it is when it is asked for: what is told may put another in its place.
    get crypto() {
      return globalThis.crypto
    },
  }
  const host = Object.defineProperties(
    { process, ...memory, ...others },
    Object.getOwnPropertyDescriptors(crypto),
  )
  return { globalThis: host, performance, ...timers }
}

/** What was loaded before may have left some: these tell nothing any more. */
function timersOf(own: string[]) {
  const tell = (what: string): void => {
    if (own === accesses) own.push(what)
  }
  const setTimeout = (call: () => void, milliseconds: number) => {
    tell(`in ${milliseconds} ms`)
    const ring = setImmediate(() => {
      if (own !== accesses) return
      passes(milliseconds)
      call()
    })
    return { ring, unref: () => tell('may end without it') }
  }
  const clearTimeout = ({ ring }: ReturnType<typeof setTimeout>): void => {
    tell('no timer')
    clearImmediate(ring)
  }
  return { setTimeout, clearTimeout }
}

/** Nothing is sent: it keeps its thread alive, or not. */
class ToldChannel {
  readonly port1 = {
    ref: (): void => void accesses.push('stays'),
    unref: (): void => void accesses.push('may end'),
  }
}

function builtIn(thread: object, isMainThread: boolean) {
  const modules: Readonly<Record<string, object>> = {
    'node:os': { availableParallelism: () => CORES },
    'node:process': thread,
    'node:worker_threads': { threadId: 1, isMainThread },
  }
  return (name: string): object | undefined => modules[name]
}

function emit(_: 'warning', { message, code = '' }: Error & { code?: string }): void {
  accesses.push(`warns: ${code}: ${message}`)
  warned?.()
}

let warned: (() => void) | null = null

/** Calls this within each warning that interrupts a call. */
export function atWarning(call: (() => void) | null): void {
  warned = call
}

function emitWarning(message: string, { code = '' } = {}): void {
  accesses.push(`warns: ${code}: ${message}`)
}

const CORES = 2
const TICK_MS = 2 ** -10

/** Who sleeps until the caller wakes him, while that is asked for. */
const held: ((how: 'ok') => void)[] = []
let holding = false

/** Has who sleeps asynchronously wait for `wakeHeld`, or no longer. */
export function holdSleepers(hold: boolean): void {
  holding = hold
  held.splice(0)
}

/** Wakes them: what follows is microtasks of the caller's own. */
export function wakeHeld(): void {
  for (const wake of held.splice(0)) wake('ok')
}

let meanwhile: (() => void) | null = null

/** Calls this once before an access of bounded source, so many accesses later; null: no more. */
export function beforeAccess(later: number, call: (() => void) | null): void {
  let left = later
  meanwhile =
    call &&
    (() => {
      if (left-- > 0) return
      meanwhile = null
      call()
    })
}

/** The accesses of bounded source: `load 3`. */
let accesses: string[] = []

/** What bounded source has accessed since this was called last. */
export function accessesTaken(): string[] {
  return accesses.splice(0)
}

/** Keeps the last of them. */
function told(atomics: typeof Atomics): typeof Atomics {
  let made = 0
  return new Proxy(atomics, {
    get:
      (target, name) =>
      (words: Int32Array, index: number, ...given: number[]) => {
        made++
        meanwhile?.()
        if (made > MOST_MADE) throw new Endless('accesses words for ever')
        accesses.splice(0, accesses.length - MOST)
        accesses.push(`${String(name)} ${index}`)
        return Reflect.get(target, name)(words, index, ...given)
      },
  })
}

const MOST = 200
/** No call that is tried waits longer. */
const LONGEST_SLEEP_MS = 5000
/** No check makes as many. */
const MOST_MADE = 50_000
