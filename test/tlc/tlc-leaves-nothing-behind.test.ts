import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { runModels } from '../../spec/tlc/pool.ts'
import { runModel } from '../../spec/tlc/run.ts'
import { folderWith, program } from './folders.ts'
import { model, SPECS } from './specs.ts'

const outer = process.env.TMPDIR

// A stand-in for Java that litters: beside the spec, in the folder of the states, and below java.io.tmpdir.
const LITTER = `
for flag; do case $flag in -Djava.io.tmpdir=*) touch "\${flag#*=}/Naturals.tla";; esac; done
touch Counter_TTrace_1.tla Counter_TTrace_1.bin; mkdir -p states`

const PASSES = `${LITTER}
echo 'Computing initial states...'
echo 'Model checking completed. No error has been found.'
echo '5 states generated, 4 distinct states found, 0 states left on queue.'`

const HANGS = `${LITTER}
while :; do echo beat >> "$0.beats"; sleep 0.02; done`

describe('nothing is left in the source tree or the temporary folder', () => {
  it('after a run', async () => {
    const { options, left } = await surroundings(PASSES)
    expect(await runModel(model('Passes'), options)).toMatchObject({ verdict: 'passes', distinct: 4 })
    await left()
  })

  it('after a run that broke', async () => {
    const { options, left } = await surroundings(`${LITTER}\nexit 99`)
    expect(await runModel(model('Passes'), options)).toMatchObject({ verdict: 'broke', why: 'exit code 99' })
    await left()
  })

  it('where Java does not start', async () => {
    const { options, left } = await surroundings('')
    const outcome = await runModel(model('Passes'), { ...options, java: '/nowhere/java' })
    expect(outcome).toMatchObject({ verdict: 'broke', why: expect.stringContaining('Java did not start') })
    await left()
  })

  it('after an abort, which kills Java', async () => {
    const { options, left } = await surroundings(HANGS)
    const stop = new AbortController()
    const run = runModel(model('Passes'), { ...options, signal: stop.signal })
    void beats(options.java).then(() => stop.abort())
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', message: expect.stringContaining('Passes') })
    await dead(options.java)
    await left()
    await expect(runModel(model('Passes'), { ...options, signal: stop.signal })).rejects.toThrow('stopped')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'after %s, which kills Java and then the runner',
    async (signal) => {
      const { options, left, temporary } = await surroundings(HANGS)
      const run = [import.meta.resolve('../../spec/tlc/run.ts'), model('Passes'), options]
      // tsx keeps a cache of its own in the temporary folder that it finds.
      const script = `const [file, model, options] = ${JSON.stringify(run)}
        process.env.TMPDIR = ${JSON.stringify(temporary)}
        await (await import(file)).runModel(model, options)`
      const flags = ['--import', 'tsx', '--input-type=module', '-e', script]
      const child = spawn(process.execPath, flags, { env: { ...process.env, TMPDIR: outer } })
      await beats(options.java)
      expect(await names(temporary)).toContain('Counter_TTrace_1.bin')
      child.kill(signal)
      expect(await once(child, 'exit')).toEqual([null, signal])
      await dead(options.java)
      await left()
    },
  )
})

describe('the outcome of a run', () => {
  it('is broke where the text does not fit the exit code', async () => {
    const { options } = await surroundings(`${PASSES}\nexit 12`)
    expect(await runModel(model('Passes'), options)).toMatchObject({ verdict: 'broke', why: 'exit code 12' })
  })

  it('is broke if it passes without having seen all states', async () => {
    const partly = await surroundings(PASSES.replace(' 0 states left', ' 3 states left'))
    expect(await runModel(model('Passes'), partly.options)).toMatchObject({ verdict: 'broke' })
    const none = await surroundings(`echo 'Model checking completed. No error has been found.'`)
    expect(await runModel(model('Passes'), none.options)).toMatchObject({ verdict: 'broke' })
  })

  it('is broke where Java was killed', async () => {
    const { options } = await surroundings('kill -9 $$')
    expect(await runModel(model('Passes'), options)).toMatchObject({
      verdict: 'broke',
      why: 'killed by SIGKILL',
    })
  })

  it('does not depend on time or chance', async () => {
    const { options } = await surroundings('echo "$*"')
    const { output } = await runModel(model('Passes'), options)
    for (const flags of ['-workers 1', '-fp 0', '-lncheck final', '-checkpoint 0'])
      expect(output).toContain(flags)
    for (const flag of ['-deadlock', '-generateSpecTE', '-simulate']) expect(output).not.toContain(flag)
  })

  it('is reported while it runs', async () => {
    const line =
      'Progress(9) at 2023-03-20 10:00:00: 1,204,007 states generated (72 s/min), 310 distinct states found (9 ds/min), 12 states left on queue.'
    const { options } = await surroundings(`echo '${line}'\n${PASSES}`)
    const onProgress = vi.fn()
    await runModel(model('Passes'), { ...options, onProgress })
    expect(onProgress.mock.calls).toEqual([[{ generated: 1204007, distinct: 310, queued: 12 }]])
  })
})

it('a graph that cannot be written is an error before TLC starts', async () => {
  const { options } = await surroundings('touch "$0.started"')
  for (const dump of ['/nowhere/graph.dot', await folderWith({})]) {
    await expect(runModel(model('Passes'), { ...options, dump })).rejects.toMatchObject({
      code: 'DUMP_UNWRITABLE',
    })
  }
  await expect(readdir(`${options.java}.started`)).rejects.toThrow('ENOENT')
})

it('a graph of an earlier run is not mistaken for the present one', async () => {
  const { options } = await surroundings('exit 150')
  const folder = await folderWith({ 'graph.dot': 'old' })
  await runModel(model('Passes'), { ...options, dump: join(folder, 'graph.dot') })
  expect(await readdir(folder)).toEqual([])
})

it('many models run with the given parallelism, and their results are in the order of the list', async () => {
  const { options } = await surroundings(
    `case "$*" in *Small*) exit 99;; *Passes*) sleep 0.3;; esac\n${PASSES}`,
  )
  const models = ['Passes', 'Small', 'Never', 'Stuck', 'More'].map((name) => model(name))
  let running = 0
  let most = 0
  const results = await runModels(models, {
    ...options,
    jobs: 2,
    onEvent: ({ kind }) => {
      running += kind === 'started' ? 1 : kind === 'finished' ? -1 : 0
      most = Math.max(most, running)
    },
  })
  expect(results.map(({ model: { name } }) => name)).toEqual(models.map(({ name }) => name))
  expect(results.map(({ outcome }) => outcome.verdict)).toEqual([
    'passes',
    'broke',
    'passes',
    'passes',
    'passes',
  ])
  expect({ most, running }).toEqual({ most: 2, running: 0 })
})

async function beats(java: string): Promise<string> {
  return await vi.waitFor(() => readFile(`${java}.beats`, 'utf8'), { timeout: 10_000, interval: 20 })
}

/** Checks that a program that used to beat has stopped: its process id alone could be one not yet reaped. */
async function dead(java: string): Promise<void> {
  const before = await beats(java)
  await sleep(150)
  expect(await beats(java)).toBe(before)
}

async function surroundings(script: string) {
  const specDir = await folderWith(SPECS)
  const temporary = await folderWith({})
  const java = await program(script)
  vi.stubEnv('TMPDIR', temporary)
  onTestFinished(() => void vi.unstubAllEnvs())
  const left = async (): Promise<void> => {
    expect(await names(temporary)).toEqual([])
    expect(await names(specDir)).toEqual(await names(await folderWith(SPECS)))
  }
  return { options: { specDir, java, jar: 'a.jar' }, left, temporary }
}

async function names(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .map(({ name }) => name)

    .sort()
}
