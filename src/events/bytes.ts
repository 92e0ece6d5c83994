// Bytes of at most n, behind their length: a part of the event that copies, or gives a view.
import { ArgumentError } from '../core/errors.ts'
import { INSPECT } from '../core/shown.ts'
import { garbled, refuse, refuseLength } from './errors.ts'
import type { TextForm } from './forms.ts'
import { Compound } from './kind.ts'
import { classOf, Memory, type Part, type PartClass } from './memory.ts'
import { LENGTH, lengthAt, textForm } from './utf8.ts'

/** The bytes of a field. It moves with its event: hold no reference to it beyond the callback. */
export interface Bytes {
  /** How many there are. */
  readonly length: number
  /**
   * Copies them to `target`, from index `start` on, and returns how many; it allocates one small view.
   *
   * @throws {ArgumentError} if there is not enough room; then nothing is copied
   */
  copyTo(target: Uint8Array, start?: number): number
  /** A copy of them, in memory of its own. */
  copy(): Uint8Array
  /** A new view of the shared memory: it shows the next event once this one is handled, and must not be written. */
  view(): Uint8Array
}

/** The bytes of a field that may be written. */
export interface DraftBytes extends Bytes {
  /** @throws {FieldError} before anything is written, if these are no bytes or too many */
  set(bytes: Uint8Array): void
}

/** @throws {ArgumentError} if the target has no room for that many bytes from index `start` on */
export function checkRoom(target: Uint8Array, start: number, length: number): void {
  if (!isBytes(target)) throw new ArgumentError('"target" argument', target, 'a Uint8Array')
  if (!Number.isInteger(start) || start < 0)
    throw new ArgumentError('"start" argument', start, 'an integer from 0')
  const room = target.length - start
  if (length > room) throw new ArgumentError('room in the target', room, `at least ${length} bytes`)
}

/** Copies all of `from` to `target`, and returns how many. */
export function copied(from: Uint8Array, target: Uint8Array, start: number): number {
  checkRoom(target, start, from.length)
  target.set(from, start)
  return from.length
}

/** Whether these are bytes, of any realm. */
export function isBytes(given: unknown): given is Uint8Array {
  return ArrayBuffer.isView(given) && Object.prototype.toString.call(given) === '[object Uint8Array]'
}

/** The same bytes, of which no more than `length` are read even if there are more by then. */
export function firstOf({ buffer, byteOffset }: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length)
}

class Octets extends Memory implements Part, Bytes {
  declare readonly $type: BytesType
  declare readonly $path: string

  get length(): number {
    return lengthAt(this, 0, this.$type.form.most)
  }

  copyTo(target: Uint8Array, start = 0): number {
    return copied(this.view(), target, start)
  }

  copy(): Uint8Array {
    return new Uint8Array(this.view())
  }

  view(): Uint8Array {
    const first = this.$at + LENGTH
    return this.$u8.subarray(first, first + this.length)
  }

  $assign(bytes: Uint8Array): void {
    this.$u8.set(bytes, this.$at + LENGTH)
    this.$u16[this.$at >> 1] = bytes.length
  }

  [INSPECT](): unknown {
    return this.copy()
  }
}

class DraftOctets extends Octets implements DraftBytes {
  set(bytes: Uint8Array): void {
    this.$assign(this.$type.checked(bytes, this.$path))
  }
}

/** A field of bytes, made by `bytes`. */
export class BytesType extends Compound<Uint8Array, Bytes, DraftBytes> {
  readonly form: TextForm
  /** @internal */
  readonly align = LENGTH

  /** @internal */
  constructor(most: number) {
    super()
    this.form = textForm('bytes', most)
  }

  /** @internal A view of its own of bytes that fit: the caller's may become longer. */
  checked(given: unknown, path: string): Uint8Array {
    const { most } = this.form
    if (!isBytes(given)) refuse(path, given, `a Uint8Array of at most ${most} bytes`)
    const { length } = given
    if (length > most) refuseLength(path, length, `at most ${most} bytes`)
    return firstOf(given, length)
  }

  /** @internal */
  part(path: string, isDraft: boolean): PartClass {
    const $garbled = (_: number, found: unknown): never =>
      garbled(path, found, `at most ${this.form.most} bytes`)
    return classOf<Octets>(isDraft ? DraftOctets : Octets, { $type: this, $path: path, $garbled })
  }
}

/**
 * At most `most` bytes, with methods to copy them; `message` is for events that are nothing but bytes.
 *
 * @throws {ArgumentError} if `most` is not an integer from 1 to 65,535
 */
export function bytes(most: number): BytesType {
  return new BytesType(most)
}
