// market/aggregate.mjs
import { attachSlots, handler } from 'ringproof'
import { Line, Total, Trade } from './trade.mjs'

let trades
let totals
const sums = new Map()

handler(Line, {
  onStart(data) {
    trades = attachSlots(Trade, data.trades).reader()
    totals = attachSlots(Total, data.totals).writer()
  },
  onEvent(_, sequence) {
    const { symbol, price, quantity } = trades.at(sequence)
    const sum = sums.get(symbol) ?? { quantity: 0, value: 0 }
    sums.set(symbol, { quantity: sum.quantity + quantity, value: sum.value + price * quantity })
    const total = sums.get(symbol)
    totals.at(sequence).set({ quantity: total.quantity, average: total.value / total.quantity })
  },
})
