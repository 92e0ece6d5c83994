// Loads what watches over a ring in memory, linked with a given core and with a host whose clock is the caller's.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { transform as stripped } from 'esbuild'
import type * as watching from '../../src/ring/monitor.ts'
import type * as supervising from '../../src/ring/supervise.ts'
import { type Core, sourcePath, WATCHERS } from '../core/load.ts'
import { bounded, Endless } from '../harness/stepper/bounded.ts'

/** The exports of these files. */
export type Among = typeof watching & typeof supervising

/** Globals that a source finds instead of the real ones, by name. */
export type Host = Readonly<Record<string, unknown>>

/** Loads `WATCHERS` from their files; `text` replaces some of them, by name. Endless loops throw. */
export async function loadRing(
  core: Core,
  host: Host,
  text: Readonly<Record<string, string>> = {},
): Promise<Among> {
  const hosts = { ...host, $turn: turning() }
  const made = await Promise.all(
    [...WATCHERS].map(
      async (name) =>
        [
          name,
          await moduleOf(name, text[name] ?? (await readFile(sourcePath(name), 'utf8')), Object.keys(hosts)),
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
    sourcefile: sourcePath(name),
  })
  const made = new Function('module', 'require', ...hosts, code) as Module
  if (source === (await readFile(sourcePath(name), 'utf8'))) modules.set(source, made)
  return made
}

const outside = createRequire(import.meta.url)

/** All other imports are the core, or real packages. */
function linked(made: ReadonlyMap<string, Module>, core: Core, hosts: readonly unknown[]): Among {
  const ran = new Map<string, { exports: object }>()
  const require = (path: string): object => {
    if (!path.startsWith('.')) return outside(path)
    const name = path.replace('./', 'ring/')
    if (!made.has(name)) return core
    const known = ran.get(name)
    if (known) return known.exports
    const module = { exports: {} }
    ran.set(name, module)
    made.get(name)?.(module, require, ...hosts)
    return module.exports
  }
  return Object.assign({}, require('./monitor.ts'), require('./supervise.ts')) as Among
}

/** More than any of their loops takes in one situation. */
const MOST_TURNS = 20_000

function turning(): () => void {
  let turns = 0
  return () => {
    if (++turns > MOST_TURNS) throw new Endless('loops for ever')
  }
}
