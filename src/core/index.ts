// The core: sequences and who may touch which slot. It moves no events; a slot is whatever the caller keeps there.
export { Consumer, type ConsumerOptions, type Flush, type Handler, type SpinOptions } from './Consumer.ts'
export type { Drained } from './drain.ts'
export {
  AbortError,
  ArgumentError,
  ClaimError,
  ClosedError,
  type ErrorCode,
  FailedError,
  type Failure,
  HandleError,
  HandlerError,
  MisuseError,
  PublishError,
  RingproofError,
  RoleError,
  TimeoutError,
} from './errors.ts'
export type { Abortable, AsyncWaitOptions, WaitOptions } from './limits.ts'
export { MultiProducer } from './MultiProducer.ts'
export type { Owner, Positions } from './positions.ts'
export {
  attachRing,
  createRing,
  type Dead,
  type Ring,
  type RingHandle,
  type RingOptions,
  type RingState,
  SPINS,
} from './ring.ts'
export type { Sequencer } from './Sequencer.ts'
export { type ProducerOptions, SingleProducer } from './SingleProducer.ts'
export { type WorkerOptions, WorkPool } from './WorkPool.ts'
