import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  array,
  attachSlots,
  bytes,
  createSlots,
  type Draft,
  type Event,
  message,
  oneOf,
  struct,
  utf8,
  type Values,
} from '../../src/index.ts'

const Leg = struct({ id: 'u32', side: oneOf('buy', 'sell') })
const Order = struct({
  id: 'i64',
  price: 'f64',
  open: 'bool',
  time: 'int53',
  side: oneOf('buy', 'sell'),
  note: utf8(64),
  raw: bytes(32),
  levels: array('f64', 8),
  leg: Leg,
  legs: array(Leg, 2),
})
type OrderEvent = Event<typeof Order>
type OrderDraft = Draft<typeof Order>
interface LegValues {
  id: number
  side: 'buy' | 'sell'
}

describe('TypeScript knows', () => {
  it('what each field holds', () => {
    expectTypeOf<OrderEvent['id']>().toEqualTypeOf<bigint>()
    expectTypeOf<OrderEvent['price']>().toEqualTypeOf<number>()
    expectTypeOf<OrderEvent['open']>().toEqualTypeOf<boolean>()
    expectTypeOf<OrderEvent['time']>().toEqualTypeOf<number>()
    expectTypeOf<OrderEvent['side']>().toEqualTypeOf<'buy' | 'sell'>()
    expectTypeOf<OrderEvent['note']>().toEqualTypeOf<string>()
    expectTypeOf<OrderEvent['leg']['side']>().toEqualTypeOf<'buy' | 'sell'>()
    expectTypeOf<ReturnType<OrderEvent['levels']['get']>>().toEqualTypeOf<number>()
    expectTypeOf<ReturnType<OrderEvent['legs']['get']>['id']>().toEqualTypeOf<number>()
  })

  it('what copy returns', () => {
    expectTypeOf<Values<typeof Order>>().toEqualTypeOf<{
      id: bigint
      price: number
      open: boolean
      time: number
      side: 'buy' | 'sell'
      note: string
      raw: Uint8Array
      levels: number[]
      leg: LegValues
      legs: LegValues[]
    }>()
    expectTypeOf<ReturnType<OrderEvent['copy']>>().toEqualTypeOf<Values<typeof Order>>()
  })

  it('that a reader writes nothing', () => {
    const read = (order: OrderEvent) => {
      // @ts-expect-error readonly
      order.price = 1
      // @ts-expect-error no such method
      order.levels.set(0, 1)
      // @ts-expect-error no such method
      order.raw.set(new Uint8Array())
      // @ts-expect-error no such method
      order.set({ price: 1 })
      // @ts-expect-error readonly
      order.leg.id = 1
    }
    expectTypeOf(read).toBeFunction()
    expectTypeOf<OrderDraft>().toExtend<OrderEvent>()
    expectTypeOf<OrderEvent>().not.toExtend<OrderDraft>()
  })

  it('what a producer may write', () => {
    const write = (order: OrderDraft) => {
      order.side = 'sell'
      order.id = 1n
      order.leg.side = 'buy'
      order.legs.get(0).id = 1
      order.levels.setAll(new Float64Array(8))
      order.set({ note: 'a', leg: { id: 1, side: 'buy' } })
      // @ts-expect-error none of the texts
      order.side = 'hold'
      // @ts-expect-error a number is no bigint
      order.id = 1
      // @ts-expect-error unknown
      order.set({ nota: 'a' })
      // @ts-expect-error of another type
      order.set({ note: 1 })
      // @ts-expect-error parts are not assigned
      order.levels = [1, 2]
    }
    expectTypeOf(write).toBeFunction()
  })

  it('what slots hold', () => {
    const slots = createSlots(Order, 2)
    expectTypeOf(slots.reader().at(0)).toEqualTypeOf<OrderEvent>()
    expectTypeOf(slots.writer().at(0)).toEqualTypeOf<OrderDraft>()
    expectTypeOf(attachSlots(Order, slots.handle)).toEqualTypeOf(slots)
    const bytesOnly = createSlots(message({ most: 8 }), 2)
    expectTypeOf(bytesOnly.reader().copy).returns.toEqualTypeOf<Uint8Array>()
    expectTypeOf(bytesOnly.writer().write).returns.toEqualTypeOf<number>()
  })

  it('the names of fields and of types', () => {
    // @ts-expect-error unknown type
    expect(() => struct({ a: 'f65' })).toThrow()
  })
})
