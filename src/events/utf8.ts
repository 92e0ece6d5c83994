// A text of at most n bytes, behind its length.
import { ArgumentError } from '../core/errors.ts'
import { refuse } from './errors.ts'
import type { TextForm } from './forms.ts'
import { type ItemAccess, Plain } from './kind.ts'
import type { Access, Memory } from './memory.ts'
import { readUtf8, utf8Length, writeUtf8 } from './text.ts'

/** The bytes of the length before a text. */
export const LENGTH = 2
/** The most bytes that such a length can say. */
const MOST = 2 ** 16 - 1

/** @throws {ArgumentError} if this cannot be the most bytes of a field */
export function textForm<Kind extends TextForm['kind']>(kind: Kind, most: number): TextForm {
  if (Number.isInteger(most) && most >= 1 && most <= MOST) return { kind, bytes: LENGTH + most, most }
  throw new ArgumentError(`"most" argument of ${kind}()`, most, `an integer from 1 to ${MOST}`)
}

/** The length of the text or the bytes that begin at this byte of the memory. */
export function lengthAt(from: Memory, offset: number, most: number): number {
  const length = from.$u16[(from.$at + offset) >> 1]!
  return length <= most ? length : from.$garbled(offset, length)
}

/** A text field, made by `utf8`. */
export class Utf8 extends Plain<string> {
  readonly form: TextForm
  /** @internal */
  readonly align = LENGTH

  /** @internal */
  constructor(most: number) {
    super()
    this.form = textForm('utf8', most)
  }

  /** @internal */
  get allowed(): string {
    return `a string of at most ${this.form.most} bytes in UTF-8`
  }

  /** @internal */
  checked(value: unknown, path: string): unknown {
    if (this.#lengthOf(value) >= 0) return value
    const half = typeof value === 'string' && Number.isNaN(utf8Length(value))
    refuse(path, value, half ? 'a string without half a surrogate pair' : this.allowed, 'string')
  }

  /** @internal */
  access(offset: number): Access<string> {
    const read = (from: Memory) => this.#read(from, offset)
    const write = (to: Memory, text: string) => this.#write(to, offset, text)
    return {
      get() {
        return read(this)
      },
      set(text) {
        write(this, text)
      },
    }
  }

  /** @internal */
  items(): ItemAccess<string> {
    const read = (from: Memory, offset: number) => this.#read(from, offset)
    const write = (to: Memory, offset: number, text: string) => this.#write(to, offset, text)
    return {
      get(index) {
        return read(this, this.$in(index) * this.$step)
      },
      set(index, text) {
        write(this, this.$in(index) * this.$step, text)
      },
    }
  }

  #read(from: Memory, offset: number): string {
    return readUtf8(from.$u8, from.$at + offset + LENGTH, lengthAt(from, offset, this.form.most))
  }

  #write(to: Memory, offset: number, text: string): void {
    const length = this.#lengthOf(text)
    if (length < 0) to.$refuse(offset, text)
    writeUtf8(text, to.$u8, to.$at + offset + LENGTH)
    to.$u16[(to.$at + offset) >> 1] = length
  }

  /** The bytes of a text that fits; -1 for anything else. */
  #lengthOf(text: unknown): number {
    const isShort = typeof text === 'string' && text.length <= this.form.most
    const bytes = isShort ? utf8Length(text) : Number.NaN
    return bytes <= this.form.most ? bytes : -1
  }
}

/**
 * A text of at most `most` bytes in UTF-8. Reading it allocates the text; writing allocates nothing.
 *
 * @throws {ArgumentError} if `most` is not an integer from 1 to 65,535
 */
export function utf8(most: number): Utf8 {
  return new Utf8(most)
}
