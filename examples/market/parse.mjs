// market/parse.mjs
import { attachSlots, handler } from 'ringproof'
import { Line, Trade } from './trade.mjs'

let trades

handler(Line, {
  onStart(data) {
    trades = attachSlots(Trade, data.trades).writer()
  },
  onEvent(line, sequence) {
    const [, symbol, price, quantity] = line.text.split(',')
    trades.at(sequence).set({ symbol, price: Number(price), quantity: Number(quantity) })
  },
})
