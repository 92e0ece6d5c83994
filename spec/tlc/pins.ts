import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from './compare.ts'
import type { Model } from './models.ts'
import type { Outcome } from './run.ts'

/**
 * Writes the counts that TLC found into models.json, for the models whose verdict is as expected; the others
 * stay as they are.
 * @returns a sentence for each model whose counts changed.
 */
export async function updatePins(specDir: string, results: readonly Result[]): Promise<string[]> {
  const file = join(specDir, 'models.json')
  const list = JSON.parse(await readFile(file, 'utf8')) as Model[]
  const changes: string[] = []
  const updated = list.map((model) => {
    const result = results.find((candidate) => candidate.model.name === model.name)
    const pinned = result ? pin(model, result.outcome) : model
    if (changed(model, pinned)) changes.push(`${model.name}: ${counts(model)} -> ${counts(pinned)}`)
    return pinned
  })
  if (changes.length > 0) await writeFile(file, `${JSON.stringify(updated, null, 2)}\n`)
  return changes
}

function pin(model: Model, { verdict, distinct, depth }: Outcome): Model {
  return verdict === model.expected ? { ...model, distinct, depth } : model
}

function changed(one: Model, other: Model): boolean {
  return one.distinct !== other.distinct || one.depth !== other.depth
}

function counts({ distinct, depth }: Model): string {
  return `${distinct ?? 'no'} distinct states, ${depth === null ? 'no depth' : `depth ${depth}`}`
}
