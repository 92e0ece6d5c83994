// Whether a value is one of a kind: what is checked before a number, a boolean or a bigint is written.

export const isI8 = (value: unknown): boolean => typeof value === 'number' && value === (value << 24) >> 24
export const isU8 = (value: unknown): boolean => typeof value === 'number' && value === (value & 0xff)
export const isI16 = (value: unknown): boolean => typeof value === 'number' && value === (value << 16) >> 16
export const isU16 = (value: unknown): boolean => typeof value === 'number' && value === (value & 0xffff)
export const isI32 = (value: unknown): boolean => typeof value === 'number' && value === (value | 0)
export const isU32 = (value: unknown): boolean => typeof value === 'number' && value === value >>> 0
export const isF32 = (value: unknown): boolean => typeof value === 'number' && !isBeyond(value)
export const isF64 = (value: unknown): boolean => typeof value === 'number'
export const isI64 = (value: unknown): boolean =>
  typeof value === 'bigint' && value === BigInt.asIntN(64, value)
export const isU64 = (value: unknown): boolean =>
  typeof value === 'bigint' && value === BigInt.asUintN(64, value)
export const isInt53 = (value: unknown): boolean => Number.isSafeInteger(value)
export const isBool = (value: unknown): boolean => typeof value === 'boolean'

/** The least number that a 32-bit float rounds to Infinity. */
const INFINITE = 2 ** 128 - 2 ** 103

function isBeyond(value: number): boolean {
  const size = Math.abs(value)
  return size >= INFINITE && size < Number.POSITIVE_INFINITY
}
