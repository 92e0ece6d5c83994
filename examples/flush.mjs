// flush.mjs
import { createRing } from 'ringproof'

const ring = createRing({ size: 8, consumers: { log: [] } })
const producer = ring.producer()
const consumer = ring.consumer('log')

const kept = []
const handler = (sequence, endOfBatch) => {
  kept.push(sequence) // the slot stays readable until the batch ends
  if (endOfBatch) console.log(`write ${kept.splice(0).join(' ')}`)
}

const first = producer.claim(5)
producer.publish(first, first + 4)
consumer.poll(handler, 3) // at most 3 events
consumer.poll(handler)
producer.close()
