// Every check: the report, the terminal, `.ci/count` and the command line are loops over this list.
import type { Check } from './check.ts'
import { kills } from './kills.ts'
import { logs } from './logs.ts'
import { models } from './models.ts'
import { madeMutants, mutants } from './mutants.ts'
import { outcomes } from './outcomes.ts'
import { ports } from './ports.ts'
import { programs } from './programs.ts'
import { proof } from './proof.ts'
import { rolePrograms, roles } from './roles.ts'
import { soak } from './soak.ts'
import { specMutants } from './specMutants.ts'
import { tests } from './tests.ts'
import { threads } from './threads.ts'
import { walks } from './walks.ts'

export const CHECKS: readonly Check[] = [
  models,
  proof,
  threads,
  walks,
  programs,
  rolePrograms,
  roles,
  logs,
  mutants,
  madeMutants,
  specMutants,
  outcomes,
  kills,
  soak,
  ports,
  tests,
]
