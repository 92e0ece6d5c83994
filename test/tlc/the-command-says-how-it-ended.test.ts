import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command } from '../../spec/tlc/command.ts'
import { type Model, readModels } from '../../spec/tlc/models.ts'
import { findTools } from '../../spec/tlc/tools.ts'
import { folderWith, program } from './folders.ts'
import { Recorder } from './screen.ts'
import { model, SPECS } from './specs.ts'

const tools = await findTools()
const MODELS = [
  model('Passes'),
  model('Small', { expected: 'violates Small', distinct: 2, depth: 2 }),
  ...['Never', 'Stuck'].map((name) => model(name)),
]

// A stand-in for Java, since a JVM takes a second to start.
const TLC = `
case "$*" in
  *-version*) echo 'openjdk version "17.0.1"' >&2;;
  *Small*) printf 'Error: Invariant Small is violated.\\nError: The behavior up to this point is:\\n'
    printf 'State 1: <Initial predicate>\\nx = 0\\n\\nState 2: <Up line 7, col 7 to line 7, col 50 of module M>\\nx = 1\\n\\n'
    printf '2 states generated, 2 distinct states found, 1 states left on queue.\\n'
    printf 'The depth of the complete state graph search is 2.\\n'; exit 12;;
  *Stuck*) sleep 0.2; echo 'Exception in thread "main"'; exit 1;;
  *) echo 'Model checking completed. No error has been found.'
    echo '5 states generated, 4 distinct states found, 0 states left on queue.'
    echo 'The depth of the complete state graph search is 4.';;
esac`

describe('exit code 2 and one line', () => {
  it.each<[string, string[], string]>([
    ['an unknown model', ['Smal'], 'tlc: no model is called "Smal"; did you mean Small?\n'],
    [
      'a graph of two models',
      ['Small', 'Passes', '--dump', 'x.dot'],
      'tlc: --dump writes the graph of one model, given: 2',
    ],
    ['an unknown option', ['--foo'], "error: unknown option '--foo'\n"],
    [
      'a wrong number',
      ['--jobs', '0'],
      "error: option '--jobs <n>' argument '0' is invalid. Allowed: 1 to 9999.\n",
    ],
  ])('for %s', async (_, args, line) => {
    const { exit, out, err } = await tlc(args)
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(err).toContain(line)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  it('for a missing Java', async () => {
    const { exit, err } = await tlc(['Passes'], { env: { JAVA_HOME: '/nowhere' } })
    expect({ exit, err }).toEqual({
      exit: 2,
      err: expect.stringMatching(/^tlc: .*install Java 11 or newer.*\n$/),
    })
  })

  it('for a jar that is not a file', async () => {
    const env = { JAVA_HOME: await javaHome(), TLA2TOOLS_JAR: '/nowhere.jar' }
    const { exit, err } = await tlc(['Passes'], { env })
    expect({ exit, err }).toEqual({
      exit: 2,
      err: 'tlc: TLA2TOOLS_JAR is "/nowhere.jar", which is not a file\n',
    })
  })

  it('for a list that is not one', async () => {
    const { exit, err } = await tlc([], { specDir: await folderWith({}) })
    expect(exit).toBe(2)
    expect(err).toMatch(/^tlc: .*models\.json is not a list of models.*\n$/)
  })

  it('but an unforeseen error is thrown', async () => {
    const broken = {
      write: () => {
        throw new TypeError('broken')
      },
    }
    await expect(tlc(['--list'], { out: broken })).rejects.toThrow(TypeError)
  })
})

it('--list shows each model and its sentence, and needs no Java', async () => {
  const { exit, out } = await tlc(['--list'], { env: { JAVA_HOME: '/nowhere' } })
  expect(exit).toBe(0)
  expect(out).toContain('Small (violates Small)\n  It is Small.\n')
  for (const { name } of MODELS) expect(out).toContain(name)
})

it('--help is not a failure', async () => {
  const { exit, out, err } = await tlc(['--help'])
  expect({ exit, err }).toEqual({ exit: 0, err: '' })
  expect(out).toContain('Usage: tlc [options] [names...]')
  expect(out).toContain('A counterexample is a row for each step')
})

describe.skipIf('skip' in tools)(`a run${'skip' in tools ? ` (${tools.skip})` : ''}`, () => {
  it('ends with 0 where all is as pinned, with a table', async () => {
    const { exit, out, err } = await tlc(['Passes', 'Small'])
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(out).toMatch(/Passes +│ passes +│ +4 │ +4 │ +\d\.\d │ as pinned/)
    expect(out).toMatch(/Small +│ violates Small +│ +2 │ +2 │ +\d\.\d │ as pinned/)
    // Not a terminal: one line per finished model, and no control characters.
    expect(out).toMatch(/^Passes: passes \(4 distinct states, depth 4, \d\.\d s\)$/m)
    expect(out).not.toContain('\r')
    expect(out).not.toContain('\u001b')
  })

  it('of all models ends with 1 if one differs, but runs the others, and says what differs', async () => {
    const { exit, out } = await tlc([])
    expect(exit).toBe(1)
    expect(out).toMatch(/Stuck +│ broke .*differs/)
    expect(out).toMatch(/Never +│ passes .*as pinned/)
    expect(out).toContain('Exception in thread "main"')
    expect(out).toMatch(/^Stuck: broke \(exit code 1\), expected: passes \(spec\/models\.json\)$/m)
  })

  it('of a single model shows the counterexample, and ends with 0 if it is expected', async () => {
    const { exit, out } = await tlc(['Small'])
    expect(exit).toBe(0)
    expect(out).toContain('\n   1  initial state  x = 0\n   2  Up             x 0 → 1\n')
    expect(out).toContain('\nInvariant Small does not hold after step 2')
    expect(out).toContain('Small violates Small, as expected (2 distinct states, depth 2')
  })

  it('of a single model with --full shows the text of TLC, all of it', async () => {
    const { exit, out } = await tlc(['Small', '--full'])
    expect(exit).toBe(0)
    expect(out).toMatch(/^Error: Invariant Small is violated\.$/m)
    expect(out).toContain('State 2: <Up line 7, col 7 to line 7, col 50 of module M>\nx = 1\n')
    expect(out).not.toContain('x 0 → 1')
  })

  it('of a single model whose count changed ends with 1', async () => {
    const { exit, out } = await tlc(['Passes'], {
      models: [model('Passes', { distinct: 5 }), ...MODELS.slice(1)],
    })
    expect(exit).toBe(1)
    expect(out).toMatch(/\nPasses: distinct states 4, pinned 5 \(spec\/models\.json\)\n$/)
  })

  it('with --update pins the counts, and ends with 1 if a verdict is unexpected', async () => {
    const specDir = await specs([model('Passes', { distinct: null }), ...MODELS.slice(1)])
    expect(await tlc(['Passes', 'Small', '--update'], { specDir })).toMatchObject({
      exit: 0,
      out: expect.stringContaining(
        'Passes: no distinct states, depth 4, 1 s -> 4 distinct states, depth 4, 1 s\n',
      ),
    })
    expect(await readModels(specDir)).toEqual(MODELS)
    expect(await tlc(['Stuck', '--update'], { specDir })).toMatchObject({ exit: 1 })
    expect(await tlc(['Passes', '--update'], { specDir })).toMatchObject({
      exit: 0,
      out: expect.stringContaining('nothing to update'),
    })
  })

  it('with --dump says where the graph is, or that there is none', async () => {
    const file = join(await folderWith({}), 'graph.dot')
    const { out } = await tlc(['Passes', '--dump', file])
    expect(out).toContain('TLC computed no states: there is no state graph')
    await expect(readFile(file)).rejects.toThrow('ENOENT')
  })

  it('on a terminal rewrites a line while it runs', async () => {
    const { out } = await tlc(['Stuck', 'Passes'], { isTTY: true })
    expect(out).toContain('\r\u001b[K[0/2] Stuck 0 s · Passes 0 s')
    expect(out).toContain('\r\u001b[K[1/2] Stuck 0 s')
    expect(out).toContain('\r\u001b[KStuck: broke (– distinct states, depth –, ')
  })
})

interface Asked {
  readonly models?: readonly Model[]
  readonly specDir?: string
  readonly env?: NodeJS.ProcessEnv
  readonly out?: { write(text: string): unknown }
  readonly isTTY?: boolean
}

async function tlc(args: string[], { models = MODELS, isTTY = false, ...asked }: Asked = {}) {
  const [out, err] = [new Recorder(isTTY), new Recorder()]
  const specDir = asked.specDir ?? (await specs(models))
  const env = asked.env ?? { ...process.env, JAVA_HOME: await javaHome() }
  const exit = await command(args, { specDir, env, out: asked.out ?? out, err, colors: false })
  return { exit, out: out.text, err: err.text }
}

async function specs(models: readonly Model[]): Promise<string> {
  return await folderWith({ ...SPECS, 'models.json': `${JSON.stringify(models, null, 2)}\n` })
}

async function javaHome(): Promise<string> {
  return join(await program(TLC, 'bin/java'), '..', '..')
}
