// Two threads that the scheduler puts on one core have nothing to show, so each asks for one of its own.
import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * Keeps the calling thread on one of the cores that this process may use; done with Linux's `taskset`.
 *
 * @returns whether it is kept there: elsewhere, or without the command, it is left to the scheduler
 */
export function pin(thread: number): boolean {
  try {
    const cores = coresOf(readFileSync('/proc/thread-self/status', 'utf8'))
    const core = cores[thread % cores.length]
    if (core === undefined) return false
    const tid = basename(readlinkSync('/proc/thread-self'))
    return spawnSync('taskset', ['-p', '-c', `${core}`, tid], { stdio: 'ignore' }).status === 0
  } catch {
    return false
  }
}

/** `Cpus_allowed_list: 0-2,5` are four. */
function coresOf(status: string): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? ''
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, core) => first + core)
  })
}
