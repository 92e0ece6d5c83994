import { Command, InvalidArgumentError } from 'commander'
import { findJar, findJava } from '../../spec/tlc/jar.ts'
import { readModels } from '../../spec/tlc/models.ts'
import { SPEC } from '../tour/files.ts'
import { type Failure, playPrograms } from './programs.ts'
import { followModel, ROLES } from './roles.ts'

const program = new Command('roles')
  .description('Replays every edge of the models of Roles on the source, or plays random programs of roles.')
  .argument('[models...]', 'only these models', ROLES)
  .option('--programs <n>', 'play this many random programs instead', natural)
  .option('--seed <n>', 'seed of the programs, to repeat a run', natural, Math.floor(Math.random() * 2 ** 31))
  .parse()
const { programs, seed } = program.opts<{ programs?: number; seed: number }>()

function natural(given: string): number {
  if (/^\d{1,10}$/.test(given)) return Number(given)
  throw new InvalidArgumentError('Allowed: an integer from 0.')
}

async function follow(asked: readonly string[]): Promise<void> {
  const tools = { jar: await findJar({ env: process.env }), java: await findJava(process.env) }
  const models = (await readModels(SPEC)).filter(({ name }) => asked.includes(name))
  for (const model of models) {
    const { edges, taken, steps, parting } = await followModel(model, tools)
    console.log(
      `${model.name}: ${taken} of ${edges} edges, ${steps} steps${parting ? `; diverged: ${parting}` : ''}`,
    )
    if (parting || taken < edges) process.exitCode = 1
  }
}

async function play(many: number): Promise<void> {
  const begun = performance.now()
  const seconds = (): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`
  const onProgress = (done: { readonly programs: number }): void =>
    console.log(`${done.programs} programs, ${seconds()}`)
  console.log(`seed ${seed}`)
  const { failure, ends, ...all } = await playPrograms({ seed, programs: many, onProgress })
  const { steps, deaths, takeovers, handled } = all
  console.log(
    `${all.programs} programs, ${steps} steps, ${deaths} threads ended, ${takeovers} roles taken over`,
  )
  console.log(
    `${handled} events handled; rings: ${[...ends].map((each) => each.join(' ')).join(', ')}; ${seconds()}`,
  )
  console.log(failure ? told(failure) : 'no accepted event is lost unreported, and no thread waits for ever')
  if (failure) process.exitCode = 1
}

function told({ seed: own, cast, moves, wrong }: Failure): string {
  const steps = moves.map((move) => `  ${move.join(' ')}`)
  const again = `to repeat: npm run roles -- --programs 1 --seed ${own}`
  return [wrong, `cast: ${cast}`, 'these steps, then every enabled step, in order:', ...steps, again].join(
    '\n',
  )
}

await (programs === undefined ? follow(program.processedArgs[0]) : play(programs))
