// A thread that is the only producer of a disruptor: it publishes three events, and closes when it is asked to.
import { parentPort, workerData } from 'node:worker_threads'
import { attachDisruptor } from 'ringproof'
import { Tick } from './tick.mjs'

const producer = attachDisruptor(Tick, workerData).producer()
for (let n = 0; n < 3; n++) producer.publish((tick) => tick.set({ n, act: 'go', times: 1 }))
parentPort.once('message', () => producer.close())
parentPort.postMessage('taken')
