// The proof for every size, with Z3.
import { Option } from 'commander'
import { keepProof, prove } from '../core/proof/prove.ts'
import { claim } from '../report/claim.ts'
import type { Check } from './check.ts'

export const proof: Check<{ update: boolean }> = {
  name: 'proof',
  says: 'Every query of the proof, with Z3: each answer must be the one in the manifest.',
  tier: 'quick',
  when: 'beside',
  options: [
    new Option(
      '--update',
      'store the present queries, and premises that suffice for each, after an intended change',
    ),
  ],
  async run({ pool, seed, isWhole, screen }, { update }) {
    if (update) await keepProof()
    const { queries, unsat, seconds, failures, found } = await prove(pool, seed, isWhole)
    for (const values of found) screen.write(`${values}\n`)
    screen.write(`proof: ${unsat} of ${queries} queries, ${seconds.toFixed(1)} s\n`)
    return [
      claim({
        check: 'proof',
        says: 'The invariant is proved for every size, and any number of threads.',
        command: `npm run check -- proof --seed ${seed}`,
        ...{ unit: 'queries', done: unsat, of: queries },
        failures: failures.map((says) => ({ says })),
      }),
    ]
  },
}
