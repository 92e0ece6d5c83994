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

  const said = (given: string, allowed: string) =>
    `the handle is of other events: given ${given}, allowed: ${allowed}`
  const field = (name: string, offset: number, kind: string, size: number) =>
    `{"name":"${name}","offset":${offset},"form":{"kind":"${kind}","bytes":${size}}}`

  it.each<[title: string, own: EventType, theirs: EventType, message: string]>([
    [
      'type',
      struct({ a: 'f64' }),
      struct({ a: 'i64' }),
      said(field('a', 0, 'i64', 8), field('a', 0, 'f64', 8)),
    ],
    ['name', struct({ a: 'u8' }), struct({ b: 'u8' }), said(field('b', 0, 'u8', 1), field('a', 0, 'u8', 1))],
    [
      'field more',
      struct({ a: 'u8' }),
      struct({ a: 'u8', b: 'u8' }),
      said(field('b', 1, 'u8', 1), '{"kind":"struct","version":1,"byteOrder":"little","stride":8}'),
    ],
  ])('of another %s is refused by the first difference', (_, own, theirs, message) => {
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
  it.each<[title: string, given: unknown, message: RegExp]>([
    ['nothing', undefined, /^attach: given undefined/],
    ['another version', { ...handle, events: 2 }, /^version of the events: given 2, allowed: 1/],
    ['another hash', { ...handle, hash: '0' }, /^hash of the events/],
    ['no layout', { ...handle, layout: null }, /^the handle is of other events: given null/],
    ['no fields', { ...handle, layout: { fields: 7 } }, /^the handle is of other events/],
    ['no buffer', { ...handle, buffer: undefined }, /^buffer of the slots: given undefined/],
    ['memory of its own', { ...handle, buffer: new ArrayBuffer(128 + 4 * 56) }, /^buffer of the slots/],
    [
      'another size',
      { ...handle, size: 8 },
      /^buffer of the slots: given 352, allowed: a SharedArrayBuffer of 576 bytes/,
    ],
    ['other memory', { ...handle, buffer: new SharedArrayBuffer(352) }, /^buffer of the slots/],
    [
      'memory of other events',
      { ...handle, buffer: createSlots(struct({ a: array('u8', 56) }), 4).handle.buffer },
      /^buffer of the slots/,
    ],
  ])('with %s is refused', (_, given, message) => {
    expect(() => attachSlots(Order, given as SlotsHandle)).toThrow(
      expect.objectContaining({ name: 'HandleError', message: expect.stringMatching(message) }),
    )
  })
})
