// Random programs of a disruptor on one thread, and what must hold of what became of each event.
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import type { Batch, FailedEvent, OnThrow } from '../../src/index.ts'
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
  /** Whether its handler gets events or batches; and if events, whether their batches are announced. */
  readonly kind: 'events' | 'announced events' | 'batches'
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

const kindAndPolicy = fc.oneof(
  fc.record({ kind: fc.constantFrom('events' as const, 'announced events' as const), onThrow: policy }),
  fc.record({ kind: fc.constant('batches' as const), onThrow: policy }),
  fc.record({
    kind: fc.constantFrom('events' as const, 'announced events' as const),
    onThrow: fc.record({
      rewinds: fc.integer({ min: 1, max: 3 }),
      finally: fc.constantFrom('halt' as const, 'skip' as const),
    }),
  }),
)

export const programs: fc.Arbitrary<Program> = fc
  .tuple(fc.nat({ max: 3 }), kindAndPolicy)
  .chain(([log, how]) =>
    fc.record({
      kind: fc.constant(how.kind),
      onThrow: fc.constant<OnThrow>(how.onThrow),
      size: fc.constant(2 ** (log + 1)),
      start: fc.constantFrom(0, 5, 2 ** 31 - 3, 2 ** 53 - 2 ** 12),
      limit: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
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
  /** How many events of the batch that was announced are to come, or undefined behind one that failed. */
  left: number | undefined
  /** Those that the handler of a batch was called with. */
  batch: readonly number[]
  /** Where the batch begins that has failed as one and not yet ended, how often it has, and whether it is to come. */
  again: { begin: number; attempts: number; isDue: boolean }
  /** The last sequence of the batch that its handler was called with last. */
  last: number
  /** Whether this sequence is published, once there is a disruptor. */
  mayHandle: ((sequence: number) => boolean) | undefined
  hasThrown: boolean
  idle: boolean
}

class Thrown extends Error {}

type Tick = { n: number; times: number }

/** Runs a program. A second producer claims behind a fill that throws, where it is to. */
async function run(layer: Layer, program: Program) {
  const { size, start, limit, onThrow, batches, end, breaks } = program
  const log: Log = { published: [], voids: new Set(), ...newLog() }
  const event = layer.struct({ n: 'u32', times: 'u8' })
  const name = (sequence: number) => sequence - start
  const disruptor = await layer.createDisruptor({
    ...{ event, size, start, producers: ['a', 'b'] },
    onError: (failed) => fail(log, program, failed),
    handlers: {
      first: {
        ...{ onThrow, ...(limit && { limit }) },
        ...(callsOf(log, program) as { onEvent(event: Tick, sequence: number): void }),
        onBatchEnd: (last) => {
          if (breaks >= 0 && name(last) >= breaks) throw new Thrown()
          if (log.left) log.wrong.push(`${log.left} events of the batch up to ${name(last)} are missing`)
          log.ends.push(name(last))
          if (!log.hasThrown) log.again.begin = -1
          ;[log.left, log.idle] = [0, false]
        },
      },
      second: { after: ['first'], onEvent: () => {} },
    },
  })
  log.mayHandle = (sequence) => disruptor.ring.positions(sequence).published >= sequence
  await publishAll(disruptor, batches, log)
  const finished = await disruptor[end]()
  return { log, finished, positions: disruptor.ring.positions(), first: start }
}

function newLog() {
  const lists = { handled: [], wrong: [], attempts: new Map(), ends: [], skipped: [], failed: [] }
  return {
    ...lists,
    halted: false,
    left: 0,
    batch: [],
    last: 0,
    idle: false,
    hasThrown: false,
    mayHandle: undefined,
    again: { begin: -1, attempts: 0, isDue: false },
  }
}

function fail(
  log: Log,
  { kind, onThrow, start }: Program,
  { sequence, action, attempts, error }: FailedEvent,
): void {
  const { errors = [error] } = error as Partial<AggregateError>
  if (!errors.every((each) => each instanceof Thrown)) log.wrong.push(`${errors} was thrown`)
  if (action === 'halt') log.halted = true
  if (sequence === undefined) return
  log.failed.push(sequence - start)
  if (action === 'skip') log.skipped.push(...(kind === 'batches' ? log.batch : [sequence - start]))
  if (attempts > mostOf(onThrow)) log.wrong.push(`attempt ${attempts} at ${sequence - start}`)
  // What was handled before in a batch that is handled again, or that has failed as a whole, does not count.
  const begin = (log.ends.at(-1) ?? -1) + 1
  if (kind === 'batches' || typeof onThrow !== 'string')
    failAsOne(log, kind, onThrow, { begin, action, attempts })
  if (action === 'rewind' || kind === 'batches')
    log.handled.splice(0, log.handled.length, ...log.handled.filter((each) => each < begin))
}

/** What is handled again as one counts its attempts as one. */
function failAsOne(
  log: Log,
  kind: Program['kind'],
  onThrow: OnThrow,
  { begin, action, attempts }: Pick<FailedEvent, 'action' | 'attempts'> & { begin: number },
): void {
  const isOne = kind === 'batches' || (typeof onThrow === 'object' && onThrow.rewinds !== undefined)
  if (!isOne) return
  const { again } = log
  again.attempts = again.begin >= 0 ? again.attempts + 1 : 1
  if (again.attempts !== attempts) log.wrong.push(`attempt ${attempts} from ${begin} is ${again.attempts}`)
  again.isDue = action === 'rewind' || action === 'retry'
  again.begin = again.isDue ? begin : -1
}

function mostOf(onThrow: OnThrow): number {
  return typeof onThrow === 'object' ? (onThrow.rewinds ?? onThrow.retries) + 1 : 1
}

function callsOf(log: Log, { kind, limit = Number.POSITIVE_INFINITY, size, start }: Program) {
  const isAnnounced = kind !== 'events'
  const onEvent = ({ n, times }: Tick, sequence: number): void => {
    if (isAnnounced && log.left === 0) log.wrong.push(`${sequence - start} is beyond its batch`)
    if (isAnnounced && log.left !== undefined) log.left--
    handle(log, n, times, sequence - start)
  }
  const onBatchStart = (events: number, depth: number): void => {
    if (log.left) log.wrong.push(`a batch is announced within another`)
    if (!(events >= 1 && events <= limit && depth >= events && depth <= size))
      log.wrong.push(`a batch is of ${events} and ${depth}`)
    log.left = events
  }
  const onIdle = (): void => {
    if (log.idle) log.wrong.push('idle twice')
    const next = (log.ends.at(-1) ?? -1) + 1 + start
    if (log.mayHandle?.(next)) log.wrong.push(`idle before ${next - start}`)
    log.idle = true
  }
  if (kind === 'events') return { onEvent }
  if (kind === 'announced events') return { onEvent, onBatchStart, onIdle }
  const onBatch = (first: number, last: number, events: Batch<never>): void => {
    const all = events as unknown as Batch<never> & Iterable<Tick> & { at(sequence: number): Tick }
    const sequences = Array.from({ length: last + 1 - first }, (_, s) => first + s).filter((s) => all.has(s))
    const isSame = first - start === log.again.begin && last === log.last
    if (log.again.isDue && !isSame)
      log.wrong.push(`another batch, from ${first - start}, instead of the same`)
    log.again.isDue = false
    log.last = last
    if (sequences.length === 0) log.wrong.push('a batch without an event')
    log.batch = sequences.map((sequence) => sequence - start)
    const listed: number[] = []
    for (const { n } of all) listed.push(n)
    if (`${listed}` !== `${log.batch}` || all.size !== listed.length)
      log.wrong.push(`a batch of ${all.size} has ${log.batch}, and lists ${listed}`)
    for (const sequence of sequences) onEvent(all.at(sequence), sequence)
  }
  return { onBatch, onBatchStart, onIdle }
}

function handle(log: Log, n: number, times: number, sequence: number): void {
  if (n !== sequence) log.wrong.push(`sequence ${sequence} is of event ${n}`)
  const { again, skipped, attempts } = log
  const left = [...attempts.keys()].filter((each) => each >= again.begin && each < sequence)
  if (again.isDue && left.some((each) => !skipped.includes(each)))
    log.wrong.push(`from ${sequence} and not from ${again.begin}`)
  again.isDue = log.hasThrown = false
  const made = (log.attempts.get(sequence)?.made ?? 0) + 1
  log.attempts.set(sequence, { made, fail: times })
  if (made <= times) {
    log.left = undefined
    log.hasThrown = true
    throw new Thrown()
  }
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
  if (!log.halted && program.kind !== 'events') equal('idle at the end', log.idle, true)
  const most = mostOf(onThrow)
  // A flush that throws hides what has thrown before it.
  if (program.breaks >= 0) return
  // Where batches are handled again, an attempt is one at the whole batch.
  if (program.kind === 'batches' || (typeof onThrow === 'object' && onThrow.rewinds)) return
  for (const [sequence, { made, fail }] of log.attempts)
    equal(`attempts of ${sequence}`, made, Math.min(fail + 1, most))
}

function equal(what: string, found: unknown, wanted: unknown): void {
  const [a, b] = [found, wanted].map((each) => JSON.stringify(each))
  if (a !== b) throw new Error(`${what}: found ${a}, wanted ${b}`)
}
