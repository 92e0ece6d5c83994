/** One state of a counterexample. */
export interface TraceStep {
  /** From 1. */
  readonly number: number
  /** The action that led here, without its arguments; `Initial predicate` for the first. */
  readonly action: string
  /** The module that defines the action; null for the first step, and where TLC names none. */
  readonly module: string | null
  /** The state as TLC prints it. */
  readonly text: string
}

/** How a counterexample goes on: not at all, back to a state for ever, or in its last state for ever. */
export type TraceEnd =
  | { readonly kind: 'stops' }
  | {
      readonly kind: 'lasso'
      readonly to: number
      readonly action: string
      readonly module: string | null
    }
  | { readonly kind: 'stuttering' }

/** A behaviour that breaks what was claimed. */
export interface Counterexample {
  readonly steps: readonly TraceStep[]
  readonly end: TraceEnd
}

const STEP = /^State (\d+): <(.*)>\n((?:.+\n?)*)/gm
const INITIAL = /^Error: (?:Invariant|Property) .* is violated by the initial state:\n((?:.+\n?)*)/m
const BACK = /^Back to state (\d+): <(.*)>/m
const STUTTERING = /^State \d+: Stuttering/m

/** Finds the counterexample in TLC's text, or null where there is none. */
export function parseTrace(output: string): Counterexample | null {
  const initial = INITIAL.exec(output)
  const steps = initial ? [step('1', 'Initial predicate', initial[1])] : listed(output)
  return steps.length > 0 ? { steps, end: endOf(output) } : null
}

function listed(output: string): TraceStep[] {
  return [...output.matchAll(STEP)].map(([, number, action, text]) => step(number, action, text))
}

function step(number = '', action = '', text = ''): TraceStep {
  return { number: Number(number), ...placeOf(action), text: text.trimEnd() }
}

function endOf(output: string): TraceEnd {
  const back = BACK.exec(output)
  if (back) return { kind: 'lasso', to: Number(back[1]), ...placeOf(back[2] ?? '') }
  return { kind: STUTTERING.test(output) ? 'stuttering' : 'stops' }
}

const PLACE = /^(.*) line \d+, col \d+ to line \d+, col \d+ of module (\w+)$/

/** `Claim(1) line 8, col 7 to line 8, col 50 of module M` is Claim, of M. */
function placeOf(text: string): Pick<TraceStep, 'action' | 'module'> {
  const [, action = text, module = null] = PLACE.exec(text) ?? []
  return { action: action.replace(/\(.*\)$/, ''), module }
}
