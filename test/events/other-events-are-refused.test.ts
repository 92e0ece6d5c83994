import { describe, expect, it, test } from 'vitest'
import { hashOf } from '../../src/events/hash.ts'
import {
  array,
  attachSlots,
  bytes,
  checkSame,
  createSlots,
  type EventType,
  HandleError,
  message,
  oneOf,
  type SlotsHandle,
  struct,
  utf8,
} from '../../src/index.ts'

const make = () =>
  struct({
    id: 'i64',
    side: oneOf('buy', 'sell'),
    note: utf8(8),
    levels: array('f64', 4),
    leg: struct({ a: 'u8' }),
  })
const Order = make()
const slots = createSlots(Order, 4)

// Of the authors of FNV, http://www.isthe.com/chongo/src/fnv/test_fnv.c
test.each([
  ['', 'cbf29ce484222325'],
  ['a', 'af63dc4c8601ec8c'],
  ['foobar', '85944171f73967e8'],
])('FNV-1a of %j', (text, hash) => {
  expect(hashOf(text)).toBe(hash)
})

test('the hash is that of the JSON text in UTF-8', () => {
  const type = struct({ ä: oneOf('€', '🎉') })
  expect(type.hash).toBe(fnv(new TextEncoder().encode(JSON.stringify(type.layout))))
})

function fnv(bytes: Uint8Array): string {
  const hash = bytes.reduce(
    (before, byte) => BigInt.asUintN(64, (before ^ BigInt(byte)) * 1099511628211n),
    14695981039346656037n,
  )
  return hash.toString(16).padStart(16, '0')
}

// A change of these is a change of the layout: raise the version.
test('layouts are what they were', () => {
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
  expect(Order.layout).toEqual({
    kind: 'struct',
    version: 1,
    byteOrder: little ? 'little' : 'big',
    stride: 56,
    fields: [
      { name: 'id', offset: 0, form: { kind: 'i64', bytes: 8 } },
      { name: 'side', offset: 50, form: { kind: 'oneOf', bytes: 1, texts: ['buy', 'sell'] } },
      { name: 'note', offset: 40, form: { kind: 'utf8', bytes: 10, most: 8 } },
      {
        name: 'levels',
        offset: 8,
        form: { kind: 'array', bytes: 32, length: 4, step: 8, of: { kind: 'f64', bytes: 8 } },
      },
      {
        name: 'leg',
        offset: 51,
        form: {
          kind: 'struct',
          bytes: 1,
          fields: [{ name: 'a', offset: 0, form: { kind: 'u8', bytes: 1 } }],
        },
      },
    ],
  })
  if (little) expect(Order.hash).toBe('69b69c41fd1326f4')
  expect(make().hash).toBe(Order.hash)
  expect(() => Object.assign(Order.layout, { stride: 8 })).toThrow(TypeError)
})

test.each([
  [8, 8],
  [16, 16],
  [64, 64],
  [128, 128],
])('align %i makes a stride of %i', (align, stride) => {
  expect(struct({ a: 'u8' }, { align }).layout.stride).toBe(stride)
})

describe('a handle', () => {
  it('attaches, cloned, and shows the same events', () => {
    slots.writer().at(6).set({ id: 7n, note: 'abc' })
    const other = attachSlots(make(), structuredClone(slots.handle))
    expect(other.reader().at(6).copy()).toMatchObject({ id: 7n, note: 'abc' })
  })

  it.each<[title: string, own: EventType, theirs: EventType, difference: string]>([
    ['type', struct({ a: 'f64' }), struct({ a: 'i64' }), `.fields.a.form.kind" … 'f64'. Received 'i64'`],
    ['name', struct({ a: 'u8' }), struct({ b: 'u8' }), `.fields.a.name" … 'a'. Received 'b'`],
    [
      'field more',
      struct({ a: 'u8' }),
      struct({ a: 'u8', b: 'f64' }),
      '.fields.b" … undefined. Received an instance of Object',
    ],
    [
      'field less',
      struct({ a: 'u8', b: 'f64' }),
      struct({ a: 'u8' }),
      '.fields.b" … an object. Received undefined',
    ],
    [
      'type behind others',
      struct({ a: 'u8', b: utf8(8) }),
      struct({ a: 'u8', b: utf8(9) }),
      '.fields.b.form.most" … 8. Received 9',
    ],
    ['kind', struct({ a: 'u8' }), message({ most: 8 }), `.kind" … 'struct'. Received 'message'`],
    ['most', message({ most: 8 }), message({ most: 9 }), '.most" … 8. Received 9'],
    ['alignment', struct({ a: 'u8' }), struct({ a: 'u8' }, { align: 64 }), '.stride" … 8. Received 64'],
  ])('of another %s is refused by the first difference', (_, own, theirs, difference) => {
    const message = `The "layout${difference.replace('…', 'property of the handle must be')}`
    const { layout, hash } = theirs
    expect(() => checkSame(own, { events: 1, layout, hash })).toThrow(
      expect.objectContaining({ name: 'HandleError', message }),
    )
  })

  it.each<[title: string, theirs: EventType]>([
    [
      'order',
      struct({
        side: oneOf('buy', 'sell'),
        id: 'i64',
        note: utf8(8),
        levels: array('f64', 4),
        leg: struct({ a: 'u8' }),
      }),
    ],
    [
      'set of texts',
      struct({
        id: 'i64',
        side: oneOf('sell', 'buy'),
        note: utf8(8),
        levels: array('f64', 4),
        leg: struct({ a: 'u8' }),
      }),
    ],
    [
      'length',
      struct({
        id: 'i64',
        side: oneOf('buy', 'sell'),
        note: utf8(9),
        levels: array('f64', 4),
        leg: struct({ a: 'u8' }),
      }),
    ],
    [
      'kind',
      struct({
        id: 'i64',
        side: oneOf('buy', 'sell'),
        note: bytes(8),
        levels: array('f64', 4),
        leg: struct({ a: 'u8' }),
      }),
    ],
    [
      'struct within',
      struct({
        id: 'i64',
        side: oneOf('buy', 'sell'),
        note: utf8(8),
        levels: array('f64', 4),
        leg: struct({ a: 'i8' }),
      }),
    ],
    [
      'alignment',
      struct(
        {
          id: 'i64',
          side: oneOf('buy', 'sell'),
          note: utf8(8),
          levels: array('f64', 4),
          leg: struct({ a: 'u8' }),
        },
        { align: 64 },
      ),
    ],
    ['sort', message({ most: 8 })],
  ])('of another %s is refused', (_, theirs) => {
    const { layout, hash } = theirs
    expect(() => checkSame(Order, { events: 1, layout, hash })).toThrow(HandleError)
    expect(hash).not.toBe(Order.hash)
  })

  const { handle } = slots
  const bytesOfSlots = 128 + 4 * 56
  it.each<[title: string, given: unknown, message: string]>([
    ['nothing', undefined, '"handle" argument must be the handle of slots. Received undefined'],
    ['another version', { ...handle, events: 2 }, 'layout version of the handle must be 1. Received 2'],
    ['another hash', { ...handle, hash: '0' }, `hash of the handle must be '${Order.hash}'. Received '0'`],
    [
      'no layout',
      { ...handle, layout: null },
      '"layout" property of the handle must be an object. Received null',
    ],
    [
      'no fields',
      { ...handle, layout: { fields: 7 } },
      '"layout.fields" property of the handle must be an array. Received 7',
    ],
    [
      'fields by index',
      {
        ...handle,
        layout: { ...handle.layout, fields: Object.fromEntries(Object.entries(Order.layout.fields)) },
      },
      '"layout.fields" property of the handle must be an array. Received an instance of Object',
    ],
    [
      'another offset',
      {
        ...handle,
        layout: { ...handle.layout, fields: Order.layout.fields.map((each) => ({ ...each, offset: 1 })) },
      },
      '"layout.fields.id.offset" property of the handle must be 0. Received 1',
    ],
    [
      'no buffer',
      { ...handle, buffer: undefined },
      'buffer of the handle must be a SharedArrayBuffer. Received undefined',
    ],
    [
      'memory of its own',
      { ...handle, buffer: new ArrayBuffer(bytesOfSlots) },
      'buffer of the handle must be a SharedArrayBuffer. Received an instance of ArrayBuffer',
    ],
    ['another size', { ...handle, size: 8 }, 'byte length of the buffer must be 576. Received 352'],
    [
      'other memory',
      { ...handle, buffer: new SharedArrayBuffer(bytesOfSlots) },
      'buffer of the handle must be the memory of such slots. Received an instance of SharedArrayBuffer',
    ],
    [
      'memory of other events',
      { ...handle, buffer: createSlots(struct({ a: array('u8', 56) }), 4).handle.buffer },
      'buffer of the handle must be the memory of such slots. Received an instance of SharedArrayBuffer',
    ],
  ])('with %s is refused', (_, given, message) => {
    expect(() => attachSlots(Order, given as SlotsHandle)).toThrow(
      expect.objectContaining({ name: 'HandleError', message: `The ${message}` }),
    )
  })
})
