import { describe, expect, it } from 'vitest'
import { columns, type Run } from './claim.ts'
import type { Bench, LineSummary } from './extras.ts'
import type { Links } from './links.ts'
import { edges, parting, provenance, run, step, table, walked } from './made-up.ts'
import { runPage } from './page.ts'

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
const hostile: Run = {
  ...run(
    edges({
      ...{ check: HOSTILE, says: HOSTILE, command: HOSTILE, unit: HOSTILE, done: 0 },
      ...{ figures: [{ count: 1, noun: HOSTILE }], failures: [{ says: HOSTILE, lines: [HOSTILE] }] },
      tables: [
        table(
          [
            { kind: 'model', name: HOSTILE, says: HOSTILE },
            ...(['good', 'bad', 'soft', 'code'] as const).map((kind) => ({ kind, text: HOSTILE })),
            { kind: 'edit', from: HOSTILE, to: HOSTILE },
            { kind: 'part', some: 1, of: 2, most: 3 },
            ...[HOSTILE, 1, null],
          ],
          { title: HOSTILE, says: HOSTILE },
        ),
        { title: 'Hostile', columns: columns(HOSTILE), rows: [[HOSTILE]], isFolded: true },
      ],
      pictures: [
        parting({
          ...{ model: HOSTILE, where: HOSTILE, threads: [HOSTILE, HOSTILE] },
          lines: [step(1, 0, HOSTILE, HOSTILE, { [HOSTILE]: 1 })],
          ...{ what: HOSTILE, spec: HOSTILE, source: HOSTILE },
          enabled: { spec: [[HOSTILE], []], source: [[], [HOSTILE]] },
          command: HOSTILE,
        }),
        walked({ title: HOSTILE, cast: HOSTILE, what: HOSTILE, command: HOSTILE }),
      ],
    }),
  ),
  node: HOSTILE,
  checks: [{ name: HOSTILE, seconds: 1 }],
  provenance: provenance({
    commit: { id: HOSTILE, changed: true },
    machine: { cpu: HOSTILE, cores: 1, memory: 0, system: HOSTILE },
    versions: { ringproof: HOSTILE, node: HOSTILE, java: HOSTILE, tlc: HOSTILE },
  }),
}

describe('the page', () => {
  it('asks for nothing else, and has no script', () => {
    const page = runPage(run(edges({ pictures: [parting()] })), { bench: { ...bench, cpu: 'a CPU' }, links })
    expect(page).not.toMatch(/https?:|src=|<link|@import|url\(/i)
    expect(page).not.toMatch(/<script/i)
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to)).toEqual(
      expect.arrayContaining(['#claims']),
    )
    expect(page).not.toMatch(/href="(?!#|\.\.\/spec\/)/)
    expect(page).toContain('<a class="file" href="../spec/core/SingleProducer.tla">spec</a>')
  })

  it('has all that its links point to', () => {
    const page = runPage(hostile, { bench, lines, links })
    const targets = [...page.matchAll(/href="#([\w-]+)"/g)].map(([, id]) => id)
    expect(targets).toHaveLength(new Set(targets).size)
    expect(targets).toEqual(
      expect.arrayContaining(['failures', 'claims', 'bench', 'lines', 'words', 'limits']),
    )
    for (const id of targets) expect(page).toContain(`id="${id}"`)
  })

  it('escapes every text', () => {
    const page = runPage(hostile, { bench, lines, links })
    expect(page).not.toMatch(/<script/i)
    expect(page).not.toContain('alert("1")')
    // Each text stands somewhere: counted, so that one that is left out is noticed as well.
    expect(page.split(ESCAPED).length - 1).toBeGreaterThanOrEqual(30)
  })

  it('closes what it opens', () => {
    const page = runPage(hostile, { bench, lines, links })
    for (const tag of ['table', 'tr', 'td', 'div', 'span', 'code', 'details', 'article', 'ul', 'li', 'p']) {
      const opened = page.match(new RegExp(`<${tag}[ >]`, 'g'))?.length
      expect([tag, page.match(new RegExp(`</${tag}>`, 'g'))?.length]).toEqual([tag, opened])
    }
  })

  it('prints no undefined and no null', () => {
    expect(runPage(hostile, { bench, lines, links })).not.toMatch(/undefined|\[object|NaN|>\s*null\s*</)
  })
})

describe('what stands beside the claims', () => {
  it('is shown where it is given', () => {
    const page = runPage(run(), { bench, lines })
    expect(page).toContain('2^31 - 16')
    expect(page).toContain('12.3')
    expect(page).toContain('90 of 92')
    expect(page).toContain('<code>src/ring/Ring.ts</code>')
    expect(page).not.toContain('/somewhere')
  })

  it('is left out where it is not', () => {
    expect(runPage(run())).not.toMatch(/id="(bench|lines)"/)
  })
})
