// Walks of the stepped source on rings that are too large for TLC, guided to where nobody has been.
export { INVARIANTS } from './invariants.ts'
export { walkMany } from './many.ts'
