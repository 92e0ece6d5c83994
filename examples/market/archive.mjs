// market/archive.mjs
import { closeSync, openSync, writeSync } from 'node:fs'
import { attachSlots, handler } from 'ringproof'
import { Line, Trade } from './trade.mjs'

let trades
let file
let text = ''

handler(Line, {
  onStart(data) {
    trades = attachSlots(Trade, data.trades).reader()
    file = openSync(data.file, 'w')
  },
  onEvent(_, sequence) {
    text += `${JSON.stringify(trades.at(sequence))}\n`
  },
  onBatchEnd() {
    writeSync(file, text) // before the slots of the batch are written again
    text = ''
  },
  onShutdown() {
    closeSync(file)
  },
})
