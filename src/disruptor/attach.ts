// A disruptor as another thread sees it: it publishes there, or takes over from a producer that died.
import { checkKeys } from '../core/callOptions.ts'
import { ArgumentError } from '../core/errors.ts'
import type { ProducerOptions } from '../core/SingleProducer.ts'
import { Shown } from '../core/shown.ts'
import { type AnyEvent, attachSlots, type Slots } from '../events/Slots.ts'
import { attachRing } from '../ring/attach.ts'
import type { Ring } from '../ring/Ring.ts'
import { EventProducer } from './EventProducer.ts'
import { checkHandle, checkParts, type DisruptorHandle } from './handle.ts'
import { type TapOptions, TapReader } from './Tap.ts'
import { Voids } from './Voids.ts'

const NONE = 'one with the option `tap`; there is none'

/** What threads share: the ring, its slots, which of them are void, and taps. */
export interface Shared<Type extends AnyEvent, Name extends string, Producer extends string> {
  readonly ring: Ring<Name, Producer>
  readonly slots: Slots<Type>
  readonly voids: Voids
  readonly taps: DisruptorHandle['taps']
}

/** A disruptor that another thread has made. */
export class AttachedDisruptor<
  Type extends AnyEvent,
  Name extends string = string,
  Producer extends string = string,
> extends Shown {
  /** Its sequences: for positions, monitoring and whatever else a ring has. */
  readonly ring: Ring<Name, Producer>
  /** @internal */
  readonly shared: Shared<Type, Name, Producer>

  /** @internal */
  constructor(shared: Shared<Type, Name, Producer>) {
    super()
    this.ring = shared.ring
    this.shared = shared
  }

  /**
   * Takes the producer of that name; in a disruptor with only one, the name may be left out.
   *
   * @throws {ArgumentError} if there is no producer of that name, or an option is unknown or out of range
   * @throws {RoleError} if it is already taken, here or on another thread
   */
  producer(name?: Producer, options?: ProducerOptions): EventProducer<Type> {
    const { ring, slots, voids } = this.shared
    return new EventProducer(ring.producer(name, options), slots, voids)
  }

  /**
   * Takes over a producer whose thread is dead, as `Ring.takeOverProducer`. What that thread had claimed and not
   * published becomes void, since nobody knows how much of it was written.
   */
  takeOverProducer(name?: Producer, options?: ProducerOptions): EventProducer<Type> {
    const { ring, slots, voids } = this.shared
    const sequencer = ring.takeOverProducer(name, options)
    const open = sequencer.unpublished
    if (open) {
      voids.mark(open.first, open.last)
      sequencer.publish(open.first, open.last)
    }
    return new EventProducer(sequencer, slots, voids)
  }

  /**
   * Reads copies of the latest events as this handler has left them, at the caller's own pace: see `TapReader`. Any
   * number of readers may do so, each for itself.
   *
   * @throws {ArgumentError} if that handler has no tap, or an option is unknown
   */
  tap(handler: Name, options: TapOptions = {}): TapReader<Type> {
    checkKeys('tap()', options, ['newest'])
    const { taps, slots } = this.shared
    const memory = Object.hasOwn(taps, handler) ? taps[handler] : undefined
    if (memory) return new TapReader(memory, slots.type, options)
    const names = Object.keys(taps)
    throw new ArgumentError('name of a handler with a tap', handler, names.length > 0 ? names : NONE)
  }

  override toString(): string {
    return `Disruptor(${this.shared.slots}, ${this.ring})`
  }
}

/**
 * Attaches this thread to a disruptor that another thread has made.
 *
 * @throws {HandleError} if the handle is none, is of other events, or contradicts the memory
 */
export function attachDisruptor<Type extends AnyEvent, Name extends string, Producer extends string>(
  event: Type,
  handle: DisruptorHandle<Name, Producer>,
): AttachedDisruptor<Type, Name, Producer> {
  checkHandle(handle)
  const ring = attachRing(handle.ring)
  const slots = attachSlots(event, handle.slots)
  checkParts(handle)
  const voids = new Voids(slots.size, handle.voids)
  return new AttachedDisruptor({ ring, slots, voids, taps: handle.taps })
}
