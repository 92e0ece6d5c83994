// Arrays of a fixed length: one part of the event, which moves with it.
import { ArgumentError } from '../core/errors.ts'
import { INSPECT } from '../core/shown.ts'
import { garbled, outside, refuse, refuseLength } from './errors.ts'
import { type Field, type ReadOf, typeOf, type ValueOf, type WriteOf } from './fields.ts'
import { type ArrayForm, aligned } from './forms.ts'
import { type AnyType, allowedOf, Compound, itemOf, misfit, Plain } from './kind.ts'
import { classOf, type Indexed, Memory, type Part, type PartClass } from './memory.ts'

/** The elements of an array field. It moves with its event: hold no reference to it beyond the callback. */
export interface Items<Value, Read = Value> extends Iterable<Read> {
  readonly length: number
  /**
   * The element of this index, from 0; it costs what a field does. Elements that have methods of their own are one
   * object, moved to this index.
   *
   * @throws {FieldError} if the index is outside the array
   */
  get(index: number): Read
  /** The elements as plain data, in a new array. */
  copy(): Value[]
}

/** The elements of an array field that may be written. */
export interface DraftItems<Value, Read = Value> extends Items<Value, Read> {
  /** @throws {FieldError} before anything is written, if the index or the value is out of range or of another type */
  set(index: number, value: Value): void
  /**
   * Writes all elements; it allocates a copy of `values`, which it checks.
   *
   * @throws {FieldError} before anything is written, if there are more or fewer, or one is refused
   */
  setAll(values: ArrayLike<Value>): void
  /** Writes the same value to each element; allocates and throws as `setAll`. */
  fill(value: Value): void
}

/** The elements as the accessors of each kind find them. */
class Elements extends Memory implements Part, Indexed {
  declare readonly length: number
  declare readonly $step: number
  declare readonly $path: string
  declare readonly $of: AnyType
  declare get: (index: number) => unknown
  /** Writes what was checked. */
  declare $put: (index: number, checked: unknown) => void

  $in(index: number): number {
    if (index >>> 0 !== index || index >= this.length) outside(this.$path, index, this.length)
    return index
  }

  override $refuse(at: number, value: unknown): never {
    return misfit(this.$of, value, itemOf(this.$path, at / this.$step))
  }

  override $garbled(at: number, found: unknown): never {
    return garbled(itemOf(this.$path, at / this.$step), found, allowedOf(this.$of))
  }

  copy(): unknown[] {
    const isPart = this.$of instanceof Compound
    return Array.from({ length: this.length }, (_, i) => {
      const item = this.get(i)
      return isPart ? (item as Part).copy() : item
    })
  }

  *[Symbol.iterator](): Iterator<unknown> {
    for (let i = 0; i < this.length; i++) yield this.get(i)
  }

  [INSPECT](): unknown {
    return this.copy()
  }

  $assign(checked: readonly unknown[]): void {
    for (const [i, value] of checked.entries()) this.$put(i, value)
  }
}

/** The same, writable. */
class DraftElements extends Elements {
  declare set: (index: number, value: unknown) => void
  declare readonly $type: ArrayType<unknown, unknown, unknown>

  setAll(values: ArrayLike<unknown>): void {
    this.$assign(this.$type.checked(values, this.$path))
  }

  fill(value: unknown): void {
    const checked = this.$of.checked(value, this.$path)
    this.$assign(Array.from({ length: this.length }, () => checked))
  }
}

/** An array field, made by `array`. */
export class ArrayType<Value, Read, Write> extends Compound<
  Value[],
  Items<Value, Read>,
  DraftItems<Value, Write>
> {
  readonly form: ArrayForm
  /** @internal */
  readonly align: number
  readonly #of: AnyType

  /** @internal */
  constructor(of: AnyType, length: number) {
    super()
    if (!Number.isInteger(length) || length < 1 || length > MOST) {
      throw new ArgumentError('"length" argument of array()', length, 'an integer from 1 to 2^24')
    }
    const step = aligned(of.form.bytes, of.align)
    this.form = { kind: 'array', bytes: step * length, length, step, of: of.form }
    this.align = of.align
    this.#of = of
  }

  /** @internal */
  checked(values: unknown, path: string): readonly unknown[] {
    const { length } = this.form
    const isList = typeof values === 'object' && values !== null && 'length' in values
    if (!isList) refuse(path, values, `an array of length ${length}`)
    if (values.length !== length) refuseLength(path, values.length, `${length}`)
    const given = values as ArrayLike<unknown>
    return Array.from({ length }, (_, i) => this.#of.checked(given[i], itemOf(path, i)))
  }

  /** @internal */
  part(path: string, isDraft: boolean): PartClass {
    const { length, step } = this.form
    const of = this.#of
    const { get, set, put } = accessOf(of)
    const own = { length, $step: step, $path: path, $of: of, $type: this, $put: put, get }
    const parts = of instanceof Compound ? [of.part(`${path}[]`, isDraft)] : []
    return isDraft ? classOf(DraftElements, { ...own, set }, { parts }) : classOf(Elements, own, { parts })
  }
}

/** How elements of this type are read and written, and how what was checked is written. */
function accessOf(of: AnyType) {
  if (!(of instanceof Plain)) return PARTS
  const { get, set } = of.items()
  return { get, set, put: set }
}

/** The most elements of an array. */
const MOST = 2 ** 24

/** How elements with methods of their own are read and written. */
const PARTS = {
  get(this: Elements, index: number): Part {
    const part = this.$parts[0]!
    part.$at = this.$at + this.$in(index) * this.$step
    return part
  },
  put(this: Elements, index: number, checked: unknown): void {
    PARTS.get.call(this, index).$assign(checked)
  },
  set(this: Elements, index: number, value: unknown): void {
    const at = this.$in(index)
    const checked = this.$of.checked(value, itemOf(this.$path, at))
    PARTS.put.call(this, at, checked)
  },
}

/**
 * A field of `length` values of one type: an array that does not grow.
 *
 * @throws {ArgumentError} if `length` is not an integer from 1 to 2^24, or `of` is no type of a field
 */
export function array<const Of extends Field>(
  of: Of,
  length: number,
): ArrayType<ValueOf<Of>, ReadOf<Of>, WriteOf<Of>> {
  return new ArrayType(typeOf(of, 'elements of an array'), length)
}
