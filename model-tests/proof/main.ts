// The proof alone: npm run prove, with another seed, or updating the manifest.
import { Command, InvalidArgumentError } from 'commander'
import { sayProof } from '../report/index.ts'
import { Pool } from '../verify/pool.ts'
import { keepManifest, prove } from './prove.ts'

const program = new Command('prove')
  .description(
    'Asks Z3 every query of the proof: each answer must be the one in model-tests/proof/manifest.json.',
  )
  .option('--seed <n>', 'the seed of the solver', seedOf, 0)
  .option('--update', 'store the present queries as the manifest, after an intended change')

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
