// The file of a worker: adds up the events in the memory that it gets.
import { handler } from '../../../dist/index.js'
import { Job } from './event.mjs'

let sum

handler(Job, {
  onStart(data) {
    sum = data
  },
  onEvent({ id }) {
    sum[0] += id
  },
})
