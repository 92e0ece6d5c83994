import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { readSources } from '../../spec/tlc/definition.ts'
import { readModels, selectModels } from '../../spec/tlc/models.ts'
import { runModels } from '../../spec/tlc/pool.ts'
import type { Outcome } from '../../spec/tlc/run.ts'
import { evidence } from '../../spec/tlc/show.ts'
import { findTools } from '../../spec/tlc/tools.ts'
import { parseTrace } from '../../spec/tlc/trace.ts'
import type { Verdict } from '../../spec/tlc/verdict.ts'

const colors = picocolors.createColors(false)
const SPEC = join(import.meta.dirname, '../../spec')

/** Models that fail within a second or two, each in its own way. */
const FAILING = ['SequencerNoRoom', 'SingleProducerUnfair', 'RolesMissed', 'RolesNotesLate']

const tools = await findTools()
const results = 'skip' in tools ? [] : await run()

async function run() {
  if ('skip' in tools) return []
  return await runModels(selectModels(await readModels(SPEC), FAILING), { ...tools, specDir: SPEC })
}

describe.skipIf('skip' in tools)(`the text${'skip' in tools ? ` (${tools.skip})` : ''}`, () => {
  it.each(FAILING)('of %s is the one that is kept', async (name) => {
    const result = results.find(({ model }) => model.name === name)
    if (!result) throw new Error(`${name} was not run`)
    const { model, outcome } = result
    const config = await readFile(join(SPEC, model.config), 'utf8')
    const context = { sources: await readSources(outcome.output, SPEC), config }
    const lines = evidence({ model, outcome, context }, { colors, columns: 100, full: false })
    // Where in its file a property stands changes with every line before it.
    const text = lines.map((line) => line.replace(/(\.tla):\d+(?=\):$)/, '$1')).join('\n')
    await expect(text).toMatchFileSnapshot(`counterexamples/${name}.txt`)
    expect(lines.length).toBeLessThan(30)
  })
})

const INITIAL = 'Finished computing initial states: 1 distinct state generated at 2026-01-01 00:00:00.\n'

/** The text of a trace: each state of two threads and a word, after the action that led there. */
function trace(...steps: readonly (readonly [action: string, a: string, b: string, word: number])[]): string {
  const states = steps.map(([action, a, b, word], index) => {
    const place = index === 0 ? action : `${action} line 3, col 3 to line 4, col 9 of module M`
    const threads = `<<[pc |-> "${a}", n |-> 0], [pc |-> "${b}", n |-> 0]>>`
    return `State ${index + 1}: <${place}>\n/\\ thread = ${threads}\n/\\ word = ${word}\n`
  })
  return `${INITIAL}Error: The behavior up to this point is:\n${states.join('\n')}\n`
}

const START = ['Initial predicate', 'Idle', 'Idle', 0] as const

function shown(verdict: Verdict, output: string, more: { config?: string; columns?: number } = {}): string[] {
  const outcome: Outcome = {
    ...{ verdict, output, counterexample: parseTrace(output) },
    ...{ distinct: 2, depth: 2, generated: 2, seconds: 0 },
  }
  const { config = '', columns = 100 } = more
  const model = {
    ...{ name: 'M', module: 'core/M.tla', config: 'core/M.cfg', expected: verdict },
    ...{ distinct: null, depth: null, tour: false, tier: 'quick' as const, seconds: 1, says: 'It fails.' },
  }
  const sources = [{ file: 'core/M.tla', text: 'Small ==\n  word = 0\n\nOther == [][word = 0]_word\n' }]
  return evidence({ model, outcome, context: { sources, config } }, { colors, columns, full: false })
}

describe('a step', () => {
  it('is of the thread that was at its action, though others change as well', () => {
    const lines = shown(
      'deadlocks',
      trace(['Initial predicate', 'Asleep', 'Notify', 0], ['Notify', 'Awake', 'Idle', 0]),
    )
    expect(lines).toContain('   2  thread[2]  Notify         thread[1].pc Asleep → Awake, pc Notify → Idle')
  })

  it('is of the thread that moves, where none was at its action', () => {
    const lines = shown('deadlocks', trace(START, ['BeginClaim', 'Idle', 'Claim', 0]))
    expect(lines).toContain('   2  thread[2]  BeginClaim     pc Idle → Claim')
  })

  it('that changes shared words only is of nobody, where there are several threads', () => {
    const lines = shown('deadlocks', trace(START, ['Publish', 'Idle', 'Idle', 7]))
    expect(lines).toContain('   2  Publish        word 0 → 7')
  })

  it('that changes nothing is a row as well', () => {
    expect(shown('deadlocks', trace(START, ['Spin', 'Idle', 'Idle', 0]))).toContain('   2  Spin')
  })

  it('is continued where the screen ends', () => {
    const lines = shown('deadlocks', trace(START, ['Go', 'Going', 'Gone', 7]), { columns: 20 })
    expect(lines.slice(2, 4)).toEqual([
      '   2  thread[1]  Go             thread[2].pc Idle → Gone,',
      '                                word 0 → 7, pc Idle → Going',
    ])
  })
})

describe('the last lines say', () => {
  it('which invariant does not hold, and what it is', () => {
    const lines = shown('violates Small', trace(START, ['Up', 'Up', 'Idle', 1]))
    expect(lines.slice(-4)).toEqual([
      'Invariant Small does not hold after step 2 (spec/core/M.tla:1):',
      '  Small ==',
      '    word = 0',
      '',
    ])
  })

  it('that it does not hold at once, and in what state', () => {
    const output =
      'Error: Invariant Small is violated by the initial state:\n/\\ word = 9\n/\\ other = {}\n\n'
    expect(shown('violates Small', output)).toEqual([
      'step  action         changes',
      '   1  initial state  word = 9',
      '                     other = {}',
      '',
      'Invariant Small does not hold in the initial state (spec/core/M.tla:1):',
      '  Small ==',
      '    word = 0',
      '',
    ])
  })

  it('which step violates an action property that has a name', () => {
    const output = `Error: Action property Other is violated.\n${trace(START, ['Up', 'Up', 'Idle', 1])}`
    expect(shown('violates an action property', output).slice(-3)).toEqual([
      'Step 2 violates Other (spec/core/M.tla:4):',
      '  Other == [][word = 0]_word',
      '',
    ])
  })

  it('where an action property stands that has none', () => {
    const place = 'line 4, col 10 to line 4, col 26 of module M'
    const output = `Error: Action property ${place} is violated.\n${trace(START, ['Up', 'Up', 'Idle', 1])}`
    expect(shown('violates an action property', output).slice(-3)).toEqual([
      'Step 2 violates an action property (spec/core/M.tla:4):',
      '  [][word = 0]_word',
      '',
    ])
  })

  it('what repeats for ever, and which property may be meant', () => {
    const steps = trace(START, ['Up', 'Up', 'Idle', 1], ['Down', 'Down', 'Idle', 0])
    const output = `${steps}Back to state 2: <Again line 3, col 3 to line 4, col 9 of module M>\n`
    const config = '\\* PROPERTY Never\nSPECIFICATION Spec\nPROPERTIES Ends Returns\nCONSTANTS\n  Size = 2\n'
    expect(shown('violates a temporal property', output, { config }).slice(-4)).toEqual([
      ' ↺ 2  thread[1]  Again          word 0 → 1, pc Down → Up',
      '',
      'The steps after step 2 repeat for ever: one of Ends, Returns is violated.',
      '',
    ])
  })

  it('that nothing happens any more', () => {
    const output = `${trace(START, ['Up', 'Up', 'Idle', 1])}State 3: Stuttering\n`
    expect(shown('violates a temporal property', output, { config: 'PROPERTY Small' }).slice(-4)).toEqual([
      'After step 2 nothing happens any more: Small is violated (spec/core/M.tla:1):',
      '  Small ==',
      '    word = 0',
      '',
    ])
  })

  it('where each thread is that can take no step', () => {
    expect(shown('deadlocks', trace(START, ['Up', 'Sleep', 'Idle', 1])).slice(-3)).toEqual([
      'Deadlock: no step is possible after step 2.',
      '  thread[1] is at Sleep, thread[2] is at Idle',
      '',
    ])
  })
})

it('an error of TLC is shown in its own words, before the rows', () => {
  const said =
    'Error: Evaluating invariant Small failed.\nAttempted to apply a function to a value not in its domain.\n'
  const after =
    'Error: The error occurred when TLC was evaluating the nested\nexpressions at the following positions:\n0. Line 8\n'
  const lines = shown('cannot be evaluated', `${said}${trace(START, ['Up', 'Up', 'Idle', 1])}${after}`)
  expect(lines.join('\n')).toMatch(
    /^Error: Evaluating .*\nAttempted .*\n\nError: The error occurred .*\n.*\n0\. Line 8\n\nstep .*\n {3}1 .*\n {3}2 .*\n\nTLC ended in an error after step 2\.\n$/,
  )
})

it('a state that can’t be read leaves the text of TLC as it is', () => {
  const output = 'Error: Deadlock reached.\nState 1: <Initial predicate>\nx = {1,\n\n'
  expect(shown('deadlocks', output)).toEqual([output.trim(), ''])
})
