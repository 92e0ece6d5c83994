// The ring among threads: what happens when one of them dies, and how all of them are doing.
export { type Lookout, monitor, type Reading, type Room, type Snapshot } from './monitor.ts'
export {
  type Mortal,
  type Roles,
  type Supervised,
  type SuperviseOptions,
  type Supervision,
  supervise,
} from './supervise.ts'
