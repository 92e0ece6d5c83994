// Claims that nobody has checked, to test the report on.
import type {
  Claims,
  EdgeClaim,
  LogClaim,
  ModelClaim,
  MutantClaim,
  OutcomeClaim,
  PartingPicture,
  SpecMutantClaim,
  SpecMutantClaims,
  WalkClaim,
  WalkPicture,
} from './claims.ts'
import type { Provenance } from './provenance.ts'

type Step = PartingPicture['lines'][number]

/** A model that came out as expected. */
export function model(name: string, expected = 'passes', more: Partial<ModelClaim> = {}): ModelClaim {
  return {
    name,
    says: `What ${name} shows.`,
    expected,
    verdict: expected,
    distinct: 20433,
    depth: 144,
    seconds: 3.21,
    ...more,
  }
}

/** A model all of whose edges were taken. */
export function edge(name: string, edges: number, more: Partial<EdgeClaim> = {}): EdgeClaim {
  return {
    model: name,
    edges,
    source: edges,
    threads: edges,
    proof: edges,
    steps: edges * 3,
    starts: [0, 2 ** 31 - 16],
    ...more,
  }
}

/** A mutant that was killed. */
export function mutant(name: string, more: Partial<MutantClaim> = {}): MutantClaim {
  const killedBy = 'SingleProducerSize1 from 0, script 0, line 7: word cursor: spec 0, source 1'
  return {
    name,
    file: 'SingleProducer.ts',
    from: 'wrap(last)',
    to: 'wrap(last + 1)',
    check: 'tours',
    killedBy,
    milliseconds: 12,
    ...more,
  }
}

/** A mutant of a spec that was killed. */
export function specMutant(what: string, more: Partial<SpecMutantClaim> = {}): SpecMutantClaim {
  return {
    ...{ module: 'Consumer', action: 'EndRead', rule: 'guard', what },
    ...{ killedBy: 'ReadsPublished', model: 'SingleProducerSize1', reason: null },
    ...more,
  }
}

/** What became of mutants of specs. */
export function specMutants(table: readonly SpecMutantClaim[]): SpecMutantClaims {
  const alive = table.filter(({ killedBy, reason }) => killedBy === null && reason === null)
  return {
    total: table.length,
    killed: table.filter(({ killedBy }) => killedBy !== null).length,
    compared: table.filter(({ killedBy }) => killedBy?.startsWith('count: ')).length,
    equivalent: table.filter(({ reason }) => reason !== null).length,
    survivors: alive.map(({ what }) => what),
    wrong: [],
    seconds: 50,
    table,
  }
}

/** A program that came to no forbidden outcome. */
export function outcome(name: string, more: Partial<OutcomeClaim> = {}): OutcomeClaim {
  return {
    name,
    says: 'A slot that is shown is read.',
    actions: 'Publish; LoadCursor',
    broken: null,
    ...{ runs: 3000, met: 2900, seconds: 0.4 },
    rows: [
      { outcome: 'all', grade: 'allowed', seen: 3000, reason: 'It was shown.' },
      { outcome: 'half', grade: 'forbidden', seen: 0, reason: 'It was not written.' },
      { outcome: 'plain', grade: 'interesting', seen: 0, reason: 'It waited in a buffer.' },
    ],
    failure: null,
    ...more,
  }
}

/** Logs that were followed, and as many wrong ones that were not. */
export function log(configuration: string, more: Partial<LogClaim> = {}): LogClaim {
  return {
    ...{ configuration, seed: 7, files: 2, lines: 9_000, accesses: 4_000 },
    ...{ corrupted: 10, rejected: 10, failure: null },
    ...more,
  }
}

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
    command: 'npm run verify -- --only SingleProducer',
    ...more,
  }
}

/** Walks that found nothing. */
export function walks(more: Partial<WalkClaim> = {}): WalkClaim {
  return {
    ...{ seed: 7, walks: 250, steps: 1_000_000, seen: 90_000, published: 20_000, handled: 60_000 },
    ...{ sleeps: 4_000, expired: 900, deaths: 30, closings: 220, failure: null, picture: null },
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
    command: 'npm run verify -- --seed 7',
    ...more,
  }
}

/** A run of the models that are not large. */
export function provenance(more: Partial<Provenance> = {}): Provenance {
  return {
    date: '2026-01-31T12:34:56.000Z',
    commit: { id: '0123456789abcdef0123456789abcdef01234567', changed: false },
    machine: { cpu: 'a CPU', cores: 2, memory: 8 * 2 ** 30, system: 'Linux 6.1' },
    versions: { ringproof: '0.1.0', node: 'v20.19.0', java: 'Debian 17.0.15', tlc: '2.18 of 20 March 2023' },
    seed: 7,
    part: { asked: 'main', models: 85, known: 144 },
    ...more,
  }
}

/** Claims that hold. */
export function claims(more: Partial<Claims> = {}): Claims {
  const table = [
    mutant('publishes one too many'),
    mutant('claims nothing', { check: 'misuse', killedBy: 'claim(0)' }),
  ]
  return {
    node: 'v20.19.0',
    provenance: provenance(),
    seconds: 41.3,
    models: [model('SingleProducer'), model('SingleProducerNoRoom', 'violates NoDataRace', { depth: null })],
    edges: [edge('SingleProducer', 118000), edge('SingleProducerSize1', 1000)],
    walks: [walks()],
    programs: [
      {
        seed: 7,
        programs: 500,
        steps: 90_000,
        sleeps: 3_000,
        expired: 1_000,
        aborted: 400,
        deaths: 60,
        handled: 5_000,
        failure: null,
      },
    ],
    outcomes: { seed: 7, programs: 1, runs: 3000, forbidden: 0, interesting: 0, table: [outcome('Publish')] },
    logs: { files: 2, accesses: 4_000, rejected: 10, table: [log('single')] },
    mutants: { total: 2, killed: 2, recorded: 0, equivalent: 0, survivors: [], table },
    specMutants: null,
    soak: null,
    proof: null,
    partings: [],
    failures: [],
    ...more,
  }
}
