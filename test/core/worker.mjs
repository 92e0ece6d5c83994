// Workers can't be started on TypeScript, so this one registers it first.
import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
await import(workerData.module)
