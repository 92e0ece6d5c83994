import type { Model } from './models.ts'
import type { Outcome } from './run.ts'

/** A model and what came of it. */
export interface Result {
  readonly model: Model
  readonly outcome: Outcome
}

/**
 * Says in what a run differs from what is pinned: a sentence each, none where all is as pinned. A model that
 * passes must have its counts pinned; one that fails may leave them null.
 */
export function compare(model: Model, outcome: Outcome): string[] {
  const { name, expected } = model
  if (outcome.verdict === 'broke')
    return [`${name}: broke (${outcome.why}), expected: ${expected} (spec/models.json)`]
  if (outcome.verdict !== expected)
    return [`${name}: ${outcome.verdict}, expected: ${expected} (spec/models.json)`]
  return [
    difference(model, 'distinct states', outcome.distinct, model.distinct),
    difference(model, 'depth', outcome.depth, model.depth),
  ].filter((sentence) => sentence !== null)
}

function difference(model: Model, what: string, found: number | null, pinned: number | null): string | null {
  if (found === pinned || (pinned === null && model.expected !== 'passes')) return null
  return `${model.name}: ${what} ${found ?? 'not given'}, pinned ${pinned ?? 'nothing'} (spec/models.json)`
}

/** So much longer than pinned, and longer than this, a model may belong in another tier. */
const TIMES = 10
const PATIENCE_S = 60

/**
 * Says that a run took far longer than is pinned; null where it did not. It is no difference: machines differ,
 * other work runs beside, and what a model shows does not depend on its time.
 */
export function slowness({ model: { name, seconds: pinned }, outcome: { seconds } }: Result): string | null {
  if (seconds <= Math.max(PATIENCE_S, TIMES * pinned)) return null
  return `${name}: ${Math.round(seconds)} s, pinned ${pinned} s: a busy machine, a wrong tier, or TLC has become slow (spec/models.json)`
}
