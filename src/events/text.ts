// UTF-8 in shared memory: how long a text is before anything is written, and the text itself.

// Every host has one; this layer knows none of them. A byte order mark is text like any other.
declare const TextDecoder: new (
  label: string,
  options: { ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string }

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The bytes of a text in UTF-8; NaN if it holds half a surrogate pair, which UTF-8 cannot say. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 2
    else if (isPair(text, i++)) bytes += 2
    else return Number.NaN
  }
  return bytes
}

function isPair(text: string, i: number): boolean {
  return text.charCodeAt(i) < 0xdc00 && text.charCodeAt(i + 1) >> 10 === 0x37
}

/** Writes a text from byte `at` on: the caller has found that it fits. */
export function writeUtf8(text: string, bytes: Uint8Array, at: number): void {
  let next = at
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) bytes[next++] = unit
    else if (unit >> 11 === 0x1b) next = writePoint(text.codePointAt(i++)!, bytes, next)
    else next = writePoint(unit, bytes, next)
  }
}

/** Writes a code point from 0x80 on; returns where the next one goes. */
function writePoint(point: number, bytes: Uint8Array, at: number): number {
  const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3
  bytes[at] = ((0xff00 >> (more + 1)) & 0xff) | (point >> (6 * more))
  for (let i = 1; i <= more; i++) bytes[at + i] = 0x80 | ((point >> (6 * (more - i))) & 0x3f)
  return at + more + 1
}

/** The text of these bytes; what is not UTF-8 reads as U+FFFD. */
export function readUtf8(bytes: Uint8Array, at: number, length: number): string {
  return length === 0 ? '' : decoder.decode(bytes.subarray(at, at + length))
}
