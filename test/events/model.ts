// A model of structs: what is drawn, and the bytes that must result, computed from the layout alone by a DataView. It
// takes the layer as an argument, so that it judges a broken one as well.
import fc from 'fast-check'
import type * as layer from '../../src/events/index.ts'

export type Layer = typeof layer

/** A type of a field, as plain data. */
export type Spec =
  | { readonly kind: keyof layer.Scalars }
  | { readonly kind: 'oneOf'; readonly texts: readonly string[] }
  | { readonly kind: 'utf8' | 'bytes'; readonly most: number }
  | { readonly kind: 'array'; readonly of: Spec; readonly length: number }
  | StructSpec

export interface StructSpec {
  readonly kind: 'struct'
  readonly fields: readonly (readonly [name: string, of: Spec])[]
}

const RANGES: Readonly<Record<string, readonly [from: number, to: number]>> = {
  i8: [-(2 ** 7), 2 ** 7 - 1],
  u8: [0, 2 ** 8 - 1],
  i16: [-(2 ** 15), 2 ** 15 - 1],
  u16: [0, 2 ** 16 - 1],
  i32: [-(2 ** 31), 2 ** 31 - 1],
  u32: [0, 2 ** 32 - 1],
  int53: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
}
const SCALARS = [...Object.keys(RANGES), 'f32', 'f64', 'i64', 'u64', 'bool'] as (keyof layer.Scalars)[]
const encoder = new TextEncoder()

const name = fc
  .stringMatching(/^[a-z_]\w{0,4}$/)
  .filter((text) => !['at', 'set', 'copy', 'clear'].includes(text))

/** Structs of every kind of field, at most two deep. */
export const structSpec: fc.Arbitrary<StructSpec> = fc.letrec<{ struct: StructSpec; spec: Spec }>((tie) => ({
  struct: fc.record({
    kind: fc.constant('struct'),
    fields: fc.uniqueArray(fc.tuple(name, tie('spec')), {
      selector: ([key]) => key,
      minLength: 1,
      maxLength: 6,
    }),
  }),
  spec: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constantFrom(...SCALARS) }),
    fc.record({
      kind: fc.constant('oneOf' as const),
      texts: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }),
    }),
    fc.record({
      kind: fc.constantFrom('utf8' as const, 'bytes' as const),
      most: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({
      kind: fc.constant('array' as const),
      of: tie('spec'),
      length: fc.integer({ min: 1, max: 4 }),
    }),
    tie('struct'),
  ),
})).struct

/** The field that a spec describes. */
export function fieldOf(events: Layer, spec: Spec): layer.Field {
  switch (spec.kind) {
    case 'oneOf':
      return events.oneOf(...(spec.texts as [string]))
    case 'utf8':
      return events.utf8(spec.most)
    case 'bytes':
      return events.bytes(spec.most)
    case 'array':
      return events.array(fieldOf(events, spec.of), spec.length)
    case 'struct':
      return structOf(events, spec)
    default:
      return spec.kind
  }
}

export function structOf(events: Layer, { fields }: StructSpec, options?: layer.StructOptions) {
  return events.struct(Object.fromEntries(fields.map(([key, of]) => [key, fieldOf(events, of)])), options)
}

/** Values that the field may hold. */
export function fitting(spec: Spec): fc.Arbitrary<unknown> {
  switch (spec.kind) {
    case 'oneOf':
      return fc.constantFrom(...spec.texts)
    case 'utf8':
      return fc
        .oneof(
          fc.string({ unit: 'binary', maxLength: spec.most }),
          fc.constantFrom(
            '\ufeff',
            '\ufeffa',
            'é€🎉',
            '\u007f\u0080\u07ff\u0800',
            '\uffff\u{10000}\u{10ffff}',
          ),
        )
        .filter((text) => encoder.encode(text).length <= spec.most)
    case 'bytes':
      return fc.uint8Array({ maxLength: spec.most })
    case 'array':
      return fc.array(fitting(spec.of), { minLength: spec.length, maxLength: spec.length })
    case 'struct':
      return fc.record(Object.fromEntries(spec.fields.map(([key, of]) => [key, fitting(of)])))
    case 'f64':
      return fc.double()
    case 'f32':
      return fc.float()
    case 'i64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    case 'u64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
    case 'bool':
      return fc.boolean()
    default:
      return withBounds(RANGES[spec.kind]!)
  }
}

function withBounds([min, max]: readonly [number, number]): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constantFrom(min, max, 0),
    fc.maxSafeInteger().map((n) => clamped(n, min, max)),
  )
}

function clamped(n: number, min: number, max: number): number {
  const span = max - min + 1
  return span > Number.MAX_SAFE_INTEGER ? n : min + (((n % span) + span) % span)
}

/** Values that no field of the kind may hold: of other types, and just out of range. */
export function unfit(spec: Spec): fc.Arbitrary<unknown> {
  switch (spec.kind) {
    case 'oneOf':
      return fc.constantFrom('none of these texts', 0, undefined, null)
    case 'utf8':
      return fc.constantFrom(
        'x'.repeat(spec.most + 1),
        'é'.repeat(spec.most),
        '\ud800',
        '\udc00\udc00',
        7,
        null,
      )
    case 'bytes':
      return fc.constantFrom(new Uint8Array(spec.most + 1), [1], 'text', undefined, new Uint16Array(1))
    case 'array':
      return fc.oneof(
        fc.constantFrom(
          null,
          7,
          [],
          Array.from({ length: spec.length + 1 }, () => 0),
        ),
        mixed(spec.length, spec.of),
      )
    case 'struct':
      return fc.oneof(
        fc.constantFrom(null, 7, 'text', { 'no field': 1 }),
        fc.nat().chain((n) => halfFit(spec, n)),
      )
    default:
      return fc.constantFrom(...UNFIT[spec.kind]!)
  }
}

/** All elements fit, but for the last. */
function mixed(length: number, of: Spec): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.array(fitting(of), { minLength: length - 1, maxLength: length - 1 }), unfit(of))
    .map(([before, last]) => [...before, last])
}

/** A field by its index, with a value that it must refuse. */
export function misfit({ fields }: StructSpec, n: number): fc.Arbitrary<Record<string, unknown>> {
  const [key, of] = fields[n % fields.length]!
  return unfit(of).map((value) => ({ [key]: value }))
}

/** All fields fit, but for one. */
export function halfFit({ fields }: StructSpec, n: number): fc.Arbitrary<Record<string, unknown>> {
  const wrong = n % fields.length
  return fc.record(
    Object.fromEntries(fields.map(([key, of], f) => [key, f === wrong ? unfit(of) : fitting(of)])),
  )
}

const NO_NUMBERS: readonly unknown[] = ['1', null, undefined, 1n, true, {}, Symbol('s'), { valueOf: () => 1 }]
const NO_INTEGERS = [...NO_NUMBERS, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
const BEYOND_F32 = [2 ** 128, -(2 ** 128), Number.MAX_VALUE, 2 ** 128 - 2 ** 103]

/** For each scalar, values that it must refuse. */
export const UNFIT: Readonly<Record<string, readonly unknown[]>> = {
  ...Object.fromEntries(
    Object.entries(RANGES).map(([kind, [min, max]]) => [kind, [...NO_INTEGERS, min - 1, max + 1]]),
  ),
  int53: [...NO_INTEGERS, 2 ** 53, -(2 ** 53)],
  f32: [...NO_NUMBERS, ...BEYOND_F32],
  f64: NO_NUMBERS,
  i64: [0, '1', null, 2n ** 63n, -(2n ** 63n) - 1n, Symbol('s')],
  u64: [0, '1', null, 2n ** 64n, -1n, Symbol('s')],
  bool: [0, 1, 'true', null, undefined],
}

/** Writes to the bytes what a field of this form must write. */
export function shadow(view: DataView, offset: number, form: layer.Form, value: unknown): void {
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
  const bytes = new Uint8Array(view.buffer, view.byteOffset)
  switch (form.kind) {
    case 'oneOf':
      view.setUint8(offset, form.texts.indexOf(value as string))
      break
    case 'utf8':
    case 'bytes': {
      const own = form.kind === 'utf8' ? encoder.encode(value as string) : (value as Uint8Array)
      view.setUint16(offset, own.length, little)
      bytes.set(own, offset + 2)
      break
    }
    case 'array':
      for (const [i, each] of (value as unknown[]).entries())
        shadow(view, offset + i * form.step, form.of, each)
      break
    case 'struct':
      shadowFields(view, offset, form.fields, value as Record<string, unknown>)
      break
    case 'bool':
      view.setUint8(offset, value ? 1 : 0)
      break
    case 'i64':
      view.setBigInt64(offset, value as bigint, little)
      break
    case 'u64':
      view.setBigUint64(offset, value as bigint, little)
      break
    default:
      view[SETTERS[form.kind]](offset, value as number, little)
  }
}

const SETTERS = {
  i8: 'setInt8',
  u8: 'setUint8',
  i16: 'setInt16',
  u16: 'setUint16',
  i32: 'setInt32',
  u32: 'setUint32',
  f32: 'setFloat32',
  f64: 'setFloat64',
  int53: 'setFloat64',
} as const

/** Those of these fields that have a value. */
export function shadowFields(
  view: DataView,
  offset: number,
  fields: readonly layer.FieldLayout[],
  values: Readonly<Record<string, unknown>>,
): void {
  for (const field of fields) {
    if (Object.hasOwn(values, field.name)) shadow(view, offset + field.offset, field.form, values[field.name])
  }
}

/** Anything with fields, elements or bytes. */
interface Target {
  [name: string]: unknown
}
interface Many {
  readonly length: number
  get(index: number): unknown
  set(index: number, value: unknown): void
  setAll(values: unknown): void
}

/** Writes a field by its accessors, each element and each inner field by itself. */
export function assign(target: Target, key: string, spec: Spec, value: unknown): void {
  if (spec.kind === 'array') assignAll(target[key] as Many, spec.of, value as readonly unknown[])
  else if (spec.kind === 'struct') assignEach(target[key] as Target, spec, value as Target)
  else if (spec.kind === 'bytes') (target[key] as { set(bytes: unknown): void }).set(value)
  else target[key] = value
}

/** Writes a field at once, by the method or the setter that takes all of it. */
export function assignWhole(target: Target, key: string, spec: Spec, value: unknown): void {
  if (spec.kind === 'array') (target[key] as Many).setAll(value)
  else if (spec.kind === 'struct' || spec.kind === 'bytes')
    (target[key] as { set(all: unknown): void }).set(value)
  else target[key] = value
}

export function assignEach(
  target: Target,
  { fields }: StructSpec,
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [key, of] of fields) assign(target, key, of, values[key])
}

function assignAll(many: Many, of: Spec, values: readonly unknown[]): void {
  for (const [i, value] of values.entries()) {
    if (of.kind === 'array') assignAll(many.get(i) as Many, of.of, value as readonly unknown[])
    else if (of.kind === 'struct') assignEach(many.get(i) as Target, of, value as Target)
    else many.set(i, value)
  }
}

/** What `copy` must return. */
export function plain(spec: Spec, value: unknown): unknown {
  if (spec.kind === 'f32') return Math.fround(value as number)
  if (spec.kind === 'array') return (value as unknown[]).map((each) => plain(spec.of, each))
  if (spec.kind !== 'struct') return value
  const values = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(spec.fields.map(([key, of]) => [key, plain(of, values[key])]))
}
