import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  DoubledModelError,
  MalformedListError,
  MalformedModelError,
  MissingFileError,
  said,
  UnknownModelError,
  UnlistedConfigError,
} from './errors.ts'
import { specFiles } from './files.ts'
import { isVerdict, VERDICTS, type Verdict } from './verdict.ts'

/** One entry of models.json: a module and a config for TLC, and what has to come of them. */
export interface Model {
  readonly name: string
  /** The root module's file, relative to the spec folder. */
  readonly module: string
  /** The config's file, relative to the spec folder. */
  readonly config: string
  readonly expected: Verdict
  /** How many distinct states TLC finds; null where it gives none, or where it isn't pinned. */
  readonly distinct: number | null
  /** The depth of the search, in states; null as for `distinct`. */
  readonly depth: number | null
  /** Whether tours of its graph are kept. */
  readonly tour: boolean
  /** Whether `npm run verify` runs it, or only `npm run verify -- --all`. */
  readonly tier: Tier
  /** About how many seconds TLC takes on an idle core. */
  readonly seconds: number
  /** What the model shows, in one sentence. */
  readonly says: string
}

/** What a newcomer waits for, and the rest. */
export const TIERS = ['quick', 'slow'] as const
export type Tier = (typeof TIERS)[number]

interface Field {
  readonly allowed: string
  readonly fits: (given: unknown) => boolean
}

const COUNT: Field = {
  allowed: 'a positive integer or null',
  fits: (given) => given === null || (Number.isSafeInteger(given) && Number(given) > 0),
}

const FIELDS: { readonly [field in keyof Required<Model>]: Field } = {
  name: matching('letters, digits and underscores', /^\w+$/),
  module: matching(
    'a path to a .tla file below spec/, with forward slashes',
    /^(?!.*\.\.)[^\\/][^\\]*\.tla$/,
  ),
  config: matching(
    'a path to a .cfg file below spec/, with forward slashes',
    /^(?!.*\.\.)[^\\/][^\\]*\.cfg$/,
  ),
  expected: { allowed: VERDICTS, fits: isVerdict },
  distinct: COUNT,
  depth: COUNT,
  tour: { allowed: 'true or false', fits: (given) => typeof given === 'boolean' },
  tier: { allowed: TIERS.join(' or '), fits: (given) => TIERS.some((tier) => tier === given) },
  seconds: {
    allowed: 'a positive number',
    fits: (given) => Number.isFinite(given) && Number(given) > 0,
  },
  says: matching('a sentence', /\S/),
}

/**
 * Reads the list of models, `models.json` in `specDir`, and checks it against the files beside it.
 * @throws MalformedListError, MalformedModelError, DoubledModelError when the list is not what it should be.
 * @throws MissingFileError when a module or config that it lists does not exist.
 * @throws UnlistedConfigError when a config exists that it doesn't list.
 */
export async function readModels(specDir: string): Promise<Model[]> {
  const models = (await readList(join(specDir, 'models.json'))).map(toModel)
  refuseDoubled(models)
  compareWithFiles(models, await specFiles(specDir))
  return models
}

/**
 * Picks models by name, in the order of `names`; where there are no names all of these tiers.
 * @throws UnknownModelError for a name that no model has.
 */
export function selectModels(
  models: readonly Model[],
  names: readonly string[],
  tiers: readonly Tier[] = TIERS,
): Model[] {
  if (names.length === 0) return models.filter((model) => tiers.includes(model.tier))
  return [...new Set(names)].map((name) => {
    const model = models.find((candidate) => candidate.name === name)
    if (!model)
      throw unknown(
        name,
        models.map((known) => known.name),
      )
    return model
  })
}

async function readList(file: string): Promise<unknown[]> {
  try {
    const list: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (Array.isArray(list)) return list
  } catch (error) {
    throw new MalformedListError(file, said(error))
  }
  throw new MalformedListError(file, 'it is no array')
}

function toModel(entry: unknown, index: number): Model {
  const where = `entry ${index + 1}`
  if (!isRecord(entry)) throw new MalformedModelError(where, 'entry', entry, 'an object')
  const label = typeof entry.name === 'string' ? `${where} (${entry.name})` : where
  for (const [field, { allowed, fits }] of Object.entries(FIELDS)) {
    if (!fits(entry[field])) throw new MalformedModelError(label, field, entry[field], allowed)
  }
  const extra = Object.keys(entry).find((field) => !(field in FIELDS))
  const allowed = `only the fields ${Object.keys(FIELDS).join(', ')}`
  if (extra !== undefined) throw new MalformedModelError(label, extra, entry[extra], allowed)
  return entry as unknown as Model
}

function refuseDoubled(models: readonly Model[]): void {
  const names = models.map(({ name }) => name)
  const doubled = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  if (doubled.size > 0) throw new DoubledModelError([...doubled])
}

function compareWithFiles(models: readonly Model[], files: readonly string[]): void {
  const listed = models.flatMap(({ name, module, config }) =>
    [module, config].map((file) => ({ model: name, file })),
  )
  const missing = listed.filter(({ file }) => !files.includes(file))
  if (missing.length > 0) throw new MissingFileError(missing)
  const configs = new Set(models.map(({ config }) => config))
  const unlisted = files.filter((file) => file.endsWith('.cfg') && !configs.has(file))
  if (unlisted.length > 0) throw new UnlistedConfigError(unlisted)
}

function unknown(given: string, known: readonly string[]): UnknownModelError {
  const lower = given.toLowerCase()
  const near = known.filter((name) => {
    const other = name.toLowerCase()
    return other.includes(lower) || lower.includes(other) || distance(lower, other) <= other.length / 4
  })
  return new UnknownModelError(given, near, known)
}

/** How many letters have to be put in, left out or replaced to turn one word into the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let line = 1; line <= one.length; line += 1) {
    const next = [line]
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (one[line - 1] === other[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}

function matching(allowed: string, pattern: RegExp): Field {
  return { allowed, fits: (given) => typeof given === 'string' && pattern.test(given) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
