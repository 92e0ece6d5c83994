// A ring is made once, and attached to by each thread; what threads pass to each other is checked here.
import { checkKeys } from '../core/callOptions.ts'
import { HandleError, printedAll } from '../core/errors.ts'
import { initialize, LAYOUT, layoutOf } from '../core/layout.ts'
import { BY_CLONING, bytesOf, checkIsHandle, type RingHandle, shapeOf } from './handle.ts'
import { checkIdentity, identify, isIdentified } from './identity.ts'
import { checkOptions, type RingOptions } from './options.ts'
import { Ring } from './Ring.ts'
import { isIn, orderOf } from './topology.ts'

const OPTIONS = ['size', 'producers', 'consumers', 'pools', 'start']

/**
 * Makes a ring; pass its `handle` to the other threads.
 *
 * @throws {ArgumentError} if an option is unknown or out of range, or consumers follow each other in a circle
 */
export function createRing<Name extends string, Producer extends string = 'producer'>(
  options: RingOptions<Name, Producer>,
): Ring<Name, Producer> {
  checkKeys('a ring', options ?? {}, OPTIONS)
  const { size, consumers, producers = ['producer' as Producer], pools = [], start = 0 } = options ?? {}
  checkOptions({ size, producers, consumers, pools, start })
  const made = { size, producers, consumers, pools, start, order: orderOf(consumers) }
  const shape = shapeOf(made)
  const layout = layoutOf(shape)
  const buffer = new SharedArrayBuffer(layout.bytes)
  const words = new Int32Array(buffer)
  initialize(words, shape, layout)
  identify(words, made)
  return new Ring({ ringproof: LAYOUT, ...made, buffer })
}

/**
 * Attaches this thread to a ring that another thread has made.
 *
 * @throws {HandleError} if the handle is not one, has another layout version, or contradicts the memory
 * @throws {ArgumentError} if its description of the ring is out of range
 */
export function attachRing<Name extends string, Producer extends string>(
  handle: RingHandle<Name, Producer>,
): Ring<Name, Producer> {
  checkIsHandle(handle)
  if (handle.ringproof !== LAYOUT)
    throw new HandleError('layout version of the handle', handle.ringproof, `${LAYOUT}`)
  checkOptions(handle)
  checkOrder(handle)
  checkMemory(handle)
  return new Ring(handle)
}

function checkOrder({ consumers, order }: RingHandle): void {
  const names = Object.keys(consumers)
  const isWhole =
    Array.isArray(order) && order.length === names.length && names.every((name) => isIn(order, name))
  if (isWhole) return
  throw new HandleError('order of the handle', order, `an array of ${printedAll(names)}, each once`)
}

/** The memory's own description comes first: its length follows from that. */
function checkMemory(handle: RingHandle): void {
  const { bytes } = layoutOf(shapeOf(handle))
  const given = bytesOf(handle.buffer)
  if (given === undefined)
    throw new HandleError('buffer of the handle', handle.buffer, `a SharedArrayBuffer; ${BY_CLONING}`)
  const words = wordsOf(handle.buffer, given)
  const isRings = isIdentified(words)
  if (isRings) checkIdentity(words, handle)
  if (given !== bytes) throw new HandleError('byte length of the buffer', given, `${bytes}`)
  if (!isRings) throw new HandleError('buffer of the handle', handle.buffer, 'the memory of a ring')
}

/** As many whole words as there are. */
function wordsOf(buffer: SharedArrayBuffer, bytes: number): Int32Array {
  return new Int32Array(buffer, 0, Math.trunc(bytes / Int32Array.BYTES_PER_ELEMENT))
}
