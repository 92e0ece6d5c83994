import { describe, expect, it } from 'vitest'
import { parting, step } from './made-up.ts'
import { drawParting } from './picture.ts'

const four = { threads: ['producer', 'c1', 'c2', 'c3'] }

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length))
}

/** Where a text begins in the line that has it. */
function columnOf(drawn: string, text: string): number | undefined {
  return drawn
    .split('\n')
    .find((line) => line.includes(text))
    ?.indexOf(text)
}

describe('a parting', () => {
  it('has a column per thread, a line per step, and below what differs and what each side had enabled', () => {
    expect(drawParting(parting()).split('\n')).toEqual([
      'SingleProducer on the stepper, from 2^32 - 16, script 3',
      '',
      '   step  producer                     c1',
      '     40  BeginClaim n=2 waits=true    │',
      '     41  │                            LoadCursor: load cursor = 3',
      '>    42  LoadGate: load gate c1 = 1   │',
      '',
      'they differ in what producer could do next',
      '  spec    ["BeginWrite"]',
      '  source  ["LoadGate"]',
      '',
      'what could come next     spec         source',
      '  producer             ≠ BeginWrite   LoadGate',
      '  c1                     Advance      Advance',
      '',
      'to replay it: npm run check -- models SingleProducer',
    ])
  })

  it('marks the last step only', () => {
    expect(drawParting(parting()).match(/^>.*$/gm)).toEqual([expect.stringContaining('42')])
  })

  it('shows the last twenty steps', () => {
    const lines = Array.from({ length: 50 }, (_, number) => step(number, 0, 'BeginWrite', null))
    const numbers = drawParting(parting({ lines })).match(/\d+(?= {2}BeginWrite)/g)
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => String(30 + i)))
  })

  it('of four threads is no wider than 110 columns, whichever has the longest steps', () => {
    const long = (number: number, thread: number) =>
      step(number, thread, 'LoadUpstream', 'load gate c1 = 16', { limit: 2 })
    for (const thread of [0, 1, 2, 3]) {
      const others = [0, 1, 2, 3].map((other) =>
        step(other, other, 'BeginPoll', null, { limit: 2, waits: true }),
      )
      expect(
        widest(drawParting(parting({ ...four, lines: [...others, long(4, thread)] }))),
      ).toBeLessThanOrEqual(110)
    }
    const all = [0, 1, 2, 3].map((thread) => long(thread, thread))
    expect(widest(drawParting(parting({ ...four, lines: all })))).toBeLessThanOrEqual(110)
  })

  it('keeps its columns where a step is longer than one', () => {
    const lines = [0, 1, 2, 3].map((t) =>
      step(t, t, 'LoadUpstream', `load gate c${t} = 123456`, { limit: 2, waits: true }),
    )
    const drawn = drawParting(parting({ ...four, lines }))
    for (const [t, name] of [...four.threads.entries()].slice(1, 3)) {
      const begins = drawn.split('\n')[2]?.indexOf(name)
      expect(drawn.split('\n')[3 + t]?.indexOf('LoadUpstream')).toBe(begins)
    }
  })

  it('aligns the names of the threads with their steps', () => {
    const drawn = drawParting(parting())
    expect(columnOf(drawn, 'LoadCursor')).toBe(drawn.split('\n')[2]?.indexOf('c1'))
  })

  it('before the first step says so', () => {
    expect(drawParting(parting({ lines: [] }))).toContain('parted at the start, before the first step')
  })

  it('says where the source’s side is not known, and marks nothing then', () => {
    const drawn = drawParting(parting({ enabled: { spec: [['BeginWrite'], []], source: null } }))
    expect(drawn).toContain('  producer               BeginWrite   not known')
    expect(drawn).toContain('  c1                     nothing      not known')
    expect(drawn).not.toContain('≠')
  })

  it('takes what is enabled as a set', () => {
    const enabled = { spec: [['Publish', 'BeginClaim'], []], source: [['BeginClaim', 'Publish'], []] }
    expect(drawParting(parting({ enabled }))).not.toContain('≠')
  })
})
