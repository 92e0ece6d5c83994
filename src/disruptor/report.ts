// What is reported of an event whose handler threw.
import type { AnyEvent, Reader, Slots } from '../events/Slots.ts'

/** An event or a batch whose handler threw, or whose worker died meanwhile: `onError` gets one for each attempt. */
export interface FailedEvent {
  /** The handler's name. */
  readonly handler: string
  /** The first one of a batch, for `onBatch`. Undefined if its worker died between two events. */
  readonly sequence: number | undefined
  /** The last sequence of the batch, for `onBatch`; undefined for an event. */
  readonly last?: number | undefined
  /** How often it has failed, this time included; with `rewinds`, how often its batch has. */
  readonly attempts: number
  /** What the handler threw. From a worker it is a clone, which keeps the message and the stack. */
  readonly error: unknown
  /** A copy of the event, as plain data; undefined if there is none, or a whole batch of them. */
  readonly event: unknown
  /**
   * What is done about it: it is tried again, by itself or from the first event of its batch, or passed over for good,
   * or the ring fails, unless all of it was handled.
   */
  readonly action: 'retry' | 'rewind' | 'skip' | 'halt'
}

/** A copy of an event; undefined if its slot holds what no event wrote. */
export function copyOf<Type extends AnyEvent>(slots: Slots<Type>, sequence: number): unknown {
  try {
    return (slots.reader() as Reader<Type>).at(sequence).copy()
  } catch {
    return undefined
  }
}
