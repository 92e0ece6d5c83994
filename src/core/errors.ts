// The errors of the core: each has a `code`, and each name is a string, which survives a minifier. Messages read as
// Node's do: they begin with a capital letter or with the name of a call, and have no full stop at the end.

export type ErrorCode =
  | 'ERR_RINGPROOF_ARGUMENT'
  | 'ERR_RINGPROOF_CLAIM'
  | 'ERR_RINGPROOF_NOT_CLAIMED'
  | 'ERR_RINGPROOF_ALREADY_PUBLISHED'
  | 'ERR_RINGPROOF_OUT_OF_ORDER'
  | 'ERR_RINGPROOF_WAIT'
  | 'ERR_RINGPROOF_HANDLE'
  | 'ERR_RINGPROOF_ROLE_TAKEN'
  | 'ERR_RINGPROOF_STATE'
  | 'ERR_RINGPROOF_REENTRANT'
  | 'ERR_RINGPROOF_ASYNC_HANDLER'
  | 'ERR_RINGPROOF_CLOSED'
  | 'ERR_RINGPROOF_STOPPED'
  | 'ERR_RINGPROOF_FAILED'
  | 'ERR_RINGPROOF_START'
  | 'ERR_RINGPROOF_TIMEOUT'
  | 'ABORT_ERR'

/** The most characters of what was received, and of what is allowed: values and names may be of any length. */
const MOST = 128

/**
 * The base of all errors of this package: a sentence and a stable `code`.
 *
 * Compare by `code` where errors may come from another realm or another copy of the package: `instanceof` knows only
 * the classes of its own. `structuredClone` and `postMessage` keep the message, but not the code.
 */
export abstract class RingproofError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** A call that must not be made: with these arguments, or in this state. */
export abstract class MisuseError extends RingproofError {}

/** The ring is closed: claims are refused, and a reader has handled everything. */
export class ClosedError extends RingproofError {
  static override readonly name: string = 'ClosedError'

  constructor(code: ErrorCode = 'ERR_RINGPROOF_CLOSED', message = 'The ring is closed') {
    super(code, message)
  }
}

/** The ring was stopped: nothing waits any more for room, or for an event that is not published. */
export class StoppedError extends ClosedError {
  static override readonly name = 'StoppedError'

  constructor() {
    super('ERR_RINGPROOF_STOPPED', 'The ring was stopped')
  }
}

/** The deaths that made a ring fail, and what a reader then missed. */
export interface Failure {
  /** The producers, consumers and pools of which a thread has died. */
  readonly dead: readonly string[]
  /** The first sequence that was claimed, or may have been, and was not published. */
  readonly missing?: number
  /** The live producers that may hold it. */
  readonly suspects?: readonly string[]
  /** The error with which the first of the dead threads ended, or its exit code. */
  readonly cause?: Error
}

/** The ring has failed, because a thread has died that others wait for. */
export class FailedError extends RingproofError {
  static override readonly name = 'FailedError'
  readonly dead: readonly string[]
  readonly missing: number | undefined
  readonly suspects: readonly string[]

  constructor({ dead, missing, suspects = [], ...options }: Failure) {
    const named = (names: readonly string[]) => names.map((name) => `"${name}"`).join(' and ')
    const others = suspects.length > 0 ? `, which ${named(suspects)} may hold as well` : ''
    const gap = missing === undefined ? '' : `; sequence ${missing} is missing${others}`
    super('ERR_RINGPROOF_FAILED', `The ring has failed: ${named(dead) || 'a thread'} died${gap}`, options)
    this.dead = dead
    this.missing = missing
    this.suspects = suspects
  }
}

/** A call timed out; it holds nothing and may be made again. */
export class TimeoutError extends RingproofError {
  static override readonly name = 'TimeoutError'

  constructor(timeout: number) {
    super('ERR_RINGPROOF_TIMEOUT', `Timed out after ${timeout} ms`)
  }
}

/** A call was aborted; it holds nothing and may be made again. `cause` is the signal's reason. */
export class AbortError extends RingproofError {
  static override readonly name = 'AbortError'

  constructor(cause: unknown) {
    super('ABORT_ERR', 'The operation was aborted', { cause })
  }
}

/** Instead of what an argument's error usually says. */
type Special = { readonly code: ErrorCode; readonly given?: string; readonly sentence?: string | undefined }

/** An option or an argument that is out of range, of another type, or has an unknown name. */
export class ArgumentError extends MisuseError {
  static override readonly name: string = 'ArgumentError'
  /** What was received, as text: as Node prints it, with strings in quotes; at most 128 characters of it. */
  readonly given: string
  /** What is allowed instead, as text: the words after "must be"; at most 128 characters of them. */
  readonly allowed: string

  /** @internal `allowed` may be the names from which one must be chosen. */
  constructor(what: string, value: unknown, allowed: string | readonly string[], special?: Special) {
    const given = cut(special?.given ?? printed(value))
    const instead = cut(typeof allowed === 'string' ? allowed : `one of ${printedAll(allowed)}`)
    const sentence = special?.sentence ?? `The ${what} must be ${instead}. Received ${given}`
    super(special?.code ?? 'ERR_RINGPROOF_ARGUMENT', sentence)
    this.given = given
    this.allowed = instead
  }
}

/** A claim that cannot be granted, however long the call waits. */
export class ClaimError extends ArgumentError {
  static override readonly name = 'ClaimError'

  /** @internal `most` may be claimed with `open` sequences claimed but not published. */
  constructor(n: unknown, most: number, open = 0) {
    const held = open > 0 ? withOpen(open) : ''
    const range = most > 1 ? `an integer from 1 to ${most}` : `${most || 'none'}`
    const sentence = most > 0 ? undefined : `Cannot claim${held || ': sequences end at 2^53 - 1'}`
    super('"n" argument', n, `${range}${held}`, { code: 'ERR_RINGPROOF_CLAIM', sentence })
  }
}

/** Sequences that cannot be published: not claimed, already published, or not the next in line. */
export class PublishError extends ArgumentError {
  static override readonly name = 'PublishError'

  /** @internal */
  constructor(first: unknown, last: unknown, next: number, claimed: number) {
    const given = first === last ? printed(first) : `${printed(first)} to ${printed(last)}`
    const line = next < claimed ? `${next}, or from there to at most ${claimed}` : `${next}`
    const allowed = next > claimed ? 'claimed and not yet published' : line
    super('sequences to publish', given, allowed, { code: publishCode(first, last, next, claimed), given })
  }
}

/** A handle that this version cannot attach to. */
export class HandleError extends ArgumentError {
  static override readonly name = 'HandleError'

  /** @internal */
  constructor(what: string, value: unknown, allowed: string) {
    super(what, value, allowed, { code: 'ERR_RINGPROOF_HANDLE' })
  }
}

/** A call that the state of the ring or of the role does not allow: too early, too late, or another role's to make. */
export class StateError extends MisuseError {
  static override readonly name = 'StateError'

  /** @internal */
  constructor(message: string) {
    super('ERR_RINGPROOF_STATE', message)
  }
}

/** A role that this thread may not have: each has one owner. */
export class RoleError extends MisuseError {
  static override readonly name = 'RoleError'

  /** @internal */
  constructor(message: string) {
    super('ERR_RINGPROOF_ROLE_TAKEN', message)
  }
}

/** What to call instead of a call that would block its thread for ever. */
const UNBLOCKED = {
  claim: 'tryClaim(), claimAsync()',
  consume: 'poll(), consumeAsync()',
  take: 'tryTake(), takeAsync()',
}

/** A wait that would never end, because this thread, which it blocks, must act first, in other roles of the ring. */
export class WaitError extends MisuseError {
  static override readonly name = 'WaitError'

  /** @internal */
  constructor(call: keyof typeof UNBLOCKED, roles: string) {
    const instead = `${UNBLOCKED[call]} or a timeout`
    super('ERR_RINGPROOF_WAIT', `${call}() would wait for this thread itself, as ${roles}; use ${instead}`)
  }
}

/** A call within its own handler or during another call; or a handler that may not have finished. */
export class HandlerError extends MisuseError {
  static override readonly name = 'HandlerError'
}

function publishCode(first: unknown, last: unknown, next: number, claimed: number): ErrorCode {
  if (typeof first !== 'number' || typeof last !== 'number' || !(last >= first))
    return 'ERR_RINGPROOF_ARGUMENT'
  if (first < next) return 'ERR_RINGPROOF_ALREADY_PUBLISHED'
  if (last > claimed) return 'ERR_RINGPROOF_NOT_CLAIMED'
  return first > next ? 'ERR_RINGPROOF_OUT_OF_ORDER' : 'ERR_RINGPROOF_ARGUMENT'
}

/** What a call finds open: ` with 2 sequences claimed but not published`. */
export function withOpen(n: number, noun = 'sequence', state = 'claimed but not published'): string {
  return ` with ${n} ${noun}${n === 1 ? '' : 's'} ${state}`
}

/** Names as values: `'a', 'b'`. */
export function printedAll(names: readonly unknown[]): string {
  return Array.from(names.slice(0, MOST), (name) => printed(name, true)).join(', ')
}

/** A value as Node's errors print it: on one line, short, and without what is in it, but for the elements of an array. */
export function printed(value: unknown, isElement = false): string {
  if (typeof value === 'string') return cut(quoted(value.slice(0, MOST)))
  if (typeof value === 'bigint') return cut(`${value}n`)
  if (Array.isArray(value) && !isElement) return cut(value.length > 0 ? `[ ${printedAll(value)} ]` : '[]')
  return cut(Object(value) === value ? `an instance of ${classOf(value as object)}` : String(value))
}

function classOf(value: object): string {
  return Object(value.constructor).name || Object.prototype.toString.call(value).slice(8, -1)
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function cut(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}...` : text
}
