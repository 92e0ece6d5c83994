import { readdir, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform as stripped } from 'esbuild'
import type * as core from '../../src/core/index.ts'
import type * as lifecycle from '../../src/core/Lifecycle.ts'
import type * as layout from '../../src/core/layout.ts'
import type * as roles from '../../src/core/Roles.ts'
import type * as sequences from '../../src/core/Sequence.ts'
import type * as burying from '../../src/ring/bury.ts'
import type * as identity from '../../src/ring/identity.ts'
import type * as ring from '../../src/ring/index.ts'
import { bounded, bounds } from '../harness/stepper/bounded.ts'
import { machineTime } from '../harness/stepper/time.ts'
import { reachingNames, transform } from '../harness/stepper/transform.ts'
import { moment, stirringAtomics, turned, withinSource } from '../harness/stepper/yields.ts'

/** The core and `Ring`, plain or with their shared accesses under the machine's control. */
export type Core = typeof core &
  Omit<typeof ring, 'monitor' | 'supervise'> &
  typeof lifecycle &
  typeof identity &
  typeof layout &
  typeof sequences &
  typeof burying &
  typeof roles

/** `text` replaces source files by name (`Consumer.ts`, `ring/Ring.ts`); `stepped` transforms the twins. */
export interface LoadOptions {
  readonly stepped: boolean
  readonly text?: Readonly<Record<string, string>>
  /** called as `$hit` by replaced text, to count how often a place is reached */
  readonly hit?: (place: number) => void
  /** whether endless loops and sleeps throw: for source with a bug in it */
  readonly bounded?: boolean
  /** files to transform beside the twins: those that take roles and bury threads */
  readonly also?: readonly string[]
  /** the thread id that the host reports; without it the host knows no threads */
  readonly threadId?: number
}

/** The files with a twin in the specs: each access is an action there. */
export const TWINS: ReadonlySet<string> = new Set([
  'SingleProducer.ts',
  'MultiProducer.ts',
  'Barrier.ts',
  'Consumer.ts',
  'WorkPool.ts',
  'Waiter.ts',
  'Signal.ts',
  'Lifecycle.ts',
])

/** The files that watch over a ring from outside: they need a clock of their own, see `loadRing`. */
export const WATCHERS: ReadonlySet<string> = new Set(['ring/monitor.ts', 'ring/supervise.ts'])

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url))
const ENTRIES = [
  ...['index.ts', 'Lifecycle.ts', 'layout.ts', 'Sequence.ts', 'Roles.ts'],
  ...['ring/index.ts', 'ring/identity.ts', 'ring/bury.ts'],
]

/**
 * Loads src/core and src/ring, except `WATCHERS`, from their source files, in memory.
 *
 * Unchanged files are compiled once, so that loading the core with a bug in one file takes milliseconds.
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

/** The globals of the source. */
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
  // Stepped source has nobody to warn and no event loop to keep alive.
  const others = stepped ? hostOfThread(threadId) : globalThis
  return { $within: withinSource, $moment: moment, $hit: hit, globalThis: others, ...time, ...limits }
}

function hostOfThread(threadId: number | undefined): object {
  const getBuiltinModule = () => ({ threadId, isMainThread: true })
  return threadId === undefined ? {} : { process: { getBuiltinModule } }
}

/** The path of a file of the core, `Consumer.ts`, or of the ring, `ring/Ring.ts`. */
export function sourcePath(name: string): string {
  return `${SOURCE}${name.startsWith('ring/') ? name : `core/${name}`}`
}

/** The same texts by the paths of their files, for `bundle`. */
export function byPath(texts: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [sourcePath(name), text]))
}

/** The names of all files of the core, then of the ring. */
export async function sourceNames(): Promise<string[]> {
  const [core, ring] = await Promise.all(['core', 'ring'].map((folder) => readdir(`${SOURCE}${folder}`)))
  const names = [...(core ?? []), ...(ring ?? []).map((name) => `ring/${name}`)]
  return names.filter((name) => name.endsWith('.ts'))
}

let reading: Promise<ReadonlyMap<string, string>> | undefined
const kept = new Set<string>()

/** The source files by name. */
async function readSource(): Promise<ReadonlyMap<string, string>> {
  const names = (await sourceNames()).filter((name) => !WATCHERS.has(name))
  const texts = await Promise.all(names.map((name) => readFile(sourcePath(name), 'utf8')))
  return new Map(names.map((name, n) => [name, texts[n] ?? '']))
}

/** The source files by name, with replacements applied. */
async function textsOf({ text = {}, bounded: isBounded = false }: LoadOptions): Promise<Map<string, string>> {
  // One promise for all callers: some load a core while others still read the files.
  reading ??= readSource()
  const read = [...(await reading)]
  return new Map(read.map(([name, source]) => [name, textOf(name, source, text[name] ?? source, isBounded)]))
}

/** Remembers the texts of unchanged files, whose modules are cached. */
function textOf(name: string, shipped: string, source: string, isBounded: boolean): string {
  const text = isBounded ? boundedText(name, source) : source
  if (shipped === source) kept.add(text)
  return text
}

const boundedTexts = new Map<string, string>()

/** Cached: a text with a bug in it is loaded both stepped and plain. */
function boundedText(name: string, source: string): string {
  const text = boundedTexts.get(source) ?? bounded(name, source)
  boundedTexts.set(source, text)
  return text
}

/** A module as a function of its globals and `require`. */
type Module = (...given: readonly unknown[]) => void

const modules = new Map<string, Promise<Module>>()

/** Caches the modules of unchanged files; a file with a bug in it is needed only once. */
async function moduleOf(name: string, source: string, reaching: ReadonlySet<string> | null): Promise<Module> {
  if (!kept.has(source)) return await compiled(name, source, reaching)
  const key = `${source}${reaching ? [...reaching].sort().join() : ''}`
  const known = modules.get(key) ?? compiled(name, source, reaching)
  modules.set(key, known)
  return await known
}

async function compiled(name: string, source: string, reaching: ReadonlySet<string> | null): Promise<Module> {
  const contents = reaching ? transform(sourcePath(name), source, reaching) : source
  const { code } = await stripped(contents, {
    ...{ loader: 'ts', format: 'cjs', target: 'es2022' },
    sourcefile: sourcePath(name),
  })
  return new Function('module', 'require', ...Object.keys(hostOf({ stepped: false })), code) as Module
}

/** Runs each module when it is first required. */
function linked(modules: ReadonlyMap<string, Module>, host: Readonly<Record<string, unknown>>) {
  const ran = new Map<string, { exports: object }>()
  const run = (name: string): object => {
    const known = ran.get(name)
    if (known) return known.exports
    const module = { exports: {} }
    ran.set(name, module)
    const require = (path: string): object => run(nameBeside(name, path))
    modules.get(name)?.(module, require, ...Object.values(host))
    return module.exports
  }
  return run
}

/** The name of the file that `name` imports as `./Signal.ts` or `../core/Signal.ts`. */
function nameBeside(name: string, path: string): string {
  return posix.join('/', name.startsWith('ring/') ? 'ring' : 'core', path).replace(/^\/(?:core\/)?/, '')
}
