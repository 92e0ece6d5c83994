// An event, or a struct within one: the fields are accessors on its prototype, made by `Struct`.

import { slotOf } from '../core/Sequence.ts'
import { INSPECT } from '../core/shown.ts'
import { isBytes } from './bytes.ts'
import { garbled } from './errors.ts'
import { type AnyType, allowedOf, misfit, under } from './kind.ts'
import { Memory, type Part } from './memory.ts'

/** A field with the type that it has. */
export interface Named {
  readonly name: string
  readonly type: AnyType
}

/** A field, and where it begins in its struct. */
export interface Placed extends Named {
  readonly offset: number
}

/** A field of a class of events: how it is read, and how what was checked is written. */
export interface Bound extends Placed {
  readonly isPart: boolean
  get(this: Memory): unknown
  put(this: Memory, checked: unknown): void
}

/** A field, and its value as it was when it was checked. */
export interface Checked {
  readonly name: string
  readonly value: unknown
}

type Plainly = Record<string, unknown>

/** An event as a reader finds it. */
export class ReadEvent extends Memory implements Part {
  /** The fields and the number of bytes, on the prototype. */
  declare readonly $fields: ReadonlyMap<string, Bound>
  declare readonly $path: string
  declare readonly $bytes: number
  declare readonly $checked: (values: unknown) => readonly Checked[]

  override $refuse(at: number, value: unknown): never {
    const { name, type } = fieldAt(this, at)
    return misfit(type, value, under(this.$path, name))
  }

  override $garbled(at: number, found: unknown): never {
    const { name, type } = fieldAt(this, at)
    return garbled(under(this.$path, name), found, allowedOf(type))
  }

  copy(): Plainly {
    const values: Plainly = {}
    for (const { name, isPart, get } of this.$fields.values()) {
      const value = get.call(this)
      values[name] = isPart ? (value as Part).copy() : value
    }
    return values
  }

  toJSON(): unknown {
    return jsonOf(this.copy())
  }

  [INSPECT](): unknown {
    return this.copy()
  }

  $assign(checked: readonly Checked[]): void {
    for (let f = 0; f < checked.length; f++) {
      const { name, value } = checked[f]!
      this.$fields.get(name)!.put.call(this, value)
    }
  }
}

function fieldAt({ $fields }: ReadEvent, at: number): Placed {
  return [...$fields.values()].find(({ offset }) => offset === at)!
}

/** An event as its producer writes it. */
export class DraftEvent extends ReadEvent {
  set(values: object): void {
    this.$assign(this.$checked(values))
  }

  clear(): void {
    this.$u8.fill(0, this.$at, this.$at + this.$bytes)
  }
}

/** Moves an event to the slot of a sequence: in the event itself, so that V8 knows which one it moves. */
export function at(this: Memory, sequence: number): Memory {
  this.$at = slotOf(sequence, this.$size) * this.$stride
  return this
}

/** Plain data that JSON can say: bigints as texts, bytes as arrays. */
function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`
  if (typeof value !== 'object' || value === null) return value
  if (isBytes(value) || Array.isArray(value)) return Array.from(value as ArrayLike<unknown>, jsonOf)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, jsonOf(each)]))
}
