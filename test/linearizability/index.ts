// A linearizability checker for histories, the objects that rings are checked against, and pictures of both.
export { checkLinearizable, type SequentialObject, type Verdict } from './checker.ts'
export { type History, HistoryError, type HistoryErrorCode, type Operation } from './history.ts'
export { boundedLog, type LogCall, type LogState, logWords } from './log.ts'
export { picture, type Words } from './picture.ts'
export { sharedQueue } from './pool.ts'
export { boundedQueue, type QueueCall, type QueueResult, type QueueState, queueWords } from './queue.ts'
