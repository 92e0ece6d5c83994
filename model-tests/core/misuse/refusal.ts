// One misuse as a row of a table, and the check that a core refuses it as the row says.
import type { ErrorCode, Handler } from '../../../src/index.ts'
import type { Core } from '../load.ts'
import { ALONE, attempt, type Cast, CROWD, type Outcome, Scene, said } from './scene.ts'

export type ErrorName =
  | 'ArgumentError'
  | 'ClaimError'
  | 'PublishError'
  | 'HandleError'
  | 'RoleError'
  | 'HandlerError'
  | 'StateError'
  | 'WaitError'

/** One thing that a caller can do wrong. */
export interface Misuse {
  /** The call, in words. */
  readonly what: string
  /** Sets up a ring, makes the call, and returns the outcome. */
  readonly call: (core: Core) => Outcome
  readonly error: ErrorName
  readonly code: ErrorCode
  /** What the message must contain; or its fields, what is allowed and what was given. */
  readonly says: readonly string[]
}

export type Setting = (core: Core) => Scene
export type Refusal = Pick<Misuse, 'error' | 'code' | 'says'>

/** States of a cast's ring before the call. */
export interface Settings {
  readonly untouched: Setting
  readonly taken: Setting
  /** Two events are published. */
  readonly published: Setting
  /** The first producer has claimed n. */
  readonly claimed: (n: number) => Setting
  /** One of three claimed events is published. */
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
 * Checks that `core` refuses the misuse as the table says, and that nothing has changed: no word of the ring, nor what
 * legal calls do afterwards. Returns null if so, otherwise a sentence. Never waits, not even on a `core` that would.
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
  if (!(thrown instanceof core.RingproofError && thrown instanceof core[error])) return `must throw ${error}`
  if (thrown.name !== error) return `the name must be ${error} instead of ${thrown.name}`
  if (thrown.code !== code) return `the code must be ${code} instead of ${thrown.code}`
  if (!/^(?:[A-Z]|[\w.]+\(\) ).*(?:[^.]|\.\.\.)$/.test(thrown.message))
    return 'the message must be a sentence without its stop'
  const whole = wholeOf(thrown, core)
  const missing = says.find((part) => !whole.includes(part))
  return missing === undefined ? null : `the message must say '${missing}'`
}

/** The message; behind a sentence of its own, what its fields say. */
function wholeOf(thrown: Error, core: Core): string {
  if (!(thrown instanceof core.ArgumentError)) return thrown.message
  const { message, given, allowed } = thrown
  const parts = `must be ${allowed}. Received ${given}`
  return message.endsWith(parts) ? message : `${message}: ${parts}`
}

/** For JavaScript callers, who pass what TypeScript would refuse. */
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

/** The text of a given value in an error, where it is not written as a literal. */
export class Shown {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export function literal(given: unknown): string {
  return typeof given === 'string' ? `'${given}'` : String(given)
}

export function told(given: unknown, allowed: string): string[] {
  return [`must be ${allowed}. Received ${given instanceof Shown ? given.text : literal(given)}`]
}

/** What may be chosen, where it is one of these names. */
export function oneOf(...names: readonly string[]): string {
  return `one of ${names.map(literal).join(', ')}`
}

/** An object that is no array. */
export const OBJECT = new Shown('an instance of Object')

export function argument(given: unknown, allowed: string): Refusal {
  return { error: 'ArgumentError', code: 'ERR_RINGPROOF_ARGUMENT', says: told(given, allowed) }
}

export function row(what: string, set: Setting, act: (scene: Scene) => unknown, refusal: Refusal): Misuse {
  return { what, call: attempt(set, act), ...refusal }
}
