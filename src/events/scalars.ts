// Numbers, booleans and bigints. Each kind has function literals of its own, alike as they are: V8 keeps what it learns
// of views by literal, so one for all kinds would never be compiled to a plain access. A setter checks by itself: V8
// inlines functions into a caller up to a limit of bytecodes, and a call within a setter would count as well.
import { refuse } from './errors.ts'
import {
  isBool,
  isF32,
  isF64,
  isI8,
  isI16,
  isI32,
  isI64,
  isInt53,
  isU8,
  isU16,
  isU32,
  isU64,
} from './fits.ts'
import type { ScalarForm } from './forms.ts'
import { type ItemAccess, Plain, type Refuse } from './kind.ts'
import type { Access } from './memory.ts'

/** The values of the fields that are named by a text. */
export interface Scalars {
  i8: number
  u8: number
  i16: number
  u16: number
  i32: number
  u32: number
  f32: number
  f64: number
  i64: bigint
  u64: bigint
  int53: number
  bool: boolean
}

interface Row<Value> {
  readonly bytes: number
  /** What may be written, in words. */
  readonly allowed: string
  readonly type: 'number' | 'bigint' | 'boolean'
  readonly is: (value: unknown) => boolean
  readonly field: (at: number, no: Refuse) => Access<Value>
  readonly item: ItemAccess<Value>
}

class Scalar<Value> extends Plain<Value> {
  readonly form: ScalarForm
  readonly align: number
  readonly #row: Row<Value>

  constructor(kind: ScalarForm['kind'], row: Row<Value>) {
    super()
    this.form = { kind, bytes: row.bytes }
    this.align = row.bytes
    this.#row = row
  }

  get allowed(): string {
    return this.#row.allowed
  }

  checked(value: unknown, path: string): unknown {
    const { is, allowed, type } = this.#row
    return is(value) ? value : refuse(path, value, allowed, type)
  }

  access(offset: number, no: Refuse): Access<Value> {
    return this.#row.field(offset, no)
  }

  items(): ItemAccess<Value> {
    return this.#row.item
  }
}

function range(from: number | bigint, to: number | bigint, what = 'an integer'): string {
  return `${what} from ${from} to ${to}`
}

/** The types of fields that a text names. */
export const SCALARS: { readonly [Kind in keyof Scalars]: Plain<Scalars[Kind]> } = {
  i8: new Scalar<number>('i8', {
    ...{ bytes: 1, allowed: range(-(2 ** 7), 2 ** 7 - 1), type: 'number', is: isI8 },
    field: (at, no) => ({
      get() {
        return this.$i8[this.$at + at]!
      },
      set(value) {
        if (typeof value !== 'number' || value !== (value << 24) >> 24) no(value)
        this.$i8[this.$at + at] = value
      },
    }),
    item: {
      get(index) {
        return this.$i8[this.$at + this.$in(index)]!
      },
      set(index, value) {
        if (!isI8(value)) this.$refuse(index, value)
        this.$i8[this.$at + this.$in(index)] = value
      },
    },
  }),
  u8: new Scalar<number>('u8', {
    ...{ bytes: 1, allowed: range(0, 2 ** 8 - 1), type: 'number', is: isU8 },
    field: (at, no) => ({
      get() {
        return this.$u8[this.$at + at]!
      },
      set(value) {
        if (typeof value !== 'number' || value !== (value & 0xff)) no(value)
        this.$u8[this.$at + at] = value
      },
    }),
    item: {
      get(index) {
        return this.$u8[this.$at + this.$in(index)]!
      },
      set(index, value) {
        if (!isU8(value)) this.$refuse(index, value)
        this.$u8[this.$at + this.$in(index)] = value
      },
    },
  }),
  i16: new Scalar<number>('i16', {
    ...{ bytes: 2, allowed: range(-(2 ** 15), 2 ** 15 - 1), type: 'number', is: isI16 },
    field: (at, no) => ({
      get() {
        return this.$i16[(this.$at + at) >> 1]!
      },
      set(value) {
        if (typeof value !== 'number' || value !== (value << 16) >> 16) no(value)
        this.$i16[(this.$at + at) >> 1] = value
      },
    }),
    item: {
      get(index) {
        return this.$i16[(this.$at >> 1) + this.$in(index)]!
      },
      set(index, value) {
        if (!isI16(value)) this.$refuse(index * 2, value)
        this.$i16[(this.$at >> 1) + this.$in(index)] = value
      },
    },
  }),
  u16: new Scalar<number>('u16', {
    ...{ bytes: 2, allowed: range(0, 2 ** 16 - 1), type: 'number', is: isU16 },
    field: (at, no) => ({
      get() {
        return this.$u16[(this.$at + at) >> 1]!
      },
      set(value) {
        if (typeof value !== 'number' || value !== (value & 0xffff)) no(value)
        this.$u16[(this.$at + at) >> 1] = value
      },
    }),
    item: {
      get(index) {
        return this.$u16[(this.$at >> 1) + this.$in(index)]!
      },
      set(index, value) {
        if (!isU16(value)) this.$refuse(index * 2, value)
        this.$u16[(this.$at >> 1) + this.$in(index)] = value
      },
    },
  }),
  i32: new Scalar<number>('i32', {
    ...{ bytes: 4, allowed: range(-(2 ** 31), 2 ** 31 - 1), type: 'number', is: isI32 },
    field: (at, no) => ({
      get() {
        return this.$i32[(this.$at + at) >> 2]!
      },
      set(value) {
        if (typeof value !== 'number' || value !== (value | 0)) no(value)
        this.$i32[(this.$at + at) >> 2] = value
      },
    }),
    item: {
      get(index) {
        return this.$i32[(this.$at >> 2) + this.$in(index)]!
      },
      set(index, value) {
        if (!isI32(value)) this.$refuse(index * 4, value)
        this.$i32[(this.$at >> 2) + this.$in(index)] = value
      },
    },
  }),
  u32: new Scalar<number>('u32', {
    ...{ bytes: 4, allowed: range(0, 2 ** 32 - 1), type: 'number', is: isU32 },
    field: (at, no) => ({
      get() {
        return this.$u32[(this.$at + at) >> 2]!
      },
      set(value) {
        if (typeof value !== 'number' || value !== value >>> 0) no(value)
        this.$u32[(this.$at + at) >> 2] = value
      },
    }),
    item: {
      get(index) {
        return this.$u32[(this.$at >> 2) + this.$in(index)]!
      },
      set(index, value) {
        if (!isU32(value)) this.$refuse(index * 4, value)
        this.$u32[(this.$at >> 2) + this.$in(index)] = value
      },
    },
  }),
  f32: new Scalar<number>('f32', {
    ...{
      bytes: 4,
      allowed: 'a number that a 32-bit float does not round to Infinity',
      type: 'number',
      is: isF32,
    },
    field: (at, no) => ({
      get() {
        return this.$f32[(this.$at + at) >> 2]!
      },
      set(value) {
        if (!isF32(value)) no(value)
        this.$f32[(this.$at + at) >> 2] = value
      },
    }),
    item: {
      get(index) {
        return this.$f32[(this.$at >> 2) + this.$in(index)]!
      },
      set(index, value) {
        if (!isF32(value)) this.$refuse(index * 4, value)
        this.$f32[(this.$at >> 2) + this.$in(index)] = value
      },
    },
  }),
  f64: new Scalar<number>('f64', {
    ...{ bytes: 8, allowed: 'a number', type: 'number', is: isF64 },
    field: (at, no) => ({
      get() {
        return this.$f64[(this.$at + at) >> 3]!
      },
      set(value) {
        if (typeof value !== 'number') no(value)
        this.$f64[(this.$at + at) >> 3] = value
      },
    }),
    item: {
      get(index) {
        return this.$f64[(this.$at >> 3) + this.$in(index)]!
      },
      set(index, value) {
        if (!isF64(value)) this.$refuse(index * 8, value)
        this.$f64[(this.$at >> 3) + this.$in(index)] = value
      },
    },
  }),
  i64: new Scalar<bigint>('i64', {
    ...{ bytes: 8, allowed: range(-(2n ** 63n), 2n ** 63n - 1n, 'a bigint'), type: 'bigint', is: isI64 },
    field: (at, no) => ({
      get() {
        return this.$i64[(this.$at + at) >> 3]!
      },
      set(value) {
        if (typeof value !== 'bigint' || value !== BigInt.asIntN(64, value)) no(value)
        this.$i64[(this.$at + at) >> 3] = value
      },
    }),
    item: {
      get(index) {
        return this.$i64[(this.$at >> 3) + this.$in(index)]!
      },
      set(index, value) {
        if (!isI64(value)) this.$refuse(index * 8, value)
        this.$i64[(this.$at >> 3) + this.$in(index)] = value
      },
    },
  }),
  u64: new Scalar<bigint>('u64', {
    ...{ bytes: 8, allowed: range(0n, 2n ** 64n - 1n, 'a bigint'), type: 'bigint', is: isU64 },
    field: (at, no) => ({
      get() {
        return this.$u64[(this.$at + at) >> 3]!
      },
      set(value) {
        if (typeof value !== 'bigint' || value !== BigInt.asUintN(64, value)) no(value)
        this.$u64[(this.$at + at) >> 3] = value
      },
    }),
    item: {
      get(index) {
        return this.$u64[(this.$at >> 3) + this.$in(index)]!
      },
      set(index, value) {
        if (!isU64(value)) this.$refuse(index * 8, value)
        this.$u64[(this.$at >> 3) + this.$in(index)] = value
      },
    },
  }),
  // Kept as a 64-bit float, which holds these integers exactly.
  int53: new Scalar<number>('int53', {
    ...{
      bytes: 8,
      allowed: range(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      type: 'number',
      is: isInt53,
    },
    field: (at, no) => ({
      get() {
        return this.$int53(at, this.$f64[(this.$at + at) >> 3]!)
      },
      set(value) {
        if (!isInt53(value)) no(value)
        this.$f64[(this.$at + at) >> 3] = value + 0
      },
    }),
    item: {
      get(index) {
        return this.$int53(index * 8, this.$f64[(this.$at >> 3) + this.$in(index)]!)
      },
      set(index, value) {
        if (!isInt53(value)) this.$refuse(index * 8, value)
        this.$f64[(this.$at >> 3) + this.$in(index)] = value + 0
      },
    },
  }),
  bool: new Scalar<boolean>('bool', {
    ...{ bytes: 1, allowed: 'true or false', type: 'boolean', is: isBool },
    field: (at, no) => ({
      get() {
        return this.$u8[this.$at + at] !== 0
      },
      set(value) {
        if (typeof value !== 'boolean') no(value)
        this.$u8[this.$at + at] = Number(value)
      },
    }),
    item: {
      get(index) {
        return this.$u8[this.$at + this.$in(index)] !== 0
      },
      set(index, value) {
        if (!isBool(value)) this.$refuse(index, value)
        this.$u8[this.$at + this.$in(index)] = Number(value)
      },
    },
  }),
}
