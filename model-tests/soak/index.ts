// Ring after ring on real threads for as long as one likes: nothing is lost, nothing is left, memory is flat.
export { boundsOf, megabytes } from './footprint.ts'
export { describePlan, type Plan } from './plan.ts'
export { type Soak, type SoakOptions, soak } from './soak.ts'
