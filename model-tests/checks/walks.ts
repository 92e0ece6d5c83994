// Guided walks of the stepped source, where there are too many states for TLC.
import { claim, columns, found } from '../report/claim.ts'
import type { WalkClaim } from '../report/claims.ts'
import { walkLine } from '../report/wording.ts'
import type { Check } from './check.ts'
import { many } from './options.ts'

/** Steps of all walks together, and in how many jobs they are made. */
const STEPS = { quick: 40_000, whole: 800_000 }
const JOBS = 4

export const walks: Check<{ steps: number }> = {
  name: 'walks',
  says: 'Guided walks of the stepped source on rings too large for TLC; invariants are checked after each step.',
  tier: 'quick',
  when: 'beside',
  options: [many('--steps <n>', `steps of all walks together; ${STEPS.whole} by default`, JOBS)],
  async run({ pool, seed, isWhole, screen }, { steps = isWhole ? STEPS.whole : STEPS.quick }) {
    const seeds = Array.from({ length: JOBS }, (_, job) => seed + job * STEPS.whole)
    const table = await Promise.all(
      seeds.map(async (each) => {
        const walked = await pool.do('walk', { seed: each, steps: Math.ceil(steps / JOBS) })
        screen.write(`${walkLine(walked)}\n`)
        return walked
      }),
    )
    return [claimOf(table)]
  },
}

function claimOf(walked: readonly WalkClaim[]) {
  const sum = (some: readonly WalkClaim[]): number => some.reduce((all, { steps }) => all + steps, 0)
  const names = ['steps', 'states seen', 'handled', 'sleeps', 'deaths', 'closings']
  return claim({
    check: 'walks',
    says: 'Walks on larger rings, where threads park, close and die, break no invariant.',
    command: `npm run check -- walks --seed ${walked[0]?.seed}`,
    ...{ unit: 'steps walked', of: sum(walked), done: sum(walked.filter(({ failure }) => !failure)) },
    pictures: walked.flatMap(({ picture }) => picture ?? []),
    failures: walked.flatMap(({ seed, failure }) =>
      failure ? [{ says: `a walk from seed ${seed}: ${failure.at(-1)}`, lines: failure }] : [],
    ),
    tables: [
      {
        title: 'Guided walks',
        columns: columns('seed', ...names.map((name) => `#${name}`), 'found'),
        rows: walked.map(({ seed, steps, seen, handled, sleeps, deaths, closings, failure }) => [
          ...[`${seed}`, steps, seen, handled, sleeps, deaths, closings],
          found(failure),
        ]),
      },
    ],
  })
}
