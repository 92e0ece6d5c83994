// The core: sequences and who may touch which slot. It moves no events; a slot is whatever the caller keeps there.
export { Consumer, type ConsumerOptions, type Handler } from './Consumer.ts'
export {
  ArgumentError,
  ClaimError,
  type ErrorCode,
  HandleError,
  HandlerError,
  PublishError,
  RingproofError,
  RoleError,
} from './errors.ts'
export { MultiProducer } from './MultiProducer.ts'
export { attachRing, createRing, type Ring, type RingHandle, type RingOptions } from './ring.ts'
export type { Sequencer } from './Sequencer.ts'
export { type ProducerOptions, SingleProducer } from './SingleProducer.ts'
export { type WorkerOptions, WorkPool } from './WorkPool.ts'
