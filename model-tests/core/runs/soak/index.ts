// Runs ring after ring on real threads, for any length of time: nothing is lost, nothing leaks, memory stays flat.
export { boundsOf, megabytes } from '../../../harness/threads/footprint.ts'
export { type Drawn, describePlan } from './draw.ts'
export { type Soak, type SoakOptions, soak } from './soak.ts'
