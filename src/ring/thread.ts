// What this thread is called among the threads of its process, and how it hears of its own end.
import { NOBODY, threadWord } from '../core/Roles.ts'

/** What is needed of the host's `process`, where there is one. */
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

/** What the words of roles say of this thread. */
export const THIS_THREAD = threads === undefined ? NOBODY : threadWord(threads.threadId)

/** What a thread does at its own end, and whether there is nothing to do any more. */
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
 * Has this done when this thread ends: by a throw, by `process.exit`, or since its work is done. A thread that others
 * terminate does nothing any more, and a main thread takes the others with it.
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
