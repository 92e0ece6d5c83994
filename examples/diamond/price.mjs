// diamond/price.mjs
import { handler } from 'ringproof'
import { Order } from './order.mjs'

handler(Order, {
  onEvent(order) {
    if (order.amount <= 0) throw new RangeError(`order ${order.id} has no amount`)
  },
})
