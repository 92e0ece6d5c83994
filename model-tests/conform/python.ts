import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The port in Python, and the parts that it has. */
export const PYTHON_PORT = join(import.meta.dirname, '../ports/python')
export const PYTHON_PARTS = ['single', 'follow', 'throws'] as const

/** The command that runs a copy of the port. */
export function pythonPort(folder = PYTHON_PORT): [string, ...string[]] {
  return ['python3', join(folder, 'port.py')]
}

/** Whether Python is there; says so where it is not. */
export function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'])
    return true
  } catch {
    console.log('no python3: the port in Python is not tried')
    return false
  }
}

/** Copies the port with one text of ring.py replaced, which must occur once. */
export function brokenPort(folder: string, from: string, to: string): [string, ...string[]] {
  cpSync(PYTHON_PORT, folder, { recursive: true })
  const file = join(folder, 'ring.py')
  const parts = readFileSync(file, 'utf8').split(from)
  if (parts.length !== 2) throw new Error(`'${from}' must occur once in ring.py`)
  writeFileSync(file, parts.join(to))
  return pythonPort(folder)
}
