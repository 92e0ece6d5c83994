// Logs of free threads, followed by TLC.
import { Option } from 'commander'
import { CONFIGURATIONS } from '../core/logs/configurations.ts'
import { checkLogs, followKept } from '../core/logs/index.ts'
import { type Claim, claim, columns, found } from '../report/claim.ts'
import type { LogClaim } from '../report/claims.ts'
import type { Check, Context } from './check.ts'
import { many } from './options.ts'

interface Flags {
  readonly files: number
  readonly accesses: number
  readonly only: string
  readonly replay: string
}

const ALL = { quick: { files: 6, accesses: 5_000, rings: 6 }, whole: { files: 30, accesses: 50_000 } }

export const logs: Check<Flags> = {
  name: 'logs',
  says: 'Threads run freely, every access is logged, and TLC follows the logs.',
  tier: 'quick',
  when: 'beside',
  options: [
    many('--files <n>', 'the least number of logs'),
    many('--accesses <n>', 'the least number of atomic accesses in all logs'),
    new Option('--only <configuration>', 'only this ring').choices(CONFIGURATIONS.map(({ name }) => name)),
    new Option('--replay <file>', 'follow only this stored log'),
  ],
  async run(context, { replay, ...flags }) {
    if (replay !== undefined) return [replayed(replay, await followKept(replay, await context.tools()))]
    const { isWhole, seed, screen } = context
    const amount = isWhole ? ALL.whole : ALL.quick
    const onClaim = (each: LogClaim): unknown => screen.write(`${lineOf(each)}\n`)
    const { table } = await checkLogs({ ...amount, ...flags, seed, tools: await context.tools(), onClaim })
    return claimsOf(table, context)
  },
}

function lineOf({ configuration, files, accesses, corrupted, rejected, failure }: LogClaim): string {
  const end = failure ? failure[0] : `followed, ${rejected} of ${corrupted} corrupted ones rejected`
  return `logs of ${configuration}: ${files}, ${accesses.toLocaleString('en')} accesses, ${end}`
}

function replayed(file: string, divergence: readonly string[] | null): Claim {
  return claim({
    ...{ check: 'logs', says: 'The stored log is a behaviour of the spec.', unit: 'logs', of: 1 },
    ...{ command: `npm run check -- logs --replay ${file}`, done: divergence === null ? 1 : 0 },
    failures: divergence ? [{ says: `${file} is no behaviour`, lines: divergence }] : [],
  })
}

function claimsOf(table: readonly LogClaim[], { seed }: Context): Claim[] {
  const sum = (some: readonly LogClaim[], of: (log: LogClaim) => number): number =>
    some.reduce((all, log) => all + of(log), 0)
  const command = `npm run check -- logs --seed ${seed}`
  const followed = table.filter(({ failure }) => failure === null)
  return [
    claim({
      ...{
        check: 'logs',
        says: 'Every log of free threads is a behaviour of the spec.',
        command,
        unit: 'logs',
      },
      ...{ done: sum(followed, ({ files }) => files), of: sum(table, ({ files }) => files) },
      figures: [{ count: sum(table, ({ accesses }) => accesses), noun: 'accesses logged' }],
      failures: table.flatMap(({ failure }) => (failure ? [{ says: failure[0] ?? '', lines: failure }] : [])),
      tables: [tableOf(table)],
    }),
    claim({
      ...{ check: 'logs', says: 'No log with one thing wrong is.', command, unit: 'corrupted logs rejected' },
      ...{ done: sum(table, ({ rejected }) => rejected), of: sum(table, ({ corrupted }) => corrupted) },
    }),
  ]
}

function tableOf(table: readonly LogClaim[]) {
  return {
    title: 'Logs of free threads',
    columns: columns('ring', '#logs', '#lines', '#accesses', '#rejected', '#corrupted', 'found'),
    rows: table.map(({ configuration, files, lines, accesses, corrupted, rejected, failure }) => [
      ...[configuration, files, lines, accesses, rejected, corrupted],
      found(failure),
    ]),
  }
}
