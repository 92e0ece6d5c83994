export { SpecMutantError } from '../../harness/mutate/tla/errors.ts'
export { checkSpecMutants, type SpecMutantsOptions, type SpecMutantsProgress } from './check.ts'
export { keptOf, writeKept } from './kept.ts'
