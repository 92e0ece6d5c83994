// How many of the ticks of a timer come beside each asynchronous form under full load: npx tsx test/core/ticks.ts
import { FORMS } from './load.ts'

const TICK_MS = 10
const TICKS = 100

/** What is done with an event, in µs. */
const WORK: readonly number[] = [0, 20, 1000]

function busyFor(microseconds: number): () => void {
  if (microseconds === 0) return () => {}
  return () => {
    for (const end = performance.now() + microseconds / 1000; performance.now() < end; );
  }
}

let few = 0
for (const [name, form] of FORMS) {
  for (const microseconds of WORK) {
    let ticks = 0
    const timer = setInterval(() => ticks++, TICK_MS)
    const end = performance.now() + TICK_MS * (TICKS + 1)
    await form({ isOver: () => performance.now() >= end, work: busyFor(microseconds) })
    clearInterval(timer)
    if (ticks < 0.9 * TICKS) few++
    console.log(`${name}, ${microseconds} µs an event: ${ticks} of ${TICKS} ticks`)
  }
}
if (few > 0) process.exitCode = 1
