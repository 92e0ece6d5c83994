// What checks come to, as tables and as a page.
export type { Claim, Run } from './claim.ts'
export type { Extras } from './extras.ts'
export { runPage } from './page.ts'
export { drawParting } from './picture.ts'
export { runTable } from './terminal.ts'
export { writeReport } from './write.ts'
