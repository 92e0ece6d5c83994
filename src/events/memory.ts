// A place in shared memory: what accessors are made on. Every flyweight is one, whatever its fields are.
import { garbled, refuse } from './errors.ts'
import { isInt53 } from './fits.ts'

/** One view for each kind of number, all over the same bytes. */
export interface Views {
  readonly $i8: Int8Array
  readonly $u8: Uint8Array
  readonly $i16: Int16Array
  readonly $u16: Uint16Array
  readonly $i32: Int32Array
  readonly $u32: Uint32Array
  readonly $f32: Float32Array
  readonly $f64: Float64Array
  readonly $i64: BigInt64Array
  readonly $u64: BigUint64Array
}

/** The views of a buffer from this byte on; a multiple of 8 bytes must follow. */
export function viewsOf(buffer: SharedArrayBuffer, from: number): Views {
  return {
    $i8: new Int8Array(buffer, from),
    $u8: new Uint8Array(buffer, from),
    $i16: new Int16Array(buffer, from),
    $u16: new Uint16Array(buffer, from),
    $i32: new Int32Array(buffer, from),
    $u32: new Uint32Array(buffer, from),
    $f32: new Float32Array(buffer, from),
    $f64: new Float64Array(buffer, from),
    $i64: new BigInt64Array(buffer, from),
    $u64: new BigUint64Array(buffer, from),
  }
}

/**
 * A place in shared memory: its views and the byte where it begins, which moves.
 *
 * The views are on the instance, and have names: accessors that capture them are slow in a thread with several rings of
 * a struct, and private or symbol names are slow in one with more than four structs. They are not enumerable; a field
 * has no `$` in its name.
 */
export class Memory {
  /** @internal */
  declare readonly $i8: Int8Array
  /** @internal */
  declare readonly $u8: Uint8Array
  /** @internal */
  declare readonly $i16: Int16Array
  /** @internal */
  declare readonly $u16: Uint16Array
  /** @internal */
  declare readonly $i32: Int32Array
  /** @internal */
  declare readonly $u32: Uint32Array
  /** @internal */
  declare readonly $f32: Float32Array
  /** @internal */
  declare readonly $f64: Float64Array
  /** @internal */
  declare readonly $i64: BigInt64Array
  /** @internal */
  declare readonly $u64: BigUint64Array
  /** @internal The byte at which it begins. */
  declare $at: number
  /** @internal The slots that it moves among; 0 if it is a part. */
  declare readonly $size: number
  /** @internal */
  declare readonly $stride: number
  /** @internal */
  declare readonly $parts: readonly Part[]
  /** @internal The parts' classes, on the prototype; none if it has no parts. */
  declare readonly $kinds?: readonly PartClass[]

  /** @internal */
  constructor(views: Views, size = 0, stride = 0) {
    const { $i8, $u8, $i16, $u16, $i32, $u32, $f32, $f64, $i64, $u64 } = views
    const all = { $i8, $u8, $i16, $u16, $i32, $u32, $f32, $f64, $i64, $u64, $size: size, $stride: stride }
    Object.defineProperties(this, { $at: { value: 0, writable: true }, ...hidden(all) })
    Object.defineProperties(this, hidden({ $parts: this.$kinds?.map((Kind) => new Kind(views)) }))
  }

  /** @internal Throws: the field that begins at this byte of it cannot hold the value. */
  $refuse(at: number, value: unknown): never {
    refuse(`byte ${at}`, value, 'unused')
  }
  /** @internal Throws: the memory of that field holds what it cannot have. */
  $garbled(at: number, found: unknown): never {
    garbled(`byte ${at}`, found, 'unused')
  }

  /** @internal A number that was found in the memory of an int53. */
  $int53(at: number, found: number): number {
    return isInt53(found) ? found : this.$garbled(at, found)
  }
}

function hidden(values: Readonly<Record<string, unknown>>): PropertyDescriptorMap {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]))
}

/** A part of an event that has methods of its own: bytes, an array, a struct within a struct. */
export interface Part extends Memory {
  /** What it holds, as plain data. */
  copy(): unknown
  /** Overwrites it with what was found to fit. */
  $assign(value: unknown): void
}

/** Memory that is an array. */
export interface Indexed extends Memory {
  /** Bytes from one element to the next. */
  readonly $step: number
  /** The index, if it is one of the array; otherwise it throws. */
  $in(index: number): number
}

export type PartClass = new (views: Views) => Part

/** How a field is read and written. */
export interface Access<Value> {
  get(this: Memory): Value
  set(this: Memory, value: Value): void
}

/** A class with these values and accessors on its prototype, and these parts. */
export function classOf<Base extends Memory>(
  base: new (views: Views, size?: number, stride?: number) => Base,
  values: Readonly<Record<string, unknown>>,
  { accessors = {}, parts = [] }: { accessors?: PropertyDescriptorMap; parts?: readonly PartClass[] } = {},
): new (
  views: Views,
  size?: number,
  stride?: number,
) => Base {
  const made = class extends (base as typeof Memory) {}
  Object.defineProperties(made.prototype, { ...hidden({ ...values, $kinds: parts }), ...accessors })
  return made as unknown as typeof base
}
