// diamond/order.mjs
import { struct } from 'ringproof'

export const Order = struct({ id: 'int53', amount: 'f64' })
