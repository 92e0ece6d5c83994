// A hash of layouts that any language can compute.
import { utf8Length, writeUtf8 } from './text.ts'

const OFFSET = 0xcb_f2_9c_e4_84_22_23_25n
const PRIME = 0x1_00_00_00_01_b3n

/** The 64 bits of FNV-1a over a text in UTF-8, as 16 hexadecimal digits. */
export function hashOf(text: string): string {
  const bytes = new Uint8Array(utf8Length(text))
  writeUtf8(text, bytes, 0)
  let hash = OFFSET
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME)
  return hash.toString(16).padStart(16, '0')
}
