// The models of Roles, every edge of which is a step of the source, and random programs of roles.

import { join } from 'node:path'
import type { Result } from '../../spec/tlc/compare.ts'
import type { Model } from '../../spec/tlc/models.ts'
import { runModels } from '../../spec/tlc/pool.ts'
import { SPEC } from '../core/files.ts'
import { type Failure as Found, playPrograms } from '../core/roles/programs.ts'
import { type Replayed, ROLES } from '../core/roles/roles.ts'
import { type Claim, claim, columns, found } from '../report/claim.ts'
import type { Check, Context } from './check.ts'
import { many } from './options.ts'

export const roles: Check = {
  name: 'roles',
  says: 'Every edge of the models of Roles on the source: attach, leave, die, bury, take over.',
  tier: 'slow',
  when: 'beside',
  takes: 'models',
  async run(context, { names }) {
    const chosen = ROLES.filter((role) => !names || names.includes(role))
    await explore(chosen.filter((name) => !context.followed.has(name)).map(modelIn(context)), context)
    return [claimOf(chosen.map((name) => replayOf(name, context)))]
  },
}

type Named = { readonly name: string } & Replayed

function modelIn({ known }: Context): (name: string) => Model {
  return (name) => {
    const model = known.find((each) => each.name === name)
    if (!model) throw new Error(`no model ${name} in spec/models.json`)
    return model
  }
}

/** By itself, the check has TLC make the graphs; else the check of models has done so, and followed them. */
async function explore(models: readonly Model[], context: Context): Promise<void> {
  const { tools, pool, folder, signal, followed } = context
  if (models.length === 0) return
  const dumpOf = ({ name }: Model): string => join(folder, `${name}.dot`)
  const results = await runModels(models, { ...(await tools()), specDir: SPEC, dumpOf, signal })
  const follow = async ({ model, outcome }: Result): Promise<void> => {
    if (outcome.verdict !== model.expected) throw new Error(`${model.name} ${outcome.verdict}`)
    followed.set(model.name, await pool.do('roles', { model, graph: dumpOf(model) }))
  }
  await Promise.all(results.map(follow))
}

function replayOf(name: string, { followed, screen }: Context): Named {
  const replay = followed.get(name)
  if (!replay) throw new Error(`the graph of ${name} was not followed`)
  screen.write(`${name}: ${replay.taken} of ${replay.edges} edges, ${replay.steps} steps\n`)
  return { name, ...replay }
}

function claimOf(replayed: readonly Named[]): Claim {
  const sum = (of: (each: Named) => number): number => replayed.reduce((all, each) => all + of(each), 0)
  return claim({
    check: 'roles',
    says: 'The source takes every edge of the models of Roles.',
    ...{ command: 'npm run check -- roles NAME', unit: 'edges of roles' },
    ...{ done: sum(({ taken }) => taken), of: sum(({ edges }) => edges) },
    failures: replayed.flatMap(({ name, divergence }) =>
      divergence ? [{ says: `${name} diverged: ${divergence}` }] : [],
    ),
    tables: [
      {
        title: 'Edges of roles',
        columns: columns('model', '#edges', '#taken', '#steps'),
        rows: replayed.map(({ name, edges, taken, steps }) => [
          { kind: 'model', name, says: '' },
          ...[edges, taken, steps],
        ]),
      },
    ],
  })
}

const PROGRAMS = { quick: 500, whole: 2000 }
const EVERY = 1000

export const rolePrograms: Check<{ programs: number }> = {
  name: 'role-programs',
  says: 'Random programs of roles: threads attach, leave, end, die and are taken over, in any order.',
  tier: 'quick',
  when: 'beside',
  options: [many('--programs <n>', `how many; ${PROGRAMS.whole} by default`, 1)],
  async run({ seed, isWhole, screen }, { programs = isWhole ? PROGRAMS.whole : PROGRAMS.quick }) {
    const onProgress = (done: { readonly programs: number }): void => {
      if (done.programs % EVERY === 0) screen.write(`programs of roles: ${done.programs}\n`)
    }
    const { failure, ...all } = await playPrograms({ seed: seed % 2 ** 31, programs, onProgress })
    return [programClaim(all, programs, failure)]
  },
}

type Played = Omit<Awaited<ReturnType<typeof playPrograms>>, 'failure'>

function programClaim(played: Played, of: number, failure: Found | null): Claim {
  const { seed, programs, steps, deaths, takeovers, handled } = played
  const names = ['programs', 'steps', 'threads ended', 'taken over', 'handled']
  return claim({
    check: 'role-programs',
    says: 'In programs of roles, no accepted event is lost unreported, and no thread waits for ever.',
    ...{ command: `npm run check -- role-programs --seed ${seed}`, unit: 'programs of roles' },
    ...{ done: programs - Number(failure !== null), of },
    failures: failure ? [failureOf(failure)] : [],
    tables: [
      {
        title: 'Programs of roles',
        says: `Rings ended ${[...played.ends].map(([end, many]) => `${end} ${many}`).join(', ')}.`,
        columns: columns('seed', ...names.map((name) => `#${name}`), 'found'),
        rows: [[`${seed}`, programs, steps, deaths, takeovers, handled, found(failure)]],
      },
    ],
  })
}

function failureOf({ seed, cast, moves, wrong }: Found) {
  const again = `to repeat: npm run check -- role-programs --programs 1 --seed ${seed}`
  const steps = moves.map((move) => `  ${move.join(' ')}`)
  const lines = [`cast: ${cast}`, 'these steps, then every enabled step, in order:', ...steps, again]
  return { says: `a program of roles from seed ${seed}: ${wrong}`, lines }
}
