// One misuse as a row of a table, and whether a core refuses it as the row says.
import type { Core } from '../../model-tests/stepper/load.ts'
import type { ErrorCode, Handler } from '../../src/core/index.ts'
import { ALONE, attempt, type Cast, CROWD, type Outcome, Scene, said } from './scene.ts'

export type ErrorName =
  | 'ArgumentError'
  | 'ClaimError'
  | 'PublishError'
  | 'HandleError'
  | 'RoleError'
  | 'HandlerError'
  | 'WaitError'

/** One thing that a caller can do wrong. */
export interface Misuse {
  /** What was called, in words. */
  readonly what: string
  /** Sets a ring up, does it, and tells what came of it. */
  readonly call: (core: Core) => Outcome
  readonly error: ErrorName
  readonly code: ErrorCode
  /** What the message must hold, or its parts: what was given and what is allowed. */
  readonly says: readonly string[]
}

export type Setting = (core: Core) => Scene
export type Refusal = Pick<Misuse, 'error' | 'code' | 'says'>

/** What may have happened to the ring of a cast before. */
export interface Settings {
  readonly untouched: Setting
  readonly taken: Setting
  /** Two events are published. */
  readonly published: Setting
  /** The first producer has claimed so many. */
  readonly claimed: (n: number) => Setting
  /** One of three that are claimed is published. */
  readonly oneOfThree: Setting
  readonly from: (start: number) => Setting
}

function settingsOf(cast: Cast): Settings {
  const taken: Setting = (core) => new Scene(core, cast).takeRoles()
  const claimed = (n: number): Setting => {
    return (core) => taken(core).claim(n)
  }
  return {
    untouched: (core) => new Scene(core, cast),
    taken,
    published: (core) => taken(core).claim(2).publish(2),
    claimed,
    oneOfThree: (core) => claimed(3)(core).publish(1),
    from: (start) => (core) => new Scene(core, cast, start).takeRoles(),
  }
}

export const alone = settingsOf(ALONE)
export const crowd = settingsOf(CROWD)

/**
 * Checks that `core` refuses the misuse as the table says, and that nothing has changed by it: no word of the
 * ring, nor what the legal calls after it do. Null if so, else a sentence; it never waits, not
 * even for a `core` that would.
 */
export function checkMisuse(core: Core, misuse: Misuse): string | null {
  const problem = problemOf(core, misuse)
  return problem && `${misuse.what}: ${problem}`
}

function problemOf(core: Core, misuse: Misuse): string | null {
  const outcome = outcomeOf(core, misuse)
  if (typeof outcome === 'string') return `can't be set up: ${outcome}`
  if (!outcome.refusal) return 'is not refused'
  const wrong = wrongWith(core, misuse, outcome.refusal.error)
  if (wrong) return `${wrong}, thrown was ${said(outcome.refusal.error)}`
  if (outcome.changed) return `is refused, but has changed ${outcome.changed}`
  return outcome.broken && `is refused, but then a legal call fails: ${outcome.broken}`
}

function outcomeOf(core: Core, misuse: Misuse): Outcome | string {
  try {
    return misuse.call(core)
  } catch (error) {
    return said(error)
  }
}

function wrongWith(core: Core, { error, code, says }: Misuse, thrown: unknown): string | null {
  if (!(thrown instanceof core.RingproofError && thrown instanceof core[error]))
    return `has to throw ${error}`
  if (thrown.name !== error) return `the name has to be ${error} instead of ${thrown.name}`
  if (thrown.code !== code) return `the code has to be ${code} instead of ${thrown.code}`
  const { message, given, allowed } = thrown
  const parts = `: given ${given}, allowed: ${allowed}`
  // Where a range is no answer the message is a sentence of its own, and says what to do.
  const whole = message.endsWith(parts) ? message : `${message}${parts}`
  const missing = says.find((part) => !whole.includes(part))
  return missing === undefined ? null : `the message has to say '${missing}'`
}

/** For JavaScript, which passes what TypeScript would not. */
export function untyped(value: unknown): never {
  return value as never
}

export const nothing: Handler = () => {}

export function shown(value: unknown): string {
  return typeof value === 'string'
    ? `'${value}'`
    : Array.isArray(value)
      ? JSON.stringify(value)
      : String(value)
}

/** What an error says that was given, where that is no value as it is written. */
export class Shown {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export function literal(given: unknown): string {
  return typeof given === 'string' ? JSON.stringify(given) : String(given)
}

export function told(given: unknown, allowed: string): string[] {
  return [`given ${given instanceof Shown ? given.text : literal(given)}, allowed: ${allowed}`]
}

export function argument(given: unknown, allowed: string): Refusal {
  return { error: 'ArgumentError', code: 'ERR_RINGPROOF_ARGUMENT', says: told(given, allowed) }
}

export function row(what: string, set: Setting, act: (scene: Scene) => unknown, refusal: Refusal): Misuse {
  return { what, call: attempt(set, act), ...refusal }
}
