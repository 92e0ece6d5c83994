// The models with TLC, and every edge of their graphs on the stepped source.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Option } from 'commander'
import picocolors from 'picocolors'
import { compare, type Result, slowness } from '../../spec/tlc/compare.ts'
import type { Model } from '../../spec/tlc/models.ts'
import { updatePins } from '../../spec/tlc/pins.ts'
import { type PoolEvent, runModels } from '../../spec/tlc/pool.ts'
import { liveReporter, plainReporter } from '../../spec/tlc/progress.ts'
import { SPEC, tourFile, writeTour } from '../core/files.ts'
import { ROLES } from '../core/roles/models.ts'
import { type Claim, claim, columns, type Failure, type Table } from '../report/claim.ts'
import { showStart } from '../report/wording.ts'
import type { Check, Context } from './check.ts'
import type { Toured } from './jobs.ts'

export const models: Check<{ update: boolean }> = {
  name: 'models',
  says: 'TLC on the models, and every edge of their graphs on the stepped source; the names of models choose.',
  tier: 'quick',
  when: 'first',
  takes: 'models',
  options: [new Option('--update', 'pin what TLC finds and store the tours, after a change that was meant')],
  async run(given, { update = given.isUpdate }) {
    const context = { ...given, isUpdate: update }
    const results = await checkModels(context)
    for (const slow of results.map(slowness)) if (slow) context.screen.write(`${slow}\n`)
    const { toured } = context
    const pins = context.isUpdate ? await keep(results, context) : differences(results)
    const edges = edgeClaim(toured, context.isUpdate ? [] : changesOf(toured))
    const isAsked = given.models.some(({ tour }) => tour)
    return [...modelClaims(results, pins), ...(isAsked ? [edges] : []), ...proofClaims(toured)]
  },
}

/** Runs TLC on all models; as soon as it has a graph that is toured, the tour is made and replayed. */
async function checkModels(context: Context): Promise<readonly Result[]> {
  const { models, folder, screen, signal } = context
  const colors = picocolors.createColors(picocolors.isColorSupported)
  const reporter = (screen.isTTY ? liveReporter : plainReporter)(screen, models.length, colors)
  const graphOf = (model: Model): string | undefined =>
    model.tour || isFollowed(model, context) ? join(folder, `${model.name}.dot`) : undefined
  const touring: Promise<void>[] = []
  const onEvent = (event: PoolEvent): void => {
    reporter.onEvent(event)
    const graph = graphOf(event.model)
    if (event.kind !== 'finished' || !graph || event.outcome.verdict !== 'passes') return
    touring.push(take(context, event.model, graph))
  }
  try {
    const given = { ...(await context.tools()), specDir: SPEC, dumpOf: graphOf, signal, onEvent }
    const results = await runModels(models, given)
    await Promise.all(touring)
    const order = models.map(({ name }) => name)
    context.toured.sort((one, other) => order.indexOf(one.model) - order.indexOf(other.model))
    context.banners.push(...results.slice(0, 1).map(({ outcome }) => outcome.output))
    return results
  } finally {
    reporter.stop()
  }
}

/** Whether the check of roles will want its graph followed: it is slow. */
function isFollowed({ name }: Model, { isWhole }: Context): boolean {
  return isWhole && ROLES.includes(name)
}

/** Has the source take every edge, and keeps the result for the checks that come after. */
async function take(context: Context, model: Model, graph: string): Promise<void> {
  const { pool, folder, isWhole, seed, toured, followed } = context
  try {
    if (model.tour)
      toured.push(await pool.do('tour', { model, graph, samples: folder, start: isWhole ? null : seed }))
    else followed.set(model.name, await pool.do('roles', { model, graph }))
  } finally {
    await rm(graph, { force: true })
  }
}

/** What TLC finds must be what is pinned. */
function differences(results: readonly Result[]): Failure[] {
  return results.flatMap(({ model, outcome }) =>
    compare(model, outcome).map((sentence) => ({ says: `${sentence}: npm run tlc -- ${model.name}` })),
  )
}

/** The tours that are made must be the stored ones. */
function changesOf(toured: readonly Toured[]): Failure[] {
  const changed = toured.filter(({ kept, parting }) => kept !== 'same' && !parting)
  return changed.map(({ model, kept }) => ({
    says:
      kept === 'missing'
        ? `${model}: no tour is stored in ${tourFile(model)}; npm run verify -- --update stores it`
        : `${model}: the tour of TLC's graph, with the accesses of the source, is not the stored one: spec or source has changed; if both were meant to, npm run verify -- --update`,
  }))
}

async function keep(results: readonly Result[], { toured, screen }: Context): Promise<Failure[]> {
  for (const change of await updatePins(SPEC, results)) screen.write(`${change}\n`)
  for (const { model, text, kept } of toured) if (text && kept !== 'same') await writeTour(model, text)
  return differences(results.filter(({ model, outcome }) => model.expected !== outcome.verdict))
}

function modelClaims(results: readonly Result[], failures: readonly Failure[]): Claim[] {
  const passing = results.filter(({ model }) => model.expected === 'passes')
  const failing = results.filter(({ model }) => model.expected !== 'passes')
  const ofThese = (these: readonly Result[]): Failure[] =>
    failures.filter(({ says }) => these.some(({ model }) => says.startsWith(`${model.name}:`)))
  return [
    modelClaim('Every model that must pass does.', 'models that pass', passing, ofThese(passing)),
    modelClaim(
      'Every model that is wrong on purpose fails, in the way it is meant to.',
      'models that fail as they must',
      failing,
      ofThese(failing),
    ),
  ].filter(({ of }) => of > 0)
}

function modelClaim(
  says: string,
  unit: string,
  results: readonly Result[],
  failures: readonly Failure[],
): Claim {
  const good = results.filter(({ model, outcome }) => outcome.verdict === model.expected).length
  return claim({
    ...{ check: 'models', says, command: 'npm run check -- models', unit, done: good, of: results.length },
    ...{ failures, tables: [modelTable(unit, results)] },
  })
}

function modelTable(title: string, results: readonly Result[]): Table {
  return {
    title,
    columns: columns('model, and what it shows', 'verdict', '#states', '#depth', '#seconds'),
    rows: results.map(({ model, outcome }) => [
      { kind: 'model', name: model.name, says: model.says },
      outcome.verdict === model.expected
        ? { kind: 'good', text: outcome.verdict }
        : { kind: 'bad', text: `${outcome.verdict}, expected: ${model.expected}` },
      outcome.distinct,
      outcome.depth,
      outcome.seconds.toFixed(1),
    ]),
  }
}

const ONE = 'npm run check -- models NAME'

function edgeClaim(toured: readonly Toured[], changes: readonly Failure[]): Claim {
  const sum = (of: (tour: Toured) => number): number => toured.reduce((all, tour) => all + of(tour), 0)
  const pictures = toured.flatMap(({ parting }) => parting ?? [])
  const fewer = toured.filter(({ edges, taken }) => taken < edges)
  return claim({
    check: 'models',
    says: 'The source, stepped, takes every edge of TLC’s graphs.',
    ...{
      command: ONE,
      unit: 'edges on source',
      done: sum(({ taken }) => taken),
      of: sum(({ edges }) => edges),
    },
    figures: [{ count: sum(({ lines }) => lines), noun: 'steps replayed' }],
    tables: [edgeTable(toured)],
    pictures,
    failures: [
      ...changes,
      ...pictures.map(({ model, where, what, spec, source }) => ({
        says: `${model} on ${where}: ${what}: spec ${spec}, source ${source}`,
      })),
      ...fewer.map(({ model, edges, taken }) => ({
        says: `${model}: the source takes ${taken} of ${edges} edges: npm run check -- models ${model}`,
      })),
    ],
  })
}

function edgeTable(toured: readonly Toured[]): Table {
  const most = Math.max(1, ...toured.map(({ edges }) => edges))
  const starts = [...new Set(toured.flatMap(({ starts }) => starts))].map(showStart)
  return {
    title: 'Edges on the source',
    says: `Stepped with sequences that begin at ${starts.join(', ')}.`,
    columns: columns('model', '#edges', '#taken', '#steps'),
    rows: toured.map(({ model, edges, taken, lines }) => [
      { kind: 'model', name: model, says: '' },
      edges,
      { kind: 'part', some: taken, of: edges, most },
      lines,
    ]),
  }
}

/** None where no tour was followed: a pool is not in the model of the proof. */
function proofClaims(toured: readonly Toured[]): readonly Claim[] {
  const followed = toured.filter(({ followed }) => followed)
  return followed.length === 0 ? [] : [proofClaim(toured, followed)]
}

function proofClaim(toured: readonly Toured[], followed: readonly Toured[]): Claim {
  const sum = (tours: readonly Toured[]): number => tours.reduce((all, { edges }) => all + edges, 0)
  const failures = toured.flatMap(({ model, proof }) =>
    proof === null ? [] : [{ says: `${model}, the model of the proof: ${proof}` }],
  )
  return claim({
    check: 'models',
    says: 'What is proved takes the same steps, and no others.',
    ...{ command: ONE, unit: 'edges in the proof', failures },
    ...{ done: sum(followed.filter(({ proof }) => proof === null)), of: sum(followed) },
  })
}
