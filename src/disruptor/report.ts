// What is reported of an event whose handler threw.
import type { AnyEvent, Reader, Slots } from '../events/Slots.ts'

/** An event whose handler threw, or whose worker died while it handled it: `onError` gets one for each attempt. */
export interface FailedEvent {
  /** The handler's name. */
  readonly handler: string
  /** Undefined if its worker died between two events. */
  readonly sequence: number | undefined
  /** How often it has failed, this time included. */
  readonly attempts: number
  /** What the handler threw. From a worker it is a clone, which keeps the message and the stack. */
  readonly error: unknown
  /** A copy of the event, as plain data; undefined if there is none. */
  readonly event: unknown
  /** What is done about it: tried again, passed over for good, or the ring fails, unless all of it was handled. */
  readonly action: 'retry' | 'skip' | 'halt'
}

/** A copy of an event; undefined if its slot holds what no event wrote. */
export function copyOf<Type extends AnyEvent>(slots: Slots<Type>, sequence: number): unknown {
  try {
    return (slots.reader() as Reader<Type>).at(sequence).copy()
  } catch {
    return undefined
  }
}
