// Walks of the stepped source on rings too large for TLC, guided towards unvisited states.
export { INVARIANTS } from './invariants.ts'
export { walkMany } from './many.ts'
