export { checkSpecMutants, type SpecMutantsOptions, type SpecMutantsProgress } from './check.ts'
export { SpecMutantError } from './errors.ts'
export { keptOf, writeKept } from './kept.ts'
