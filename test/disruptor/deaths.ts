// What must hold of workers that die: fixed programs, whose reports and counts are known.
import type { FailedEvent, OnWorker } from '../../src/index.ts'
import type { Layer } from './load.ts'
import { ACTING, type Act, Counted, Tick, tick } from './scene.ts'

interface Program {
  readonly what: string
  readonly options: Partial<OnWorker<never>>
  readonly acts: readonly (readonly [Act?, number?])[]
  /** Sequence, attempts and action of each report. */
  readonly reports: readonly (readonly [number | undefined, number, FailedEvent['action']])[]
  readonly outcome: string
  readonly handled: number
  readonly skipped: number
}

const OFTEN = { most: 100, within: 60_000 }
const SECOND = new URL('./files/dies-in-its-second-life.mjs', import.meta.url)

const PROGRAMS: readonly Program[] = [
  {
    what: 'two that are poisonous, behind one that is skipped',
    options: { restart: { ...OFTEN, poison: 2 }, onThrow: 'skip', limit: 8 },
    acts: [[], ['exit', 99], [], ['exit', 99], []],
    reports: [
      [1, 1, 'retry'],
      [1, 2, 'skip'],
      [3, 1, 'retry'],
      [3, 2, 'skip'],
    ],
    ...{ outcome: 'drained', handled: 3, skipped: 2 },
  },
  {
    what: 'one death more than allowed',
    options: { restart: { most: 1, within: 60_000 }, limit: 1 },
    acts: [[], ['exit', 99], []],
    reports: [
      [1, 1, 'retry'],
      [1, 2, 'halt'],
    ],
    ...{ outcome: 'failed', handled: 1, skipped: 0 },
  },
  {
    what: 'a handler that halts',
    options: { restart: OFTEN, limit: 1 },
    acts: [[], ['throw', 99], []],
    reports: [[1, 1, 'halt']],
    ...{ outcome: 'failed', handled: 1, skipped: 0 },
  },
  {
    what: 'a worker that dies before it handles anything',
    options: { worker: SECOND, restart: { ...OFTEN, poison: 2 }, limit: 1, data: new SharedArrayBuffer(4) },
    acts: [[], [], []],
    reports: [
      [1, 1, 'retry'],
      [undefined, 1, 'retry'],
    ],
    ...{ outcome: 'drained', handled: 3, skipped: 0 },
  },
]

const HUNG_MS = 10_000

/** @returns what is wrong, or null */
export async function judgeDeaths(layer: Layer): Promise<string | null> {
  for (const program of PROGRAMS) {
    const [found, wanted] = [await endOf(layer, program), wantedOf(program)].map((each) =>
      JSON.stringify(each),
    )
    if (found !== wanted) return `${program.what}: found ${found}, wanted ${wanted}`
  }
  return null
}

function wantedOf({ outcome, handled, skipped, reports }: Program) {
  return { outcome, handled, skipped, reports }
}

async function endOf(layer: Layer, { options, acts }: Program): Promise<unknown> {
  const reports: unknown[] = []
  const data = options.worker === SECOND ? new SharedArrayBuffer(4) : new Counted(acts.length).data
  const disruptor = await layer.createDisruptor({
    event: Tick,
    size: 8,
    onError: ({ sequence, attempts, action }) => reports.push([sequence, attempts, action]),
    handlers: {
      work: { worker: ACTING, ...options, data },
      behind: { after: ['work'], onEvent: () => {} },
    },
  })
  const producer = disruptor.producer()
  // Together, so that it does not depend on time which of them a worker has let go of when it dies.
  producer.publish((draft, _, n) => tick(n, ...(acts[n] ?? []))(draft), { n: acts.length })
  const { outcome, handlers } = await disruptor.close({ timeout: HUNG_MS })
  const { handled, skipped } = handlers.work
  return { outcome, handled, skipped, reports }
}
