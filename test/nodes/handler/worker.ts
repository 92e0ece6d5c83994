// As worker.mjs, in TypeScript.
import { handler, struct } from '../../../dist/index.js'

const Job = struct({ id: 'u32' })
let sum: Int32Array | undefined

handler(Job, {
  onStart(data: unknown): void {
    sum = data as Int32Array
  },
  onEvent({ id }): void {
    sum![0]! += id
  },
})
