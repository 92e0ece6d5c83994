import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/** The port in Rust. It has all parts. */
export const RUST_PORT = join(import.meta.dirname, '../ports/rust')

/** Whether cargo is there; says so where it is not. */
export function hasCargo(): boolean {
  try {
    execFileSync('cargo', ['--version'], { stdio: 'pipe' })
    return true
  } catch {
    console.log('no cargo: the port in Rust is not tried')
    return false
  }
}

/** Builds the port in a folder; returns the command that runs it. It has no dependencies, so this needs no network. */
export function builtRust(folder = RUST_PORT): [string, ...string[]] {
  const target = join(folder, 'target')
  build(folder, target)
  return [join(target, 'debug/port')]
}

/** Builds the port as one would use it, into another folder. */
export function releasedRust(target: string): [string, ...string[]] {
  build(RUST_PORT, target, '--release')
  return [join(target, 'release/port')]
}

function build(cwd: string, target: string, ...flags: readonly string[]): void {
  const args = [
    'build',
    '--quiet',
    '--locked',
    '--offline',
    '--bin',
    'port',
    '--target-dir',
    target,
    ...flags,
  ]
  execFileSync('cargo', args, { cwd, stdio: 'pipe' })
}

/** Runs the port's own tests, which are on real threads. */
export function testRust(): void {
  execFileSync('cargo', ['test', '--quiet', '--locked', '--offline'], { cwd: RUST_PORT, stdio: 'pipe' })
}

/** Copies the port, without what was built of it. */
export function copyRust(folder: string): void {
  const isBuilt = (path: string): boolean => path.split(sep).includes('target')
  cpSync(RUST_PORT, folder, { recursive: true, filter: (path) => !isBuilt(path) })
}

/** One text of a file of the source in place of another, which must occur once. */
export interface Wrong {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Builds a copy with a wrong line; the copy is right again afterwards, and its command runs until the next build. */
export function brokenRust(folder: string, { file, from, to }: Wrong): [string, ...string[]] {
  const path = join(folder, 'src', file)
  const right = readFileSync(path, 'utf8')
  const parts = right.split(from)
  if (parts.length !== 2) throw new Error(`'${from}' must occur once in ${file}`)
  try {
    writeFileSync(path, parts.join(to))
    return builtRust(folder)
  } finally {
    writeFileSync(path, right)
  }
}
