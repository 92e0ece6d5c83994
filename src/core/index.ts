// The core: sequences and access to their slots. It moves no events; what a slot holds is up to the caller.
export type { Consumer, ConsumerOptions, Taken } from './Consumer.ts'
export type { BatchOptions, ClaimedBy, ClaimOptions, LimitedBy } from './callOptions.ts'
export type { Abortable, AsyncWaitOptions, WaitOptions } from './deadline.ts'
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
  StateError,
  StoppedError,
  TimeoutError,
  WaitError,
} from './errors.ts'
export type { Flush, Handler } from './handlers.ts'
export type { Claimed, Sequencer } from './Sequencer.ts'
export type { ProducerOptions } from './SingleProducer.ts'
export type { SpinOptions } from './Waiter.ts'
export type { WorkerOptions, WorkPool } from './WorkPool.ts'
