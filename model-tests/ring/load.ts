// Loads src/ring in memory, linked with a given core and with a host whose clock is the caller's.
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform as stripped } from 'esbuild'
import type * as among from '../../src/ring/index.ts'
import { bounded, Endless } from '../stepper/bounded.ts'
import type { Core } from '../stepper/load.ts'

/** The exports of src/ring. */
export type Among = typeof among

/** Globals that a source finds instead of the real ones, by name. */
export type Host = Readonly<Record<string, unknown>>

const FOLDER = fileURLToPath(new URL('../../src/ring/', import.meta.url))

/** The path of a file of src/ring. */
export function ringPath(name: string): string {
  return `${FOLDER}${name}`
}

/** Loads src/ring from its files; `text` replaces some of them, by name. Endless loops throw. */
export async function loadRing(
  core: Core,
  host: Host,
  text: Readonly<Record<string, string>> = {},
): Promise<Among> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.ts'))
  const hosts = { ...host, $turn: turning() }
  const made = await Promise.all(
    names.map(
      async (name) =>
        [
          name,
          await moduleOf(name, text[name] ?? (await readFile(ringPath(name), 'utf8')), Object.keys(hosts)),
        ] as const,
    ),
  )
  return linked(new Map(made), core, Object.values(hosts))
}

type Module = (module: { exports: object }, require: unknown, ...given: readonly unknown[]) => void

const modules = new Map<string, Module>()

/** Compiles a file; memoized by source text. */
async function moduleOf(name: string, source: string, hosts: readonly string[]): Promise<Module> {
  const known = modules.get(source)
  if (known) return known
  const { code } = await stripped(bounded(name, source), {
    ...{ loader: 'ts', format: 'cjs', target: 'es2022' },
    sourcefile: ringPath(name),
  })
  const made = new Function('module', 'require', ...hosts, code) as Module
  if (source === (await readFile(ringPath(name), 'utf8'))) modules.set(source, made)
  return made
}

const outside = createRequire(import.meta.url)

/** Imports from outside src/ring are the core, or real packages. */
function linked(made: ReadonlyMap<string, Module>, core: Core, hosts: readonly unknown[]): Among {
  const ran = new Map<string, { exports: object }>()
  const require = (path: string): object => {
    if (path.startsWith('../core/')) return core
    if (!path.startsWith('.')) return outside(path)
    const name = basename(path)
    const known = ran.get(name)
    if (known) return known.exports
    const module = { exports: {} }
    ran.set(name, module)
    made.get(name)?.(module, require, ...hosts)
    return module.exports
  }
  return require('./index.ts') as Among
}

/** More than any loop of src/ring takes in one situation. */
const MOST_TURNS = 20_000

function turning(): () => void {
  let turns = 0
  return () => {
    if (++turns > MOST_TURNS) throw new Endless('loops for ever')
  }
}
