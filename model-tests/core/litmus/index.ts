// Litmus tests: small programs, run very often on real threads without instrumentation.
export { OutcomesError } from '../../harness/litmus/errors.ts'
export { type OutcomesOptions, runOutcomes, TIMES } from './outcomes.ts'
