// The errors of the core. Each has a code; an error of misuse says what was given and what is allowed.

export type ErrorCode =
  | 'ERR_RINGPROOF_ARGUMENT'
  | 'ERR_RINGPROOF_CLAIM'
  | 'ERR_RINGPROOF_NOT_CLAIMED'
  | 'ERR_RINGPROOF_ALREADY_PUBLISHED'
  | 'ERR_RINGPROOF_OUT_OF_ORDER'
  | 'ERR_RINGPROOF_WAIT'
  | 'ERR_RINGPROOF_HANDLE'
  | 'ERR_RINGPROOF_ROLE_TAKEN'
  | 'ERR_RINGPROOF_REENTRANT'
  | 'ERR_RINGPROOF_ASYNC_HANDLER'
  | 'ERR_RINGPROOF_CLOSED'
  | 'ERR_RINGPROOF_STOPPED'
  | 'ERR_RINGPROOF_FAILED'
  | 'ERR_RINGPROOF_TIMEOUT'
  | 'ABORT_ERR'

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

/**
 * The message where a range says nothing: the state that a call found, or what to do instead.
 *
 * @internal
 */
export interface Saying {
  readonly sentence?: string
}

/** A call that must not be made: what was given and what is allowed. */
export abstract class MisuseError extends RingproofError {
  readonly given: string
  readonly allowed: string

  /** @internal */
  constructor(code: ErrorCode, what: string, given: string, allowed: string, { sentence }: Saying = {}) {
    super(code, sentence ?? `${what}: given ${given}, allowed: ${allowed}`)
    this.given = given
    this.allowed = allowed
  }
}

/** The ring is closed: claims are refused, and a reader has handled everything. */
export class ClosedError extends RingproofError {
  constructor(code: ErrorCode = 'ERR_RINGPROOF_CLOSED', message = 'the ring is closed') {
    super(code, message)
  }
}

/** The ring was stopped: nothing waits any more for room, or for an event that is not published. */
export class StoppedError extends ClosedError {
  constructor() {
    super('ERR_RINGPROOF_STOPPED', 'the ring was stopped')
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
  readonly dead: readonly string[]
  readonly missing: number | undefined
  readonly suspects: readonly string[]

  constructor({ dead, missing, suspects = [], ...options }: Failure) {
    const others = suspects.length > 0 ? `; ${suspects.join(', ')} may hold it as well` : ''
    const gap = missing === undefined ? '' : `, sequence ${missing} is missing${others}`
    const who = dead.join(', ') || 'somebody'
    super('ERR_RINGPROOF_FAILED', `the ring has failed: ${who} died${gap}`, options)
    this.dead = dead
    this.missing = missing
    this.suspects = suspects
  }
}

/** A call timed out; it holds nothing and may be made again. */
export class TimeoutError extends RingproofError {
  constructor(timeout: number) {
    super('ERR_RINGPROOF_TIMEOUT', `nothing came within ${timeout} ms`)
  }
}

/** A call was aborted; it holds nothing and may be made again. `cause` is the signal's reason. */
export class AbortError extends RingproofError {
  constructor(cause: unknown) {
    super('ABORT_ERR', 'the wait was aborted', { cause })
  }
}

/** An option or an argument that is out of range or has the wrong type. */
export class ArgumentError extends MisuseError {
  /** @internal */
  constructor(what: string, given: unknown, allowed: string, saying?: Saying) {
    super('ERR_RINGPROOF_ARGUMENT', what, show(given), allowed, saying)
  }
}

/** A claim that cannot be granted, however long the call waits. */
export class ClaimError extends MisuseError {
  constructor(given: unknown, allowed: string) {
    super('ERR_RINGPROOF_CLAIM', 'claim of n sequences', show(given), allowed, claimSaying(allowed))
  }
}

/** A wait that would never end, because this thread, which it blocks, must act first, in these roles of a ring. */
export class WaitError extends MisuseError {
  constructor(roles: string) {
    super('ERR_RINGPROOF_WAIT', 'consume', `a wait for this thread itself, as ${roles}`, NOT_BLOCKED.reader)
  }
}

/** The calls allowed to a thread that would wait for itself. */
export const NOT_BLOCKED = {
  reader: 'poll, consumeAsync, or a time-out',
  producer: 'tryClaim, claimAsync, or a time-out',
} as const

/** What is allowed instead of a claim that would wait for its own thread. */
export function notBefore(roles: string): string {
  return `none before this thread has acted as ${roles}, which it can't while it blocks: ${NOT_BLOCKED.producer}`
}

/** Sequences that cannot be published: not claimed, already published, or not the next in line. */
export class PublishError extends MisuseError {
  constructor(first: unknown, last: unknown, next: number, claimed: number) {
    const allowed = next > claimed ? 'nothing is claimed' : `from ${next} up to ${next} … ${claimed}`
    const given = `${show(first)} … ${show(last)}`
    const saying = next > claimed ? { sentence: `publish of ${given}: nothing is claimed` } : {}
    super(publishCode(first, last, next, claimed), 'publish', given, allowed, saying)
  }
}

/** A handle that this version cannot attach to. */
export class HandleError extends MisuseError {
  /** @internal */
  constructor(what: string, given: unknown, allowed: string, saying?: Saying) {
    super('ERR_RINGPROOF_HANDLE', what, show(given), allowed, saying)
  }
}

/** A call that this thread may not make, or not now: each role has one owner, and each ring one end. */
export class RoleError extends MisuseError {
  /** @internal */
  constructor(what: string, given: string, allowed: string, saying?: Saying) {
    super('ERR_RINGPROOF_ROLE_TAKEN', what, given, allowed, saying)
  }
}

/** A call at the wrong time, from its own handler or during another call; or a handler that may not have finished. */
export class HandlerError extends MisuseError {
  /**
   * @param called the call that came too early
   * @param during when it came: `while claimAsync waits`
   */
  constructor(
    code: 'ERR_RINGPROOF_REENTRANT' | 'ERR_RINGPROOF_ASYNC_HANDLER',
    called = 'a call',
    during = 'within another',
  ) {
    if (code === 'ERR_RINGPROOF_REENTRANT') {
      const sentence = `${called} was called ${during}: call it after that has returned`
      super(code, 'call', `${called} ${during}`, 'calls after it has returned', { sentence })
    } else {
      const allowed = 'one that is done with the event when it returns'
      super(code, 'handler', 'one that returns a promise, a generator or an async iterator', allowed)
    }
  }
}

/** `none while 2 are open` is not a range, nor is what a producer must do before it leaves. */
function claimSaying(allowed: string): Saying {
  if (allowed.startsWith('none'))
    return { sentence: `no sequence can be claimed${allowed.slice('none'.length)}` }
  return allowed.startsWith('publish') ? { sentence: `a producer can't leave yet: ${allowed}` } : {}
}

function publishCode(first: unknown, last: unknown, next: number, claimed: number): ErrorCode {
  if (typeof first !== 'number' || typeof last !== 'number' || !(last >= first))
    return 'ERR_RINGPROOF_ARGUMENT'
  if (first < next) return 'ERR_RINGPROOF_ALREADY_PUBLISHED'
  if (last > claimed) return 'ERR_RINGPROOF_NOT_CLAIMED'
  return first > next ? 'ERR_RINGPROOF_OUT_OF_ORDER' : 'ERR_RINGPROOF_ARGUMENT'
}

function show(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given)
  if (typeof given === 'bigint') return `${given}n`
  if (Array.isArray(given)) return `[${given.map(String).join(', ')}]`
  return typeof given === 'object' && given !== null ? Object.prototype.toString.call(given) : String(given)
}
