// What the pages count, read from what is pinned in the repository.
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createBrotliDecompress } from 'node:zlib'
import { SPEC, tourFile } from '../model-tests/core/files.ts'
import { excuseOf, mutantsOf, mutatedFiles } from '../model-tests/core/mutants/made.ts'
import { MUTANTS } from '../model-tests/core/mutants/table.ts'
import { parseHead } from '../model-tests/core/tour.ts'
import { type Model, readModels } from '../spec/tlc/models.ts'

/** A model, the edges of its graph if the source takes them, and the properties that its config names. */
export interface Counted extends Model {
  readonly edges: number | null
  readonly isSlow: boolean
  readonly properties: readonly string[]
}

/** Every model of spec/models.json, in that order. */
export async function countedModels(): Promise<readonly Counted[]> {
  return await Promise.all(
    (await readModels(SPEC)).map(async (model) => {
      const edges = model.tour ? await edgesOf(model.name) : null
      return { ...model, edges, isSlow: model.tier === 'slow', properties: await propertiesOf(model) }
    }),
  )
}

/** Only the first line of the tour is unpacked. */
async function edgesOf(model: string): Promise<number> {
  const file = createReadStream(tourFile(model))
  const lines = createInterface({ input: file.pipe(createBrotliDecompress()) })
  try {
    for await (const head of lines) return parseHead(`${head}\n`).edges
    return 0
  } finally {
    lines.close()
    file.destroy()
  }
}

async function propertiesOf({ config }: Model): Promise<readonly string[]> {
  const text = await readFile(join(SPEC, config), 'utf8')
  const [, names = ''] = /^PROPERT(?:Y|IES)\s+([^\n]+)/m.exec(text) ?? []
  return names.trim().split(/\s+/)
}

/** How many models, edges and queries there are, as the pages write them. */
export interface Counts {
  readonly passing: number
  readonly broken: number
  readonly slow: number
  /** Of the slow ones, those whose edges the source takes. */
  readonly slowToured: number
  readonly toured: number
  readonly edges: string
  /** Models in which claims return and the contract's liveness holds, and in which every thread alive ends. */
  readonly returning: number
  readonly ending: number
  readonly queries: number
}

/** Models of a design that the source does not have: pages that say what is checked of the source leave them out. */
const NOT_SHIPPED = /^MultiProducerTurns/

export async function countsOf(all: readonly Counted[]): Promise<Counts> {
  const models = all.filter(({ name }) => !NOT_SHIPPED.test(name))
  const passing = models.filter(({ expected }) => expected === 'passes')
  const having = (name: string): number =>
    passing.filter(({ properties }) => properties.includes(name)).length
  return {
    passing: passing.length,
    broken: models.length - passing.length,
    slow: models.filter(({ isSlow }) => isSlow).length,
    slowToured: models.filter(({ isSlow, edges }) => isSlow && edges !== null).length,
    toured: models.filter(({ edges }) => edges !== null).length,
    edges: models.reduce((sum, { edges }) => sum + (edges ?? 0), 0).toLocaleString('en'),
    returning: having('ClaimReturns'),
    ending: having('ReadersEnd'),
    queries: await queryCount(),
  }
}

async function queryCount(): Promise<number> {
  const manifest = await readFile(join(SPEC, '../model-tests/core/proof/manifest.json'), 'utf8')
  return Object.keys(JSON.parse(manifest)).length
}

/** Mutants of the source: by hand, by rule, and of the latter those with a reason to survive. */
export interface MutantCounts {
  readonly mutants: number
  readonly made: string
  readonly harmless: number
}

let counted: Promise<MutantCounts> | undefined

/** Makes every mutant, once. */
export function mutantCounts(): Promise<MutantCounts> {
  counted ??= countMutants()
  return counted
}

async function countMutants(): Promise<MutantCounts> {
  const made = (await Promise.all((await mutatedFiles()).map(mutantsOf))).flat()
  const harmless = made.filter((mutant) => excuseOf(mutant) !== null)
  return { mutants: MUTANTS.length, made: made.length.toLocaleString('en'), harmless: harmless.length }
}
