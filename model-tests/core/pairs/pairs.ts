// Which features of rings meet in a model that passes: two that never meet have never been checked together.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Model } from '../../../spec/tlc/models.ts'
import type { Value } from '../../../spec/tlc/values.ts'
import { type Constants, readConstants } from '../../harness/tla/config.ts'
import { asArray } from '../states/states.ts'

const size = (value: Value | undefined): number => asArray(value).length
const has = (value: Value | undefined, wanted: Value): boolean => asArray(value).includes(wanted)

/** The consumers that nobody follows. */
function gatingIn(constants: Constants): number {
  const followed = asArray(constants.get('Upstream')).flatMap((others) => asArray(others))
  return asArray(constants.get('Consumers')).filter((c) => !followed.includes(c)).length
}

/** What a model has, by its constants. */
const HAS: Readonly<Record<string, (constants: Constants) => boolean>> = {
  'several producers': (of) => size(of.get('Producers')) > 1,
  'batch claims': (of) => asArray(of.get('Claims')).some((n) => Number(n) > 1),
  // A producer beside others says so by a habit; the only one as readers do, by not waiting.
  tries: (of) => (size(of.get('Producers')) > 1 ? has(of.get('Habits'), 'try') : has(of.get('Waits'), false)),
  'time-outs': (of) => of.get('Timed') === true,
  parks: (of) => of.get('Parks') === true,
  throws: (of) => of.get('Throws') === true,
  pools: (of) => size(of.get('Pools')) > 0,
  followers: (of) => asArray(of.get('Upstream')).some((others) => size(others) > 0),
  broadcast: (of) => gatingIn(of) > 1,
  'more than one slot': (of) => Number(of.get('Size')) > 1,
  close: (of) => has(of.get('Habits'), 'close') || size(of.get('Closers')) > 0,
  death: (of) => size(of.get('MayCrash')) > 0,
}

/** The features, in the order of the table. */
export const FEATURES: readonly string[] = Object.keys(HAS)

/** Two features. */
export type Pair = readonly [one: string, other: string]

/** A model in which they meet, or why there is none. */
export type Cell = { readonly model: string } | { readonly why: string }

/** The name of a pair: `parks, close`. */
export function nameOf([one, other]: Pair): string {
  return `${one}, ${other}`
}

/** All pairs, each once. */
export function allPairs(): Pair[] {
  return FEATURES.flatMap((one, at) => FEATURES.slice(at + 1).map((other): Pair => [one, other]))
}

/** The features of a model. */
export function featuresOf(constants: Constants): ReadonlySet<string> {
  return new Set(FEATURES.filter((feature) => HAS[feature]?.(constants)))
}

/** A model, and what it has. */
export interface Featured {
  readonly name: string
  readonly features: ReadonlySet<string>
}

/** The models of rings that pass, begin where a ring does, and take nothing but the specs' own steps. */
export async function featured(models: readonly Model[], specDir: string): Promise<Featured[]> {
  const counted = models.filter(
    ({ expected, module }) => expected === 'passes' && !/MCSequencer|Inductive/.test(module),
  )
  const all = counted.map(async (model): Promise<Featured[]> => {
    const config = await readFile(join(specDir, model.config), 'utf8')
    if (/^ {2}(?!Upstream|MayCrash)\w+ <- /m.test(config)) return []
    return [{ name: model.name, features: featuresOf(await readConstants(model, specDir)) }]
  })
  return (await Promise.all(all)).flat()
}

/** In which of these models two features meet. */
export function meetingsOf([one, other]: Pair, models: readonly Featured[]): string[] {
  return models.filter(({ features }) => features.has(one) && features.has(other)).map(({ name }) => name)
}

/** The table that is kept, by the names of pairs. */
export async function readTable(specDir: string): Promise<Readonly<Record<string, Cell>>> {
  return JSON.parse(await readFile(join(specDir, 'pairs.json'), 'utf8'))
}

/** What is wrong with the table, a sentence each: each pair has a cell, and each cell says what is so. */
export function wrongIn(table: Readonly<Record<string, Cell>>, models: readonly Featured[]): string[] {
  const names = new Set(allPairs().map(nameOf))
  const others = Object.keys(table).filter((name) => !names.has(name))
  const wrong = allPairs().flatMap((pair) => {
    const said = wrongWith(table[nameOf(pair)], meetingsOf(pair, models))
    return said === null ? [] : [`${nameOf(pair)}: ${said}`]
  })
  return [...others.map((name) => `${name}: no pair`), ...wrong]
}

function wrongWith(cell: Cell | undefined, meet: readonly string[]): string | null {
  const [first] = meet
  if (cell === undefined) return first === undefined ? 'they meet nowhere' : `they meet in ${first}`
  if ('model' in cell) return meet.includes(cell.model) ? null : `they do not meet in ${cell.model}`
  if (first !== undefined) return `they meet in ${first}, so there is nothing to excuse`
  return /^[A-Z].{30,}\.$/.test(cell.why) ? null : 'a reason is a sentence'
}
