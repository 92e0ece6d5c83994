// Random walks of the stepped source on rings that are too large for TLC.
export { type Walked, walkMany } from './walk.ts'
export { INVARIANTS } from './watch.ts'
