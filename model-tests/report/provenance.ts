// Where a report comes from: when, of which commit, on what machine, and which part of all checks it was.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What a reader has to know to repeat a run. */
export interface Provenance {
  /** When the run began, in UTC: `2026-01-31T12:00:00.000Z`. */
  readonly date: string
  /** Null outside a checkout, or without git. */
  readonly commit: Commit | null
  readonly machine: Machine
  readonly versions: Versions
  /** From which all that is random is drawn; null where nothing is. */
  readonly seed: number | null
  readonly part: Part
}

/** The commit that is checked out, and whether there were uncommitted changes. */
export interface Commit {
  readonly id: string
  readonly changed: boolean
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** In bytes. */
  readonly memory: number
  readonly system: string
}

/** Java and TLC are null where TLC did not get as far as printing them. */
export interface Versions {
  readonly ringproof: string
  readonly node: string
  readonly java: string | null
  readonly tlc: string | null
}

/** Which part of all was asked for, and how many of the models that is. */
export interface Part {
  readonly asked: 'everything' | 'quick' | 'only'
  readonly models: number
  readonly known: number
}

/** The part of it that only the command knows. */
export type Asked = Pick<Provenance, 'seed' | 'part'>

/** Reads what is known of a run at its beginning; the versions of Java and TLC are still missing. */
export async function readProvenance(root: string, asked: Asked): Promise<Provenance> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const [cpu] = cpus()
  return {
    date: new Date().toISOString(),
    commit: await readCommit(root),
    machine: {
      ...{ cpu: cpu?.model.trim() || 'unknown', cores: cpus().length },
      ...{ memory: totalmem(), system: `${type()} ${release()}` },
    },
    versions: { ringproof: version, node: process.version, java: null, tlc: null },
    ...asked,
  }
}

/** The same, with the versions that TLC's own text gives. */
export function withTools(provenance: Provenance, output: string): Provenance {
  const [, tlc = null] = /^TLC2 Version (.+)$/m.exec(output) ?? []
  const [, java = null] = /^Running .* \([^,()]+, ([^,()]+) \w+, [^()]*\)\.$/m.exec(output) ?? []
  return { ...provenance, versions: { ...provenance.versions, java, tlc } }
}

/** The commit checked out in a folder; null where that is no checkout, or git is missing. */
export async function readCommit(folder: string): Promise<Commit | null> {
  try {
    const id = await git(folder, 'rev-parse', 'HEAD')
    return { id, changed: (await git(folder, 'status', '--porcelain')) !== '' }
  } catch {
    return null
  }
}

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd })
  return stdout.trim()
}

/** The provenance as a name and a text each. */
export function provenanceRows(provenance: Provenance): { readonly name: string; readonly says: string }[] {
  const { date, commit, machine, versions, seed, part } = provenance
  const { cpu, cores, memory, system } = machine
  const { ringproof, node, java, tlc } = versions
  const said = (name: string, version: string | null): string => `${name} ${version ?? 'unknown'}`
  const tools = [said('Node', node), said('Java', java), said('TLC', tlc)]
  return [
    { name: 'part of all', says: sayPart(part) },
    { name: 'date', says: `${date.slice(0, 16).replace('T', ' ')} UTC` },
    { name: 'commit', says: sayCommit(commit) },
    { name: 'machine', says: `${cpu}, cores: ${cores}, memory: ${sayMemory(memory)}, ${system}` },
    { name: 'versions', says: [`ringproof ${ringproof}`, ...tools].join(', ') },
    {
      name: 'seed',
      says: seed === null ? 'none: nothing was drawn at random' : `${seed}: npm run verify -- --seed ${seed}`,
    },
  ]
}

function sayCommit(commit: Commit | null): string {
  if (commit === null) return 'none: not a git checkout'
  return commit.changed ? `${commit.id}, with uncommitted changes` : commit.id
}

function sayMemory(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}

function sayPart({ asked, models, known }: Part): string {
  const counted = `${models} of ${known} models`
  if (asked === 'everything') return `everything, ${counted}`
  if (asked === 'quick') return `what is quick, ${counted} (npm run verify -- --all runs everything)`
  return `only what was asked for by name, ${counted}`
}
