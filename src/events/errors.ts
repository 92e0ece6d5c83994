// What a field refuses. The error names the field, the value and the range; nothing has been written then.
import { ArgumentError } from '../core/errors.ts'

/**
 * Why a field refused: a value of another type, a value out of range, or memory that holds what the field never wrote.
 */
export type Fault = 'type' | 'range' | 'memory'

/** A value that a field cannot hold, or memory that something else has written. Nothing was written by the call. */
export class FieldError extends ArgumentError {
  static override readonly name = 'FieldError'
  /** The field with its path: `quantity`, `header.id`, `levels[3]`. */
  readonly field: string
  readonly fault: Fault

  /** @internal */
  constructor(field: string, given: unknown, allowed: string, fault: Fault) {
    super(`"${field}" field`, given, allowed)
    this.field = field
    this.fault = fault
  }
}

/** @throws {FieldError} a fault of range if the value has the type of those that are allowed, of type otherwise */
export function refuse(field: string, given: unknown, allowed: string, type?: TypeName): never {
  throw new FieldError(field, given, allowed, typeof given === type ? 'range' : 'type')
}

type TypeName = 'number' | 'bigint' | 'boolean' | 'string'

/** @throws {FieldError} memory that no event can have: it was written by something else */
export function garbled(field: string, found: unknown, allowed: string): never {
  throw new FieldError(field, found, `${allowed}: only events write their memory`, 'memory')
}

/** @throws {FieldError} an index that is outside the array */
export function outside(field: string, index: unknown, length: number): never {
  const fault = typeof index === 'number' ? 'range' : 'type'
  throw new FieldError(`${field}[…]`, index, `an index from 0 to ${length - 1}`, fault)
}
