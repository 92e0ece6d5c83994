// The slots of a ring in shared memory, and what a thread needs to find the same events in them.
import { ArgumentError, HandleError, printed } from '../core/errors.ts'
import { Shown } from '../core/shown.ts'
import { EVENTS, type EventLayout, type EventType } from './forms.ts'
import { type Views, viewsOf } from './memory.ts'
import type { Message, MessageType, MessageWriter } from './message.ts'
import type { Draft, Event, Struct } from './Struct.ts'

/** Bytes before the slots: what the memory says of itself. */
const HEADER = 128
/** The letters EVNT. */
const MAGIC = 0x45_56_4e_54
/** All of it is reached by 32-bit indices. */
const MOST_BYTES = 2 ** 31
const MOST_SLOTS = 2 ** 28

/** What another thread needs to attach: plain and cloneable. */
export interface SlotsHandle {
  /** The version of the layouts. */
  readonly events: number
  readonly size: number
  readonly layout: EventLayout
  readonly hash: string
  readonly buffer: SharedArrayBuffer
}

/** Moves to the event of a sequence. */
export interface Reader<Type> {
  /**
   * The event of this sequence: the same object each time, moved. It shows the shared memory, so it may be read only
   * until the callback for that sequence returns; `copy` keeps what it holds.
   */
  at(sequence: number): Event<Type>
}

/** Moves to the draft of a claimed sequence. */
export interface Writer<Type> {
  /**
   * The draft of this sequence: the same object each time, moved. It holds what the slot held a ring earlier; write
   * each field, or `clear` it, before the sequence is published, and not after.
   */
  at(sequence: number): Draft<Type>
}

/** What reads the events of this type. */
export type ReaderOf<Type> = Type extends MessageType ? Message : Reader<Type>

/** What writes the events of this type. */
export type WriterOf<Type> = Type extends MessageType ? MessageWriter : Writer<Type>

/** The types of which events can be. */
// biome-ignore lint/suspicious/noExplicitAny: a struct of any fields
export type AnyEvent = Struct<any> | MessageType

/** The slots of a ring, as one thread sees them. */
export class Slots<Type extends AnyEvent> extends Shown {
  readonly type: Type
  readonly size: number
  readonly handle: SlotsHandle
  readonly #views: Views

  /** @internal Made by `createSlots` and `attachSlots`. */
  constructor(type: Type, size: number, buffer: SharedArrayBuffer) {
    super()
    this.type = type
    this.size = size
    const { layout, hash } = type
    this.handle = { events: EVENTS, size, layout, hash, buffer }
    this.#views = viewsOf(buffer, HEADER)
  }

  /** Reads events, for one reader: each has one of its own. */
  reader(): ReaderOf<Type> {
    return this.type.reader(this.#views, this.size) as unknown as ReaderOf<Type>
  }

  /** Writes events, for one producer: each has one of its own. */
  writer(): WriterOf<Type> {
    return this.type.writer(this.#views, this.size) as unknown as WriterOf<Type>
  }

  /** @internal The words of all slots, of which each has as many as the stride of its type says. */
  words(): Int32Array {
    return new Int32Array(this.handle.buffer, HEADER)
  }

  override toString(): string {
    const { kind, stride } = this.type.layout
    return `Slots(${this.size} of ${stride} bytes, ${kind} ${this.type.hash})`
  }
}

/**
 * Makes the slots of a ring of `size`; pass their `handle` to the other threads.
 *
 * @throws {ArgumentError} if `type` is none of events, `size` is not that of a ring, the longest message needs more
 * slots, or all of them take more than 2 GiB
 */
export function createSlots<Type extends AnyEvent>(type: Type, size: number): Slots<Type> {
  checkType(type)
  checkSize(type, size)
  const buffer = new SharedArrayBuffer(bytesOf(type, size))
  headerOf(buffer).set(describe(type, size))
  return new Slots(type, size, buffer)
}

/**
 * Attaches this thread to the slots that another thread has made.
 *
 * @throws {HandleError} if the handle is none, is of other events, or contradicts the memory
 */
export function attachSlots<Type extends AnyEvent>(type: Type, handle: SlotsHandle): Slots<Type> {
  checkType(type)
  checkSame(type, handle)
  const { size, buffer } = handle
  checkSize(type, size)
  const bytes = bytesOf(type, size)
  if (!isShared(buffer)) throw new HandleError('buffer of the handle', buffer, 'a SharedArrayBuffer')
  const { byteLength } = buffer
  if (byteLength !== bytes) throw new HandleError('byte length of the buffer', byteLength, `${bytes}`)
  const header = headerOf(buffer)
  const isSame = describe(type, size).every((word, w) => header[w] === word)
  if (!isSame) throw new HandleError('buffer of the handle', buffer, 'the memory of such slots')
  return new Slots(type, size, buffer)
}

/**
 * Whether a handle is of the same events: fields of the same names and types, in the same order, at the same bytes.
 *
 * @throws {HandleError} that names the first difference
 */
export function checkSame(type: EventType, handle: Pick<SlotsHandle, 'events' | 'layout' | 'hash'>): void {
  if (!isObject(handle) || !('events' in handle))
    throw new HandleError('"handle" argument', handle, 'the handle of slots')
  if (handle.events !== EVENTS)
    throw new HandleError('layout version of the handle', handle.events, `${EVENTS}`)
  checkLayout(type.layout, handle.layout)
  if (handle.hash !== type.hash) throw new HandleError('hash of the handle', handle.hash, printed(type.hash))
}

/** What was declared comes first: the name or the type that differs, and not an offset that follows from it. */
function checkLayout(own: EventLayout, given: unknown): void {
  const { fields } = Object(given)
  if ('fields' in own && fields) checkEqual(own.fields, fields, 'layout.fields', ['offset', 'bytes', 'step'])
  checkEqual(own, given, 'layout')
}

/** @throws {HandleError} that names the first difference by its path, in which fields have their names */
function checkEqual(own: unknown, given: unknown, path: string, but: readonly string[] = []): void {
  if (own === given) return
  if (!isObject(own) || !isObject(given) || Array.isArray(own) !== Array.isArray(given)) {
    const allowed = isObject(own) ? `an ${Array.isArray(own) ? 'array' : 'object'}` : printed(own)
    throw new HandleError(`"${path}" property of the handle`, given, allowed)
  }
  for (const key of Object.keys({ ...own, ...given }).filter((each) => !but.includes(each))) {
    const { name } = Object(own[key] ?? given[key])
    checkEqual(own[key], given[key], `${path}.${typeof name === 'string' ? name : key}`, but)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function checkType(type: unknown): void {
  const isEvents = isObject(type) && 'layout' in type && 'reader' in type
  if (!isEvents) throw new ArgumentError('"type" argument', type, 'made by struct() or message()')
}

function checkSize(type: AnyEvent, size: unknown): void {
  const isPower = Number.isInteger(size) && Math.log2(size as number) % 1 === 0
  if (!isPower || (size as number) > MOST_SLOTS) {
    throw new ArgumentError('number of slots', size, 'a power of two from 1 to 2^28, the size of their ring')
  }
  const least = 'slotsFor' in type ? type.slotsFor(type.layout.most) : 1
  if ((size as number) < least)
    throw new ArgumentError('number of slots', size, `at least ${least}, which the longest message needs`)
  const bytes = bytesOf(type, size as number)
  if (bytes > MOST_BYTES) throw new ArgumentError('number of bytes of all slots', bytes, 'at most 2^31')
}

function bytesOf({ layout: { stride } }: EventType, size: number): number {
  return HEADER + stride * size
}

function headerOf(buffer: SharedArrayBuffer): Uint32Array {
  return new Uint32Array(buffer, 0, HEADER / Uint32Array.BYTES_PER_ELEMENT)
}

/** What the memory says of itself, word by word. */
function describe({ hash, layout: { stride } }: EventType, size: number): readonly number[] {
  const halves = [hash.slice(0, 8), hash.slice(8)].map((half) => Number.parseInt(half, 16))
  return [MAGIC, EVENTS, size, stride, ...halves]
}

/** Whether this is a SharedArrayBuffer, of any realm. */
function isShared(given: unknown): given is SharedArrayBuffer {
  return Object.prototype.toString.call(given) === '[object SharedArrayBuffer]'
}
