import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedValueError } from '../../spec/tlc/errors.ts'
import { ModelValue, parseState, parseValue, printValue, type Value } from '../../spec/tlc/values.ts'

const p = ModelValue.of('p')
const q = ModelValue.of('q')

describe('a value', () => {
  it.each<[string, Value]>([
    ['0', 0],
    ['-12', -12],
    ['2147483647', 2147483647],
    ['TRUE', true],
    ['FALSE', false],
    ['""', ''],
    ['"a b"', 'a b'],
    [String.raw`"two \"q\" \\ b\n"`, 'two "q" \\ b\n'],
    ['"{<<[("', '{<<[('],
    ['p', p],
    ['TRUEST', ModelValue.of('TRUEST')],
    ['<<>>', []],
    ['<<1, "x", TRUE, <<-1>>>>', [1, 'x', true, [-1]]],
    ['{}', new Set()],
    ['{p, q}', new Set([p, q])],
    ['{{}, {3}, {-2, 1}}', new Set([new Set(), new Set([3]), new Set([-2, 1])])],
    ['-1..2', new Set([-1, 0, 1, 2])],
    ['{{}, 1..2}', new Set([new Set(), new Set([1, 2])])],
    ['[a |-> 1, b_c |-> [d |-> {}]]', { a: 1, b_c: { d: new Set() } }],
    [
      '(p :> 1 @@ q :> <<2>>)',
      new Map<Value, Value>([
        [p, 1],
        [q, [2]],
      ]),
    ],
    [
      '(0 :> "x" @@ 1 :> (p :> q))',
      new Map<Value, Value>([
        [0, 'x'],
        [1, new Map([[p, q]])],
      ]),
    ],
    [
      '<< [pc |-> "long", n |-> 1],\n   [pc |-> "long", n |-> 2] >>',
      [
        { pc: 'long', n: 1 },
        { pc: 'long', n: 2 },
      ],
    ],
    [
      '( 0 :> "abc" @@\n  1 :> "abc" )',
      new Map([
        [0, 'abc'],
        [1, 'abc'],
      ]),
    ],
  ])('%s', (text, value) => {
    expect(parseValue(text)).toStrictEqual(value)
  })

  it('keeps a set in the order in which it is printed', () => {
    expect([...(parseValue('{3, 1, 2}') as Set<Value>)]).toEqual([3, 1, 2])
  })

  it('is one object for one model value', () => {
    expect(parseValue('p')).toBe(p)
    expect(parseValue('"p"')).not.toBe(p)
  })

  it.each([
    '',
    '1 2',
    '-',
    '"open',
    '<<1',
    '{1,}',
    '[a -> 1]',
    '[a |-> ]',
    '(1 :> )',
    '(1 @@ 2)',
    '()',
    '1..',
    '+',
    'é',
  ])('is not %j', (text) => {
    expect(() => parseValue(text)).toThrow(MalformedValueError)
  })

  it('that is malformed is an error which says where', () => {
    const text = '<<1, 2, [field |-> ?]>>'
    const error = thrown(() => parseValue(text))
    expect(error).toMatchObject({ code: 'MALFORMED_VALUE', text, at: 19 })
    expect(error.message).toContain('expected a value at character 19, near "<<1, 2, [field |-> ?]>>"')
  })

  it('is read as it was printed, whatever it is', () => {
    fc.assert(
      fc.property(values(), (value) => {
        expect(parseValue(printValue(value))).toStrictEqual(value)
      }),
    )
  })

  it('is printed alike in whatever order its parts come', () => {
    const [one, other] = [
      '{[b |-> 1, a |-> (p :> 1 @@ q :> 2)], {2, 1}}',
      '{{1, 2}, [a |-> (q :> 2 @@ p :> 1), b |-> 1]}',
    ]
    expect(printValue(parseValue(one))).toBe(printValue(parseValue(other)))
  })
})

describe('a state', () => {
  it('has a value for each variable', () => {
    const text = '/\\ f = (p :> 1 @@\n   q :> 2)\n/\\ long_name = "/\\\\ a = 1"\n/\\ x = 0'
    expect(parseState(text)).toStrictEqual({
      f: new Map([
        [p, 1],
        [q, 2],
      ]),
      long_name: '/\\ a = 1',
      x: 0,
    })
  })

  it('of one variable has no conjunction', () => {
    expect(parseState('x = {1}')).toStrictEqual({ x: new Set([1]) })
  })

  it.each(['x', '/\\ x', '/\\ x = 1\n/\\ y', 'x = '])('is not %j', (text) => {
    expect(() => parseState(text)).toThrow(MalformedValueError)
  })
})

function values(): fc.Arbitrary<Value> {
  const name = fc.stringMatching(/^[a-z]\w{0,5}$/)
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.boolean(),
      fc.string().map(printable),
      name.map((letters) => ModelValue.of(letters)),
      fc.array(tie('value'), { maxLength: 4 }),
      sorted(fc.array(tie('value'), { maxLength: 4 })).map((elements) => new Set(elements)),
      sorted(fc.array(tie('value'), { minLength: 1, maxLength: 4 })).map(
        (keys) => new Map(keys.map((key) => [key, 0])),
      ),
      fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
    ),
  }))
  return value
}

/** Distinct, and in print order. */
function sorted(elements: fc.Arbitrary<Value[]>): fc.Arbitrary<Value[]> {
  return elements.map((list) => {
    const byText = new Map(list.map((element) => [printValue(element), element]))
    return [...byText.keys()].sort().map((text) => byText.get(text) ?? 0)
  })
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '')
}

function thrown(work: () => unknown): Error {
  try {
    work()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was thrown')
}
