// market/trade.mjs
import { struct, utf8 } from 'ringproof'

/** An event: a line as it came. */
export const Line = struct({ text: utf8(64) })
/** What `parse` makes of it, and `aggregate` of that: each has slots of its own. */
export const Trade = struct({ symbol: utf8(8), price: 'f64', quantity: 'u32' })
export const Total = struct({ quantity: 'f64', average: 'f64' })
