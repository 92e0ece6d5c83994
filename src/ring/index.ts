// The ring among threads: its roles, what happens when their threads die, and how all of them are doing.
export { attachRing, createRing } from './attach.ts'
export type { Buried, Dead, End, Gone } from './bury.ts'
export type { Drained } from './drain.ts'
export type { RingHandle } from './handle.ts'
export { type Lookout, monitor, type Reading, type Room, type Snapshot } from './monitor.ts'
export type { RingOptions } from './options.ts'
export type { Owner, Positions } from './positions.ts'
export type { Ring, RingState } from './Ring.ts'
export { DEFAULT_SPINS, DEFAULT_YIELD_AFTER } from './roleOptions.ts'
export {
  type Mortal,
  type Roles,
  type Supervised,
  type SuperviseOptions,
  type Supervision,
  supervise,
} from './supervise.ts'
