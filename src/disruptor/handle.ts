// What another thread needs to publish to a disruptor, or to handle its events.
import { HandleError } from '../core/errors.ts'
import type { SlotsHandle } from '../events/Slots.ts'
import type { RingHandle } from '../ring/handle.ts'
import type { TapMemory } from './Tap.ts'
import { Voids } from './Voids.ts'

/** The version of what a handle holds. */
const VERSION = 1

/** What another thread needs to attach: plain and cloneable, for `workerData` or `postMessage`. */
export interface DisruptorHandle<Name extends string = string, Producer extends string = string> {
  /** The version of the handle. */
  readonly disruptor: number
  readonly ring: RingHandle<Name, Producer>
  readonly slots: SlotsHandle
  readonly voids: SharedArrayBuffer
  /** The tap behind each handler that has one. */
  readonly taps: Readonly<Record<string, TapMemory>>
}

/** The handle of what these threads share. */
export function handleOf<Name extends string, Producer extends string>({
  ring,
  slots,
  voids,
  taps,
}: Parts<Name, Producer>): DisruptorHandle<Name, Producer> {
  return { disruptor: VERSION, ring: ring.handle, slots: slots.handle, voids: voids.buffer, taps }
}

/** The parts that have a handle. */
interface Parts<Name extends string, Producer extends string> {
  readonly ring: { readonly handle: RingHandle<Name, Producer> }
  readonly slots: { readonly handle: SlotsHandle }
  readonly voids: { readonly buffer: SharedArrayBuffer }
  readonly taps: DisruptorHandle['taps']
}

/** @throws {HandleError} if it is none, or of another version */
export function checkHandle(given: unknown): void {
  const { disruptor } = Object(given) as Partial<DisruptorHandle>
  if (disruptor === undefined) throw new HandleError('"handle" argument', given, 'the handle of a disruptor')
  if (disruptor !== VERSION) throw new HandleError('version of the handle', disruptor, `${VERSION}`)
}

/** @throws {HandleError} if its parts are not those of one disruptor, as far as their sizes tell */
export function checkParts({ ring, slots, voids }: DisruptorHandle): void {
  if (slots.size !== ring.size)
    throw new HandleError('number of slots of the handle', slots.size, `${ring.size}`)
  const bytes = Voids.bytesFor(ring.size)
  const given = Object(voids).byteLength
  if (given !== bytes) throw new HandleError('byte length of the marks of the handle', given, `${bytes}`)
}
