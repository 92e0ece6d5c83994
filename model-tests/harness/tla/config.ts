import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { specFiles } from '../../../spec/tlc/files.ts'
import type { Model } from '../../../spec/tlc/models.ts'
import { parseValue, type Value } from '../../../spec/tlc/values.ts'

/** The constants of a model, by name. */
export type Constants = ReadonlyMap<string, Value>

/**
 * Reads the constants of a config: `Size = 2`, and `Upstream <- Follower` with the definition in the model's module
 * or in one that it extends.
 *
 * @throws {Error} if the replacement of a constant is not defined as a plain value
 */
export async function readConstants(model: Model, specDir: string): Promise<Constants> {
  const config = await readFile(join(specDir, model.config), 'utf8')
  const module = await modulesFrom(basename(model.module, '.tla'), await modulesIn(specDir))
  const constants = new Map<string, Value>()
  for (const [, name = '', sign, given = ''] of config.matchAll(/^ {2}(\w+) (=|<-) (.+)$/gm)) {
    constants.set(name, parseValue(sign === '=' ? given : definitionOf(given, module, model)))
  }
  return constants
}

function definitionOf(name: string, module: string, model: Model): string {
  const definition = new RegExp(`^${name} == (<<.*>>|\\{.*\\}|\\(.*\\)|TRUE|FALSE)$`, 'm').exec(module)?.[1]
  if (definition === undefined)
    throw new Error(`${model.config}: ${name} is not a plain value in ${model.module}`)
  return definition
}

/** The file of each module of the specs, by the module's name. */
async function modulesIn(specDir: string): Promise<ReadonlyMap<string, string>> {
  const modules = (await specFiles(specDir)).filter((file) => file.endsWith('.tla'))
  return new Map(modules.map((file) => [basename(file, '.tla'), join(specDir, file)]))
}

/** The text of a module and of those that it extends; a module without a file is one of TLA+'s own. */
async function modulesFrom(name: string, files: ReadonlyMap<string, string>): Promise<string> {
  const file = files.get(name)
  const text = file === undefined ? '' : await readFile(file, 'utf8')
  const extended = /^EXTENDS (.+)$/m.exec(text)?.[1]?.split(', ') ?? []
  const others = extended.map((each) => modulesFrom(each, files))
  return [text, ...(await Promise.all(others))].join('\n')
}
