// Bugs in the source: those with a name, and those that rules make.
import { Option } from 'commander'
import { type Kept, writeKept } from '../core/mutants/kept.ts'
import {
  entryOf,
  excuseOf,
  isHarmless,
  type Made,
  mutantsOf,
  mutatedFiles,
  mutatedWatchers,
} from '../core/mutants/made.ts'
import { entryOfPair, excuseOfPair, type Pair, samplePairs } from '../core/mutants/pairs.ts'
import { MUTANTS } from '../core/mutants/table.ts'
import { type Claim, claim, columns, type Table } from '../report/claim.ts'
import type { MutantClaim } from '../report/claims.ts'
import type { Check, Context } from './check.ts'
import { inBatches, named, sampleStored, type Trying } from './mutantJobs.ts'
import { integer } from './options.ts'

interface Flags {
  readonly only: readonly string[]
}

const ONLY = new Option('--only <files...>', 'only mutants of these files, as Consumer.ts or ring/monitor.ts')

export const mutants: Check<Flags> = {
  name: 'mutants',
  says: 'Bugs put into the source by hand: each is noticed by the check that is meant to.',
  tier: 'quick',
  when: 'beside',
  options: [ONLY],
  async run(context, flags) {
    await sampleStored(context)
    const chosen = MUTANTS.filter(wantedBy(flags))
    const trying = tryingOf(context, 'mutants', chosen.length)
    const table = (await Promise.all(chosen.map((mutant) => named(trying, mutant)))).flat()
    return [claimOf('mutants', 'Every bug put into the source by hand is noticed.', table)]
  },
}

/** As many pairs of edits, drawn by this seed whatever the run's: another run has the same ones. */
const PAIRS = { many: 250, seed: 1 }

export const madeMutants: Check<Flags & { pairs: number; update: boolean }> = {
  name: 'made-mutants',
  says: 'Bugs that rules put into the source, and pairs of them: each is noticed, or has a reason to survive.',
  tier: 'slow',
  when: 'beside',
  options: [
    ONLY,
    new Option('--pairs <n>', 'how many pairs of edits').argParser(integer()),
    new Option('--update', 'store which look noticed each, to take it first from then on'),
  ],
  async run(context, { pairs: most = PAIRS.many, update, ...flags }) {
    await sampleStored(context)
    const files = [...(await mutatedFiles()), ...mutatedWatchers()].filter((file) =>
      wantedBy(flags)({ file }),
    )
    const made = (await Promise.all(files.map(mutantsOf))).flat()
    const tried = made.filter((mutant) => excuseOf(mutant) === null)
    const pairs = (await pairsOf(files, most)).filter((pair) => excuseOfPair(pair) === null)
    const table = await tryAll(tryingOf(context, 'made mutants', tried.length + pairs.length), tried, pairs)
    if (update && !flags.only) await writeKept(looksOf(table))
    const excused = made.filter((mutant) => excuseOf(mutant) !== null)
    return [madeClaim(table, excused.length), ...(await harmlessClaims(excused.filter(isHarmless), context))]
  },
}

function looksOf(table: readonly MutantClaim[]): Kept {
  return Object.fromEntries(
    table.flatMap(({ key, look }) => (key === undefined || typeof look !== 'number' ? [] : [[key, look]])),
  )
}

function wantedBy({ only }: Partial<Flags>): (each: { readonly file: string }) => boolean {
  return ({ file }) => !only || only.includes(file)
}

function tryingOf({ pool, known, folder, screen }: Context, what: string, all: number): Trying {
  let done = 0
  const tick = (many: number): void => {
    const before = Math.floor(done / STEP)
    done += many
    if (Math.floor(done / STEP) > before || done === all) screen.write(`${what}: ${done} of ${all}\n`)
  }
  return { pool, models: known, samples: folder, tick }
}

const STEP = 100

async function pairsOf(files: readonly string[], many: number): Promise<readonly Pair[]> {
  return many === 0 ? [] : await samplePairs(files, many, PAIRS.seed)
}

async function tryAll(
  trying: Trying,
  made: readonly Made[],
  pairs: readonly Pair[],
): Promise<readonly MutantClaim[]> {
  const { samples } = trying
  const [ruled, paired] = await Promise.all([
    inBatches(trying, made, entryOf, (pool, batch) => pool.do('made', { mutants: batch, samples })),
    inBatches(trying, pairs, entryOfPair, (pool, batch) => pool.do('pairs', { pairs: batch, samples })),
  ])
  return [...ruled, ...paired]
}

function madeClaim(table: readonly MutantClaim[], equivalent: number): Claim {
  const made = claimOf('made-mutants', 'Every bug that a rule puts into the source is noticed.', table)
  return { ...made, figures: [...made.figures, { count: equivalent, noun: 'have a reason to survive' }] }
}

/** Those that are excused must change nothing, all put in together. */
async function harmlessClaims(mutants: readonly Made[], { pool, folder }: Context): Promise<Claim[]> {
  if (mutants.length === 0) return []
  const wrong = await pool.do('excused', { mutants, samples: folder })
  const together = claim({
    check: 'made-mutants',
    says: 'Those that have a reason to survive change nothing, all put in together.',
    ...{ command: 'npm run check -- made-mutants', unit: 'excused mutants', of: mutants.length },
    done: wrong === null ? mutants.length : 0,
    failures: wrong === null ? [] : [{ says: `the excused mutants, together: ${wrong}` }],
  })
  return [together]
}

/** The killer of a mutant that is noticed by a line that was recorded from the source. */
const RECORDED = 'calls.txt'

function claimOf(check: string, says: string, table: readonly MutantClaim[]): Claim {
  const killed = table.filter(({ killedBy }) => killedBy !== null)
  const recorded = killed.filter(({ killedBy }) => killedBy?.startsWith(RECORDED)).length
  return claim({
    ...{ check, says, command: `npm run check -- ${check} --only FILE`, unit: 'mutants killed' },
    ...{ done: killed.length, of: table.length },
    figures: [{ count: recorded, noun: 'of them first by what was recorded' }],
    failures: table.flatMap((each) => (each.killedBy === null ? [{ says: survived(each) }] : [])),
    tables: [tallyOf(check, table), ...tablesOf(table)],
  })
}

function survived({ name, file, check, from, to }: MutantClaim): string {
  return `mutant "${name}" survived (${file}, ${check}): ${from} → ${to}`
}

function tallyOf(title: string, table: readonly MutantClaim[]): Table {
  const killers = [...new Set(table.map(({ check }) => check))]
  return {
    title,
    columns: columns('by', '#killed', '#of'),
    rows: killers.map((killer) => {
      const mine = table.filter(({ check }) => check === killer)
      return [killer, mine.filter(({ killedBy }) => killedBy !== null).length, mine.length]
    }),
  }
}

function tablesOf(table: readonly MutantClaim[]): Table[] {
  return [...new Set(table.map(({ file }) => file))].map((file) => {
    const mine = table.filter((mutant) => mutant.file === file)
    return {
      ...{ title: `${file}: ${mine.length} mutants`, on: 'page', isFolded: true },
      columns: columns('bug', 'edit', 'noticed by', '#ms'),
      rows: mine.map(({ name, from, to, check, killedBy, milliseconds }) => [
        ...[name, { kind: 'edit', from: oneLine(from), to: oneLine(to) } as const],
        killedBy === null ? { kind: 'bad', text: `survived ${check}` } : `${check}: ${killedBy}`,
        milliseconds,
      ]),
    }
  })
}

function oneLine(code: string): string {
  return code.trim().replace(/\s*\n\s*/g, ' ⏎ ')
}
