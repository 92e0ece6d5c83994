// What a field may be: how its values are checked, and how its accessors are made.
import { FieldError } from './errors.ts'
import type { Form } from './forms.ts'
import type { Access, Indexed, PartClass } from './memory.ts'

/** Throws: the field cannot hold the value. */
export type Refuse = (value: unknown) => never

/** What one element of an array is read and written by. */
export interface ItemAccess<Value> {
  get(this: Indexed, index: number): Value
  set(this: Indexed, index: number, value: Value): void
}

/**
 * The type of a field: `utf8(16)`, for example.
 *
 * `Value` is what `copy` returns and `set` takes; `Read` and `Write` are what the field is in an event and in a draft.
 */
export abstract class FieldType<Value, Read = Value, Write = Read> {
  /** Only for TypeScript: there is no such property. */
  declare readonly $types?: readonly [value: Value, read: Read, write: Write]
  /** What it holds, and how many bytes it takes. */
  abstract readonly form: Form
  /** @internal The power of two of which its offset is a multiple. */
  abstract readonly align: number

  /**
   * @internal The value as it was when it was checked, for `$assign` of a part or for a setter.
   *
   * @throws {FieldError} if the field, which is at `path`, cannot hold it
   */
  abstract checked(value: unknown, path: string): unknown
}

/** A field that is a value: it is read and assigned. */
export abstract class Plain<Value> extends FieldType<Value> {
  /** @internal What it may hold, in words. */
  abstract readonly allowed: string
  /** @internal */
  abstract access(offset: number, no: Refuse): Access<Value>
  /** @internal */
  abstract items(): ItemAccess<Value>
}

/** A field that is a part of the event, with methods of its own. */
export abstract class Compound<Value, Read, Write> extends FieldType<Value, Read, Write> {
  /** @internal */
  abstract part(path: string, isDraft: boolean): PartClass
}

/** Any type of a field. */
export type AnyType = Plain<unknown> | Compound<unknown, unknown, unknown>

/** The path of an element. */
export function itemOf(path: string, index: number): string {
  return `${path}[${index}]`
}

/** The path of a field; that of a whole event is empty. */
export function under(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** @throws {FieldError} what the field that is at `path` refuses, though its accessor was given it */
export function misfit(type: AnyType, value: unknown, path: string): never {
  type.checked(value, path)
  throw new FieldError(path, value, 'what its type allows', 'type')
}

/** What a field may hold, in words. */
export function allowedOf(type: AnyType): string {
  return type instanceof Plain ? type.allowed : type.form.kind
}
