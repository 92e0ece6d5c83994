export type {
  Claims,
  EdgeClaim,
  ModelClaim,
  MutantClaim,
  MutantClaims,
  OutcomeClaims,
  PartingPicture,
  ProofClaim,
  SoakClaim,
  SpecMutantClaim,
  SpecMutantClaims,
} from './claims.ts'
export type { Bench, Extras, LineSummary } from './extras.ts'
export { claimsPage } from './page.ts'
export { drawParting } from './picture.ts'
export { readProvenance, withTools } from './provenance.ts'
export { claimsTable } from './tables.ts'
export { sayProof } from './wording.ts'
export { writeReport } from './write.ts'
