// The models of Roles, every edge of which is a step of the source, and random programs of roles.

import { join } from 'node:path'
import type { Model } from '../../spec/tlc/models.ts'
import { runModel } from '../../spec/tlc/run.ts'
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
    return [claimOf(await Promise.all(chosen.map((name) => replayOne(name, context))))]
  },
}

type Named = { readonly name: string } & Replayed

async function replayOne(name: string, context: Context): Promise<Named> {
  const model = context.known.find((each) => each.name === name)
  if (!model) throw new Error(`no model ${name} in spec/models.json`)
  const replay = context.followed.get(name) ?? (await explore(model, context))
  context.screen.write(`${name}: ${replay.taken} of ${replay.edges} edges, ${replay.steps} steps\n`)
  return { name, ...replay }
}

/** By itself, the check has TLC make the graphs; else the check of models has done so, and followed them. */
async function explore(model: Model, { tools, pool, folder, signal }: Context): Promise<Replayed> {
  const graph = join(folder, `${model.name}.dot`)
  const { verdict } = await runModel(model, { ...(await tools()), specDir: SPEC, dump: graph, signal })
  if (verdict !== model.expected) throw new Error(`${model.name} ${verdict}`)
  return await pool.do('roles', { model, graph })
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
