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

/** A write that is refused, and what its error says after "must be". */
const SAID: readonly (readonly [Field, unknown, fault: string, message: string])[] = [
  ['u32', -1, 'range', 'an integer from 0 to 4294967295. Received -1'],
  ['u32', '1', 'type', "an integer from 0 to 4294967295. Received '1'"],
  [
    'i64',
    2n ** 63n,
    'range',
    'a bigint from -9223372036854775808 to 9223372036854775807. Received 9223372036854775808n',
  ],
  ['i64', 1, 'type', 'a bigint from -9223372036854775808 to 9223372036854775807. Received 1'],
  ['bool', 1, 'type', 'true or false. Received 1'],
  [oneOf('buy', 'sell'), 'hold', 'range', "one of 'buy', 'sell'. Received 'hold'"],
  [oneOf('buy', 'sell'), 0, 'type', "one of 'buy', 'sell'. Received 0"],
  [utf8(3), 'éé', 'range', "a string of at most 3 bytes in UTF-8. Received 'éé'"],
  [utf8(3), 'a\ud83d', 'range', "a string without half a surrogate pair. Received 'a\\ud83d'"],
  [utf8(3), null, 'type', 'a string of at most 3 bytes in UTF-8. Received null'],
  [
    utf8(3),
    'x'.repeat(200),
    'range',
    `a string of at most 3 bytes in UTF-8. Received '${'x'.repeat(127)}...`,
  ],
]

test.each(SAID)('the error names field, value and range: %#', (field, value, fault, said) => {
  const { draft } = scene(field)
  const error = errorOf(() => {
    draft.field = value
  })
  const message = `The "field" field must be ${said}`
  expect(error).toMatchObject({ name: 'FieldError', fault, message, field: 'field' })
  const [allowed, given] = said.split('. Received ')
  expect(error).toMatchObject({ given, allowed })
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

  it.each<[title: string, field: string, write: () => void, message: string]>([
    [
      'bytes',
      'raw',
      () => draft.raw.set(new Uint8Array(5)),
      'The length of the "raw" field must be at most 4 bytes. Received 5',
    ],
    [
      'no bytes',
      'raw',
      () => any['raw']!.set([1]),
      'The "raw" field must be a Uint8Array of at most 4 bytes. Received [ 1 ]',
    ],
    [
      'an index',
      'levels',
      () => draft.levels.set(2, 0),
      'The index in the "levels" field must be an integer from 0 to 1. Received 2',
    ],
    [
      'a half index',
      'levels',
      () => draft.levels.get(0.5),
      'The index in the "levels" field must be an integer from 0 to 1. Received 0.5',
    ],
    [
      'a text as index',
      'levels',
      () => any['levels']!.set('0', 1),
      `The index in the "levels" field must be an integer from 0 to 1. Received '0'`,
    ],
    [
      'a length',
      'levels',
      () => draft.levels.setAll([1]),
      'The length of the "levels" field must be 2. Received 1',
    ],
    [
      'no list',
      'levels',
      () => any['levels']!.setAll(7),
      'The "levels" field must be an array of length 2. Received 7',
    ],
    [
      'an element',
      'levels[1]',
      () => any['levels']!.setAll([1, '2']),
      `The "levels[1]" field must be a number. Received '2'`,
    ],
    [
      'to fill',
      'levels[0]',
      () => any['levels']!.set(0, null),
      'The "levels[0]" field must be a number. Received null',
    ],
    [
      'a field within',
      'leg.id',
      () => {
        draft.leg.id = 256
      },
      'The "leg.id" field must be an integer from 0 to 255. Received 256',
    ],
    [
      'an unknown field',
      'leg.ID',
      () => any['leg']!.set({ ID: 1 }),
      `The name of a field of "leg" must be one of 'id', 'side'. Received 'ID'`,
    ],
    [
      'an unknown field of all',
      'other',
      () => draft.set({ other: 1 } as never),
      `The name of a field must be one of 'raw', 'levels', 'leg', 'legs', 'grid'. Received 'other'`,
    ],
    [
      'of an element',
      'legs[1].id',
      () => any['legs']!.set(1, { id: -1 }),
      'The "legs[1].id" field must be an integer from 0 to 255. Received -1',
    ],
    [
      'set to nothing',
      'leg',
      () => any['leg']!.set(undefined),
      'The "leg" field must be an object with some of the fields. Received undefined',
    ],
    [
      'all set to a number',
      'values',
      () => draft.set(7 as never),
      'The "values" argument must be an object with some of the fields. Received 7',
    ],
    [
      'of an array',
      'grid[][0]',
      () => draft.grid.get(1).set(0, 256),
      'The "grid[][0]" field must be an integer from 0 to 255. Received 256',
    ],
  ])('refuses %s by its path, and writes nothing', (_, field, write, message) => {
    const memory = new Uint8Array(slots.handle.buffer)
    const before = memory.slice()
    expect(write).toThrow(expect.objectContaining({ name: 'FieldError', field, message }))
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
    const refusals = [
      [target, 3],
      [target, -1],
      [[], 0],
    ].map(([to, from]) => errorOf(() => event.raw.copyTo(to as Uint8Array, from as number)))
    expect(refusals).toMatchObject([
      { message: 'The room in the target must be at least 3 bytes. Received 2' },
      { message: 'The "start" argument must be an integer from 0. Received -1' },
      { message: 'The "target" argument must be a Uint8Array. Received []' },
    ])
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
  const types = `${KINDS.map((kind) => `'${kind}'`).join(', ')}, or made by a call such as utf8(16)`
  const untaken = "other than 'at', 'clear', 'copy', 'set', 'toJSON' and what all objects have"
  const spelt = 'letters, digits and _, with no digit first'

  it.each<[title: string, make: () => unknown, message: string]>([
    ['no fields', () => struct({}), '"fields" argument must be an object of at least 1 field. Received 0'],
    [
      'a list of fields',
      () => struct(['u8'] as never),
      `"fields" argument must be an object of at least 1 field. Received [ 'u8' ]`,
    ],
    [
      'an unknown type',
      () => struct({ a: 'f65' as 'f64' }),
      `type of the "a" field must be ${types}. Received 'f65'`,
    ],
    ['a number as name', () => struct({ 1: 'u8' }), `name of a field must be ${spelt}. Received '1'`],
    [
      'the name of a method',
      () => struct({ copy: 'u8' }),
      `name of a field must be ${untaken}. Received 'copy'`,
    ],
    [
      'a name of all objects',
      () => struct({ constructor: 'u8' } as never),
      `name of a field must be ${untaken}. Received 'constructor'`,
    ],
    [
      'an unknown option',
      () => struct({ a: 'u8' }, { stride: 64 } as never),
      `name of an option of a struct must be one of 'align'. Received 'stride'`,
    ],
    [
      'another alignment',
      () => struct({ a: 'u8' }, { align: 24 }),
      '"align" option must be one of 8, 16, 32, 64, 128. Received 24',
    ],
    [
      'too long a text',
      () => utf8(65536),
      '"most" argument of utf8() must be an integer from 1 to 65535. Received 65536',
    ],
    ['no bytes', () => bytes(0), '"most" argument of bytes() must be an integer from 1 to 65535. Received 0'],
    [
      'an empty array',
      () => array('u8', 0),
      '"length" argument of array() must be an integer from 1 to 2^24. Received 0',
    ],
    [
      'an array of nothing',
      () => array('no' as 'u8', 1),
      `type of the elements of an array must be ${types}. Received 'no'`,
    ],
    [
      'no texts',
      () => oneOf(...([] as unknown as [string])),
      'arguments of oneOf() must be 1 to 256 different strings. Received []',
    ],
    [
      'a text twice',
      () => oneOf('a', 'a'),
      `arguments of oneOf() must be 1 to 256 different strings. Received [ 'a', 'a' ]`,
    ],
    [
      '257 texts',
      () => oneOf(...(Array.from({ length: 257 }, (_, i) => `${i}`) as [string])),
      `arguments of oneOf() must be 1 to 256 different strings. Received [ ${Array.from(
        { length: 26 },
        (_, i) => `'${i}'`,
      )
        .join(', ')
        .slice(0, 126)}...`,
    ],
    [
      'a message of half a byte',
      () => message({ most: 0.5 }),
      '"most" option must be an integer from 0 to 2^30. Received 0.5',
    ],
    [
      'a crooked stride',
      () => message({ most: 1, stride: 12 }),
      '"stride" option must be a multiple of 8 from 8 to 2^20. Received 12',
    ],
    [
      'a message with an unknown option',
      () => message({ most: 1, least: 0 } as never),
      `name of an option of a message must be one of 'most', 'stride'. Received 'least'`,
    ],
    [
      'slots of no size',
      () => createSlots(struct({ a: 'u8' }), 3),
      'number of slots must be a power of two from 1 to 2^28, the size of their ring. Received 3',
    ],
    [
      'slots of no type',
      () => createSlots({} as never, 4),
      '"type" argument must be made by struct() or message(). Received an instance of Object',
    ],
    [
      'too few slots',
      () => createSlots(message({ most: 100 }), 1),
      'number of slots must be at least 2, which the longest message needs. Received 1',
    ],
    [
      'too many bytes',
      () => createSlots(struct({ a: array('f64', 2 ** 20) }), 2 ** 20),
      `number of bytes of all slots must be at most 2^31. Received ${2 ** 43 + 128}`,
    ],
  ])('of %s is refused', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ name: 'ArgumentError', message: `The ${message}` }))
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

  const integer = 'an integer from -9007199254740991 to 9007199254740991'

  it.each<[title: string, read: () => unknown, field: string, given: string, allowed: string]>([
    ['a text', () => event.side, 'side', '255', "one of 'a', 'b'"],
    ['a text of an array', () => event.many.get(1), 'many[1]', '255', "one of 'a', 'b'"],
    ['an integer', () => event.n, 'n', 'NaN', integer],
    ['an integer of an array', () => event.ns.get(1), 'ns[1]', 'NaN', integer],
    ['a length', () => event.note, 'note', '65535', 'a string of at most 4 bytes in UTF-8'],
    ['a length of bytes', () => event.raw.length, 'raw', '65535', 'at most 4 bytes'],
  ])('is never read as %s', (_, read, field, given, allowed) => {
    new Uint8Array(slots.handle.buffer, 128).fill(255)
    const message = `The memory of the "${field}" field holds ${given}, which no event wrote: nothing else may write to its slot`
    expect(read).toThrow(expect.objectContaining({ fault: 'memory', field, given, allowed, message }))
  })

  it('is no message', () => {
    const all = createSlots(message({ most: 8 }), 2)
    all.writer().write(0, new Uint8Array(8))
    expect(errorOf(() => all.reader().at(2))).toMatchObject({
      name: 'FieldError',
      fault: 'memory',
      message: 'The sequence must be the first of a message. Received 2',
    })
    new Uint32Array(all.handle.buffer, 128)[0] = 9
    expect(() => all.reader().at(0)).toThrow(FieldError)
    const refusals = [new Uint8Array(9), 'text', 9].map((given) =>
      errorOf(() => all.writer().write(0, given as never)),
    )
    expect(refusals).toMatchObject([
      { fault: 'range', message: 'The length of a message must be an integer from 0 to 8. Received 9' },
      {
        fault: 'type',
        message: `The "payload" argument must be a Uint8Array of at most 8 bytes. Received 'text'`,
      },
      {
        fault: 'type',
        message: 'The "payload" argument must be a Uint8Array of at most 8 bytes. Received 9',
      },
    ])
  })
})
