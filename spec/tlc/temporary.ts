import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const folders = new Set<string>()
const children = new Set<ChildProcess>()

/**
 * Calls `work` with a new folder, below `parent`, that is gone when `work` settles, and also when the process
 * exits or is interrupted before.
 */
export async function withFolder<T>(work: (folder: string) => Promise<T>, parent = tmpdir()): Promise<T> {
  // Its real path, so that it is found in the texts of programs that resolve links.
  const folder = realpathSync(mkdtempSync(join(parent, 'ringproof-')))
  folders.add(folder)
  watch()
  try {
    return await work(folder)
  } finally {
    remove(folder)
    folders.delete(folder)
    unwatch()
  }
}

/** Has `child` killed when the process exits or is interrupted before it. Call it inside `withFolder`. */
export function own(child: ChildProcess): void {
  children.add(child)
  const forget = (): void => void children.delete(child)
  child.once('exit', forget).once('error', forget)
}

function remove(folder: string): void {
  // A killed JVM may still be writing for a moment.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of folders) remove(folder)
}

function interrupted(signal: NodeJS.Signals): void {
  cleanUp()
  // Listening took the signal's own effect away; who else listens decides what becomes of the process.
  if (process.listenerCount(signal) > 1) return
  process.removeListener(signal, interrupted)
  process.kill(process.pid, signal)
}

function watch(): void {
  if (folders.size !== 1) return
  process.on('exit', cleanUp)
  for (const signal of SIGNALS) process.on(signal, interrupted)
}

function unwatch(): void {
  if (folders.size !== 0) return
  process.removeListener('exit', cleanUp)
  for (const signal of SIGNALS) process.removeListener(signal, interrupted)
}
