import { describe, expect, it } from 'vitest'
import type { Bench, LineSummary } from './extras.ts'
import type { Links } from './links.ts'
import { claims, edge, model, mutant, outcome, parting, provenance, step } from './made-up.ts'
import { claimsPage } from './page.ts'

const HOSTILE = `<script>alert("1")</script>&amp;'`
const ESCAPED = '&lt;script&gt;'

const bench: Bench = {
  node: 'v20.19.0',
  cpu: HOSTILE,
  cores: 2,
  throughput: [
    {
      name: HOSTILE,
      start: 2 ** 31 - 16,
      eventsPerSecond: { median: 12_340_000, min: 9_870_000, max: 14e6 },
      timesPostMessage: { median: 31.25, min: 20, max: 40 },
    },
  ],
  latency: [{ name: HOSTILE, rate: 10_000, p50: 1.234, p90: 2, p99: 14.1, p999: 153, max: 1204 }],
}

const covered = {
  lines: { total: 92, covered: 90 },
  branches: { total: 8, covered: 8 },
  functions: { total: 5, covered: 5 },
}
const lines: LineSummary = { total: covered, '/somewhere/else/src/ring/Ring.ts': covered, [HOSTILE]: covered }

const links: Links = new Map([
  ['SingleProducer', [{ what: 'spec', href: '../spec/core/SingleProducer.tla' }]],
  [HOSTILE, [{ what: 'spec', href: HOSTILE }]],
])

/** Every text is hostile. */
const hostile = claims({
  node: HOSTILE,
  provenance: provenance({
    commit: { id: HOSTILE, changed: true },
    machine: { cpu: HOSTILE, cores: 1, memory: 0, system: HOSTILE },
    versions: { ringproof: HOSTILE, node: HOSTILE, java: HOSTILE, tlc: HOSTILE },
  }),
  models: [model(HOSTILE, HOSTILE, { says: HOSTILE, verdict: `${HOSTILE}!` }), model(HOSTILE)],
  edges: [edge(HOSTILE, 1)],
  mutants: {
    total: 1,
    killed: 0,
    recorded: 0,
    equivalent: 0,
    survivors: [HOSTILE],
    table: [
      mutant(HOSTILE, { file: HOSTILE, from: HOSTILE, to: HOSTILE, check: HOSTILE, killedBy: HOSTILE }),
    ],
  },
  outcomes: {
    ...{ seed: 1, programs: 2, runs: 2, forbidden: 1, interesting: 0 },
    table: [
      outcome(HOSTILE, {
        ...{ says: HOSTILE, actions: HOSTILE, failure: HOSTILE },
        rows: [{ outcome: HOSTILE, grade: 'forbidden', seen: 1, reason: HOSTILE }],
      }),
      outcome(HOSTILE, { broken: { of: HOSTILE, how: HOSTILE }, rows: [] }),
    ],
  },
  partings: [
    parting({
      model: HOSTILE,
      where: HOSTILE,
      threads: [HOSTILE, HOSTILE],
      lines: [step(1, 0, HOSTILE, HOSTILE, { [HOSTILE]: 1 })],
      what: HOSTILE,
      spec: HOSTILE,
      source: HOSTILE,
      enabled: { spec: [[HOSTILE], []], source: [[], [HOSTILE]] },
      command: HOSTILE,
    }),
  ],
  failures: [HOSTILE],
})

describe('the page', () => {
  it('asks for nothing else, and has no script', () => {
    const page = claimsPage(claims({ partings: [parting()] }), { bench: { ...bench, cpu: 'a CPU' }, links })
    expect(page).not.toMatch(/https?:|src=|<link|@import|url\(/i)
    expect(page).not.toMatch(/<script/i)
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to)).toEqual(
      expect.arrayContaining(['#claims']),
    )
    expect(page).not.toMatch(/href="(?!#|\.\.\/spec\/)/)
    expect(page).toContain('<a class="file" href="../spec/core/SingleProducer.tla">spec</a>')
  })

  it('has all that its links point to', () => {
    const page = claimsPage(hostile, { bench, lines, links })
    const targets = [...page.matchAll(/href="#(\w+)"/g)].map(([, id]) => id)
    expect(targets).toEqual([
      'failures',
      'claims',
      'models',
      'edges',
      'outcomes',
      'mutants',
      'bench',
      'lines',
      'words',
      'limits',
    ])
    for (const id of targets) expect(page).toContain(`id="${id}"`)
  })

  it('escapes every text', () => {
    const page = claimsPage(hostile, { bench, lines, links })
    expect(page).not.toMatch(/<script/i)
    expect(page).not.toContain('alert("1")')
    // Each text stands somewhere: counted, so that one that is left out is noticed as well.
    expect(page.split(ESCAPED).length - 1).toBeGreaterThanOrEqual(30)
  })

  it('closes what it opens', () => {
    const page = claimsPage(hostile, { bench, lines, links })
    for (const tag of ['table', 'tr', 'td', 'div', 'span', 'code', 'details', 'article', 'ul', 'li', 'p']) {
      const opened = page.match(new RegExp(`<${tag}[ >]`, 'g'))?.length
      expect([tag, page.match(new RegExp(`</${tag}>`, 'g'))?.length]).toEqual([tag, opened])
    }
  })

  it('prints no undefined and no null', () => {
    expect(claimsPage(hostile, { bench, lines, links })).not.toMatch(/undefined|\[object|NaN|>\s*null\s*</)
  })
})

describe('what stands beside the claims', () => {
  it('is shown where it is given', () => {
    const page = claimsPage(claims(), { bench, lines })
    expect(page).toContain('2^31 - 16')
    expect(page).toContain('12.3')
    expect(page).toContain('90 of 92')
    expect(page).toContain('<code>src/ring/Ring.ts</code>')
    expect(page).not.toContain('/somewhere')
  })

  it('is left out where it is not', () => {
    expect(claimsPage(claims())).not.toMatch(/id="(bench|lines)"/)
  })
})
