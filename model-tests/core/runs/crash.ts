// A thread that is to be killed stops before one of its accesses, and stays there.

/**
 * When a thread is killed: before its `n`-th access, or its `n`-th that changes a word or sleeps, counted from 0; or
 * `n` tenths of a ms after the start, wherever it is.
 */
export type Moment = CrashPoint | { readonly kind: 'time'; readonly n: number }

export interface CrashPoint {
  readonly kind: 'access' | 'change'
  readonly n: number
}

const { load, store, add, or, exchange, compareExchange, wait, waitAsync, notify } = Atomics

/** The accesses of the thread itself, which never stop. */
export const real = { load, store, add, or, exchange, compareExchange, wait, waitAsync, notify }

const asleep = new Int32Array(new SharedArrayBuffer(4))
let point: CrashPoint | undefined
let report: (at: string) => void = () => {}
let phase = 'attach'
let accesses = 0
let isStopped = false

/** Says what the thread does from here on, for the report of where it was killed. */
export function enter(next: string): void {
  phase = next
}

/** Stops here if this is the point. A thread to be killed asleep goes to sleep; if woken, it stops at its next access. */
export function step(access = ''): void {
  if (point === undefined || (point.kind === 'change' && access === 'load')) return
  if (accesses++ < point.n) return
  const sleeps = !isStopped && access.startsWith('wait')
  if (!isStopped) report(`${phase} ${access}`)
  isStopped = true
  if (!sleeps) real.wait(asleep, 0, 0)
}

/** From now on every access of this thread counts; `onStop` is called at the point. */
export function stopAt(where: CrashPoint, onStop: (at: string) => void): void {
  point = where
  report = onStop
  const names = Object.keys(real) as (keyof typeof real)[]
  const stepping = names.map((name) => {
    const access = real[name] as (...given: unknown[]) => unknown
    const stepped = (...given: unknown[]): unknown => {
      step(name)
      return access(...given)
    }
    return [name, stepped]
  })
  Object.assign(Atomics, Object.fromEntries(stepping))
}
