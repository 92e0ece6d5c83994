// What must hold for every struct and every message: a sentence for the first case that it does not hold in.
import fc from 'fast-check'
import {
  assignEach,
  assignWhole,
  fitting,
  halfFit,
  type Layer,
  misfit,
  plain,
  type StructSpec,
  shadowFields,
  structOf,
  structSpec,
} from './model.ts'

/** Slots of each buffer. */
const SIZE = 4
const HEADER = 128

/** The bytes of the slots, and the same by the model. */
interface Bytes {
  readonly real: Uint8Array
  readonly shadow: DataView
}

function bytesOf(buffer: SharedArrayBuffer): Bytes {
  const real = new Uint8Array(buffer, HEADER)
  return { real, shadow: new DataView(new ArrayBuffer(real.length)) }
}

function firstDifference({ real, shadow }: Bytes): string | null {
  const at = real.findIndex((byte, b) => byte !== shadow.getUint8(b))
  return at < 0 ? null : `byte ${at} is ${real[at]}, and should be ${shadow.getUint8(at)}`
}

type Draft = Record<string, unknown> & { set(values: unknown): void }

/** A way to write an event, at a sequence. */
interface Write {
  readonly sequence: number
  readonly values: Record<string, unknown>
  /** by `set`, or else field by field; if it is wrong, only that field */
  readonly atOnce: boolean
  /** whether a field is refused */
  readonly isWrong: boolean
}

function writes(spec: StructSpec): fc.Arbitrary<readonly Write[]> {
  const sequence = fc.oneof(fc.nat({ max: 20 }), fc.constantFrom(2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1))
  const fits = fc.record({
    sequence,
    values: fitting(spec) as fc.Arbitrary<Record<string, unknown>>,
    atOnce: fc.boolean(),
    isWrong: fc.constant(false),
  })
  const wrong = fc
    .tuple(sequence, fc.nat(), fc.boolean())
    .chain(([at, n, atOnce]) =>
      (atOnce ? halfFit : misfit)(spec, n).map((values) => ({ sequence: at, values, atOnce, isWrong: true })),
    )
  return fc.array(fc.oneof({ weight: 2, arbitrary: fits }, { weight: 1, arbitrary: wrong }), { maxLength: 6 })
}

const cases = structSpec.chain((spec) =>
  fc.record({ spec: fc.constant(spec), all: writes(spec), align: fc.constantFrom(8, 64, 128) }),
)

/**
 * Writes events to slots, whole or field by field, some of them wrong, and compares every byte of all slots with the
 * model after each; then reads them.
 *
 * @returns what is wrong, or null
 */
export function judgeStructs(events: Layer, parameters: fc.Parameters<unknown>): string | null {
  const property = fc.property(cases, ({ spec, all, align }) => {
    const type = structOf(events, spec, { align })
    const slots = events.createSlots(type, SIZE)
    const [writer, reader] = [slots.writer(), slots.reader()]
    const bytes = bytesOf(slots.handle.buffer)
    for (const write of all) {
      const { sequence, values, isWrong } = write
      const draft = writer.at(sequence) as unknown as Draft
      const refused = errorOf(() => assigned(draft, spec, write))
      if (isWrong !== refused instanceof events.FieldError) throw new Error(`refused: ${refused}`)
      const slot = Number(BigInt(sequence) % BigInt(SIZE))
      if (!isWrong) shadowFields(bytes.shadow, slot * type.layout.stride, type.layout.fields, values)
      const difference = firstDifference(bytes)
      if (difference) throw new Error(difference)
      if (!isWrong) equal(reader.at(sequence).copy(), plain(spec, values))
    }
  })
  return failureOf(property, parameters)
}

function assigned(draft: Draft, spec: StructSpec, { values, atOnce, isWrong }: Write): void {
  if (atOnce) draft.set(values)
  else if (!isWrong) assignEach(draft, spec, values)
  else for (const [key, of] of spec.fields) if (key in values) assignWhole(draft, key, of, values[key])
}

/** Messages one behind the other, over the end of the slots again and again. */
const messages = fc.record({
  stride: fc.constantFrom(8, 16, 24, 64),
  start: fc.constantFrom(0, 5, 2 ** 32 - 3, 2 ** 53 - 200),
  payloads: fc.array(fc.uint8Array({ maxLength: 48 }), { minLength: 1, maxLength: 12 }),
})

/**
 * Writes messages one behind the other and reads each back, and the slots that it did not claim are what they were.
 *
 * @returns what is wrong, or null
 */
export function judgeMessages(events: Layer, parameters: fc.Parameters<unknown>): string | null {
  const property = fc.property(messages, ({ stride, start, payloads }) => {
    const type = events.message({ most: 48, stride })
    const slots = events.createSlots(type, 8)
    const [writer, reader] = [slots.writer(), slots.reader()]
    const bytes = new Uint8Array(slots.handle.buffer, HEADER)
    let first = start
    for (const payload of payloads) {
      const before = bytes.slice()
      const many = writer.write(first, payload)
      equal(many, Math.ceil((8 + payload.length) / stride))
      const own = new Set(Array.from({ length: many }, (_, i) => Number(BigInt(first + i) % 8n)))
      const strange = bytes.findIndex((byte, b) => byte !== before[b] && !own.has(Math.floor(b / stride)))
      if (strange >= 0) throw new Error(`byte ${strange} was written`)
      const found = reader.at(first)
      equal([found.length, found.next, found.isWhole(found.next - 1)], [payload.length, first + many, true])
      equal([found.copy(), found.isWhole(found.next - 2)], [payload, false])
      equal(Buffer.concat(found.views()), Buffer.from(payload))
      first = found.next
    }
  })
  return failureOf(property, parameters)
}

function errorOf(call: () => void): unknown {
  try {
    call()
    return undefined
  } catch (error) {
    return error
  }
}

function equal(found: unknown, wanted: unknown): void {
  const [a, b] = [found, wanted].map(shown)
  if (a !== b) throw new Error(`found ${a}, wanted ${b}`)
}

/** A text that tells -0 from 0, bigints from numbers, and bytes from arrays. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'bigint') return `${each}n`
    if (typeof each === 'number' && !Number.isFinite(each)) return String(each)
    if (Object.is(each, -0)) return '-0'
    return each instanceof Uint8Array ? `bytes ${[...each]}` : each
  })
}

function failureOf(property: fc.IProperty<unknown>, parameters: fc.Parameters<unknown>): string | null {
  const { failed, seed, counterexample, errorInstance } = fc.check(property, {
    endOnFailure: true,
    ...parameters,
  })
  if (!failed) return null
  const found = fc.stringify(counterexample).slice(0, 800)
  return `RINGPROOF_SEED=${seed}: ${(errorInstance as Error | null)?.message}\n${found}`
}
