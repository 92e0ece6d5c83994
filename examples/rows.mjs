// rows.mjs
import { createDisruptor, struct, utf8 } from 'ringproof'

const Row = struct({ id: 'u32', name: utf8(16) })
const table = []
let attempts = 0

// As a database does: all of the rows, or none of them.
function insert(rows) {
  if (++attempts === 2) throw new Error('the table is locked')
  table.push(...rows)
}

const rows = await createDisruptor({
  event: Row,
  size: 64,
  handlers: {
    insert: {
      limit: 4, // events of a batch, at most
      onThrow: { retries: 2, delay: 1 }, // of the batch
      onBatchStart: (size, depth) => console.log(`${size} of ${depth}`),
      onBatch: (_first, _last, events) => insert(Array.from(events, (row) => row.copy())),
      onIdle: () => table.length > 0 && console.log(`caught up: ${table.at(-1).name}`),
    },
  },
  onError: ({ sequence, last, error, action }) =>
    console.log(`${sequence} to ${last}: ${error.message}: ${action}`),
})
const producer = rows.producer()
producer.publish((row, _, id) => row.set({ id, name: `row ${id}` }), { n: 10 })
console.log((await rows.close()).handlers, table.length)
