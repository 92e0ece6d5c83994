// logs/service.mjs
import { workerData } from 'node:worker_threads'
import { attachDisruptor } from 'ringproof'
import { Line } from './line.mjs'

const log = attachDisruptor(Line, workerData.handle).producer(workerData.name)
for (let request = 1; request <= 3; request++)
  log.publish((line) =>
    line.set({ level: request === 2 ? 'warn' : 'info', text: `${workerData.name} ${request}` }),
  )
log.leave() // the last producer to leave closes the disruptor
