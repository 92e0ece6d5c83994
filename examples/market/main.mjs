// market/main.mjs
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDisruptor, createSlots } from 'ringproof'
import { Line, Total, Trade } from './trade.mjs'

const SIZE = 256
const here = (name) => new URL(name, import.meta.url)
const [trades, totals] = [createSlots(Trade, SIZE), createSlots(Total, SIZE)] // as many slots as the ring has
const [trade, total] = [trades.reader(), totals.reader()]
const file = join(tmpdir(), `trades-${process.pid}.jsonl`)
const data = { trades: trades.handle, totals: totals.handle, file }
const last = new Map()

const market = await createDisruptor({
  event: Line,
  size: SIZE,
  handlers: {
    parse: { worker: here('parse.mjs'), data },
    aggregate: { worker: here('aggregate.mjs'), data, after: ['parse'] },
    archive: { worker: here('archive.mjs'), data, after: ['parse'] },
    report: {
      onEvent: (_, sequence) => last.set(trade.at(sequence).symbol, total.at(sequence).copy()),
      after: ['aggregate', 'archive'],
    },
  },
})
const producer = market.producer()
const [, ...lines] = (await readFile(here('trades.csv'), 'utf8')).trim().split('\n')
for (const text of lines) await producer.publishAsync((line) => (line.text = text))
const { outcome, published } = await market.close()
console.log(outcome, published, last)
console.log((await readFile(file, 'utf8')).split('\n', 2).join('\n'))
await rm(file)
