import MagicString from 'magic-string'
import { type Node, parseSync } from 'oxc-parser'
import { children } from './syntax.ts'

/** Inserts a call of `$turn` into every loop iteration, so that a loop that would run for ever can be stopped. */
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

/** Loop iterations of all bounded source so far. */
export function turnsTaken(): number {
  return taken
}

/** The globals of bounded source: loops throw after `most` iterations, and no other thread could wake this one. */
export function bounds(most = 10_000_000) {
  let turns = 0
  now = BEGINNING_MS
  stands = false
  accesses = []
  const $turn = (): void => {
    turns++
    taken++
    if (turns > most) throw new Endless(`loops for ever`)
  }
  return { $turn, ...host(), Atomics: told(Object.assign(Object.create(Atomics), sleeps)) }
}

/** Time advances only when the clock is read or a call sleeps, so that it is the same in every run. */
const BEGINNING_MS = 1000
let now = BEGINNING_MS

/** Milliseconds since the start of the run; each read of the clock advances it by a tick. */
export function elapsed(): number {
  return now - BEGINNING_MS
}

let stands = false

/** Lets this many milliseconds pass. */
export function passes(milliseconds: number): void {
  if (!stands) now += milliseconds
}

/** Stops the clock, or lets it go on. */
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

/** Whether the source loaded next finds itself on a worker; `hears` then gets the listeners it registers. */
export function asWorker(hears: Listens | null): void {
  listens = hears
}

/** A host that records timers and warnings among the accesses. A timer fires in the next turn of the event loop. */
function host() {
  const tick = (): number => {
    passes(TICK_MS)
    return now
  }
  const performance = { now: tick }
  const timers = timersOf(accesses)
  const { setTimeout } = timers
  const others = { performance, setTimeout, setImmediate: untilOneThrows(), MessageChannel: ToldChannel }
  const isMain = listens === null
  const process = {
    getBuiltinModule: builtIn({}, isMain),
    emitWarning,
    emit,
    ...(isMain ? {} : { on: listens }),
  }
  const memory = { WeakRef, FinalizationRegistry }
  const crypto = {
    // read at each access, since a test may replace it
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

/** The first turn of the event loop that throws is the last: a mutant that asks for the next one first throws for ever. */
function untilOneThrows(): (call: () => void) => void {
  let hasThrown = false
  return (call) =>
    void setImmediate(() => {
      if (hasThrown) return
      hasThrown = true
      call()
      hasThrown = false
    })
}

/** Timers left over from a core loaded earlier record nothing. */
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

/** Sends nothing; records only whether it keeps its thread alive. */
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

/** Calls this within each warning, while the call that warned is still running. */
export function atWarning(call: (() => void) | null): void {
  warned = call
}

function emitWarning(message: string, { code = '' } = {}): void {
  accesses.push(`warns: ${code}: ${message}`)
}

const CORES = 2
const TICK_MS = 2 ** -10

/** Asynchronous sleepers that wait for `wakeHeld`. */
const held: ((how: 'ok') => void)[] = []
let holding = false

/** Whether asynchronous sleepers wait for `wakeHeld` from now on. */
export function holdSleepers(hold: boolean): void {
  holding = hold
  held.splice(0)
}

/** Wakes them; they continue in microtasks. */
export function wakeHeld(): void {
  for (const wake of held.splice(0)) wake('ok')
}

let meanwhile: (() => void) | null = null

/** Calls this once, before the access of bounded source that follows `later` others; null cancels it. */
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

/** The recent accesses of bounded source, as in `load 3`. */
let accesses: string[] = []

/** The accesses of bounded source since the last call of this function. */
export function accessesTaken(): string[] {
  return accesses.splice(0)
}

/** Records the last `MOST` accesses. */
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
/** longer than any call that is tried waits */
const LONGEST_SLEEP_MS = 5000
/** more than any check makes */
const MOST_MADE = 50_000
