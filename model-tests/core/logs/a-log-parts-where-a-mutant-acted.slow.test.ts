import { describe, expect, test } from 'vitest'
import { findTools } from '../../../spec/tlc/tools.ts'
import { type Mutant, mutate } from '../mutants/mutant.ts'
import { MUTANTS } from '../mutants/table.ts'
import { type Cast, castNamed } from './cast.ts'
import { followLogs, type Tools } from './follow.ts'
import { runFreely, type Threads, threadsOf } from './make.ts'

const tools = await findTools()
const SEED = Math.floor(Math.random() * 2 ** 30)

/** A mutant, the configuration that runs it, the line that exposes it, and the pc of its thread in the spec. */
const BUGS = [
  ['SingleProducer.ts', 'wakes before it publishes', 'parking', 'producer Bump', 'Idle'],
  ['SingleProducer.ts', 'publishes in the claim (LMAX)', 'single', 'producer Publish', 'Idle'],
  ['SingleProducer.ts', 'no store of the cursor', 'single', 'producer BeginClaim', 'Idle'],
  ['Consumer.ts', 'moves its gate before it reads', 'single', 'c1 Advance', 'BeginRead'],
  ['Consumer.ts', 'wakes nobody', 'parking', 'c1 BeginPoll', 'Bump'],
  ['Signal.ts', 'wakes before the new epoch', 'parking', '(producer|c1) Notify', 'Bump'],
  ['Waiter.ts', 'no mark', 'multi-parking', '(p|c)\\d (LoadGate|LoadNext|Probe|LoadUpstream)', 'Mark'],
  ['MultiProducer.ts', 'publishes backwards', 'multi', 'p\\d Publish', '(Idle|Publish)'],
  [
    'MultiProducer.ts',
    'a plain load of the gate',
    'multi',
    'p\\d (LoadLap|Exchange|LoadEpoch|LoadNext)',
    'LoadGate',
  ],
  ['WorkPool.ts', 'is done before the handler', 'pool', 'w\\d Finish', 'BeginTask'],
  ['Lifecycle.ts', 'says that it is closed before it says where', 'closing', 'producer Tell', 'Idle'],
  ['Lifecycle.ts', 'buries after it has told', 'failing', 'supervisor Tell', '(Idle|Ended)'],
  ['Consumer.ts', 'leaves, and wakes nobody', 'failing', 'c\\d Ended', 'Bump'],
] as const

/** Those that a rule makes as well, so that they are not in the table. */
const EDITS: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'SingleProducer.ts: no store of the cursor': [
    'Atomics.exchange(this.words, CURSOR, wrap(last)) // Publish',
    '0',
  ],
  'Consumer.ts: wakes nobody': ['else if ((gate & MARK) !== 0) this.#consumed.wake()', ''],
  'Signal.ts: wakes before the new epoch': [
    '    Atomics.add(this.#words, this.#epoch, EPOCH_STEP) // Bump\n    Atomics.notify(this.#words, this.#epoch) // Notify\n',
    '    Atomics.notify(this.#words, this.#epoch) // Notify\n    Atomics.add(this.#words, this.#epoch, EPOCH_STEP) // Bump\n',
  ],
  'Waiter.ts: no mark': ['if (marked !== NO_WORD) Atomics.or(this.words, marked, MARK) // Mark\n', ''],
  'MultiProducer.ts: a plain load of the gate': [
    'Atomics.load(this.words, gate) // LoadGate',
    'this.words[gate]!',
  ],
  'Consumer.ts: leaves, and wakes nobody': [
    'OWNER.left)) // Leave\n    this.#consumed.wake()',
    'OWNER.left)) // Leave',
  ],
}

/** The mutant of that name, in the table or above. */
function mutantOf(file: string, name: string): Mutant {
  const [from, to] = EDITS[`${file}: ${name}`] ?? []
  if (from !== undefined && to !== undefined) return { file, name, check: 'tours', from, to }
  const mutant = MUTANTS.find((each) => each.file === file && each.name === name)
  if (!mutant) throw new Error(`no mutant is called ${name}`)
  return mutant
}

/** In some logs no thread parks or crashes, or only threads that the mutant does not affect. */
const MOST_LOGS = 12

describe.skipIf('skip' in tools)(`TLC${'skip' in tools ? ` (${tools.skip})` : ''}`, () => {
  test.each(BUGS)('%s: %s', async (file, name, where, line, pc) => {
    if ('skip' in tools) return
    const mutant = mutantOf(file, name)
    const cast = castNamed(where)
    const threads = await threadsOf(await mutate(mutant))
    const { acted, stands } = await firstParting(cast, threads, tools)
    expect(acted, `seed ${SEED}`).toMatch(new RegExp(`^${line}$`))
    expect(stands, `seed ${SEED}`).toMatch(new RegExp(`^${pc}$`))
  })
})

/** The first diverging line, and the pc of its thread in the spec. */
async function firstParting(cast: Cast, threads: Threads, tools: Tools) {
  for (let seed = SEED; seed < SEED + MOST_LOGS; seed++) {
    const { lines } = await runFreely({ cast, threads, seed, lines: 1000, limit: 5000 })
    const [parting] = await followLogs(cast, [{ lines, explained: true }], tools)
    const { thread = -1, action } = lines[parting?.line ?? -1] ?? {}
    if (parting) return { acted: `${cast.head.threads[thread]} ${action}`, stands: parting.own.pc }
  }
  throw new Error(`every log from seed ${SEED} on was followed to its end`)
}
