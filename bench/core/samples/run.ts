// The entry of a sample's process: one kind, one task, one answer to the parent.
import { disruptor } from './disruptor.ts'
import { fieldCosts } from './events.ts'
import { full } from './full.ts'
import { idle } from './idle.ts'
import { lone } from './lone.ts'
import { messageFan } from './message-fan.ts'
import { messageLatency } from './message-latency.ts'
import { messageThroughput } from './message-throughput.ts'
import { ringFan } from './ring-fan.ts'
import { ringLatency } from './ring-latency.ts'
import { ringThroughput } from './ring-throughput.ts'
import { decodeTask, type Kind, type Result, type Task } from './task.ts'
import { accessCost, aloneCost, storeThroughput, threadCosts } from './thread.ts'
import { wideMessage } from './wide-message.ts'
import { wideRing } from './wide-ring.ts'

const samples: { [K in Kind]: (task: Task<K>) => Promise<Result<K>> } = {
  'ring-throughput': ringThroughput,
  'message-throughput': messageThroughput,
  'ring-fan': ringFan,
  'message-fan': messageFan,
  store: storeThroughput,
  'ring-latency': ringLatency,
  'message-latency': messageLatency,
  thread: threadCosts,
  alone: aloneCost,
  access: accessCost,
  idle,
  full,
  lone,
  events: fieldCosts,
  disruptor,
  'wide-ring': wideRing,
  'wide-message': wideMessage,
}

async function run<K extends Kind>(kind: K, task: Task<K>): Promise<void> {
  const result = await samples[kind](task)
  // Exiting ends the worker too, so the answer must be out first.
  process.send?.(result, () => process.exit(0))
}

// Without its parent, the sample is of no use.
process.once('disconnect', () => process.exit(1))
const [kind, task] = process.argv.slice(2)
await run(kind as Kind, decodeTask(task ?? '{}'))
