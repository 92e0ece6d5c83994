// Forbidden outcomes: small programs, run very often on real threads without instruments.
export { OutcomesError } from './errors.ts'
export { type OutcomesOptions, runOutcomes, TIMES } from './outcomes.ts'
