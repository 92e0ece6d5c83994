// What the core throws. Each error has a code and says what was given and what is allowed.

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
 * What every error of this package is: a sentence and a stable `code`.
 *
 * Compare by `code` where errors may come from another realm, or another copy of the package: `instanceof` knows only
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
 * What the message says where a range is no answer: the state that a call found, or what to do instead.
 *
 * @internal
 */
export interface Saying {
  readonly sentence?: string
}

/** A call that should not have been made: what was given and what is allowed. */
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

/** The ring is closed: claims are refused, and a reader has handled all there was. */
export class ClosedError extends RingproofError {
  constructor(code: ErrorCode = 'ERR_RINGPROOF_CLOSED', message = 'the ring is closed') {
    super(code, message)
  }
}

/** Somebody has stopped the ring: who waits for room or for an event that is not published waits no more. */
export class StoppedError extends ClosedError {
  constructor() {
    super('ERR_RINGPROOF_STOPPED', 'the ring was stopped')
  }
}

/** Who a ring has failed for, and what a reader then missed. */
export interface Failure {
  /** The producers, consumers and pools of which somebody has died. */
  readonly dead: readonly string[]
  /** The first sequence that was claimed, or may have been, and was not published. */
  readonly missing?: number
  /** The producers that are alive and may hold it. */
  readonly suspects?: readonly string[]
  /** Why: the error with which the first of the dead ended, or its exit code. */
  readonly cause?: Error
}

/** The ring has failed, since a thread has died on which others wait. */
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

/** A call has waited as long as it may; it holds nothing and can be made again. */
export class TimeoutError extends RingproofError {
  constructor(timeout: number) {
    super('ERR_RINGPROOF_TIMEOUT', `nothing came within ${timeout} ms`)
  }
}

/** A call was aborted; it holds nothing and can be made again. `cause` is the signal's reason. */
export class AbortError extends RingproofError {
  constructor(cause: unknown) {
    super('ABORT_ERR', 'the wait was aborted', { cause })
  }
}

/** An option or an argument that is out of its range, or of another type. */
export class ArgumentError extends MisuseError {
  /** @internal */
  constructor(what: string, given: unknown, allowed: string, saying?: Saying) {
    super('ERR_RINGPROOF_ARGUMENT', what, show(given), allowed, saying)
  }
}

/** A claim that can't be granted, however long one waits. */
export class ClaimError extends MisuseError {
  constructor(given: unknown, allowed: string) {
    super('ERR_RINGPROOF_CLAIM', 'claim of n sequences', show(given), allowed, claimSaying(allowed))
  }
}

/** A wait that would never end: this thread, which it blocks, would have to act first, as these roles of a ring. */
export class WaitError extends MisuseError {
  constructor(roles: string) {
    super('ERR_RINGPROOF_WAIT', 'consume', `a wait for this thread itself, as ${roles}`, NOT_BLOCKED.reader)
  }
}

/** What a thread may call that would wait for itself. */
export const NOT_BLOCKED = {
  reader: 'poll, consumeAsync, or a time-out',
  producer: 'tryClaim, claimAsync, or a time-out',
} as const

/** What is allowed of claims that would wait for this thread. */
export function notBefore(roles: string): string {
  return `none before this thread has acted as ${roles}, which it can't while it blocks: ${NOT_BLOCKED.producer}`
}

/** Sequences that can't be published: not claimed, published already, or not the next ones in line. */
export class PublishError extends MisuseError {
  constructor(first: unknown, last: unknown, next: number, claimed: number) {
    const allowed = next > claimed ? 'nothing is claimed' : `from ${next} up to ${next} … ${claimed}`
    const given = `${show(first)} … ${show(last)}`
    const saying = next > claimed ? { sentence: `publish of ${given}: nothing is claimed` } : {}
    super(publishCode(first, last, next, claimed), 'publish', given, allowed, saying)
  }
}

/** A handle that this version can't attach to. */
export class HandleError extends MisuseError {
  /** @internal */
  constructor(what: string, given: unknown, allowed: string, saying?: Saying) {
    super('ERR_RINGPROOF_HANDLE', what, show(given), allowed, saying)
  }
}

/** A call that is not this thread's to make, or not now: each role has one owner, and each ring one end. */
export class RoleError extends MisuseError {
  /** @internal */
  constructor(what: string, given: string, allowed: string, saying?: Saying) {
    super('ERR_RINGPROOF_ROLE_TAKEN', what, given, allowed, saying)
  }
}

/** A call at the wrong time: from its own handler, or while another one waits; or a handler that is not done yet. */
export class HandlerError extends MisuseError {
  /**
   * @param called the call that was made too early
   * @param during when it was: `while claimAsync waits`
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

/** `none while 2 are open` is no range, and neither is what has to be done before a producer leaves. */
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
