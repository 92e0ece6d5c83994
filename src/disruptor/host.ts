// What is used of Node, through the process: so that a bundle for another host loads, and needs none of it until then.
import type { Abortable } from '../core/deadline.ts'
import { StateError } from '../core/errors.ts'

/** A worker of `node:worker_threads`, as far as it is used. */
export interface Worker {
  readonly threadId: number
  once(event: 'exit', listener: (code: number) => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  on(event: 'message', listener: (message: unknown) => void): unknown
  off(event: string, listener: (...args: never[]) => void): unknown
  terminate(): Promise<number>
}

/** Options of a worker that are passed through. */
export interface WorkerSettings {
  readonly workerData: unknown
  readonly name: string
}

interface Threads {
  readonly isMainThread: boolean
  readonly workerData: unknown
  readonly parentPort: { postMessage(message: unknown): void } | null
  readonly Worker: new (file: unknown, settings: WorkerSettings) => Worker
}

interface Host {
  readonly process?: {
    getBuiltinModule?(name: 'node:worker_threads'): Threads
    nextTick?(callback: () => void): void
  }
}

/** @throws {StateError} if this host has no worker threads */
export function threads(): Threads {
  const found = known()
  if (found === undefined) throw new StateError('Cannot use workers: this host has no node:worker_threads')
  return found
}

/** The worker threads of this host, if it has any. */
export function known(): Threads | undefined {
  return (globalThis as Host).process?.getBuiltinModule?.('node:worker_threads')
}

type Timer = unknown
declare function setTimeout(callback: () => void, milliseconds: number): Timer
declare function clearTimeout(timer: Timer): void
declare function queueMicrotask(callback: () => void): void

/** Resolves after that many milliseconds, or once the signal is aborted. */
export function elapsed(milliseconds: number, signal?: Abortable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    if (signal?.aborted) done()
    else signal?.addEventListener('abort', done)
  })
}

/** Settles as this does, unless the signal is aborted first: then it resolves. */
export function unlessAborted(outcome: unknown, signal: Abortable | undefined): Promise<unknown> {
  if (!signal) return Promise.resolve(outcome)
  return new Promise((resolve, reject) => {
    const end = (): void => resolve(undefined)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    const settled = Promise.resolve(outcome).then(resolve, reject)
    settled.then(() => signal.removeEventListener('abort', end))
  })
}

declare const AbortController: new () => { readonly signal: Abortable; abort(): void }

/** An `AbortController` of this host. */
export function aborting(): InstanceType<typeof AbortController> {
  return new AbortController()
}

/**
 * Calls this once the module that is being evaluated has reached its end. Not in a microtask: a module that throws has
 * ended its thread by then, and one that awaits what is ready goes on before.
 */
export function afterThis(callback: () => void): void {
  setTimeout(callback, 0)
}

/** Calls this at the end of what the event loop is doing: after the microtasks, where the host has a queue for that. */
export function atEndOfTurn(callback: () => void): void {
  const { process } = globalThis as Host
  if (process?.nextTick) process.nextTick(callback)
  else queueMicrotask(callback)
}

/** Throws this where nobody catches it: the host reports it as uncaught. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
