// Handles, and values mistaken for one: the error of each of these says what to do instead.
import { HandleError, printed } from '../core/errors.ts'
import type { Shape } from '../core/layout.ts'
import type { Made } from './identity.ts'
import type { RingOptions } from './options.ts'

/** What another thread needs to attach: plain and cloneable, for `workerData` or `postMessage`. */
export interface RingHandle<Name extends string = string, Producer extends string = string>
  extends Required<RingOptions<Name, Producer>> {
  /** The consumers in the order of their words: each after those that it follows. */
  readonly order: readonly Name[]
  /** The version of the layout. */
  readonly ringproof: number
  readonly buffer: SharedArrayBuffer
}

/** The bytes of a `SharedArrayBuffer` of any realm, whose class may be unknown here; undefined for anything else. */
export function bytesOf(buffer: unknown): number | undefined {
  try {
    return Reflect.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, 'byteLength')?.get?.call(buffer)
  } catch {
    return undefined
  }
}

/** @throws {HandleError} if it does not even look like a handle */
export function checkIsHandle(given: unknown): void {
  const instead = insteadOf(given)
  if (instead === undefined && isObject(given) && 'ringproof' in given) return
  throw new HandleError('"handle" argument', given, `the handle of a ring${instead ?? ''}`)
}

/** What to do instead, if it is plain what was meant. */
function insteadOf(given: unknown): string | undefined {
  if (typeof given === 'string' && given.includes('"ringproof"')) return `; ${BY_CLONING}`
  if (!isObject(given) || isHandle(given)) return undefined
  if (isHandle(given['handle']) && 'producer' in given) return '; pass ring.handle'
  if (typeof given['then'] === 'function') return '; await it'
  if (bytesOf(given) !== undefined) return '; pass all of it, not only its buffer'
  const holder = [...Object.keys(given), 'data'].find((key) => isHandle(given[key]))
  if (holder !== undefined) return `; pass ${printed(holder)} of this object`
  const isOptions = 'size' in given && 'consumers' in given && !('buffer' in given)
  return isOptions ? '; createRing(options) makes one' : undefined
}

/** How to pass a buffer to another thread. */
export const BY_CLONING = 'pass it as it is, in workerData or by postMessage'

function isHandle(given: unknown): boolean {
  return isObject(given) && typeof given['ringproof'] === 'number'
}

function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null
}

/** What the layout of a ring depends on. */
export function shapeOf({ size, start, producers, order, pools }: Made): Shape {
  return { size, start, producers: producers.length, pools: order.map((name) => pools.includes(name)) }
}

/** The caller may change its handle afterwards; the ring's must not change. */
export function copyOf<Name extends string, Producer extends string>(
  handle: RingHandle<Name, Producer>,
): RingHandle<Name, Producer> {
  const consumers: typeof handle.consumers = JSON.parse(JSON.stringify(handle.consumers))
  const [producers, pools, order] = [[...handle.producers], [...handle.pools], [...handle.order]]
  return { ...handle, consumers, producers, pools, order }
}
