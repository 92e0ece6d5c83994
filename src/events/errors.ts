// What a field refuses. The error names the field, the value and the range; nothing has been written then.
import { ArgumentError, printed } from '../core/errors.ts'

/**
 * Why a field refused: a value of another type, a value out of range, or memory that holds what the field never wrote.
 */
export type Fault = 'type' | 'range' | 'memory'

/** What the sentence is about, if not the value of the field; or another sentence. */
type Said = { readonly what?: string | undefined; readonly sentence?: string }

/** A value that a field cannot hold, or memory that something else has written. Nothing was written by the call. */
export class FieldError extends ArgumentError {
  static override readonly name = 'FieldError'
  /** The field with its path: `quantity`, `header.id`, `levels[3]`; `message` for one, `values` for all at once. */
  readonly field: string
  readonly fault: Fault

  /** @internal */
  constructor(field: string, given: unknown, allowed: string, fault: Fault, said: Said = {}) {
    const { what = `"${field}" field`, sentence } = said
    super(what, given, allowed, { code: 'ERR_RINGPROOF_ARGUMENT', sentence })
    this.field = field
    this.fault = fault
  }
}

type Type = 'number' | 'bigint' | 'boolean' | 'string'

/**
 * `what` is refused, if it is not the value of the field: its length, for example.
 *
 * @throws {FieldError} a fault of range if the value has the type of those that are allowed, of type otherwise
 */
export function refuse(field: string, given: unknown, allowed: string, type?: Type, what?: string): never {
  throw new FieldError(field, given, allowed, typeof given === type ? 'range' : 'type', { what })
}

/** @throws {FieldError} an index that is outside the array */
export function outside(field: string, index: unknown, length: number): never {
  refuse(field, index, `an integer from 0 to ${length - 1}`, 'number', `index in the "${field}" field`)
}

/** @throws {FieldError} a length that does not fit */
export function refuseLength(field: string, length: unknown, allowed: string): never {
  refuse(field, length, allowed, 'number', `length of the "${field}" field`)
}

/** @throws {FieldError} memory that no event can have: it was written by something else */
export function garbled(field: string, found: unknown, allowed: string): never {
  const holds = `The memory of the "${field}" field holds ${printed(found)}`
  const sentence = `${holds}, which no event wrote: nothing else may write to its slot`
  throw new FieldError(field, found, allowed, 'memory', { sentence })
}
