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
  | 'ERR_RINGPROOF_FAILED'
  | 'ERR_RINGPROOF_TIMEOUT'
  | 'ABORT_ERR'

/** What every error of this package is: a sentence and a stable `code`. */
export abstract class RingproofError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** A call that should not have been made: what was given and what is allowed. */
export abstract class MisuseError extends RingproofError {
  readonly given: string
  readonly allowed: string

  constructor(code: ErrorCode, what: string, given: string, allowed: string) {
    super(code, `${what}: given ${given}, allowed: ${allowed}`)
    this.given = given
    this.allowed = allowed
  }
}

/** The ring is closed: claims are refused, and a reader has handled all there was. */
export class ClosedError extends RingproofError {
  constructor() {
    super('ERR_RINGPROOF_CLOSED', 'the ring is closed')
  }
}

/** Who a ring has failed for, and what a reader then missed. */
export interface Failure {
  /** The producers, consumers and pools of which somebody has died. */
  readonly dead: readonly string[]
  /** The first sequence that was claimed, or may have been, and was not published. */
  readonly missing?: number
  /** Who else is alive and may hold it. */
  readonly suspects?: readonly string[]
}

/** The ring has failed, since a thread has died on which others wait. */
export class FailedError extends RingproofError {
  readonly dead: readonly string[]
  readonly missing: number | undefined
  readonly suspects: readonly string[]

  constructor({ dead, missing, suspects = [] }: Failure) {
    const others = suspects.length > 0 ? `; ${suspects.join(', ')} may hold it as well` : ''
    const gap = missing === undefined ? '' : `, sequence ${missing} is missing${others}`
    super('ERR_RINGPROOF_FAILED', `the ring has failed: ${dead.join(', ') || 'somebody'} died${gap}`)
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
  constructor(what: string, given: unknown, allowed: string) {
    super('ERR_RINGPROOF_ARGUMENT', what, show(given), allowed)
  }
}

/** A claim that can't be granted, however long one waits. */
export class ClaimError extends MisuseError {
  constructor(given: unknown, allowed: string) {
    super('ERR_RINGPROOF_CLAIM', 'claim of n sequences', show(given), allowed)
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
    super(publishCode(first, last, next, claimed), 'publish', `${show(first)} … ${show(last)}`, allowed)
  }
}

/** A handle that this version can't attach to. */
export class HandleError extends MisuseError {
  constructor(what: string, given: unknown, allowed: string) {
    super('ERR_RINGPROOF_HANDLE', what, show(given), allowed)
  }
}

/** A call that is not this thread's to make, or not now: each role has one owner, and each ring one end. */
export class RoleError extends MisuseError {
  constructor(what: string, given: string, allowed: string) {
    super('ERR_RINGPROOF_ROLE_TAKEN', what, given, allowed)
  }
}

/** A call at the wrong time: from its own handler, or while another one waits; or a handler that is not done yet. */
export class HandlerError extends MisuseError {
  constructor(code: 'ERR_RINGPROOF_REENTRANT' | 'ERR_RINGPROOF_ASYNC_HANDLER') {
    const reentrant = code === 'ERR_RINGPROOF_REENTRANT'
    const given = reentrant ? 'a call within another' : 'one that returns a promise'
    const allowed = reentrant
      ? 'calls after it has returned'
      : 'one that is done with the event when it returns'
    super(code, reentrant ? 'poll, consume, claim, close or leave' : 'handler', given, allowed)
  }
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
