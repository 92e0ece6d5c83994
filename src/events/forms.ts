// The layout of a struct as data: what another thread, tool or language needs to read its memory.
import { hashOf } from './hash.ts'

/** The version of these layouts, and of the header before the slots. */
export const EVENTS = 1

/** A number, a boolean or a bigint, by the name of its kind. */
export interface ScalarForm {
  readonly kind:
    | 'i8'
    | 'u8'
    | 'i16'
    | 'u16'
    | 'i32'
    | 'u32'
    | 'f32'
    | 'f64'
    | 'i64'
    | 'u64'
    | 'int53'
    | 'bool'
  readonly bytes: number
}

/** One of known texts, kept as its index in a byte. */
export interface OneOfForm {
  readonly kind: 'oneOf'
  readonly bytes: 1
  readonly texts: readonly string[]
}

/** A text or bytes of at most `most` bytes, behind a 16-bit length. */
export interface TextForm {
  readonly kind: 'utf8' | 'bytes'
  readonly bytes: number
  readonly most: number
}

/** Values of one form, `step` bytes apart. */
export interface ArrayForm {
  readonly kind: 'array'
  readonly bytes: number
  readonly length: number
  readonly step: number
  readonly of: Form
}

/** A struct within a struct. */
export interface InnerForm {
  readonly kind: 'struct'
  readonly bytes: number
  readonly fields: readonly FieldLayout[]
}

/** What a field holds, and how many bytes it takes. */
export type Form = ScalarForm | OneOfForm | TextForm | ArrayForm | InnerForm

/** A field by its name, and where it begins within its struct. */
export interface FieldLayout {
  readonly name: string
  readonly offset: number
  readonly form: Form
}

/** What all layouts say. */
export interface Versioned {
  readonly version: typeof EVENTS
  /** The order of the bytes of a number: that of the host. */
  readonly byteOrder: 'little' | 'big'
  /** Bytes from one slot to the next. */
  readonly stride: number
}

/** The layout of a slot that holds a struct; fields in the order of their declaration. */
export interface StructLayout extends Versioned {
  readonly kind: 'struct'
  readonly fields: readonly FieldLayout[]
}

/** The layout of slots that hold messages: of at most `most` bytes, in as many slots as they need. */
export interface MessageLayout extends Versioned {
  readonly kind: 'message'
  readonly most: number
}

/** The layout of a slot. */
export type EventLayout = StructLayout | MessageLayout

/** What a slot may hold: the type of an event with its layout. */
export interface EventType {
  readonly layout: EventLayout
  /** The hash of the layout: 64 bits of FNV-1a over its JSON text in UTF-8, as 16 hexadecimal digits. */
  readonly hash: string
}

/** The order of the bytes of this machine. */
export const BYTE_ORDER = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'little' : 'big'

/** A frozen layout with its hash. */
export function hashed<Layout extends EventLayout>(layout: Layout): { layout: Layout; hash: string } {
  return { layout: frozen(layout), hash: hashOf(JSON.stringify(layout)) }
}

function frozen<Any>(value: Any): Any {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen)
  return Object.freeze(value)
}

/** The least multiple of `align`, a power of two, from `bytes` on. */
export function aligned(bytes: number, align: number): number {
  return Math.ceil(bytes / align) * align
}
