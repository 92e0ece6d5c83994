import { describe, expect, it } from 'vitest'
import { Ledger, Order } from './ledger.ts'

/** What a reader handles, in that order, of two producers. */
type Handled = readonly (readonly [event: number, producer: number])[]

const violationsOf = (order: Order, handled: Handled): string[] =>
  handled.flatMap(([event, producer]) => order.handle(event, producer) ?? [])

describe('the order of a consumer', () => {
  it.each<[what: string, handled: Handled, violations: readonly string[]]>([
    [
      'right',
      [
        [0, 0],
        [0, 1],
        [1, 1],
        [1, 0],
      ],
      [],
    ],
    [
      'lost',
      [
        [0, 0],
        [2, 0],
      ],
      ['event 2 of 0, next was 1'],
    ],
    ['lost at the start', [[1, 1]], ['event 1 of 1, next was 0']],
    [
      'doubled',
      [
        [0, 0],
        [0, 0],
      ],
      ['event 0 of 0, next was 1'],
    ],
    [
      'out of order',
      [
        [1, 0],
        [0, 0],
      ],
      ['event 1 of 0, next was 0', 'event 0 of 0, next was 2'],
    ],
    ["a producer's that is not on the ring", [[0, 2]], ["event 0 of 2, which is nobody's"]],
    ['no event', [[0.5, 0]], ["event 0.5 of 0, which is nobody's"]],
  ])('%s', (_, handled, violations) => {
    expect(violationsOf(new Order(2), handled)).toEqual(violations)
  })

  it('goes on from where it was wrong, and knows how far it has come', () => {
    const order = new Order(2)
    expect(
      violationsOf(order, [
        [3, 0],
        [4, 0],
        [0, 1],
      ]),
    ).toHaveLength(1)
    expect(order.next).toEqual([5, 1])
  })

  it('begins where the ring does', () => {
    expect(new Order(1, { first: 7 }).handle(7)).toBeNull()
    expect(new Order(1, { first: 7 }).handle(0)).toBe('event 0, next was 7')
  })

  it('may repeat its last event where it is allowed to, and no other', () => {
    let left = 1
    const order = new Order(1, { mayRepeat: () => left-- > 0 })
    expect([0, 1, 1, 2].map((event) => order.handle(event))).toEqual([null, null, null, null])
    expect(order.handle(2)).toBe('event 2, next was 3')
    left = 1
    expect(order.handle(1)).toBe('event 1, next was 3')
  })
})

describe('the order of a worker, which leaves events to others', () => {
  it.each<[what: string, handled: Handled, violations: readonly string[]]>([
    [
      'right',
      [
        [0, 0],
        [3, 0],
        [1, 1],
      ],
      [],
    ],
    [
      'doubled',
      [
        [3, 0],
        [3, 0],
      ],
      ['event 3 of 0, next was 4'],
    ],
    [
      'out of order',
      [
        [3, 0],
        [2, 0],
      ],
      ['event 2 of 0, next was 4'],
    ],
    ["nobody's", [[0, -1]], ["event 0 of -1, which is nobody's"]],
  ])('%s', (_, handled, violations) => {
    expect(violationsOf(new Order(2, { hasGaps: true }), handled)).toEqual(violations)
  })
})

describe('a ledger', () => {
  const ledgerOf = (handled: readonly number[], name = 'one') => {
    const ledger = new Ledger({ one: false, jobs: true }, { first: 5 })
    for (const sequence of [5, 6, 7]) {
      ledger.accept(sequence)
      expect(ledger.publish(sequence)).toBeNull()
    }
    const violations = handled.flatMap((sequence) => ledger.handle(name, sequence) ?? [])
    return { ledger, violations, lost: ledger.lostBy(name), unpublished: ledger.unpublishedBy(name) }
  }

  it.each<[what: string, handled: readonly number[], found: object]>([
    ['right', [5, 6, 7], { violations: [], lost: [], unpublished: [] }],
    ['lost', [5, 6], { violations: [], lost: [7], unpublished: [] }],
    [
      'lost in between',
      [5, 7],
      { violations: ['one handled event 7, next was 6'], lost: [6], unpublished: [] },
    ],
    [
      'doubled',
      [5, 5, 6, 7],
      {
        violations: ['one handled event 5, next was 6', 'one handled event 6, next was 6'].slice(0, 1),
        lost: [],
      },
    ],
    ['out of order', [6, 5, 7], { lost: [], unpublished: [] }],
    ["nobody's", [5, 6, 7, 8], { violations: [], lost: [], unpublished: [8] }],
  ])('of a consumer: %s', (what, handled, found) => {
    const is = ledgerOf(handled)
    expect(is).toMatchObject(found)
    if (what === 'out of order') expect(is.violations.length).toBeGreaterThan(0)
  })

  it.each<[what: string, handled: readonly number[], found: object]>([
    ['right, in any order', [7, 5, 6], { violations: [], lost: [], unpublished: [] }],
    ['lost', [7, 5], { violations: [], lost: [6], unpublished: [] }],
    ['doubled', [7, 5, 6, 7], { violations: ['jobs handled event 7, again'], lost: [], unpublished: [] }],
    ["nobody's", [7, 5, 6, 4], { violations: [], lost: [], unpublished: [4] }],
  ])('of a pool: %s', (_, handled, found) => {
    expect(ledgerOf(handled, 'jobs')).toMatchObject(found)
  })

  it('refuses what is published twice, or was not accepted, or was given back', () => {
    const { ledger } = ledgerOf([])
    expect(ledger.publish(7)).toBe('7 is published twice')
    expect(ledger.publish(8)).toBe('8 is published, but was not accepted')
    ledger.accept(8)
    ledger.giveBack(8)
    expect(ledger.publish(8)).toBe('8 is published, but was not accepted')
    expect(ledger.lostBy('one')).toEqual([5, 6, 7])
  })

  it('knows its consumers', () => {
    expect(() => ledgerOf([5], 'another')).toThrow(RangeError)
  })
})
