// Random programs of a disruptor on one thread, and what must hold of what became of each event.
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import type { OnThrow } from '../../src/index.ts'
import type { Layer } from './load.ts'

/** What happens to an event: at the first `times` attempts its handler throws. Or its own fill throws. */
interface Each {
  readonly times: number
  readonly fill: 'writes' | 'throws' | 'throws with another behind it'
}

export interface Program {
  readonly size: number
  readonly start: number
  readonly limit: number | undefined
  readonly onThrow: OnThrow
  /** Events that are published together, one claim behind the other. */
  readonly batches: readonly (readonly Each[])[]
  readonly end: 'close' | 'stop'
  /** The event at whose end of a batch the handler throws, if it does. */
  readonly breaks: number
}

const each = fc.record<Each>({
  times: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.nat({ max: 4 })),
  fill: fc.oneof(
    { weight: 4, arbitrary: fc.constant('writes' as const) },
    fc.constantFrom('throws' as const, 'throws with another behind it' as const),
  ),
})

const policy = fc.oneof(
  fc.constantFrom<OnThrow>('halt', 'skip', 'skip'),
  fc.record({
    retries: fc.integer({ min: 1, max: 3 }),
    finally: fc.constantFrom('halt' as const, 'skip' as const),
  }),
)

export const programs: fc.Arbitrary<Program> = fc.nat({ max: 3 }).chain((log) =>
  fc.record({
    size: fc.constant(2 ** (log + 1)),
    start: fc.constantFrom(0, 5, 2 ** 31 - 3, 2 ** 53 - 2 ** 12),
    limit: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    onThrow: policy,
    batches: fc.array(fc.array(each, { minLength: 1, maxLength: 2 ** log }), { maxLength: 12 }),
    end: fc.constantFrom('close' as const, 'close' as const, 'stop' as const),
    breaks: fc.oneof({ weight: 5, arbitrary: fc.constant(-1) }, fc.nat({ max: 12 })),
  }),
)

/** What a handler is called for, and what was published. */
interface Log {
  readonly published: number[]
  readonly voids: Set<number>
  readonly handled: number[]
  readonly attempts: Map<number, { readonly made: number; readonly fail: number }>
  readonly wrong: string[]
  readonly ends: number[]
  readonly skipped: number[]
  readonly failed: number[]
  halted: boolean
}

class Thrown extends Error {}

type Tick = { n: number; times: number }

/** Runs a program. A second producer claims behind a fill that throws, where it is to. */
async function run(layer: Layer, { size, start, limit, onThrow, batches, end, breaks }: Program) {
  const log: Log = { published: [], voids: new Set(), ...newLog() }
  const event = layer.struct({ n: 'u32', times: 'u8' })
  const name = (sequence: number) => sequence - start
  const disruptor = await layer.createDisruptor({
    ...{ event, size, start, producers: ['a', 'b'] },
    onError: ({ sequence, action }) => {
      if (action === 'halt') log.halted = true
      if (sequence !== undefined) log.failed.push(name(sequence))
      if (action === 'skip') log.skipped.push(name(sequence!))
    },
    handlers: {
      first: {
        ...{ onThrow, ...(limit && { limit }) },
        onEvent: ({ n, times }, sequence) => handle(log, n, times, name(sequence)),
        onBatchEnd: (last) => {
          if (breaks >= 0 && name(last) >= breaks) throw new Thrown()
          log.ends.push(name(last))
        },
      },
      second: { after: ['first'], onEvent: () => {} },
    },
  })
  await publishAll(disruptor, batches, log)
  const finished = await disruptor[end]()
  return { log, finished, positions: disruptor.ring.positions(), first: start }
}

function newLog() {
  return { handled: [], wrong: [], attempts: new Map(), ends: [], skipped: [], failed: [], halted: false }
}

function handle(log: Log, n: number, times: number, sequence: number): void {
  if (n !== sequence) log.wrong.push(`sequence ${sequence} is of event ${n}`)
  const made = (log.attempts.get(sequence)?.made ?? 0) + 1
  log.attempts.set(sequence, { made, fail: times })
  if (made <= times) throw new Thrown()
  log.handled.push(sequence)
}

type Made =
  Awaited<ReturnType<typeof run>> extends never ? never : Awaited<ReturnType<Layer['createDisruptor']>>

async function publishAll(disruptor: unknown, batches: Program['batches'], log: Log): Promise<void> {
  const made = disruptor as Made & { producer(name: string): ReturnType<Made['producer']> }
  const [a, b] = [made.producer('a'), made.producer('b')]
  let next = 0
  try {
    for (const batch of batches) {
      const bad = batch.find(({ fill }) => fill !== 'writes')
      const { length: n } = batch
      const write = (tick: unknown, _: number, index: number) => {
        const { times, fill } = batch[index]!
        Object.assign(tick as Tick, { n: next + index, times })
        if (fill === 'writes') return
        if (
          fill === 'throws with another behind it' &&
          b.tryPublish((draft) => Object.assign(draft, { n: next + n, times: 0 })) !== undefined
        )
          isBehind = true
        throw new Thrown()
      }
      let isBehind = false
      const outcome = await a.publishAsync(write as never, { n }).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (outcome && !(outcome instanceof Thrown)) throw outcome
      if ((outcome !== undefined) !== (bad !== undefined)) throw new Error(`fill has thrown: ${outcome}`)
      if (!outcome || isBehind) for (let e = 0; e < n; e++) log.published.push(next + e)
      if (isBehind) for (let e = 0; e < n; e++) log.voids.add(next + e)
      if (isBehind) log.published.push(next + n)
      next = log.published.length
    }
  } catch (error) {
    if (!['ERR_RINGPROOF_FAILED', 'ERR_RINGPROOF_STOPPED'].includes((error as { code: string }).code))
      throw error
  }
}

/**
 * Every event is handled once and in order, or skipped and reported, or void, or remaining; and the counts say so.
 *
 * @returns what is wrong, or null
 */
export async function judgeAccounts(
  layer: Layer,
  parameters: fc.Parameters<[Program]>,
): Promise<string | null> {
  const property = fc.asyncProperty(programs, async (program) => {
    check(program, await inTime(run(layer, program)))
  })
  const { failed, seed, counterexample, errorInstance } = await fc.check(property, {
    endOnFailure: true,
    ...parameters,
  })
  if (!failed) return null
  return `RINGPROOF_SEED=${seed}: ${(errorInstance as Error | null)?.message}\n${fc.stringify(counterexample)}`
}

/** A program takes milliseconds. */
const HUNG_MS = 10_000

async function inTime<Result>(running: Promise<Result>): Promise<Result> {
  const end = new AbortController()
  const late = setTimeout(HUNG_MS, undefined, { signal: end.signal }).then(() => {
    throw new Error('hung')
  })
  try {
    return await Promise.race([running, late])
  } finally {
    end.abort()
    late.catch(() => {})
  }
}

function check(program: Program, { log, finished, positions, first }: Awaited<ReturnType<typeof run>>): void {
  const { published, voids, handled, skipped, failed, ends } = log
  const { onThrow } = program
  equal('published', [finished.published, finished.voids], [published.length, voids.size])
  const all = Object.entries(finished.handlers)
  for (const [name, is] of all) {
    equal(`sum of ${name}`, is.handled + is.skipped + finished.voids + is.remaining, finished.published)
    if (is.remaining < 0) throw new Error(`${name} has ${is.remaining} remaining`)
  }
  const gate = positions.handled['first']! + 1 - first
  const done = handled.filter((sequence) => sequence < gate)
  const passed = skipped.filter((sequence) => sequence < gate)
  const behind = published.filter((sequence) => sequence >= gate && !voids.has(sequence))
  equal('first', finished.handlers['first'], {
    handled: done.length,
    skipped: passed.length,
    failed: failed.length,
    remaining: behind.length,
  })
  equal(
    'order',
    handled,
    [...new Set(handled)].sort((x, y) => x - y),
  )
  equal(
    'every event',
    [...done, ...passed, ...[...voids].filter((each) => each < gate)].sort((x, y) => x - y),
    published.filter((each) => each < gate),
  )
  if (handled.some((sequence) => voids.has(sequence))) throw new Error('a void event was handled')
  equal('last end', gate > 0 ? ends.at(-1) : undefined, gate > 0 ? gate - 1 : undefined)
  // A ring that was stopped before its handler gave up stays so.
  const isStopped = finished.outcome === 'stopped' && program.end === 'stop'
  const orderly = program.end === 'close' ? 'drained' : 'stopped'
  if (!isStopped) equal('outcome', finished.outcome, log.halted ? 'failed' : orderly)
  if (!log.halted)
    equal(
      'remaining',
      [gate, finished.handlers['second']!.handled],
      [published.length, published.length - voids.size],
    )
  equal('wrong', log.wrong, [])
  const most = typeof onThrow === 'object' ? onThrow.retries + 1 : 1
  // A flush that throws hides what has thrown before it.
  if (program.breaks >= 0) return
  for (const [sequence, { made, fail }] of log.attempts)
    equal(`attempts of ${sequence}`, made, Math.min(fail + 1, most))
}

function equal(what: string, found: unknown, wanted: unknown): void {
  const [a, b] = [found, wanted].map((each) => JSON.stringify(each))
  if (a !== b) throw new Error(`${what}: found ${a}, wanted ${b}`)
}
