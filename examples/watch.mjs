// watch.mjs
import { createRing, monitor } from 'ringproof'

const ring = createRing({ size: 4, consumers: { parse: [], store: ['parse'] } })
const producer = ring.producer()
const parse = ring.consumer('parse')
ring.consumer('store')

const first = producer.claim(4)
producer.publish(first, first + 3)
parse.poll(() => {})

const { depth, lag, room, reading } = monitor(ring).snapshot(0)
console.log({ depth, lag, room, reading })
