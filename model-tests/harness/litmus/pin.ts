// Pins each thread to a core of its own: two threads that share a core would show nothing.
import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * Pins the calling thread to one of the cores that this process may use, with Linux's `taskset`.
 *
 * @returns whether that worked; on other systems, or without the command, the scheduler decides
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

/** For example, `Cpus_allowed_list: 0-2,5` means four cores. */
function coresOf(status: string): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? ''
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, core) => first + core)
  })
}
