// lookups.mjs
import { createDisruptor, struct, utf8 } from 'ringproof'

const Lookup = struct({ id: 'u32', name: utf8(32) })
let [open, most] = [0, 0]
const found = []

// As a database or another service would: later requests may be answered sooner.
const answer = (name) => new Promise((resolve) => setTimeout(resolve, name.length % 3, `${name}!`))

const lookups = await createDisruptor({
  event: Lookup,
  size: 16,
  handlers: {
    ask: {
      concurrency: 4, // how many are open at once, at most
      async onEvent(lookup) {
        most = Math.max(most, ++open)
        found[lookup.id] = await answer(lookup.name)
        open--
      },
    },
    // The gate of `ask` follows in order, so a handler after it sees events in order, and answered.
    print: { after: ['ask'], onEvent: ({ id }) => id % 5 === 0 && console.log(id, found[id]) },
  },
})
const producer = lookups.producer()
const names = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Leslie']
for (let id = 1; id <= 10; id++)
  await producer.publishAsync((lookup) => lookup.set({ id, name: names[id % 5] }))
const { outcome, handlers } = await lookups.close()
console.log(outcome, handlers.ask.handled, most)
