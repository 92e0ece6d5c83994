// Worker: one thread of a sample, which plays its role phase after phase.
import { writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { contestantOf } from './contestants.ts'
import { type Answer, type Go, type Role, type Tally, type Task, Trips } from './task.ts'

/** A thread's own data. */
export interface Cast {
  readonly contestant: string
  readonly task: Task
  readonly role: Role
}

/** A phase of ping-pong lasts at most this many times as long as the timed one should. */
const LONGEST = 2

/** The file descriptor, since `process.stderr` of a worker goes through the main thread. */
const STDERR = 2

// Another thread may wait for this one for ever, so an error ends the whole process.
process.on('uncaughtException', (error) => {
  writeSync(STDERR, `${error.stack}\n`)
  process.kill(process.pid, 'SIGKILL')
})

const { contestant, task, role } = workerData as Cast
const { play } = await contestantOf(contestant)
const tally: Tally = { count: 0, sums: new Int32Array(3) }
const isTimed = task.work === 'ping-pong' && role.kind === 'producer'

parentPort?.on('message', async (go: Go) => {
  const trips = new Trips(isTimed ? go.events : 0, LONGEST * task.seconds)
  const begun = process.hrtime.bigint()
  await play({ ...go, task, role, tally, trips })
  const answer: Answer = { begun, ended: process.hrtime.bigint(), ...tally, trips: trips.noted }
  parentPort?.postMessage(answer)
})
parentPort?.postMessage('ready')
