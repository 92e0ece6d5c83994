// Builds the contestants, each once: what is built is kept in the user's cache, by what it was made from.
import { createHash } from 'node:crypto'
import { access, cp, mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import envPaths from 'env-paths'
import { withFolder } from '../../spec/tlc/temporary.ts'
import { BenchError } from '../core/errors.ts'
import { type Ended, runCommand } from './process.ts'

/** A contestant is left out: this machine cannot build it. The message is one line. */
export class CannotBuildError extends Error {
  override readonly name = 'CannotBuildError'
}

/** How something is built. */
export interface Recipe {
  readonly name: string
  /** the folder of its sources */
  readonly sources: string
  /** what must be there, each with the arguments that show its version */
  readonly tools: readonly (readonly [command: string, ...args: string[]])[]
  /** Builds in a folder that holds a copy of the sources. */
  readonly build: (run: Run, folder: string) => Promise<void>
}

/** Runs a step of a build in its folder. */
export type Run = (step: Step) => Promise<void>

export interface Step {
  readonly command: readonly [command: string, ...args: string[]]
  /** whether it fetches from a registry: if it fails, the contestant is left out instead of the run ended */
  readonly fetches?: boolean
  readonly env?: NodeJS.ProcessEnv
}

/** The part of a run that builds need. */
export interface Building {
  readonly interrupt: AbortSignal
  readonly report: (doing: string | undefined) => void
  /** where what is built is kept */
  readonly cache?: string
}

const PATIENCE_MS = 600_000

export function userCache(): string {
  return join(envPaths('ringproof', { suffix: '' }).cache, 'peers')
}

/**
 * The folder of what a recipe builds, from the cache if its sources and tools are the same.
 *
 * @throws {CannotBuildError} if a tool is missing, or a registry gives nothing
 * @throws {BenchError} if the sources do not build
 */
export async function built(recipe: Recipe, building: Building): Promise<string> {
  const { cache = userCache() } = building
  const versions = await versionsOf(recipe, building)
  const folder = join(cache, `${recipe.name}-${await digestOf(recipe, versions)}`)
  if (await isThere(folder)) return folder
  await mkdir(cache, { recursive: true })
  building.report(`building ${recipe.name}`)
  // A folder inside the cache, so that the rename into place is atomic, and nothing is left of a build cut short.
  await withFolder(async (draft) => {
    const work = join(draft, 'built')
    await cp(recipe.sources, work, { recursive: true })
    await recipe.build((step) => runStep(recipe, step, work, building), work)
    // If another process has built it since, it has built the same.
    await rename(work, folder).catch(() => {})
  }, cache)
  return folder
}

async function versionsOf({ name, tools }: Recipe, building: Building): Promise<string> {
  const versions: string[] = []
  for (const [command, ...args] of tools) {
    const { started, code, stdout, stderr } = await run([command, ...args], building)
    if (!started || code !== 0) throw new CannotBuildError(`${name} is left out: no ${command} here`)
    versions.push(stdout + stderr)
  }
  return versions.join('\n')
}

async function runStep({ name }: Recipe, step: Step, cwd: string, building: Building): Promise<void> {
  const ended = await run(step.command, building, { cwd, env: { ...process.env, ...step.env } })
  if (ended.code === 0) return
  const [command] = step.command
  if (!step.fetches)
    throw new BenchError(`${name} does not build: ${command} ended with ${ended.code}\n${said(ended)}`)
  throw new CannotBuildError(`${name} is left out: ${command} cannot fetch it: ${firstLine(said(ended))}`)
}

function run(
  [command, ...args]: Step['command'],
  { interrupt }: Building,
  where: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return runCommand({ command, args, interrupt, milliseconds: PATIENCE_MS, ...where })
}

function said({ stdout, stderr, late }: Ended): string {
  return late ? `not done after ${PATIENCE_MS / 1000} s` : `${stderr}${stdout}`.trim()
}

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? '').slice(0, 200)
}

/** A digest of the sources, but for pages, and of the versions of the tools. */
async function digestOf({ sources }: Recipe, versions: string): Promise<string> {
  const hash = createHash('sha256').update(versions)
  const entries = await readdir(sources, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const counted = files.filter((file) => !file.endsWith('.md'))
  for (const file of counted.sort()) hash.update(file.slice(sources.length)).update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
