// Runs checks: first those that leave something to others, then those that go side by side, then each that needs the
// machine to itself.
import { join } from 'node:path'
import { findJar, findJava } from '../../spec/tlc/jar.ts'
import { readModels, selectModels, type Tier } from '../../spec/tlc/models.ts'
import type { Screen } from '../../spec/tlc/progress.ts'
import { withFolder } from '../../spec/tlc/temporary.ts'
import { SPEC } from '../core/files.ts'
import type { Claim, Run } from '../report/claim.ts'
import { type Part, readProvenance, withTools } from '../report/provenance.ts'
import type { Check, Context, Tools } from './check.ts'
import { jobPool } from './pool.ts'

/** What a run is asked for. */
export interface Asked {
  readonly checks: readonly Check[]
  readonly part: Part['asked']
  /** Models by name; those of the tiers by default. */
  readonly names?: readonly string[] | undefined
  readonly tiers: readonly Tier[]
  readonly seed: number
  readonly isWhole: boolean
  readonly isUpdate: boolean
  /** Flags of the one check that was asked for. */
  readonly flags?: object
  readonly screen: Screen
  readonly signal: AbortSignal
}

/**
 * Runs the checks that were asked for.
 *
 * @throws {TlcError} if it can't be done here: no Java, no TLC, a list of models that is not one
 */
export async function runChecks(asked: Asked): Promise<Run> {
  const since = performance.now()
  const known = await readModels(SPEC)
  const models = modelsOf(asked, known)
  const part = { asked: asked.part, models: models.length, known: known.length }
  const provenance = await readProvenance(join(SPEC, '..'), { seed: asked.seed, part })
  const banners: string[] = []
  const pool = jobPool()
  try {
    const left = { toured: [], followed: new Map(), banners }
    const given = { ...asked, known, models, pool, tools: toolsOnce(), ...left }
    const done = await withFolder((folder) => runAll({ ...given, folder }, asked))
    const checks = done.map(({ name, seconds }) => ({ name, seconds }))
    const seconds = (performance.now() - since) / 1000
    const { version: node } = process
    const claims = done.flatMap((each) => each.claims)
    return { node, provenance: withTools(provenance, banners[0] ?? ''), seconds, checks, claims }
  } finally {
    await pool.close()
  }
}

/** Where no check takes models, no model is read by name. */
function modelsOf({ checks, names, tiers }: Asked, known: Parameters<typeof selectModels>[0]) {
  const isTaken = checks.some(({ takes }) => takes === 'models')
  return selectModels(known, isTaken ? (names ?? []) : [], tiers)
}

/** Looked for once, and only if a check needs them. */
function toolsOnce(): () => Promise<Tools> {
  let found: Promise<Tools> | undefined
  const find = async (): Promise<Tools> => ({ java: await findJava(), jar: await findJar() })
  return () => {
    found ??= find()
    return found
  }
}

interface Done {
  readonly name: string
  readonly seconds: number
  readonly claims: readonly Claim[]
}

async function runAll(context: Context, { checks, names, flags }: Asked): Promise<readonly Done[]> {
  const runThis = (check: Check): Promise<Done> =>
    runOne(check, context, { ...flags, ...(names ? { names } : {}) })
  const of = (when: Check['when']): readonly Check[] => checks.filter((check) => check.when === when)
  const done: Done[] = []
  for (const check of of('first')) done.push(await runThis(check))
  done.push(...(await Promise.all(of('beside').map(runThis))))
  for (const check of of('alone')) done.push(await runThis(check))
  const order = checks.map(({ name }) => name)
  return done.toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name))
}

async function runOne(check: Check, context: Context, flags: object): Promise<Done> {
  const since = performance.now()
  const claims = await check.run(context, flags)
  const seconds = (performance.now() - since) / 1000
  context.screen.write(`${check.name} took ${Math.round(seconds)} s\n`)
  return { name: check.name, seconds, claims }
}
