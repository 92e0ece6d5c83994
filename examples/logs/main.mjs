// logs/main.mjs
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createDisruptor, supervise } from 'ringproof'
import { Line } from './line.mjs'

const file = join(tmpdir(), `lines-${process.pid}.log`)
const producers = ['mail', 'pay', 'web']
const logs = await createDisruptor({
  event: Line,
  size: 1024,
  producers,
  handlers: { write: { worker: new URL('./writer.mjs', import.meta.url), data: { file } } },
})
for (const name of producers) {
  const workerData = { handle: logs.handle, name }
  const worker = new Worker(new URL('./service.mjs', import.meta.url), { workerData })
  supervise(logs.ring, worker, { producers: [name] }) // if it dies, the disruptor fails and nobody hangs
}
const { outcome, published } = await logs.finished
const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
console.log(outcome, published)
for (const name of producers) console.log(lines.filter((line) => line.includes(name)).join(', '))
await rm(file)
