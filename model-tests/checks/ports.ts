// Ports in other languages, each of which follows the tours of its parts where its toolchain is there.
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Option } from 'commander'
import { thousands } from '../../spec/tlc/show.ts'
import { type Conformed, conform } from '../conform/conform.ts'
import { PortError } from '../conform/errors.ts'
import { GO_PARTS, GO_PORT, goPort, hasGo } from '../conform/go.ts'
import { PARTS, type PartOfRing } from '../conform/parts.ts'
import { hasPython, PYTHON_PARTS, PYTHON_PORT, pythonPort } from '../conform/python.ts'
import { hasCargo, RUST_PORT, releasedRust } from '../conform/rust.ts'
import { sayDivergence, sayFollowed } from '../conform/saying.ts'
import { isFor, type Stored, storedTours } from '../conform/tours.ts'
import { type Cell, type Claim, claim, columns, type Failure } from '../report/claim.ts'
import type { Check, Context } from './check.ts'

/** A port: where it is, which parts of a ring it has, and how its command is made. */
export interface Ported {
  readonly name: string
  readonly folder: string
  readonly parts: readonly PartOfRing[]
  readonly hasTools: () => boolean
  /** Builds it into a folder. */
  readonly build: (folder: string) => readonly [string, ...string[]]
}

export const PORTED: readonly Ported[] = [
  {
    name: 'python',
    folder: PYTHON_PORT,
    parts: PYTHON_PARTS,
    hasTools: hasPython,
    build: () => pythonPort(),
  },
  { name: 'go', folder: GO_PORT, parts: GO_PARTS, hasTools: hasGo, build: goPort },
  { name: 'rust', folder: RUST_PORT, parts: PARTS, hasTools: hasCargo, build: releasedRust },
]

/** How a port has done: a row of `ports` in coverage/claims.json. */
export interface PortRow {
  readonly name: string
  /** How many tours were chosen, and how many it has followed, each from all starts that were chosen. */
  readonly tours: number
  readonly passed: number
  readonly steps: number
  readonly stepsPerSecond: number
}

/** The rows beside the claim. */
export type PortsClaim = Claim & { readonly ports: readonly PortRow[] }

interface Flags {
  readonly whole: boolean
}

/** Of tours with more lines a run follows one, drawn by its seed. */
const MOST_LINES = 100_000

/** How long a port may take for an answer, in seconds. */
const PATIENCE = 60

export const ports: Check<Flags> = {
  name: 'ports',
  says: 'Ports in other languages take every step of the models with their parts, and enable no other.',
  tier: 'slow',
  when: 'alone',
  takes: 'ports',
  options: [new Option('--whole', 'all tours, from all their starts, instead of some by the seed')],
  async run(context, { names, whole = false }) {
    const tours = await storedTours()
    const chosen = whole ? tours : someOf(tours, context.seed)
    const ported = PORTED.filter(({ name }) => !names || names.includes(name))
    const claimed = await portsClaim(ported, chosen, context)
    return claimed ? [claimed] : []
  },
}

/** The shorter tours and one of the others, each from one of its starts: in turn, as the seed grows. */
export function someOf(tours: readonly Stored[], seed: number): Stored[] {
  const long = tours.filter(({ head }) => head.count.lines > MOST_LINES)
  const drawn = long[seed % long.length]
  // Each round has all long tours once: if the start moved with the seed, some would never meet some of theirs.
  const round = Math.floor(seed / long.length)
  const some = tours.filter((tour) => !long.includes(tour) || tour === drawn)
  return some.map((tour, t) => {
    const start = tour.starts[(round + t) % tour.starts.length]
    return start === undefined ? tour : { ...tour, starts: [start] }
  })
}

/** The claim of all ports that can be built here; null if none can. */
export async function portsClaim(
  ported: readonly Ported[],
  tours: readonly Stored[],
  context: Pick<Context, 'folder' | 'screen' | 'signal' | 'seed'>,
): Promise<PortsClaim | null> {
  const driven: Driven[] = []
  for (const port of ported)
    if (!context.signal.aborted && (await isThere(port))) driven.push(await drive(port, tours, context))
  return driven.length === 0 ? null : claimOf(driven, context.seed)
}

async function isThere({ folder, hasTools }: Ported): Promise<boolean> {
  const isPorted = await access(folder).then(
    () => true,
    () => false,
  )
  return isPorted && hasTools()
}

interface Driven extends PortRow {
  readonly failure: Failure | null
}

async function drive(
  { name, parts, build }: Ported,
  tours: readonly Stored[],
  { folder, screen }: Pick<Context, 'folder' | 'screen'>,
): Promise<Driven> {
  const chosen = tours.filter(isFor(parts))
  const onTour = (...told: Parameters<typeof sayFollowed>): void => {
    screen.write(`${name}: ${sayFollowed(...told)}\n`)
  }
  try {
    const command = await builtInto(join(folder, name), build)
    const conformed = await conform({ tours: chosen, command, patience: PATIENCE, onTour })
    return rowOf(name, chosen, conformed, command)
  } catch (error) {
    if (!(error instanceof PortError)) throw error
    const failure = { says: `the port in ${name}: ${error.message}` }
    return { name, tours: chosen.length, passed: 0, steps: 0, stepsPerSecond: 0, failure }
  }
}

/** @throws {PortError} if it cannot be built */
async function builtInto(folder: string, build: Ported['build']): Promise<ReturnType<Ported['build']>> {
  await mkdir(folder, { recursive: true })
  try {
    return build(folder)
  } catch (error) {
    throw new PortError('ERR_PORT_NOT_BUILT', `it cannot be built: ${error}`)
  }
}

function rowOf(
  name: string,
  chosen: readonly Stored[],
  conformed: Conformed,
  command: readonly string[],
): Driven {
  const { followed, seconds } = conformed
  const heads = chosen.map(({ head }) => head)
  const last = followed.at(-1)
  const steps = followed.reduce((sum, each) => sum + each.steps, 0)
  const picture = sayDivergence(conformed, heads, command)
  const says = `the port in ${name} diverges in ${last?.model} from ${last?.start}`
  return {
    ...{ name, tours: chosen.length, steps, stepsPerSecond: Math.round(steps / seconds) },
    passed: picture ? heads.findIndex(({ model }) => model === last?.model) : chosen.length,
    failure: picture ? { says, lines: picture.trim().split('\n') } : null,
  }
}

function claimOf(driven: readonly Driven[], seed: number): PortsClaim {
  const sum = (of: (each: Driven) => number): number => driven.reduce((all, each) => all + of(each), 0)
  const rows = driven.map(({ failure: _, ...row }) => row)
  const given = claim({
    check: 'ports',
    says: ports.says,
    ...{ command: `npm run check -- ports --seed ${seed}`, unit: 'tours followed by ports' },
    ...{ done: sum(({ passed }) => passed), of: sum(({ tours }) => tours) },
    failures: driven.flatMap(({ failure }) => failure ?? []),
    tables: [
      {
        title: 'Ports',
        says: `Tours of more than ${thousands(MOST_LINES)} lines take turns; --whole follows them all.`,
        columns: columns('port', '#tours', '#steps', '#steps a second', 'follows'),
        rows: driven.map(cellsOf),
      },
    ],
  })
  return { ...given, ports: rows }
}

function cellsOf({ name, tours, passed, steps, stepsPerSecond }: Driven): Cell[] {
  const all: Cell = { kind: 'good', text: 'all' }
  return [name, tours, steps, stepsPerSecond, passed === tours ? all : { kind: 'bad', text: `${passed}` }]
}
