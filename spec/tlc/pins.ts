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

function pin(model: Model, { verdict, distinct, depth, seconds }: Outcome): Model {
  if (verdict !== model.expected) return model
  const isNear = seconds < NEAR * model.seconds && model.seconds < NEAR * seconds
  return { ...model, distinct, depth, seconds: isNear ? model.seconds : Math.ceil(seconds) }
}

/** Seconds within this factor of those pinned are the same. */
const NEAR = 4

function changed(one: Model, other: Model): boolean {
  return one.distinct !== other.distinct || one.depth !== other.depth || one.seconds !== other.seconds
}

function counts({ distinct, depth, seconds }: Model): string {
  const depths = depth === null ? 'no depth' : `depth ${depth}`
  return `${distinct ?? 'no'} distinct states, ${depths}, ${seconds} s`
}
