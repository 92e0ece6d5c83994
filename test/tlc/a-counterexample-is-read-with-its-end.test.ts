import { expect, it } from 'vitest'
import { parseTrace } from '../../spec/tlc/trace.ts'

const ONE = 'State 1: <Initial predicate>\n/\\ f = ( 0 :> "a" @@\n  1 :> "b" )\n/\\ x = 0\n\n'
const TWO = 'State 2: <Up line 7, col 7 to line 7, col 50 of module M>\n/\\ f = <<>>\n/\\ x = 1\n\n'
const AFTER = '3 states generated, 2 distinct states found, 0 states left on queue.\nFinished in 00s\n'
const STEPS = [
  {
    number: 1,
    action: 'Initial predicate',
    module: null,
    text: '/\\ f = ( 0 :> "a" @@\n  1 :> "b" )\n/\\ x = 0',
  },
  { number: 2, action: 'Up', module: 'M', text: '/\\ f = <<>>\n/\\ x = 1' },
]

it('stops', () => {
  const output = `Error: Invariant Small is violated.\nError: The behavior up to this point is:\n${ONE}${TWO}${AFTER}`
  expect(parseTrace(output)).toEqual({ steps: STEPS, end: { kind: 'stops' } })
})

it('goes back to a state', () => {
  const back = 'Back to state 1: <Down line 8, col 8 to line 8, col 90 of module M>\n\n'
  const end = { kind: 'lasso', to: 1, action: 'Down', module: 'M' }
  expect(parseTrace(ONE + TWO + back + AFTER)).toEqual({ steps: STEPS, end })
})

it('stutters', () => {
  expect(parseTrace(`${ONE}${TWO}State 3: Stuttering\n${AFTER}`)).toEqual({
    steps: STEPS,
    end: { kind: 'stuttering' },
  })
})

it('is an initial state', () => {
  const output =
    'Error: Invariant Small is violated by the initial state:\n/\\ x = 9\n/\\ y = 1\n\nFinished in 00s'
  const steps = [{ number: 1, action: 'Initial predicate', module: null, text: '/\\ x = 9\n/\\ y = 1' }]
  expect(parseTrace(output)).toEqual({ steps, end: { kind: 'stops' } })
})

it('names an action without its arguments', () => {
  const step = TWO.replace('<Up ', '<Claim(1, "a b") ')
  expect(parseTrace(ONE + step)?.steps).toMatchObject([{}, { action: 'Claim', module: 'M' }])
})

it('is none where TLC gives none', () => {
  expect(parseTrace(`Model checking completed. No error has been found.\n${AFTER}`)).toBeNull()
})
