// This thread's number in its process, and how it observes its own end.
import { NOBODY, threadWord } from '../core/Roles.ts'

/** The part of the host's `process` that is used, if there is one. */
interface Host {
  getBuiltinModule?(name: 'node:worker_threads'): {
    readonly threadId: number
    readonly isMainThread: boolean
  }
  on?(event: 'exit', listener: (code: number) => void): void
  on?(event: 'uncaughtExceptionMonitor', listener: (error: unknown) => void): void
}

const { process: host } = globalThis as { readonly process?: Host }
const threads = host?.getBuiltinModule?.('node:worker_threads')

/** The thread bits of this thread in owner words. */
export const THIS_THREAD = threads === undefined ? NOBODY : threadWord(threads.threadId)

/** What a thread does at its own end, and whether nothing is left to do. */
export interface Departure {
  depart(end: { readonly code: number; readonly why?: string }): void
  isOver(): boolean
}

const FEW = 64

let departures: Departure[] = []
let many = FEW
let listens = false
let error: unknown

/**
 * Runs this when the thread ends: by a throw, by `process.exit`, or because its work is done. A terminated thread runs
 * nothing more, and a main thread takes the others with it.
 */
export function atTheEnd(departure: Departure): void {
  if (threads === undefined || threads.isMainThread) return
  listen()
  departures.push(departure)
  if (departures.length < many) return
  departures = departures.filter((each) => !each.isOver())
  many = Math.max(FEW, 2 * departures.length)
}

function listen(): void {
  if (listens) return
  listens = true
  host?.on?.('exit', departAll)
  host?.on?.('uncaughtExceptionMonitor', (uncaught) => {
    error = uncaught
  })
}

function departAll(code: number): void {
  const why = error === undefined ? {} : { why: String(error) }
  for (const departure of departures.splice(0)) departure.depart({ code, ...why })
}
