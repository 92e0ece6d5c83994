// Logs of free threads, each followed by TLC.
export { checkLogs, followKept, type LogsOptions } from './logs.ts'
