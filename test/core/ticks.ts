// The ticks that a timer gets beside each asynchronous form under full load: npx tsx test/core/ticks.ts
import { FORMS } from './load.ts'

const TICK_MS = 10
const TICKS = 100

/** The work per event, in µs. */
const WORK: readonly number[] = [0, 20, 1000]

function busyFor(microseconds: number): () => void {
  if (microseconds === 0) return () => {}
  return () => {
    for (const end = performance.now() + microseconds / 1000; performance.now() < end; );
  }
}

async function ticksBeside(load: (isOver: () => boolean) => Promise<void>): Promise<number> {
  let ticks = 0
  const timer = setInterval(() => ticks++, TICK_MS)
  const end = performance.now() + TICK_MS * (TICKS + 1)
  await load(() => performance.now() >= end)
  clearInterval(timer)
  return ticks
}

/** The ticks that a busy machine leaves to a thread that does nothing but give way every ms. */
const rounds = async (isOver: () => boolean): Promise<void> => {
  while (!isOver()) {
    busyFor(1000)()
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

let few = 0
for (const [name, form] of FORMS) {
  const most = await ticksBeside(rounds)
  for (const microseconds of WORK) {
    const ticks = await ticksBeside((isOver) => form({ isOver, work: busyFor(microseconds) }))
    if (ticks < 0.9 * Math.min(most, TICKS)) few++
    console.log(`${name}, ${microseconds} µs per event: ${ticks} ticks of ${TICKS}, by hand ${most}`)
  }
}
if (few > 0) process.exitCode = 1
