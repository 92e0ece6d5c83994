// The core: sequences and who may touch which slot. It moves no events; a slot is whatever the caller keeps there.
export type { End } from './bury.ts'
export type { Consumer, ConsumerOptions, SpinOptions } from './Consumer.ts'
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
  StoppedError,
  TimeoutError,
  WaitError,
} from './errors.ts'
export type { Flush, Handler } from './handlers.ts'
export type {
  Abortable,
  AsyncWaitOptions,
  BatchOptions,
  ClaimedBy,
  ClaimOptions,
  LimitedBy,
  WaitOptions,
} from './limits.ts'
export type { Owner, Positions } from './positions.ts'
export {
  attachRing,
  type Buried,
  createRing,
  type Dead,
  type Gone,
  type Ring,
  type RingHandle,
  type RingOptions,
  type RingState,
  SPINS,
  YIELD_AFTER,
} from './ring.ts'
export type { Claimed, Sequencer } from './Sequencer.ts'
export type { ProducerOptions } from './SingleProducer.ts'
export type { WorkerOptions, WorkPool } from './WorkPool.ts'
