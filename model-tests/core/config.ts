import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Model } from '../../spec/tlc/models.ts'
import { parseValue, type Value } from '../../spec/tlc/values.ts'

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
  const module = await modulesFrom(join(specDir, model.module))
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

/** The text of a module and of those that it extends in the same folder; the others are TLA+'s own. */
async function modulesFrom(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const extended = /^EXTENDS (.+)$/m.exec(text)?.[1]?.split(', ') ?? []
  const others = extended.map((name) => modulesFrom(join(dirname(file), `${name}.tla`)))
  return [text, ...(await Promise.all(others))].join('\n')
}
