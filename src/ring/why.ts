// Why a ring has failed: a sentence kept in its memory for all threads.

import { WHY } from '../core/layout.ts'
import type { Ground } from './ground.ts'

// Every host has these; the core knows none of them.
declare class TextEncoder {
  encodeInto(text: string, bytes: Uint8Array): { readonly written: number }
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string
}

/** Stores the reason; the first one stays. A sentence that is too long is cut. */
export function sayWhy({ words, why }: Ground, text: string): void {
  if (Atomics.compareExchange(words, why, 0, -1) !== 0) return // setup
  const bytes = new Uint8Array(WHY * Int32Array.BYTES_PER_ELEMENT)
  const { written } = new TextEncoder().encodeInto(text, bytes)
  words.set(new Int32Array(bytes.buffer), why + 1)
  Atomics.store(words, why, written) // setup
}

/** The stored reason, or undefined. */
export function whyOf({ words, why }: Ground): string | undefined {
  const length = Atomics.load(words, why) // setup
  if (length <= 0) return undefined
  const bytes = new Uint8Array(words.slice(why + 1, why + 1 + WHY).buffer)
  return new TextDecoder().decode(bytes.subarray(0, length))
}
