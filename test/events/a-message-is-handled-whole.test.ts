import { describe, expect, it } from 'vitest'
import { createRing, createSlots, message } from '../../src/index.ts'
import { NotYet, whole } from './whole.ts'

const SIZE = 8
const type = message({ most: 100, stride: 24 })

/** A ring of messages with two producers, and what its only reader has handled. */
function scene() {
  const ring = createRing({ size: SIZE, producers: ['a', 'b'], consumers: { all: [] } })
  const slots = createSlots(type, SIZE)
  const handled: string[] = []
  const consumer = ring.consumer('all')
  const handler = whole(slots.reader(), (found) => handled.push(Buffer.from(found.copy()).toString()))
  const poll = () => {
    try {
      return consumer.poll(handler)
    } catch (error) {
      if (error instanceof NotYet) return 'not yet'
      throw error
    }
  }
  return { ring, handled, poll, writer: slots.writer(), a: ring.producer('a'), b: ring.producer('b') }
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text))
const LONG = 'a message in three of the slots of this ring'

describe('a message whose slots are published one by one', () => {
  it('is handled once the last is there, and until then no gate goes beyond the batch before it', () => {
    const { ring, handled, poll, writer, a, b } = scene()
    const text = bytesOf(LONG)
    const first = a.claim(type.slotsFor(text.length))
    expect(writer.write(first, text)).toBe(3)
    a.publish(first)
    expect([poll(), handled, ring.positions().handled.all]).toEqual(['not yet', [], -1])
    const short = b.claim()
    writer.write(short, bytesOf('short'))
    b.publish(short)
    a.publish(first + 1)
    expect([poll(), handled, ring.positions().handled.all]).toEqual(['not yet', [], -1])
    a.publish(first + 2)
    expect(poll()).toBe(3)
    expect([handled, ring.positions().handled.all]).toEqual([[LONG, 'short'], 3])
  })

  it('keeps its slots while a producer waits for room, who then gets them', () => {
    const { handled, poll, writer, a, b } = scene()
    const text = bytesOf(LONG)
    const first = a.claim(3)
    writer.write(first, text)
    a.publish(first)
    const others = b.claim(5)
    for (let s = others; s < others + 5; s++) writer.write(s, bytesOf(`${s}`))
    b.publish(others, others + 4)
    expect([poll(), b.tryClaim()]).toEqual(['not yet', undefined])
    a.publish(first + 1, first + 2)
    poll()
    expect(handled).toEqual([LONG, '3', '4', '5', '6', '7'])
    expect(b.tryClaim(8)).toBe(8)
  })
})
