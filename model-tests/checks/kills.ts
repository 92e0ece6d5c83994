// Threads killed at any access of theirs.
import { type Kills, kill } from '../core/runs/kills/kills.ts'
import { handles, leftSince } from '../harness/threads/handles.ts'
import { claim, columns } from '../report/claim.ts'
import type { Check } from './check.ts'
import { many } from './options.ts'

interface Flags {
  readonly runs: number
  readonly only: number
}

const RUNS = { quick: 20, whole: 200 }

export const kills: Check<Flags> = {
  name: 'kills',
  says: 'Threads of a ring are killed at any access: the others end, and handle everything published.',
  tier: 'quick',
  when: 'alone',
  options: [
    many('--runs <n>', `the number of runs; ${RUNS.whole} by default`, 1),
    many('--only <n>', 'only the run of this index'),
  ],
  async run({ seed, isWhole, screen }, { runs = isWhole ? RUNS.whole : RUNS.quick, only }) {
    const before = handles()
    const onRun = ({ runs: done, killed }: Readonly<Kills>): void => {
      if (done % 20 === 0) screen.write(`kills: ${done} runs, ${killed} threads killed\n`)
    }
    const given = { runs, seed: seed % 2 ** 31, onRun, ...(only === undefined ? {} : { only }) }
    return [claimOf(given.seed, await kill(given), leftSince(before))]
  },
}

function claimOf(seed: number, all: Kills, left: readonly string[]) {
  const { runs, threads, killed, failed, discarded, events, followers, wrong, places } = all
  const names = ['runs', 'threads', 'killed', 'failed', 'discarded', 'events', 'followers']
  const sorted = [...places].sort(([, a], [, b]) => b - a)
  return claim({
    check: 'kills',
    says: 'Where a thread is killed, what was published is handled, none twice, and every other thread ends.',
    ...{ command: `npm run check -- kills --seed ${seed}`, unit: 'runs with kills' },
    ...{ done: runs - Number(wrong !== null), of: runs },
    figures: [{ count: killed, noun: 'threads killed' }],
    failures: [
      ...(wrong === null ? [] : [{ says: wrong.split('\n')[0] ?? '', lines: wrong.split('\n') }]),
      ...(left.length === 0 ? [] : [{ says: `left after the kills: ${left.join(', ')}` }]),
    ],
    tables: [
      {
        title: 'Kills',
        columns: columns('seed', ...names.map((name) => `#${name}`)),
        rows: [[`${seed}`, runs, threads, killed, failed, discarded, events, followers]],
      },
      { title: 'Killed at', columns: columns('access', '#times'), rows: sorted, on: 'page', isFolded: true },
    ],
  })
}
