// Gives a linearizability checker for histories, a bounded queue to check them against, and pictures of both.
export { checkLinearizable, type SequentialObject, type Verdict } from './checker.ts'
export { type History, HistoryError, type HistoryErrorCode, type Operation } from './history.ts'
export { picture, type Words } from './picture.ts'
export { boundedQueue, type QueueCall, type QueueResult, type QueueState, queueWords } from './queue.ts'
