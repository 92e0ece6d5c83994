// The 32 bytes that the benchmark of the disruptor sends: a field of another event changes what is read.
import { createSlots } from 'ringproof'
import { expect, test } from 'vitest'
import { payloadOf } from '../../bench/core/samples/payload.ts'
import { readObject, readWide, SIZE, Wide, wideObject, writeWide } from '../../bench/core/samples/wide.ts'

const FIELDS = ['id', 'time', 'price', 'quantity', 'flags'] as const
const SEQUENCE = 2 * SIZE + 5
const STALE = wideObject(SEQUENCE - SIZE)

const slots = createSlots(Wide, SIZE)
const [draft, event] = [slots.writer().at(SEQUENCE), slots.reader().at(SEQUENCE)]

test('an event has 32 bytes, and what is read of it is its payload', () => {
  writeWide(draft, SEQUENCE)
  expect(Wide.layout.stride).toBe(32)
  expect(readWide(event)).toBe(payloadOf(SEQUENCE))
  expect(event.copy()).toEqual(wideObject(SEQUENCE))
  expect(readObject(wideObject(SEQUENCE))).toBe(payloadOf(SEQUENCE))
})

test.each(FIELDS)('%s of a lap before is noticed', (field) => {
  writeWide(draft, SEQUENCE)
  draft.set({ [field]: STALE[field] })
  expect(readWide(event)).not.toBe(payloadOf(SEQUENCE))
  expect(readObject({ ...wideObject(SEQUENCE), [field]: STALE[field] })).not.toBe(payloadOf(SEQUENCE))
})
