// Random programs of the stepped source.
import { claim, columns, found } from '../report/claim.ts'
import type { ProgramClaim } from '../report/claims.ts'
import type { Check } from './check.ts'
import { many } from './options.ts'

const PROGRAMS = { quick: 2_000, whole: 20_000 }
/** How many a job plays, and how far apart the seeds of jobs are. */
const JOBS = 4

export const programs: Check<{ programs: number }> = {
  name: 'programs',
  says: 'Random programs of the stepped source, whose threads park, give up, throw, close and die.',
  tier: 'quick',
  when: 'beside',
  options: [many('--programs <n>', `how many; ${PROGRAMS.whole} by default`, 1)],
  async run({ pool, seed, isWhole, screen }, { programs = isWhole ? PROGRAMS.whole : PROGRAMS.quick }) {
    const each = Math.ceil(programs / JOBS)
    const table = await Promise.all(
      Array.from({ length: Math.min(JOBS, programs) }, async (_, job) => {
        const played = await pool.do('program', { seed: seed + job * PROGRAMS.whole, programs: each })
        screen.write(`${lineOf(played)}\n`)
        return played
      }),
    )
    return [claimOf(table)]
  },
}

function lineOf({ seed, programs, sleeps, expired, aborted, deaths, failure }: ProgramClaim): string {
  const went = [programs, sleeps, expired, aborted, deaths].map((count) => count.toLocaleString('en'))
  const end = failure ? failure.at(-1) : 'nothing found'
  return `programs from seed ${seed}: ${went[0]}, ${went[1]} sleeps, ${went[2]} time-outs, ${went[3]} aborts, ${went[4]} deaths, ${end}`
}

function claimOf(played: readonly ProgramClaim[]) {
  const sum = (some: readonly ProgramClaim[]): number => some.reduce((all, { programs }) => all + programs, 0)
  const names = ['programs', 'sleeps', 'time-outs', 'aborts', 'deaths', 'handled']
  return claim({
    check: 'programs',
    says: 'In random programs, every thread alive ends, and nothing is lost.',
    command: `npm run check -- programs --seed ${played[0]?.seed}`,
    ...{ unit: 'programs played', of: sum(played), done: sum(played.filter(({ failure }) => !failure)) },
    failures: played.flatMap(({ seed, failure }) =>
      failure ? [{ says: `a program from seed ${seed}: ${failure.at(-1)}`, lines: failure }] : [],
    ),
    tables: [
      {
        title: 'Random programs',
        columns: columns('seed', ...names.map((name) => `#${name}`), 'found'),
        rows: played.map(({ seed, programs, sleeps, expired, aborted, deaths, handled, failure }) => [
          ...[`${seed}`, programs, sleeps, expired, aborted, deaths, handled],
          found(failure),
        ]),
      },
    ],
  })
}
