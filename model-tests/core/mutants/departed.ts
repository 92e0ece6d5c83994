// What a thread does to its roles when it ends: the unmodified source, on a host that says it is not the main thread.
import { asWorker } from '../../harness/stepper/bounded.ts'
import { type Core, loadCore } from '../load.ts'

type Ring = ReturnType<Core['createRing']>

/** The first thing that is wrong, or null. `text` holds mutated files. */
export async function wrongDeparture(text: Readonly<Record<string, string>> = {}): Promise<string | null> {
  for (const [code, uncaught, expected] of [
    [0, undefined, DONE],
    [3, new Error('astray'), FAILS],
  ] as const) {
    const found = await departed(text, code, uncaught)
    const wrong = found.find((line, at) => line !== expected[at])
    if (wrong !== undefined) return `at an exit with code ${code}: ${wrong}`
  }
  return null
}

const same = (why: string, beside: readonly string[]): readonly string[] => [
  'a ring that its producer has left: open, {"p":"left","q":"none"}',
  'a failed ring: failed, {"p":"left","q":"dead"}',
  ...beside,
  'one of many failed rings: failed, {"p":"taken","q":"dead"}',
  `an open ring beside many failed ones: failed, {"p":"dead","q":"none"}, ${why}`,
  'its listeners: exit, uncaughtExceptionMonitor',
  'after a second exit: taken',
]

const DONE = [
  'an open claim: failed, {"p":"dead","q":"none"}, Error: Exit code 0',
  'no open claim: open, {"p":"left","q":"none"}',
  'a consumer as well: failed, {"p":"left","q":"none"}, Error: Exit code 0',
  'a worker: open, {"p":"none","q":"none"}',
  ...same('Error: Exit code 0', [
    'two producers: closed, {"p":"left","q":"left"}',
    'a producer and a consumer of one name: failed, {"p":"left","q":"none"}, Error: Exit code 0',
  ]),
]

const FAILS = [
  'an open claim: failed, {"p":"dead","q":"none"}, Error: Error: astray',
  'no open claim: failed, {"p":"dead","q":"none"}, Error: Error: astray',
  'a consumer as well: failed, {"p":"dead","q":"none"}, Error: Error: astray',
  'a worker: failed, {"p":"none","q":"none"}, Error: Error: astray',
  ...same('Error: Error: astray', [
    'two producers: failed, {"p":"dead","q":"dead"}, Error: Error: astray',
    'a producer and a consumer of one name: failed, {"p":"dead","q":"none"}, Error: Error: astray',
  ]),
]

/** What the thread does in a ring of its own before it ends. */
const ACTS: readonly (readonly [what: string, act: (ring: Ring) => unknown])[] = [
  ['an open claim', (ring) => ring.producer('p').claim(1, { timeout: 0 })],
  ['no open claim', (ring) => ring.producer('p')],
  ['a consumer as well', (ring) => [ring.producer('p'), ring.consumer('c')]],
  ['a worker', (ring) => ring.pool('w')],
  ['a ring that its producer has left', (ring) => ring.producer('p').leave()],
  ['a failed ring', (ring) => [ring.producer('p'), ring.fail({ producers: ['q'] })]],
  ['two producers', (ring) => [ring.producer('p'), ring.producer('q')]],
  ['a producer and a consumer of one name', (ring) => [ring.producer('p'), ring.consumer('p')]],
]

type Listener = (given: unknown) => void

async function departed(
  text: Readonly<Record<string, string>>,
  code: number,
  uncaught: Error | undefined,
): Promise<string[]> {
  const heard: [string, Listener][] = []
  asWorker((event, listener) => void heard.push([event, listener]))
  const core = await loadCore({ stepped: false, text, bounded: true })
  asWorker(null)
  const tell = (name: string, given: unknown): void => {
    for (const [event, listener] of heard) if (event === name) listener(given)
  }
  const alive = played(core, (ring) => ring.producer('p').claim(1, { timeout: 0 }))
  const first = manyOver(core)
  const rings = ACTS.map(([what, act]) => [what, played(core, act)] as const)
  if (uncaught) tell('uncaughtExceptionMonitor', uncaught)
  tell('exit', code)
  const others = [
    ['one of many failed rings', first],
    ['an open ring beside many failed ones', alive],
  ] as const
  const told = [...rings, ...others].map(([what, ring]) => `${what}: ${saidOf(ring)}`)
  return [
    ...told,
    `its listeners: ${heard.map(([event]) => event).join(', ')}`,
    twice(core, rings[4]?.[1], tell),
  ]
}

/** Enough rings that the list of them is cleaned up; returns the first. */
function manyOver(core: Core): Ring {
  const rings = Array.from({ length: 64 }, () =>
    played(core, (ring) => [ring.producer('p'), ring.fail({ producers: ['q'] })]),
  )
  return rings[0] as Ring
}

function played(core: Core, act: (ring: Ring) => unknown): Ring {
  const ring = core.createRing<string, string>({
    size: 2,
    producers: ['p', 'q'],
    consumers: { c: [], w: [], p: [] },
    pools: ['w'],
  })
  act(ring)
  return ring
}

/** The ring's state, its producers, and the cause of its failure, if any. */
function saidOf(ring: Ring): string {
  const { state, producers } = ring.positions()
  const why = state === 'failed' ? causeOf(() => ring.takeOverProducer('q')) : ''
  return `${state}, ${JSON.stringify(producers)}${why}`
}

function causeOf(call: () => unknown): string {
  try {
    call()
    return ''
  } catch (error) {
    const { cause } = error as Error
    return cause === undefined ? '' : `, ${cause}`
  }
}

/** A second `exit` must change nothing: by then the role could belong to another thread. */
function twice(core: Core, ring: Ring | undefined, tell: (name: string, given: unknown) => void): string {
  const words = new Int32Array(ring?.handle.buffer ?? new SharedArrayBuffer(64))
  const is = words[1] ?? 0
  words[1] = core.as(is, core.OWNER.taken)
  tell('exit', 1)
  return `after a second exit: ${ring?.positions().producers['p']}`
}
