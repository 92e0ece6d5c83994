// The types of fields, and what TypeScript infers from them.
import { ArgumentError, printedAll } from '../core/errors.ts'
import { type AnyType, FieldType } from './kind.ts'
import { SCALARS, type Scalars } from './scalars.ts'

/** The type of a field: the name of a scalar, or what `oneOf`, `utf8`, `bytes`, `array` and `struct` return. */
export type Field = keyof Scalars | FieldType<unknown, unknown, unknown>

/** The fields of a struct, in the order in which its layout lists them. */
export type Fields = Readonly<Record<string, Field>>

/** What `copy` returns for a field. */
export type ValueOf<F> = F extends keyof Scalars
  ? Scalars[F]
  : F extends FieldType<infer Value, unknown, unknown>
    ? Value
    : never

/** What a field is in an event. */
export type ReadOf<F> = F extends keyof Scalars
  ? Scalars[F]
  : F extends FieldType<unknown, infer Read, unknown>
    ? Read
    : never

/** What a field is in a draft. */
export type WriteOf<F> = F extends keyof Scalars
  ? Scalars[F]
  : F extends FieldType<unknown, unknown, infer Write>
    ? Write
    : never

/** The fields that are assigned; all others have methods. */
export type Assigned<All> = {
  [Name in keyof All]: ReadOf<All[Name]> extends string | number | bigint | boolean ? Name : never
}[keyof All]

/** The fields of a struct as plain data. */
export type ValuesOf<All extends Fields> = { -readonly [Name in keyof All]: ValueOf<All[Name]> }

/** What every event can do beside its fields. */
export interface Copying<Values> {
  /** All fields as plain data: it allocates the object, and what it holds. */
  copy(): Values
  /** As `copy`, for `JSON.stringify`: bigints as decimal texts, bytes as arrays of numbers. */
  toJSON(): unknown
}

/** What every draft can do beside its fields. */
export interface Setting<Values> {
  /**
   * Writes some fields or all of them; it allocates.
   *
   * @throws {FieldError} before anything is written, if a field is unknown or a value is refused
   */
  set(values: Readonly<Partial<Values>>): void
  /** Sets all bytes to 0: an event begins with what its slot held a ring earlier. */
  clear(): void
}

/** An event as a reader finds it. */
export type EventOf<All extends Fields> = { readonly [Name in keyof All]: ReadOf<All[Name]> } & Copying<
  ValuesOf<All>
>

/** An event as its producer writes it. */
export type DraftOf<All extends Fields> = { -readonly [Name in Assigned<All>]: WriteOf<All[Name]> } & {
  readonly [Name in Exclude<keyof All, Assigned<All>>]: WriteOf<All[Name]>
} & Copying<ValuesOf<All>> &
  Setting<ValuesOf<All>>

/** @throws {ArgumentError} if this is no type of a field */
export function typeOf(field: unknown, what: string): AnyType {
  if (field instanceof FieldType) return field as AnyType
  if (typeof field === 'string' && Object.hasOwn(SCALARS, field))
    return SCALARS[field as keyof Scalars] as AnyType
  const allowed = `${printedAll(Object.keys(SCALARS))}, or made by a call such as utf8(16)`
  throw new ArgumentError(`type of the ${what}`, field, allowed)
}
