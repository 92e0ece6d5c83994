// What the core throws. Each error has a code and says what was given and what is allowed.

export type ErrorCode =
  | 'ERR_RINGPROOF_ARGUMENT'
  | 'ERR_RINGPROOF_CLAIM'
  | 'ERR_RINGPROOF_NOT_CLAIMED'
  | 'ERR_RINGPROOF_ALREADY_PUBLISHED'
  | 'ERR_RINGPROOF_OUT_OF_ORDER'
  | 'ERR_RINGPROOF_HANDLE'
  | 'ERR_RINGPROOF_ROLE_TAKEN'
  | 'ERR_RINGPROOF_REENTRANT'
  | 'ERR_RINGPROOF_ASYNC_HANDLER'

/** What every error of this package is: a sentence, a stable `code`, what was given and what is allowed. */
export abstract class RingproofError extends Error {
  readonly code: ErrorCode
  readonly given: string
  readonly allowed: string

  constructor(code: ErrorCode, what: string, given: string, allowed: string) {
    super(`${what}: given ${given}, allowed: ${allowed}`)
    this.name = new.target.name
    this.code = code
    this.given = given
    this.allowed = allowed
  }
}

/** An option or an argument that is out of its range, or of another type. */
export class ArgumentError extends RingproofError {
  constructor(what: string, given: unknown, allowed: string) {
    super('ERR_RINGPROOF_ARGUMENT', what, show(given), allowed)
  }
}

/** A claim that can't be granted, however long one waits. */
export class ClaimError extends RingproofError {
  constructor(given: unknown, allowed: string) {
    super('ERR_RINGPROOF_CLAIM', 'claim of n sequences', show(given), allowed)
  }
}

/** Sequences that can't be published: not claimed, published already, or not the next ones in line. */
export class PublishError extends RingproofError {
  constructor(first: unknown, last: unknown, next: number, claimed: number) {
    const allowed = next > claimed ? 'nothing is claimed' : `from ${next} up to ${next} … ${claimed}`
    super(publishCode(first, last, next, claimed), 'publish', `${show(first)} … ${show(last)}`, allowed)
  }
}

/** A handle that this version can't attach to. */
export class HandleError extends RingproofError {
  constructor(what: string, given: unknown, allowed: string) {
    super('ERR_RINGPROOF_HANDLE', what, show(given), allowed)
  }
}

/** A producer or consumer that another holder has already: each has one owner. */
export class RoleError extends RingproofError {
  constructor(role: string) {
    super('ERR_RINGPROOF_ROLE_TAKEN', `attach as ${role}`, 'a second time', 'once per ring, on one thread')
  }
}

/** A handler that does what a handler can't: call its own consumer, or go on after it has returned. */
export class HandlerError extends RingproofError {
  constructor(code: 'ERR_RINGPROOF_REENTRANT' | 'ERR_RINGPROOF_ASYNC_HANDLER') {
    const reentrant = code === 'ERR_RINGPROOF_REENTRANT'
    const given = reentrant ? 'a call from its own handler' : 'one that returns a promise'
    const allowed = reentrant
      ? 'calls after it has returned'
      : 'one that is done with the event when it returns'
    super(code, reentrant ? 'poll or consume' : 'handler', given, allowed)
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
