import { describe, expect, it } from 'vitest'
import { changesBetween, leavesOf, printPath } from '../../spec/tlc/diff.ts'
import { parseState } from '../../spec/tlc/values.ts'

function changes(before: string, after: string): string[] {
  const found = changesBetween(parseState(`v = ${before}`), parseState(`v = ${after}`))
  return found.map(({ path, says }) => `${printPath(path)} ${says}`)
}

it.each<[string, string, string, string[]]>([
  ['a number', '0', '1', ['v 0 → 1']],
  ['a boolean', 'FALSE', 'TRUE', ['v FALSE → TRUE']],
  ['a string that is a name', '"Idle"', '"LoadCursor"', ['v Idle → LoadCursor']],
  ['a string that is none', '""', '"a b"', ['v "" → "a b"']],
  ['a string that looks like a boolean', 'TRUE', '"TRUE"', ['v TRUE → "TRUE"']],
  ['a model value', 'none', 'p1', ['v none → p1']],
  ['nothing', '[a |-> {1, 2}]', '[a |-> {2, 1}]', []],
])('%s', (_, before, after, found) => {
  expect(changes(before, after)).toEqual(found)
})

describe('of a record', () => {
  it('fields are named, however deep', () => {
    const before = '[gate |-> <<0, 0>>, ends |-> [published |-> {}], cursor |-> 7]'
    const after = '[gate |-> <<0, 1>>, ends |-> [published |-> {"closed"}], cursor |-> 7]'
    expect(changes(before, after)).toEqual(['v.gate[2] 0 → 1', 'v.ends.published + {"closed"}'])
  })

  it('a field that only one of the two has is lost or gained', () => {
    expect(changes('[a |-> 1, b |-> 2]', '[a |-> 3, c |-> "x"]')).toEqual([
      'v.a 1 → 3',
      'v - [b |-> 2] + [c |-> "x"]',
    ])
  })
})

describe('of a sequence', () => {
  it('elements are numbered from 1', () => {
    expect(changes('<<[pc |-> "A"], [pc |-> "B"]>>', '<<[pc |-> "A"], [pc |-> "C"]>>')).toEqual([
      'v[2].pc B → C',
    ])
  })

  it('a short one all of which changes stays whole', () => {
    expect(changes('<<"none", 0>>', '<<"gate", 2>>')).toEqual(['v <<"none", 0>> → <<"gate", 2>>'])
  })

  it('what is appended, or cut off at the end, is shown alone', () => {
    expect(changes('<<1, 2>>', '<<1, 2, 3>>')).toEqual(['v + <<3>>'])
    expect(changes('<<1, 2, 3>>', '<<1>>')).toEqual(['v - <<2, 3>>'])
  })

  it('otherwise a change of its length shows it whole', () => {
    expect(changes('<<1, 2>>', '<<2>>')).toEqual(['v <<1, 2>> → <<2>>'])
    expect(changes('<<>>', '<<1>>')).toEqual(['v <<>> → <<1>>'])
  })
})

describe('of a function', () => {
  it('values are named by their arguments', () => {
    expect(changes('(0 :> -1 @@ "a" :> 2)', '(0 :> 5 @@ "a" :> 3)')).toEqual(['v[0] -1 → 5', 'v["a"] 2 → 3'])
  })

  it('an argument that only one of the two has is lost or gained', () => {
    expect(changes('(0 :> 1 @@ 7 :> {2})', '(0 :> 1 @@ 9 :> {3})')).toEqual(['v - (7 :> {2}) + (9 :> {3})'])
  })

  it('it may turn into a sequence, when its domain is 1 .. n', () => {
    expect(changes('(2 :> "b")', '<<"a", "c">>')).toEqual(['v[2] b → c', 'v + (1 :> "a")'])
  })
})

it('of a set elements are lost and gained', () => {
  expect(changes('{1, <<"gate", 1>>}', '{1, <<"gate", 2>>}')).toEqual([
    'v - {<<"gate", 1>>} + {<<"gate", 2>>}',
  ])
  expect(changes('{}', '1..3')).toEqual(['v + {1, 2, 3}'])
})

it('values of different kinds are shown whole', () => {
  expect(changes('{1}', '[a |-> 1]')).toEqual(['v {1} → [a |-> 1]'])
})

it('each variable that changed is named, and no other', () => {
  const state = (x: number, y: number): string => `/\\ x = ${x}\n/\\ y = ${y}\n/\\ z = 0`
  const found = changesBetween(parseState(state(0, 1)), parseState(state(1, 2)))
  expect(found.map(({ path }) => printPath(path))).toEqual(['x', 'y'])
})

it('a state is taken apart into what is short', () => {
  const state = parseState(
    '/\\ p = <<[pc |-> "A", wait |-> [asleep |-> FALSE, blockedOn |-> <<"none", 0>>]]>>\n/\\ q = {1}',
  )
  expect(leavesOf(state).map(({ path, says }) => `${printPath(path)} ${says}`)).toEqual([
    'p[1].pc A',
    'p[1].wait.asleep FALSE',
    'p[1].wait.blockedOn <<"none", 0>>',
    'q {1}',
  ])
})
