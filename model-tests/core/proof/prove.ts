// The whole proof: its queries, the expected answers, and the answers given.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Model, modelOf } from '../../harness/smt/model.ts'
import { narrowed, type Sufficient } from '../../harness/smt/premises.ts'
import { contextsOf, type Query, queriesOf } from '../../harness/smt/queries.ts'
import { type Answer, Solver } from '../../harness/smt/solver.ts'
import { multiProducer } from './MultiProducer.ts'
import { singleProducer } from './SingleProducer.ts'
import { turnsDraft } from './turns.ts'
import { WORD_LEMMAS, wordQueries } from './words.ts'

/** The models of the proof. */
export const MODELS: readonly Model[] = [singleProducer, multiProducer]

/** The result of the proof. */
export interface Proof {
  /** The number of queries, and of those answered as the manifest says. */
  readonly queries: number
  readonly unsat: number
  readonly seconds: number
  /** One sentence for each answer that is not as expected. */
  readonly failures: readonly string[]
  /** The values found by the solver where an answer must be `sat`. */
  readonly found: readonly string[]
}

/** The expected answers by query. */
export type Manifest = Readonly<Record<string, string>>

const MANIFEST = join(import.meta.dirname, 'manifest.json')
const PREMISES = join(import.meta.dirname, 'premises.json')

/** All queries: of the models, their contexts, and words. */
export function allQueries(): Query[] {
  return [...MODELS.flatMap(queriesOf), ...MODELS.flatMap(contextsOf), ...wordQueries()]
}

/** All queries, or those that prove something: contexts only show that no premise is contradictory. */
export function queriesFor(isWhole: boolean): Query[] {
  return allQueries().filter(({ context }) => isWhole || !context)
}

/** The expected answer of a context: the solver may fail to find a state, but must not show that there is none. */
const NOT_REFUTED = 'not refuted'

/** The expected answer of each present query. */
export function expectedOf(queries: readonly Query[]): Manifest {
  return Object.fromEntries(
    queries.map(({ name, context }) => [
      name,
      context ? NOT_REFUTED : (WORD_LEMMAS[name.slice('words: '.length)]?.expected ?? 'unsat'),
    ]),
  )
}

export async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(MANIFEST, 'utf8')) as Manifest
}

/** Stores the present queries as the manifest, and the premises that suffice for them. */
export async function keepProof(): Promise<void> {
  await writeFile(MANIFEST, `${JSON.stringify(expectedOf(allQueries()), null, 2)}\n`)
  await keepPremises([...MODELS, modelOf(turnsDraft)].flatMap(queriesOf))
}

/**
 * Premises that were found to suffice. A query is asked from these first, which takes a sixth of the time; the proof
 * does not rest on the file, since what some premises prove, all of them prove.
 */
export async function readPremises(): Promise<Sufficient> {
  return JSON.parse(await readFile(PREMISES, 'utf8')) as Sufficient
}

/** Finds premises that suffice for each of these queries; for those that are not proved there are none. */
async function keepPremises(queries: readonly Query[]): Promise<void> {
  const solver = await Solver.open()
  try {
    const lines: string[] = []
    for (const query of queries) {
      const names = await solver.sufficientFor(query)
      if (names) lines.push(`  ${JSON.stringify(query.name)}: ${JSON.stringify(names)}`)
    }
    await writeFile(PREMISES, `{\n${lines.join(',\n')}\n}\n`)
  } finally {
    await solver.close()
  }
}

/** The number of jobs; each ends long before a job is taken for hung. */
const PARTS = 8

/** Threads that ask queries. */
export interface Provers {
  do(
    kind: 'prove',
    ask: { readonly seed: number; readonly part: number; readonly parts: number; readonly isWhole: boolean },
  ): Promise<readonly Answer[]>
}

/** Asks all queries with this seed, on threads of the pool. */
export async function prove(pool: Provers, seed = 0, isWhole = true): Promise<Proof> {
  const since = performance.now()
  const queries = queriesFor(isWhole)
  const parts = Array.from({ length: PARTS }, (_, part) => ({ seed, part, parts: PARTS, isWhole }))
  const answers = (await Promise.all(parts.map((ask) => pool.do('prove', ask)))).flat()
  const failures = judge(answers, manifestFor(await readManifest(), isWhole))
  const wrong = new Set(failures.map(({ name }) => name))
  return {
    queries: queries.length,
    unsat: answers.filter(({ name }) => !wrong.has(name)).length,
    seconds: (performance.now() - since) / 1000,
    failures: failures.map(({ sentence }) => sentence),
    found: answers.flatMap(({ name, found }) => (found === '' ? [] : [`${name}: ${valuesIn(found)}`])),
  }
}

function manifestFor(manifest: Manifest, isWhole: boolean): Manifest {
  return Object.fromEntries(
    Object.entries(manifest).filter(([, expected]) => isWhole || expected !== NOT_REFUTED),
  )
}

function isAs(verdict: string, expected: string): boolean {
  if (expected !== NOT_REFUTED) return verdict === expected
  return verdict === 'sat' || verdict.startsWith('unknown')
}

/** Asks these queries one after another. */
export async function answersTo(queries: readonly Query[], seed = 0): Promise<Answer[]> {
  const sufficient = await readPremises()
  const solver = await Solver.open(seed)
  try {
    const answers: Answer[] = []
    for (const query of queries) answers.push(await answerTo(query, solver, sufficient[query.name]))
    return answers
  } finally {
    await solver.close()
  }
}

/** Asks from these premises, and from all where those do not suffice. */
export async function answerTo(query: Query, solver: Solver, names?: readonly string[]): Promise<Answer> {
  if (!names) return await solver.ask(query, query.bits)
  const answer = await solver.ask(narrowed(query, names))
  return answer.verdict === 'unsat' ? answer : await solver.ask(query, query.bits)
}

/** The sequences found, as numbers; the ring's size is 2 to the power of `bits`. */
export function valuesIn(found: string): string {
  const values = found.matchAll(/^(bits|n|s|gate) -> #x([\da-f]{16})$/gm)
  return [...values]
    .map(([, name, digits]) => `${name} = ${BigInt.asIntN(64, BigInt(`0x${digits}`))}`)
    .join(', ')
}

/** Each answer must be the one in the manifest, and each query of the manifest must be asked. */
export function judge(
  answers: readonly Pick<Answer, 'name' | 'verdict'>[],
  manifest: Manifest,
): { readonly name: string; readonly sentence: string }[] {
  const asked = new Set(answers.map(({ name }) => name))
  const missing = Object.keys(manifest).filter((name) => !asked.has(name))
  return [
    ...answers.flatMap(({ name, verdict }) => {
      const expected = manifest[name] ?? 'nothing, for it is not in the manifest'
      return isAs(verdict, expected) ? [] : [{ name, sentence: `${name}: ${verdict}, expected: ${expected}` }]
    }),
    ...missing.map((name) => ({ name, sentence: `${name}: is no longer asked` })),
  ]
}
