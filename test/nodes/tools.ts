import { execFile, spawn } from 'node:child_process'
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import envPaths from 'env-paths'

const run = promisify(execFile)

const CACHE = join(envPaths('ringproof', { suffix: '' }).cache, 'nodes')
const PATIENCE_MS = 300_000

/** The registry did not provide the tool, or the tool does not run here. */
export class ToolMissing extends Error {}

/**
 * A file of a package that is too large to be a dependency: from the user's cache, or from npm.
 *
 * @throws {ToolMissing} if npm can't fetch it
 */
export async function fileOf(spec: string, file: string): Promise<string> {
  const folder = join(CACHE, spec.replace(/[^\w.-]/g, '_'))
  const path = join(folder, 'node_modules', file)
  if (await isThere(path)) return path
  await mkdir(CACHE, { recursive: true })
  const fetched = await mkdtemp(`${folder}-`)
  try {
    await install(spec, fetched)
    // If another process has fetched it since, it has fetched the same.
    await rename(fetched, folder).catch(() => {})
  } finally {
    await rm(fetched, { recursive: true, force: true })
  }
  if (await isThere(path)) return path
  throw new ToolMissing(`npm has fetched ${spec}, but it has no ${file}`)
}

async function install(spec: string, folder: string): Promise<void> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  try {
    await run(npm, ['install', '--prefix', folder, ...quiet, spec], { cwd: folder, timeout: PATIENCE_MS })
  } catch (error) {
    const [reason = 'npm failed'] = String((error as { stderr?: string }).stderr ?? error).split('\n')
    throw new ToolMissing(`npm can't fetch ${spec}: ${reason}`)
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

/**
 * The path of a major release of Node: the running one, or that of the npm package `node`.
 *
 * @throws {ToolMissing} if there is none for this machine
 */
export async function nodeOf(major: number): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath
  const path = await fileOf(
    `node@${major}`,
    join('node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  )
  await run(path, ['--version']).catch((error: unknown) => {
    throw new ToolMissing(`node@${major} does not run here: ${error}`)
  })
  return path
}

/** Whether a command succeeds; its output is shown. */
export async function holds(command: string, args: readonly string[]): Promise<boolean> {
  // So that child processes find the same Node by name.
  const path = `${dirname(command)}${process.platform === 'win32' ? ';' : ':'}${process.env['PATH']}`
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, PATH: path } })
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code === 0))
  })
}
