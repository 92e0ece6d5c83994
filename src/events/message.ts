// Messages of any length: one claim of as many slots as it needs, which lie behind each other and wrap at the end.
//
// All bytes are written before any slot is published, and a producer publishes a claim in one go. Readers of a ring
// with one producer see a message as a whole, for the cursor advances over all of its slots at once. A producer of
// several publishes slot by slot, from the first to the last (`Publish` in MultiProducer.tla), so a batch may end
// within a message. Its bytes may be read from its first slot on, but no gate may advance past a slot before that is
// published: a claim of the next lap would take its sequence from an old lap. So a reader finds in the first slot how
// many there are, and has to wait until the last of them is readable before it lets go of any.
import { checkKeys } from '../core/callOptions.ts'
import { ArgumentError } from '../core/errors.ts'
import { slotOf } from '../core/Sequence.ts'
import { INSPECT } from '../core/shown.ts'
import { checkRoom, copied, firstOf, isBytes } from './bytes.ts'
import { FieldError, refuse } from './errors.ts'
import { aligned, BYTE_ORDER, EVENTS, type EventType, hashed, type MessageLayout } from './forms.ts'
import { Memory, type Views } from './memory.ts'

/** Bytes before a message: its length, and a word that says which sequence it begins with. */
const HEADER = 8
/** The letters MESG: no payload is likely to look like the header of its own sequence. */
const MAGIC = 0x4d_45_53_47
const STRIDE = 64
const MOST = 2 ** 30

/** What messages are like. */
export interface MessageOptions {
  /** The most bytes of a message: an integer from 0 to 2^30. */
  readonly most: number
  /** The bytes of a slot: a multiple of 8 from 8 to 2^20, by default 64. A message takes 8 more than it has. */
  readonly stride?: number
}

/** The type of an event that is bytes of any length, made by `message`. */
export class MessageType implements EventType {
  readonly layout: MessageLayout
  readonly hash: string

  /** @internal */
  constructor({ most, stride = STRIDE }: MessageOptions) {
    if (!isFrom(0, most, MOST)) throw new ArgumentError('"most" option', most, 'an integer from 0 to 2^30')
    if (!isFrom(8, stride, 2 ** 20) || stride % 8 !== 0) {
      throw new ArgumentError('"stride" option', stride, 'a multiple of 8 from 8 to 2^20')
    }
    const layout = { kind: 'message', version: EVENTS, byteOrder: BYTE_ORDER, stride, most } as const
    ;({ layout: this.layout, hash: this.hash } = hashed<MessageLayout>(layout))
  }

  /**
   * How many slots a message of that many bytes needs: claim them at once.
   *
   * @throws {FieldError} if there are more than `most`
   */
  slotsFor(bytes: number): number {
    const { most, stride } = this.layout
    if (!isFrom(0, bytes, most))
      refuse('message', bytes, `an integer from 0 to ${most}`, 'number', 'length of a message')
    return aligned(HEADER + bytes, stride) / stride
  }

  /** @internal */
  reader(views: Views, size: number): Message {
    return new Message(this, views, size)
  }

  /** @internal */
  writer(views: Views, size: number): MessageWriter {
    return new MessageWriter(this, views, size)
  }
}

/** The message of a sequence. It is one object, which moves: hold no reference to it beyond the callback. */
export class Message extends Memory {
  readonly #type: MessageType
  #first = 0
  #length = 0

  /** @internal */
  constructor(type: MessageType, views: Views, size: number) {
    super(views, size, type.layout.stride)
    this.#type = type
  }

  /**
   * The message that begins with this sequence, whose slots have all been published, see `isWhole`.
   *
   * @throws {FieldError} if no message begins there
   */
  at(first: number): this {
    const at = slotOf(first, this.$size) * this.$stride
    const length = this.$u32[at >> 2]!
    const { most } = this.#type.layout
    if (this.$u32[(at >> 2) + 1] !== tagOf(first) || length > most)
      throw new FieldError('message', first, 'the first of a message', 'memory', { what: 'sequence' })
    ;[this.$at, this.#first, this.#length] = [at, first, length]
    return this
  }

  /** Whether all its slots are among the sequences up to `last`, the last one that may be read. */
  isWhole(last: number): boolean {
    return this.next - 1 <= last
  }

  /** How many bytes it has. */
  get length(): number {
    return this.#length
  }

  /** The sequence after its last slot: where the next message begins. */
  get next(): number {
    return this.#first + this.#type.slotsFor(this.#length)
  }

  /**
   * Its bytes in the shared memory: one view, or two if it goes beyond the end of the ring. It allocates the views,
   * which must not be written, and which show another message once this one is handled.
   */
  views(): readonly Uint8Array[] {
    const start = this.$at + HEADER
    const end = start + this.#length
    const all = this.$size * this.$stride
    const pieces = [this.$u8.subarray(start, end), this.$u8.subarray(0, Math.max(end - all, 0))]
    return pieces.filter(({ length }, p) => length > 0 || (p === 0 && this.#length === 0))
  }

  /**
   * Copies its bytes to `target`, from index `start` on, and returns how many.
   *
   * @throws {ArgumentError} if there is not enough room; then nothing is copied
   */
  copyTo(target: Uint8Array, start = 0): number {
    checkRoom(target, start, this.#length)
    let next = start
    for (const view of this.views()) next += copied(view, target, next)
    return this.#length
  }

  /** A copy of its bytes, in memory of its own. */
  copy(): Uint8Array {
    const bytes = new Uint8Array(this.#length)
    this.copyTo(bytes)
    return bytes
  }

  /** @internal */
  [INSPECT](): unknown {
    return { first: this.#first, length: this.#length }
  }
}

/** Writes messages, for one producer. */
export class MessageWriter extends Memory {
  readonly #type: MessageType

  /** @internal */
  constructor(type: MessageType, views: Views, size: number) {
    super(views, size, type.layout.stride)
    this.#type = type
  }

  /**
   * Writes a message to the slots from sequence `first` on, and returns how many there are: `slotsFor` its length,
   * which the caller has claimed. Publish them together, once all is written.
   *
   * @throws {FieldError} before anything is written, if these are no bytes, or too many
   */
  write(first: number, payload: Uint8Array): number {
    const { most } = this.#type.layout
    if (!isBytes(payload))
      refuse('message', payload, `a Uint8Array of at most ${most} bytes`, undefined, '"payload" argument')
    const { length } = payload
    const slots = this.#type.slotsFor(length)
    const at = slotOf(first, this.$size) * this.$stride
    const rest = this.$size * this.$stride - at - HEADER
    const bytes = firstOf(payload, length)
    this.$u8.set(bytes.subarray(0, rest), at + HEADER)
    this.$u8.set(bytes.subarray(rest), 0)
    this.$u32[at >> 2] = length
    this.$u32[(at >> 2) + 1] = tagOf(first)
    return slots
  }
}

/** The word that marks the first slot of a message. */
function tagOf(first: number): number {
  return (first ^ MAGIC) >>> 0
}

function isFrom(least: number, value: unknown, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
}

/**
 * The type of an event that is bytes of any length up to `most`: a message takes as many slots as it needs.
 *
 * @throws {ArgumentError} if an option is unknown or out of range
 */
export function message(options: MessageOptions): MessageType {
  checkKeys('a message', options, ['most', 'stride'])
  return new MessageType(options)
}
