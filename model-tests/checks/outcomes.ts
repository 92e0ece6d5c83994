// Small programs on real threads without instruments.
import { Option } from 'commander'
import { runOutcomes, TIMES } from '../core/litmus/index.ts'
import { type Cell, type Claim, claim, columns, type Table } from '../report/claim.ts'
import type { OutcomeClaim, OutcomeRow } from '../report/claims.ts'
import { outcomeLine, showGrade, showSeen } from '../report/wording.ts'
import type { Check } from './check.ts'
import { many } from './options.ts'

interface Flags {
  readonly only: readonly string[]
  readonly times: number
}

/** Runs of each program; a broken one must show its outcome within them. */
const RUNS = { quick: TIMES / 20, whole: TIMES }

export const outcomes: Check<Flags> = {
  name: 'outcomes',
  says: 'Litmus tests on real threads: no forbidden outcome is seen, but each broken program shows one.',
  tier: 'quick',
  when: 'alone',
  options: [
    new Option('--only <programs...>', 'only these programs, and their broken versions'),
    many('--times <n>', `runs of each program, fewer if it takes too long; ${TIMES} by default`, 1),
  ],
  async run({ seed, isWhole, screen, signal }, { times = isWhole ? RUNS.whole : RUNS.quick, only = [] }) {
    const onProgram = (each: OutcomeClaim): unknown => screen.write(`${outcomeLine(each)}\n`)
    const { table } = await runOutcomes({ seed, times, only, signal, onProgram })
    const command = `npm run check -- outcomes --seed ${seed}`
    const [right, broken] = [table.filter((each) => !each.broken), table.filter((each) => each.broken)]
    return [
      claimOf('Small programs on real threads come to no forbidden outcome.', 'programs', right, command),
      claimOf(
        'Those that are broken on purpose are seen to come to one.',
        'broken programs',
        broken,
        command,
      ),
    ]
  },
}

function claimOf(says: string, unit: string, table: readonly OutcomeClaim[], command: string): Claim {
  const good = table.filter(({ failure }) => failure === null)
  return claim({
    ...{ check: 'outcomes', says, command, unit, done: good.length, of: table.length },
    figures: [{ count: table.reduce((sum, { runs }) => sum + runs, 0), noun: 'outcomes' }],
    failures: table.flatMap(({ failure }) => (failure === null ? [] : [{ says: failure }])),
    tables: [onTerminal(unit, table), onPage(unit, table)],
  })
}

function onTerminal(unit: string, table: readonly OutcomeClaim[]): Table {
  const seen = (rows: readonly OutcomeRow[], grade: OutcomeRow['grade']): number =>
    rows.filter((row) => row.grade === grade).reduce((sum, row) => sum + row.seen, 0)
  return {
    title: `Outcomes of ${unit}`,
    on: 'terminal',
    columns: columns('program', '#runs', '#forbidden', '#interesting', 'found'),
    rows: table.map(({ name, broken, runs, rows, failure }) => [
      ...[name, runs, seen(rows, 'forbidden'), seen(rows, 'interesting')],
      failure ? { kind: 'bad', text: 'wrong' } : broken ? 'broken, as meant' : 'nothing',
    ]),
  }
}

function onPage(unit: string, table: readonly OutcomeClaim[]): Table {
  return {
    title: `Outcomes of ${unit}`,
    on: 'page',
    columns: columns('program', 'outcome', 'why', 'it is', '#seen'),
    rows: table.flatMap((program) => program.rows.map((row) => rowOf(program, row))),
  }
}

function rowOf(program: OutcomeClaim, row: OutcomeRow): Cell[] {
  const { name, broken, failure } = program
  const isBad = row.grade === 'forbidden' && (broken ? failure !== null : row.seen > 0)
  const grade = showGrade(row, program)
  const marked: Cell = isBad ? { kind: 'bad', text: grade } : grade
  return [
    { kind: 'code', text: name },
    row.outcome,
    { kind: 'soft', text: row.reason },
    marked,
    showSeen(row),
  ]
}
