import { describe, expect, it, test } from 'vitest'
import type { Line } from '../harness/tour/tour.ts'
import { Judge } from './judge.ts'
import type { Access, Answer } from './protocol.ts'
import { storedTours } from './tours.ts'

const stored = (await storedTours()).find(({ head }) => head.model === 'SingleProducerSize1')
if (!stored) throw new Error('no tour of SingleProducerSize1 is stored')
const { head } = stored

const LINE: Line = {
  thread: 0,
  action: 'Publish',
  decision: {},
  access: 'exchange cursor 2 = 0',
  offers: [['BeginClaim', 'BeginWrite'], []],
  words: [2, 0],
  slots: [1],
  shift: 0,
  own: {},
}

describe.each([0, 2 ** 31 - 16, 2 ** 32 - 16, 2 ** 40])('from %d', (start) => {
  const judge = new Judge(head, start)
  const origin = (2 * start) | 0
  const word = (value: number): number => (origin + value) | 0
  const right: Answer = {
    access: ['exchange', 'cursor', [word(2)], word(0)],
    offers: LINE.offers,
    words: [word(2), word(0)],
    slots: [start + 1],
  }
  const said = (change: Partial<Answer>) => judge.differenceOf(LINE, { ...right, ...change })
  const access = (...[op, name, operands, result]: Access) => said({ access: [op, name, operands, result] })

  it('the right one has no difference, in whichever form', () => {
    expect(said({})).toBeNull()
    expect(said({ words: right.words.map((value) => value >>> 0) })).toBeNull()
    expect(said({ slots: [(start + 1) % 2 ** 32] })).toBeNull()
    expect(said({ offers: [['BeginWrite', 'BeginClaim'], []] })).toBeNull()
  })

  it('another access has, or none', () => {
    const spec = LINE.access
    const what = 'the access'
    expect(said({ access: null })).toEqual({ what, spec, port: 'none' })
    expect(access('or', 'cursor', [2], word(0))).toEqual({ what, spec, port: 'or cursor 2 = 0' })
    const other = access('exchange', 'gate c1', [word(2)], word(0))
    expect(other).toEqual({ what, spec, port: 'exchange gate c1 2 = 0' })
    const wrote = access('exchange', 'cursor', [word(3)], word(0))
    expect(wrote).toEqual({ what, spec, port: 'exchange cursor 3 = 0' })
    const found = access('exchange', 'cursor', [word(2)], word(1))
    expect(found).toEqual({ what, spec, port: 'exchange cursor 2 = 1' })
  })

  it('more or less that is enabled has, of any thread', () => {
    expect(said({ offers: [['BeginClaim'], []] })).toEqual({
      ...{ what: 'what producer could do next', spec: 'BeginClaim, BeginWrite', port: 'BeginClaim' },
    })
    expect(said({ offers: [LINE.offers[0] ?? [], ['BeginPoll']] })).toEqual({
      ...{ what: 'what c1 could do next', spec: 'nothing', port: 'BeginPoll' },
    })
  })

  it('another word has, and a mark is part of it', () => {
    expect(said({ words: [word(0), word(0)] })).toEqual({ what: 'word cursor', spec: '2', port: '0' })
    expect(said({ words: [word(2), word(1)] })).toEqual({ what: 'word gate c1', spec: '0', port: '1' })
  })

  it('another event in a slot has, or none', () => {
    expect(said({ slots: [start] })).toEqual({ what: 'slot 0', spec: '1', port: '0' })
    expect(said({ slots: [null] })).toEqual({ what: 'slot 0', spec: '1', port: 'null' })
  })
})

test('a word that the tour has no name for may have any, but the access is the same', () => {
  const judge = new Judge(head, 0)
  const line = { ...LINE, access: 'load the word at 32 = 0' }
  const access = (...given: Access) => judge.differenceOf(line, { ...LINE, access: given })
  expect(access('load', 'epoch published', [], 7)).toBeNull()
  expect(access('add', 'epoch published', [4], 0)?.port).toBe('add epoch published 4 = 0')
  expect(access('load', 'cursor', [], 0)?.port).toBe('load cursor = 0')
})

test('a step of the caller has no access', () => {
  const judge = new Judge(head, 0)
  const answer: Answer = { ...LINE, access: ['load', 'cursor', [], 0] }
  expect(judge.differenceOf({ ...LINE, access: null }, answer)?.spec).toBe('none')
})
