import { inspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import {
  ArgumentError,
  array,
  bytes,
  createSlots,
  type Field,
  FieldError,
  message,
  oneOf,
  type Scalars,
  struct,
  utf8,
} from '../../src/index.ts'
import { UNFIT } from './model.ts'

const { MIN_SAFE_INTEGER, MAX_SAFE_INTEGER, MAX_VALUE, MIN_VALUE, NaN: NAN, POSITIVE_INFINITY } = Number

/** The bounds of each kind, and what else it may hold. */
const FIT = {
  i8: [-128, 127, 0],
  u8: [0, 255],
  i16: [-32768, 32767],
  u16: [0, 65535],
  i32: [-2147483648, 2147483647],
  u32: [0, 4294967295],
  f32: [0, -0, 0.5, NAN, POSITIVE_INFINITY, -POSITIVE_INFINITY, 2 ** 128 - 2 ** 104, -(2 ** 128 - 2 ** 104)],
  f64: [0, -0, 0.1, NAN, POSITIVE_INFINITY, -POSITIVE_INFINITY, MAX_VALUE, MIN_VALUE],
  i64: [-(2n ** 63n), 2n ** 63n - 1n, 0n],
  u64: [0n, 2n ** 64n - 1n],
  int53: [MIN_SAFE_INTEGER, MAX_SAFE_INTEGER, 0],
  bool: [true, false],
} as const satisfies Record<keyof Scalars, readonly unknown[]>
const KINDS = Object.keys(FIT) as (keyof Scalars)[]

/** A draft and a reader of an event with one field between two others. */
function scene(field: Field) {
  const slots = createSlots(struct({ before: 'u8', field, after: 'u8' }), 2)
  const memory = new Uint8Array(slots.handle.buffer)
  const draft = slots.writer().at(1) as unknown as { field: unknown; set(values: unknown): void }
  return { draft, event: slots.reader().at(1) as unknown as { field: unknown }, memory }
}

function errorOf(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}

describe.each(KINDS)('%s', (kind) => {
  it.each(FIT[kind].map((value) => ({ value })))('holds $value', ({ value }) => {
    const { draft, event } = scene(kind)
    draft.field = value
    expect(event.field).toBe(value)
    const many = createSlots(struct({ many: array(kind, 3) }), 1)
    const items = many.writer().at(0).many as unknown as {
      set(i: number, value: unknown): void
      get(i: number): unknown
    }
    items.set(2, value)
    expect(items.get(2)).toBe(value)
  })

  it.each(UNFIT[kind]!.map((value) => ({ value })))(
    'refuses $value, by setter, by set and in an array',
    ({ value }) => {
      const { draft, memory } = scene(kind)
      const items = createSlots(struct({ many: array(kind, 3) }), 1)
        .writer()
        .at(0).many as unknown as {
        set(i: number, value: unknown): void
      }
      const before = memory.slice()
      const errors = [
        errorOf(() => {
          draft.field = value
        }),
        errorOf(() => draft.set({ before: 1, field: value })),
        errorOf(() => items.set(1, value)),
      ]
      for (const error of errors) expect(error).toBeInstanceOf(FieldError)
      for (const error of errors) expect(error).toMatchObject({ code: 'ERR_RINGPROOF_ARGUMENT' })
      expect((errors as FieldError[]).map(({ field }) => field)).toEqual(['field', 'field', 'many[1]'])
      expect(memory).toEqual(before)
    },
  )
})

it('rounds to a 32-bit float, and to nothing else', () => {
  const { draft, event } = scene('f32')
  draft.field = 0.1
  expect(event.field).toBe(Math.fround(0.1))
})

it.each(['i8', 'int53'] as const)('%s has no -0', (kind) => {
  const { draft, event } = scene(kind)
  draft.field = -0
  expect(event.field).toBe(0)
})

/** A write that is refused, and what its error says. */
const SAID: readonly (readonly [Field, unknown, fault: string, message: string])[] = [
  ['u32', -1, 'range', 'field field: given -1, allowed: an integer from 0 to 4294967295'],
  ['u32', '1', 'type', 'field field: given "1", allowed: an integer from 0 to 4294967295'],
  [
    'i64',
    2n ** 63n,
    'range',
    `field field: given 9223372036854775808n, allowed: a bigint from -9223372036854775808 to 9223372036854775807`,
  ],
  [
    'i64',
    1,
    'type',
    `field field: given 1, allowed: a bigint from -9223372036854775808 to 9223372036854775807`,
  ],
  ['bool', 1, 'type', 'field field: given 1, allowed: true or false'],
  [oneOf('buy', 'sell'), 'hold', 'range', 'field field: given "hold", allowed: "buy", "sell"'],
  [oneOf('buy', 'sell'), 0, 'type', 'field field: given 0, allowed: "buy", "sell"'],
  [utf8(3), 'éé', 'range', 'field field: given "éé", allowed: a text of at most 3 bytes in UTF-8'],
  [
    utf8(3),
    'a\ud83d',
    'range',
    'field field: given "a\\ud83d", allowed: a text without half a surrogate pair',
  ],
  [utf8(3), null, 'type', 'field field: given null, allowed: a text of at most 3 bytes in UTF-8'],
  [
    utf8(3),
    'x'.repeat(70),
    'range',
    `field field: given "${'x'.repeat(64)}…", allowed: a text of at most 3 bytes in UTF-8`,
  ],
]

test.each(SAID)('the error names field, value and range: %#', (field, value, fault, message) => {
  const { draft } = scene(field)
  const error = errorOf(() => {
    draft.field = value
  })
  expect(error).toMatchObject({ name: 'FieldError', fault, message, field: 'field' })
})

describe('a part', () => {
  const Leg = struct({ id: 'u8', side: oneOf('a', 'b') })
  const All = struct({
    raw: bytes(4),
    levels: array('f64', 2),
    leg: Leg,
    legs: array(Leg, 2),
    grid: array(array('u8', 2), 2),
  })
  const slots = createSlots(All, 2)
  const draft = slots.writer().at(0)
  const any = draft as unknown as Record<
    string,
    { set(...given: unknown[]): void; setAll(values: unknown): void }
  >

  it.each<[title: string, write: () => void, message: string]>([
    ['bytes', () => draft.raw.set(new Uint8Array(5)), 'field raw.length: given 5, allowed: at most 4'],
    ['no bytes', () => any['raw']!.set([1]), 'field raw: given [1], allowed: a Uint8Array of at most 4'],
    ['an index', () => draft.levels.set(2, 0), 'field levels[…]: given 2, allowed: an index from 0 to 1'],
    [
      'a half index',
      () => draft.levels.get(0.5),
      'field levels[…]: given 0.5, allowed: an index from 0 to 1',
    ],
    [
      'a text as index',
      () => any['levels']!.set('0', 1),
      'field levels[…]: given "0", allowed: an index from 0 to 1',
    ],
    ['a length', () => draft.levels.setAll([1]), 'field levels.length: given 1, allowed: 2'],
    ['no list', () => any['levels']!.setAll(7), 'field levels: given 7, allowed: an array of 2'],
    ['an element', () => any['levels']!.setAll([1, '2']), 'field levels[1]: given "2", allowed: a number'],
    ['to fill', () => any['levels']!.set(0, null), 'field levels[0]: given null, allowed: a number'],
    [
      'a field within',
      () => {
        draft.leg.id = 256
      },
      'field leg.id: given 256, allowed: an integer from 0 to 255',
    ],
    [
      'an unknown field',
      () => any['leg']!.set({ ID: 1 }),
      'field leg.ID: given 1, allowed: a field of the struct: id, side',
    ],
    [
      'of an element',
      () => any['legs']!.set(1, { id: -1 }),
      'field legs[1].id: given -1, allowed: an integer from 0 to 255',
    ],
    [
      'set to nothing',
      () => any['leg']!.set(undefined),
      'field leg: given undefined, allowed: an object of fields',
    ],
    [
      'of an array',
      () => draft.grid.get(1).set(0, 256),
      'field grid[][0]: given 256, allowed: an integer from 0 to 255',
    ],
  ])('refuses %s by its path, and writes nothing', (_, write, message) => {
    const memory = new Uint8Array(slots.handle.buffer)
    const before = memory.slice()
    expect(write).toThrow(expect.objectContaining({ name: 'FieldError', message }))
    expect(memory).toEqual(before)
  })

  it('moves with its event, and shows where that was when it was asked for', () => {
    const writer = slots.writer()
    writer.at(0).levels.setAll([1, 2])
    writer.at(1).levels.setAll([3, 4])
    const reader = slots.reader()
    expect([...reader.at(0).levels, ...reader.at(1).levels]).toEqual([1, 2, 3, 4])
    expect(reader.at(0).levels).toBe(reader.at(1).levels)
  })

  it('copies bytes to a target with room, and gives a view', () => {
    draft.raw.set(new Uint8Array([1, 2, 3]))
    const target = new Uint8Array(5)
    const event = slots.reader().at(0)
    expect(event.raw.copyTo(target, 2)).toBe(3)
    expect([...target]).toEqual([0, 0, 1, 2, 3])
    expect(() => event.raw.copyTo(target, 3)).toThrow(ArgumentError)
    expect([...event.raw.view()]).toEqual([1, 2, 3])
    expect(event.raw.view().buffer).toBe(slots.handle.buffer)
    expect(event.raw.copy().buffer).not.toBe(slots.handle.buffer)
    expect(event.raw.length).toBe(3)
  })

  it('is filled', () => {
    draft.levels.fill(2.5)
    expect(draft.levels.copy()).toEqual([2.5, 2.5])
  })
})

describe('a struct', () => {
  it.each<[title: string, make: () => unknown, message: RegExp]>([
    ['no fields', () => struct({}), /^fields of a struct: given/],
    ['an unknown type', () => struct({ a: 'f65' as 'f64' }), /^type of field a: given "f65", allowed: i8, /],
    ['a number as name', () => struct({ 1: 'u8' }), /^name of a field: given "1"/],
    ['the name of a method', () => struct({ copy: 'u8' }), /^name of a field: given "copy"/],
    [
      'a name of all objects',
      () => struct({ constructor: 'u8' } as never),
      /^name of a field: given "constructor"/,
    ],
    [
      'an unknown option',
      () => struct({ a: 'u8' }, { stride: 64 } as never),
      /^name of an option of a struct: given "stride"/,
    ],
    ['another alignment', () => struct({ a: 'u8' }, { align: 24 }), /^align of a struct: given 24/],
    ['too long a text', () => utf8(65536), /^bytes of utf8: given 65536/],
    ['no bytes', () => bytes(0), /^bytes of bytes: given 0/],
    ['an empty array', () => array('u8', 0), /^length of an array: given 0/],
    ['an array of nothing', () => array('no' as 'u8', 1), /^type of field \[\]: given "no"/],
    ['no texts', () => oneOf(...([] as unknown as [string])), /^texts of oneOf: given/],
    ['a text twice', () => oneOf('a', 'a'), /^texts of oneOf: given/],
    [
      '257 texts',
      () => oneOf(...(Array.from({ length: 257 }, (_, i) => `${i}`) as [string])),
      /^texts of oneOf/,
    ],
    ['a message of half a byte', () => message({ most: 0.5 }), /^most bytes of a message: given 0.5/],
    ['a crooked stride', () => message({ most: 1, stride: 12 }), /^stride of messages: given 12/],
    ['slots of no size', () => createSlots(struct({ a: 'u8' }), 3), /^slots: given 3/],
    ['slots of no type', () => createSlots({} as never, 4), /^type of the events: given/],
    ['too few slots', () => createSlots(message({ most: 100 }), 1), /^slots: given 1, allowed: 2, which/],
    [
      'too many bytes',
      () => createSlots(struct({ a: array('f64', 2 ** 20) }), 2 ** 20),
      /^bytes of all slots/,
    ],
  ])('of %s is refused', (_, make, message) => {
    expect(make).toThrow(
      expect.objectContaining({ name: 'ArgumentError', message: expect.stringMatching(message) }),
    )
  })

  it('reads what it is given once: nothing can change between the check and the write', () => {
    const slots = createSlots(struct({ a: 'u8', many: array('u8', 2), leg: struct({ b: 'u8' }) }), 1)
    const draft = slots.writer().at(0)
    let reads = 0
    const changing = (name: string) => ({
      get [name]() {
        reads++
        return reads > 3 ? 'changed' : reads
      },
    })
    const many = [0, 0]
    Object.defineProperty(many, 1, { get: () => changing('x')['x'] })
    draft.set({ many, leg: changing('b') as never })
    draft.set(Object.defineProperties({}, { a: { enumerable: true, get: () => changing('x')['x'] } }))
    expect([draft.copy(), reads]).toEqual([{ a: 3, many: [0, 1], leg: { b: 2 } }, 3])
  })

  it('does not write through a reader', () => {
    const slots = createSlots(struct({ a: 'u8', many: array('u8', 2), raw: bytes(2) }), 1)
    const event = slots.reader().at(0) as unknown as Record<string, unknown>
    expect(() => {
      event['a'] = 1
    }).toThrow(TypeError)
    const parts = [event, event['many'], event['raw']] as Record<string, unknown>[]
    expect(
      parts.flatMap((part) => ['set', 'setAll', 'fill', 'clear'].filter((name) => name in part)),
    ).toEqual([])
  })

  it('prints as its fields, and as JSON with bigints as texts and bytes as numbers', () => {
    const Order = struct({
      id: 'i64',
      raw: bytes(4),
      legs: array(struct({ a: 'u8' }), 1),
      side: oneOf('buy', 'sell'),
    })
    const slots = createSlots(Order, 2)
    const draft = slots.writer().at(1)
    draft.set({ id: -5n, raw: new Uint8Array([1, 2]), legs: [{ a: 3 }], side: 'sell' })
    expect(inspect(draft)).toBe(
      inspect({ id: -5n, raw: new Uint8Array([1, 2]), legs: [{ a: 3 }], side: 'sell' }),
    )
    expect(JSON.stringify(draft)).toBe('{"id":"-5","raw":[1,2],"legs":[{"a":3}],"side":"sell"}')
    expect(Object.keys(draft)).toEqual([])
    expect(`${slots}`).toBe(`Slots(2 of 16 bytes, struct ${Order.hash})`)
    draft.clear()
    expect(draft.copy()).toEqual({ id: 0n, raw: new Uint8Array(), legs: [{ a: 0 }], side: 'buy' })
  })
})

describe('memory that something else has written', () => {
  const All = struct({
    side: oneOf('a', 'b'),
    many: array(oneOf('a', 'b'), 2),
    n: 'int53',
    ns: array('int53', 2),
    note: utf8(4),
    raw: bytes(4),
  })
  const slots = createSlots(All, 1)
  const event = slots.reader().at(0)

  it.each<[title: string, read: () => unknown, message: RegExp]>([
    ['a text', () => event.side, /^field side: given 255, allowed: "a", "b": only events write/],
    ['a text of an array', () => event.many.get(1), /^field many\[1\]: given 255/],
    ['an integer', () => event.n, /^field n: given NaN, allowed: an integer from -9007199254740991/],
    ['an integer of an array', () => event.ns.get(1), /^field ns\[1\]: given NaN/],
    [
      'a length',
      () => event.note,
      /^field note: given 65535, allowed: a text of at most 4 bytes in UTF-8: only/,
    ],
    ['a length of bytes', () => event.raw.length, /^field raw: given 65535, allowed: at most 4: only/],
  ])('is never read as %s', (_, read, message) => {
    new Uint8Array(slots.handle.buffer, 128).fill(255)
    expect(read).toThrow(
      expect.objectContaining({ fault: 'memory', message: expect.stringMatching(message) }),
    )
  })

  it('is no message', () => {
    const all = createSlots(message({ most: 8 }), 2)
    all.writer().write(0, new Uint8Array(8))
    expect(() => all.reader().at(2)).toThrow(FieldError)
    new Uint32Array(all.handle.buffer, 128)[0] = 9
    expect(() => all.reader().at(0)).toThrow(FieldError)
    expect(() => all.writer().write(0, new Uint8Array(9))).toThrow('field message.length: given 9')
    expect(() => all.writer().write(0, 'text' as never)).toThrow('field message: given "text"')
  })
})
