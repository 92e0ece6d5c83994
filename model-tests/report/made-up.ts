// Runs that nobody has made, to test the report on.
import { type Cell, type Claim, claim, columns, type Run, type Table } from './claim.ts'
import type { PartingPicture, WalkPicture } from './claims.ts'
import type { Provenance } from './provenance.ts'

type Step = PartingPicture['lines'][number]

/** A step of thread `thread`. */
export function step(
  number: number,
  thread: number,
  action: string,
  access: string | null,
  decision = {},
): Step {
  return { number, line: { thread, action, decision, access } }
}

/** A parting of two threads after three steps. */
export function parting(more: Partial<PartingPicture> = {}): PartingPicture {
  return {
    model: 'SingleProducer',
    where: 'the stepper',
    start: 2 ** 32 - 16,
    script: 3,
    threads: ['producer', 'c1'],
    lines: [
      step(40, 0, 'BeginClaim', null, { n: 2, waits: true }),
      step(41, 1, 'LoadCursor', 'load cursor = 3'),
      step(42, 0, 'LoadGate', 'load gate c1 = 1'),
    ],
    what: 'what producer could do next',
    spec: '["BeginWrite"]',
    source: '["LoadGate"]',
    enabled: { spec: [['BeginWrite'], ['Advance']], source: [['LoadGate'], ['Advance']] },
    command: 'npm run check -- models SingleProducer',
    ...more,
  }
}

/** A walk of two threads that went wrong after two steps. */
export function walked(more: Partial<WalkPicture> = {}): WalkPicture {
  return {
    title: 'A walk on a ring of 8, from 0',
    cast: '1 producers, c1, parking after 0 spins, blocking',
    threads: ['producer', 'c1'],
    lines: [step(0, 0, 'BeginWrite', null), step(1, 1, 'LoadCursor', 'load cursor = -2')],
    what: 'ReadsPublished: c1 is at EndRead, next 3',
    command: 'npm run check -- walks --seed 7',
    ...more,
  }
}

/** A run of what is quick. */
export function provenance(more: Partial<Provenance> = {}): Provenance {
  return {
    date: '2026-01-31T12:34:56.000Z',
    commit: { id: '0123456789abcdef0123456789abcdef01234567', changed: false },
    machine: { cpu: 'a CPU', cores: 2, memory: 8 * 2 ** 30, system: 'Linux 6.1' },
    versions: { ringproof: '0.1.0', node: 'v20.19.0', java: 'Debian 17.0.15', tlc: '2.18 of 20 March 2023' },
    seed: 7,
    part: { asked: 'quick', models: 85, known: 144 },
    ...more,
  }
}

/** A table of models with one row. */
export function table(cells: readonly Cell[], more: Partial<Table> = {}): Table {
  const names = cells.map((_, c) => (c === 0 ? 'model' : `#column ${c}`))
  return { title: 'Models', columns: columns(...names), rows: [cells], ...more }
}

/** A claim that holds. */
export function edges(more: Partial<Claim> = {}): Claim {
  return claim({
    check: 'models',
    says: 'The source takes every edge.',
    command: 'npm run check -- models NAME',
    unit: 'edges on source',
    done: 119_000,
    of: 119_000,
    figures: [{ count: 20, noun: 'steps replayed' }],
    tables: [table([{ kind: 'model', name: 'SingleProducer', says: 'It passes.' }, 3024, null])],
    ...more,
  })
}

/** Another one, of which something is missing. */
export function mutants(more: Partial<Claim> = {}): Claim {
  return claim({
    check: 'mutants',
    says: 'Every bug is noticed.',
    command: 'npm run check -- mutants',
    unit: 'mutants killed',
    ...{ done: 1, of: 2, failures: [{ says: 'mutant "a" survived', lines: ['in a line of its own'] }] },
    ...more,
  })
}

/** A run whose claims hold. */
export function run(...claims: readonly Claim[]): Run {
  const checks = [
    { name: 'models', seconds: 30.2 },
    { name: 'mutants', seconds: 11.1 },
  ]
  const given = claims.length > 0 ? claims : [edges(), mutants({ done: 2, failures: [] })]
  return { node: 'v20.19.0', provenance: provenance(), seconds: 41.3, checks, claims: given }
}
