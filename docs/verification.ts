// docs/verification.md, from its template and the counts.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Eta } from 'eta'
import { type Counted, countedModels, countsOf, mutantCounts } from './counts.ts'

export const PAGE = join(import.meta.dirname, 'verification.md')

/** The page as it should be now. */
export async function verificationPage(): Promise<string> {
  const models = await countedModels()
  const counts = { ...(await countsOf(models)), ...(await mutantCounts()) }
  const template = await readFile(join(import.meta.dirname, 'verification.eta'), 'utf8')
  const eta = new Eta({ autoEscape: false, autoTrim: false })
  const text = eta.renderString(template, { ...counts, groups: groupsOf(models) })
  return `${text.replace(/\n{3,}/g, '\n\n').trimEnd()}\n`
}

export async function writeVerificationPage(): Promise<void> {
  await writeFile(PAGE, await verificationPage())
}

/** The models of one root module, a line of the table each. */
interface Group {
  readonly name: string
  readonly rows: readonly string[]
}

function groupsOf(models: readonly Counted[]): readonly Group[] {
  const names = [...new Set(models.map(moduleOf))]
  return names.map((name) => ({ name, rows: models.filter((model) => moduleOf(model) === name).map(rowOf) }))
}

/** `SingleProducer` of `core/models/MCSingleProducer.tla`. */
function moduleOf({ module }: Counted): string {
  return module.replace(/^.*\/(?:MC)?|\.tla$/g, '')
}

function rowOf({ name, says, expected, distinct, edges, isSlow }: Counted): string {
  const [states, taken] = [distinct, edges].map((count) => count?.toLocaleString('en') ?? '')
  const cells = [isSlow ? `${name} (slow)` : name, says.replaceAll('|', '\\|'), expected, states, taken]
  return `| ${cells.join(' | ')} |`
}
