// Random programs of a producer with a cork, compared with the model after each step.
import fc from 'fast-check'
import { CorkModel, type Outcome } from './cork-model.ts'
import type { Layer } from './load.ts'

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('publish' as const), n: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('handle' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('cork' as const), most: fc.integer({ min: 1, max: 8 }) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('other' as const) }) },
  fc.record({ does: fc.constantFrom('throw' as const, 'turn' as const, 'turn' as const, 'uncork' as const) }),
  fc.record({ does: fc.constantFrom('close' as const, 'close behind it' as const) }),
)

const programs = fc.record({
  log: fc.integer({ min: 2, max: 4 }),
  start: fc.constantFrom(0, 5, 2 ** 31 - 3, 2 ** 53 - 2 ** 12),
  others: fc.boolean(),
  steps: fc.array(step, { minLength: 4, maxLength: 40 }),
})

type Program = typeof programs extends fc.Arbitrary<infer P> ? P : never
type Does = Program['steps'][number]

class Thrown extends Error {}

/** @returns what is wrong, or null */
export function judgeCorks(layer: Layer, parameters: fc.Parameters<[Program]>): string | null {
  const property = fc.property(programs, (program) => withTurns((endTurn) => play(layer, program, endTurn)))
  const { failed, seed, counterexample, errorInstance } = fc.check(property, {
    endOnFailure: true,
    ...parameters,
  })
  if (!failed) return null
  return `RINGPROOF_SEED=${seed}: ${(errorInstance as Error | null)?.message}\n${fc.stringify(counterexample)}`
}

/** Runs this in one turn of the event loop, in which turns end when they are told to. */
function withTurns(run: (endTurn: () => void) => void): void {
  const { nextTick } = process
  const due: (() => void)[] = []
  process.nextTick = ((callback: () => void) => void due.push(callback)) as typeof nextTick
  try {
    run(() => {
      for (const callback of due.splice(0)) callback()
    })
  } finally {
    process.nextTick = nextTick
  }
}

function play(layer: Layer, program: Program, endTurn: () => void): void {
  const scene = sceneOf(layer, program, endTurn)
  for (const [s, does] of program.steps.entries()) {
    const [is, must] = scene.step(does)
    if (String(is) !== String(must)) throw new Error(`step ${s} comes to ${is}, not ${must}`)
    const differs = scene.differs()
    if (differs) throw new Error(`after step ${s}: ${differs}`)
  }
}

function sceneOf(layer: Layer, { log, start, others }: Program, endTurn: () => void) {
  const size = 2 ** log
  const ring = layer.createRing({ size, start, consumers: { c: [] }, producers: others ? ['a', 'b'] : ['a'] })
  const slots = layer.createSlots(layer.struct({ n: 'u32' }), size)
  const voids = new layer.Voids(size)
  const take = (name: 'a' | 'b') => new layer.EventProducer(ring.producer(name), slots, voids)
  const [model, reader, consumer] = [new CorkModel(size, others), slots.reader(), ring.consumer('c')]
  const [a, b] = [take('a'), others ? take('b') : undefined]
  let count = 0
  const next = (n: number) => Array.from({ length: n }, () => count++)
  const outcome = (publish: () => number | undefined): Outcome => outcomeOf(publish, start)

  function handle(): (number | null)[] {
    const seen: (number | null)[] = []
    const see = (sequence: number) => void seen.push(voids.has(sequence) ? null : reader.at(sequence).n)
    while (consumer.poll(see) > 0);
    return seen
  }

  function step(does: Does): readonly [is: unknown, must: unknown] {
    const numbers = next('n' in does ? does.n : 1)
    const fill = (draft: { n: number }, _: number, index: number) => {
      draft.n = numbers[index] ?? -1
      if (does.does === 'throw') throw new Thrown()
    }
    const n = numbers.length
    switch (does.does) {
      case 'publish':
      case 'throw':
        return [outcome(() => a.tryPublish(fill, { n })), model.publish(numbers, does.does === 'throw')]
      case 'other':
        return [b ? outcome(() => b.tryPublish(fill)) : 'closed', model.other(numbers[0] ?? -1)]
      case 'cork':
        return [a.cork({ most: Math.min(does.most, size) }), model.cork(Math.min(does.most, size))]
      case 'uncork':
        return [a.uncork(), model.uncork()]
      case 'turn':
        return [endTurn(), model.settle()]
      case 'handle':
        return [`${handle()}`, `${model.handle()}`]
      case 'close':
        return [a.close(), model.close()]
      case 'close behind it':
        return [b && ring.close(), b && model.closeBehind()]
    }
  }

  const differs = (): string | null => {
    const { claimed, published } = ring.positions()
    const is = { published: published - start, voids: voids.count, ...(b && { claimed: claimed - start }) }
    const must = { published: model.last, voids: model.voids, ...(b && { claimed: model.claimed - 1 }) }
    return JSON.stringify(is) === JSON.stringify(must)
      ? null
      : `${JSON.stringify(is)}, not ${JSON.stringify(must)}`
  }
  return { step, differs }
}

function outcomeOf(publish: () => number | undefined, start: number): Outcome {
  try {
    const first = publish()
    return first === undefined ? 'no room' : first - start
  } catch (error) {
    if (error instanceof Thrown) return 'threw'
    if ((error as { code?: string }).code === 'ERR_RINGPROOF_CLOSED') return 'closed'
    throw error
  }
}
