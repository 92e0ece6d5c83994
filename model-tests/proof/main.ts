// The proof alone: npm run prove, with another seed, or keeping what is asked now as what has to be asked.
import { Command, InvalidArgumentError } from 'commander'
import { sayProof } from '../report/index.ts'
import { Pool } from '../verify/pool.ts'
import { keepManifest, prove } from './prove.ts'

const program = new Command('prove')
  .description(
    'Asks Z3 every question of the proof: each has to come out as model-tests/proof/manifest.json says.',
  )
  .option('--seed <n>', 'the seed of the solver', seedOf, 0)
  .option('--update', 'keep what is asked now as what has to be asked: after a change that was meant')

function seedOf(given: string): number {
  if (/^\d{1,9}$/.test(given)) return Number(given)
  throw new InvalidArgumentError('Allowed: an integer from 0.')
}

const { seed, update } = program.parse().opts<{ seed: number; update?: boolean }>()
if (update) await keepManifest()
const pool = new Pool()
const proof = await prove(pool, seed).finally(() => pool.close())
for (const values of proof.found) process.stdout.write(`${values}\n`)
for (const failure of proof.failures) process.stdout.write(`\u2717 ${failure}\n`)
process.stdout.write(`${sayProof(proof)}, ${proof.seconds.toFixed(1)} s\n`)
process.exitCode = proof.failures.length === 0 ? 0 : 1
