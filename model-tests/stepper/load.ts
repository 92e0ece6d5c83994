import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform as stripped } from 'esbuild'
import type * as burying from '../../src/core/bury.ts'
import type * as identity from '../../src/core/identity.ts'
import type * as core from '../../src/core/index.ts'
import type * as lifecycle from '../../src/core/Lifecycle.ts'
import type * as roles from '../../src/core/Roles.ts'
import type * as sequences from '../../src/core/Sequence.ts'
import type * as words from '../../src/core/words.ts'
import { bounded, bounds } from './bounded.ts'
import { machineTime } from './time.ts'
import { reachingNames, transform } from './transform.ts'
import { moment, stirringAtomics, turned, withinSource } from './yields.ts'

/** The core as it is, or with its shared accesses under the machine's control. */
export type Core = typeof core &
  typeof lifecycle &
  typeof identity &
  typeof words &
  typeof sequences &
  typeof burying &
  typeof roles

/** How to build it: `text` replaces the text of files, by name (`Consumer.ts`); `stepped` transforms the twins. */
export interface LoadOptions {
  readonly stepped: boolean
  readonly text?: Readonly<Record<string, string>>
  /** What replaced text calls as `$hit` where it wants to be counted. */
  readonly hit?: (place: number) => void
  /** Whether loops that do not end throw, and so does who would sleep for ever: for source with a bug in it. */
  readonly bounded?: boolean
  /** Files that are transformed beside the twins: those in which roles are taken and threads buried. */
  readonly also?: readonly string[]
  /** What the host calls the thread, where that matters; else it says nothing of threads. */
  readonly threadId?: number
}

/** The files whose accesses are actions of a spec: each has a twin there. */
export const TWINS: ReadonlySet<string> = new Set([
  'SingleProducer.ts',
  'MultiProducer.ts',
  'Barrier.ts',
  'Consumer.ts',
  'WorkPool.ts',
  'Signal.ts',
  'Lifecycle.ts',
])

const FOLDER = fileURLToPath(new URL('../../src/core/', import.meta.url))
const ENTRIES = ['index.ts', 'Lifecycle.ts', 'identity.ts', 'words.ts', 'Sequence.ts', 'bury.ts', 'Roles.ts']

/**
 * Loads src/core from its source files, in memory: nothing is written.
 *
 * Files that are loaded again, as they are, cost nothing: so it takes some milliseconds with one bug in one file.
 *
 * @throws {SyntaxError} if an access of a twin names no action
 */
export async function loadCore(options: LoadOptions): Promise<Core> {
  const texts = await textsOf(options)
  const steps = (name: string): boolean => TWINS.has(name) || options.also?.includes(name) === true
  const reaching = options.stepped ? reachingNames([...texts].filter(([name]) => steps(name))) : null
  const made = await Promise.all(
    [...texts].map(async ([name, source]) => {
      return [name, await moduleOf(name, source, steps(name) ? reaching : null)] as const
    }),
  )
  const found = linked(new Map(made), hostOf(options))
  return Object.assign({}, ...ENTRIES.map(found)) as Core
}

/** What the source finds under these names, beside what is there for everybody. */
function hostOf({
  stepped,
  hit,
  threadId,
  bounded: isBounded = false,
}: LoadOptions): Readonly<Record<string, unknown>> {
  const { performance, setTimeout, clearTimeout } = stepped ? machineTime : globalThis
  const time = { performance, setTimeout, clearTimeout }
  const atomics = stepped ? stirringAtomics : globalThis.Atomics
  const limits = isBounded && !stepped ? bounds() : { $turn: turned, Atomics: atomics }
  // Where it is stepped there is nobody to warn, and nothing else that a thread has to do.
  const others = stepped ? hostOfThread(threadId) : globalThis
  return { $within: withinSource, $moment: moment, $hit: hit, globalThis: others, ...time, ...limits }
}

function hostOfThread(threadId: number | undefined): object {
  const getBuiltinModule = () => ({ threadId, isMainThread: true })
  return threadId === undefined ? {} : { process: { getBuiltinModule } }
}

/** The path of a file of the core. */
export function corePath(name: string): string {
  return `${FOLDER}${name}`
}

const read = new Map<string, string>()
const kept = new Set<string>()

/** All files by name, as they are or as they are replaced. */
async function textsOf({ text = {}, bounded: isBounded = false }: LoadOptions): Promise<Map<string, string>> {
  if (read.size === 0) {
    const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.ts'))
    for (const name of names) read.set(name, await readFile(corePath(name), 'utf8'))
  }
  return new Map([...read].map(([name, source]) => [name, textOf(name, text[name] ?? source, isBounded)]))
}

/** Those of the files as they are, are kept. */
function textOf(name: string, source: string, isBounded: boolean): string {
  const text = isBounded ? boundedText(name, source) : source
  if (read.get(name) === source) kept.add(text)
  return text
}

const boundedTexts = new Map<string, string>()

/** Texts are bounded once: one with a bug in it is loaded stepped, and then as it is. */
function boundedText(name: string, source: string): string {
  const text = boundedTexts.get(source) ?? bounded(name, source)
  boundedTexts.set(source, text)
  return text
}

/** A module as a function of what it is linked with. */
type Module = (...given: readonly unknown[]) => void

const modules = new Map<string, Promise<Module>>()

/** Kept for files as they are: of those with a bug each is needed once. */
async function moduleOf(name: string, source: string, reaching: ReadonlySet<string> | null): Promise<Module> {
  if (!kept.has(source)) return await compiled(name, source, reaching)
  const key = `${source}${reaching ? [...reaching].sort().join() : ''}`
  const known = modules.get(key) ?? compiled(name, source, reaching)
  modules.set(key, known)
  return await known
}

async function compiled(name: string, source: string, reaching: ReadonlySet<string> | null): Promise<Module> {
  const contents = reaching ? transform(corePath(name), source, reaching) : source
  const { code } = await stripped(contents, {
    ...{ loader: 'ts', format: 'cjs', target: 'es2022' },
    sourcefile: corePath(name),
  })
  return new Function('module', 'require', ...Object.keys(hostOf({ stepped: false })), code) as Module
}

/** Runs each module once, when it is first asked for. */
function linked(modules: ReadonlyMap<string, Module>, host: Readonly<Record<string, unknown>>) {
  const ran = new Map<string, { exports: object }>()
  const require = (path: string): object => {
    const name = basename(path)
    const known = ran.get(name)
    if (known) return known.exports
    const module = { exports: {} }
    ran.set(name, module)
    modules.get(name)?.(module, require, ...Object.values(host))
    return module.exports
  }
  return require
}
