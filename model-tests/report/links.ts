// The files that a model is made of, for a reader of the page who has the checkout.
import { readFile } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { specFiles } from '../../spec/tlc/files.ts'
import { type Model, readModels } from '../../spec/tlc/models.ts'

/** A file, and what it is to the model. */
export interface Link {
  readonly what: 'spec' | 'model' | 'config' | 'source' | 'tour'
  /** Relative to the page, with forward slashes. */
  readonly href: string
}

/** The files of each model, by its name. */
export type Links = ReadonlyMap<string, readonly Link[]>

/**
 * Finds the files of all models.
 *
 * @param root the checkout
 * @param folder where the page is
 * @throws what `readModels` throws
 */
export async function readLinks(root: string, folder: string): Promise<Links> {
  const specDir = join(root, 'spec')
  const specs = await readSpecs(specDir)
  const hrefOf = (file: string): string => relative(folder, join(root, file)).split(sep).join('/')
  const linksOf = (model: Model): Link[] =>
    filesOf(model, specs).map(([what, file]) => ({ what, href: hrefOf(file) }))
  return new Map((await readModels(specDir)).map((model) => [model.name, linksOf(model)]))
}

/** A module: its file below spec/, the modules that it extends, and the source file that is its twin. */
interface Spec {
  readonly name: string
  readonly file: string
  readonly extended: readonly string[]
  readonly twin: string | null
}

async function readSpecs(specDir: string): Promise<Spec[]> {
  const files = (await specFiles(specDir)).filter((file) => file.endsWith('.tla'))
  return await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(specDir, file), 'utf8')
      const extended = /^EXTENDS ([\w, \n]+)$/m.exec(text)?.[1]?.split(/[,\s]+/) ?? []
      const [, twin = null] = /\bTwins?: (src\/[\w/]+\.ts)/.exec(text) ?? []
      return { name: basename(file, '.tla'), file, extended, twin }
    }),
  )
}

function filesOf(model: Model, specs: readonly Spec[]): (readonly [Link['what'], string])[] {
  const subject = subjectOf(model, specs)
  return [
    ...(subject ? [['spec', `spec/${subject.file}`] as const] : []),
    ['model', `spec/${model.module}`],
    ['config', `spec/${model.config}`],
    ...(subject?.twin ? [['source', subject.twin] as const] : []),
    ...(model.tour ? [['tour', `spec/tours/${model.name}.jsonl.br`] as const] : []),
  ]
}

/**
 * The spec that a model is about: of those that its module extends, and that have a twin, the one whose name its
 * own begins with, else the nearest.
 */
function subjectOf({ name, module }: Model, specs: readonly Spec[]): Spec | null {
  const twins = reachedFrom(module, specs).filter(({ twin }) => twin !== null)
  const named = twins.filter((spec) => name.startsWith(spec.name))
  const [subject] = [...named.sort((one, other) => other.name.length - one.name.length), ...twins]
  return subject ?? null
}

/** A module, those that it extends, those that these extend, and so on. */
function reachedFrom(module: string, specs: readonly Spec[]): Spec[] {
  const reached = specs.filter(({ file }) => file === module)
  // Grows while it is walked along.
  for (const { extended } of reached)
    reached.push(...specs.filter((spec) => extended.includes(spec.name) && !reached.includes(spec)))
  return reached
}
