// The specs, each guard and each UNCHANGED of them broken by rule.
import { Option } from 'commander'
import { isCompared } from '../core/spec-mutants/compared.ts'
import { checkSpecMutants, keptOf, type SpecMutantsProgress, writeKept } from '../core/spec-mutants/index.ts'
import { type Claim, claim, columns, type Table } from '../report/claim.ts'
import type { SpecMutantClaim, SpecMutantClaims } from '../report/claims.ts'
import type { Check } from './check.ts'

interface Flags {
  readonly only: readonly string[]
  readonly update: boolean
}

/** Most models are there for a few mutants only. */
const WORTH_A_LINE = 20

export const specMutants: Check<Flags> = {
  name: 'spec-mutants',
  says: 'Each guard and each UNCHANGED of the specs, mutated one at a time: a property or a count notices.',
  tier: 'slow',
  when: 'beside',
  options: [
    new Option('--only <names...>', 'only these modules or definitions, listing every mutant'),
    new Option('--update', 'store where each was killed, to try it there first from then on'),
  ],
  async run({ tools, screen }, { only, update }) {
    const onProgress = ({ model, tried, killed, left }: SpecMutantsProgress): void => {
      if (tried < WORTH_A_LINE && !only) return
      screen.write(`mutants of specs, ${model}: ${killed} of ${tried}, ${left} left\n`)
    }
    const found = await checkSpecMutants({ tools: await tools(), onProgress, ...(only ? { only } : {}) })
    if (update && !only) await writeKept(keptOf(found))
    return [claimOf(found, only !== undefined)]
  },
}

function claimOf({ table, survivors, wrong, ...counts }: SpecMutantClaims, isInFull: boolean): Claim {
  const { total, killed, compared, equivalent } = counts
  return claim({
    check: 'spec-mutants',
    says: 'Every guard and UNCHANGED of the specs, broken by rule, is noticed, but for those that break nothing.',
    ...{ command: 'npm run check -- spec-mutants', unit: 'mutants of the specs killed' },
    ...{ done: killed, of: total - equivalent },
    figures: [
      { count: compared, noun: 'of them only by comparison with the unbroken spec' },
      { count: equivalent, noun: 'break nothing' },
    ],
    failures: [...survivors.map((name) => `mutant "${name}" survived`), ...wrong].map((says) => ({ says })),
    tables: [byModule(table), ...modulesOf(table).map((module) => inFull(module, table, isInFull))],
  })
}

function modulesOf(table: readonly SpecMutantClaim[]): string[] {
  return [...new Set(table.map(({ module }) => module))]
}

function byModule(table: readonly SpecMutantClaim[]): Table {
  return {
    title: 'Mutants of the specs',
    columns: columns('module', '#mutants', '#killed', '#only by comparison', '#break nothing'),
    rows: modulesOf(table).map((module) => {
      const mine = table.filter((mutant) => mutant.module === module)
      const killed = mine.filter(({ killedBy }) => killedBy !== null)
      const reasons = mine.filter(({ reason }) => reason !== null)
      return [module, mine.length, killed.length, mine.filter(isCompared).length, reasons.length]
    }),
  }
}

function inFull(module: string, table: readonly SpecMutantClaim[], isOnTerminal: boolean): Table {
  return {
    title: `${module}: every mutant`,
    ...{ isFolded: true, ...(isOnTerminal ? {} : { on: 'page' as const }) },
    columns: columns('action', 'rule', 'what', 'noticed by', 'in'),
    rows: table
      .filter((mutant) => mutant.module === module)
      .map(({ action, rule, what, killedBy, reason, model }) => [
        ...[action, { kind: 'soft', text: rule } as const, { kind: 'code', text: what } as const],
        killedBy ?? (reason === null ? { kind: 'bad', text: 'nothing' } : `nothing: ${reason}`),
        model,
      ]),
  }
}
