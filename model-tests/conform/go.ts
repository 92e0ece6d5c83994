import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PARTS } from './parts.ts'

/** The port in Go, which has all parts. */
export const GO_PORT = join(import.meta.dirname, '../ports/go')
export const GO_PARTS = PARTS

/** An older toolchain than the port's module needs must not fetch another. */
const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' }

/** Whether Go is there, as new as the module needs; says so where it is not. */
export function hasGo(): boolean {
  try {
    goRun(['list', './...'], GO_PORT)
    return true
  } catch {
    console.log('no go of the version in model-tests/ports/go/go.mod: the port in Go is not tried')
    return false
  }
}

/** Runs the toolchain in a folder; it throws with what that printed if it fails. */
export function goRun(args: readonly string[], cwd: string): string {
  return execFileSync('go', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Builds the command of a port into a folder, and returns it. */
export function goPort(folder: string, source = GO_PORT): [string] {
  const command = join(folder, 'port')
  goRun(['build', '-o', command, './cmd/port'], source)
  return [command]
}

/** Copies the port's sources, with one text of a file replaced, which must occur once. */
export function brokenSource(folder: string, name: string, from: string, to: string): void {
  cpSync(GO_PORT, folder, { recursive: true, filter: (file) => file !== join(GO_PORT, 'port') })
  const file = join(folder, name)
  const parts = readFileSync(file, 'utf8').split(from)
  if (parts.length !== 2) throw new Error(`'${from}' must occur once in ${name}`)
  writeFileSync(file, parts.join(to))
}
