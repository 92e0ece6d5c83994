// diamond/archive.mjs
import { handler } from 'ringproof'
import { Order } from './order.mjs'

let lives

handler(Order, {
  onStart(data) {
    lives = data.lives
    Atomics.add(lives, 0, 1)
  },
  onEvent(order) {
    if (order.id === 5 && Atomics.load(lives, 0) === 1) process.exit(1) // the first worker dies here
  },
})
