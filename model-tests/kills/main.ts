import { Command, InvalidArgumentError } from 'commander'
import { handles } from './handles.ts'
import { kill } from './kills.ts'

const { runs, seed, only } = new Command('kills')
  .description('Kills threads of a ring at any access: the others must end and handle everything published.')
  .option('--runs <n>', 'the number of programs', natural, 60)
  .option('--seed <n>', 'repeats the programs of another run', natural, Math.floor(Math.random() * 2 ** 31))
  .option('--only <n>', 'only the program of this index', natural)
  .parse()
  .opts<{ runs: number; seed: number; only?: number }>()

function natural(given: string): number {
  if (/^\d{1,10}$/.test(given)) return Number(given)
  throw new InvalidArgumentError('Allowed: an integer from 0.')
}

const begun = performance.now()
const kills = await kill({ runs, seed, ...(only === undefined ? {} : { only }) })
const places = [...kills.places].sort(([, a], [, b]) => b - a).map(([place, many]) => `${place} ${many}`)
const seconds = ((performance.now() - begun) / 1000).toFixed(1)
const left = handles()
console.log(
  `seed ${seed}: ${kills.runs} runs, ${kills.threads} threads, ${kills.killed} killed, ${seconds} s`,
)
console.log(
  `${kills.failed} rings failed, ${kills.discarded} discarded a consumer, ${kills.events} events handled`,
)
console.log(`${kills.followers} followers in failed rings`)
console.log(`killed at: ${places.join(', ')}`)
console.log(
  kills.wrong ??
    'every event published before a death was handled, by followers too, none twice, and every thread ended',
)
console.log(left.length > 0 ? `left: ${left.join(', ')}` : 'no worker, timer or handle is left')
// No process.exit: the process must end by itself.
process.exitCode = kills.wrong || left.length > 0 ? 1 : 0
