import { expect, it } from 'vitest'
import { isVerdict, type Verdict, verdictOf } from '../../spec/tlc/verdict.ts'

const PASSES = 'Model checking completed. No error has been found.'
const TEMPORAL = 'Error: Temporal properties were violated.'
const ASSERT =
  'Error: Evaluating invariant Ass failed.\nThe first argument of Assert evaluated to FALSE; the second …'
const CONFIG =
  'The exception was a tlc2.tool.ConfigFileException\n: TLC found an error in the configuration file at line 3'

const OUTCOMES: readonly [number, string, Verdict][] = [
  [0, PASSES, 'passes'],
  [10, 'Error: Assumption line 5, col 8 to line 5, col 12 of module M is false.', 'violates an assumption'],
  [11, 'Error: Deadlock reached.', 'deadlocks'],
  [12, 'Error: Invariant NoDataRace is violated.', 'violates NoDataRace'],
  [12, 'Error: Invariant TypeOK is violated by the initial state:\nx = 0', 'violates TypeOK'],
  [12, 'Error: Invariant Inner!TypeOK is violated.', 'violates Inner!TypeOK'],
  [13, TEMPORAL, 'violates a temporal property'],
  [13, 'Error: Action property Grows is violated.', 'violates an action property'],
  [13, 'Error: Property Begins is violated by the initial state:\nx = 0', 'violates an initial condition'],
  [14, ASSERT, 'fails an assertion'],
  [76, ASSERT, 'fails an assertion'],
  [75, 'Error: Attempted to evaluate a CASE with no conditions true.', 'cannot be evaluated'],
  [76, 'Error: Evaluating invariant Eval failed.', 'cannot be evaluated'],
  [150, 'Error: Parsing or semantic analysis failed.', 'does not parse'],
  [151, 'Error: The invariant Nope specified in the configuration file\nis not defined', 'is misconfigured'],
  [255, CONFIG, 'is misconfigured'],
]

it.each(OUTCOMES)('exit code %i and %j', (exit, line, verdict) => {
  expect(verdictOf(exit, `TLC2 Version 2.18\n${line}\nFinished in 00s`)).toBe(verdict)
  expect(isVerdict(verdict)).toBe(true)
})

it.each(OUTCOMES)('exit code %i without its text is no verdict', (exit) => {
  expect(verdictOf(exit, 'TLC2 Version 2.18\nFinished in 00s')).toBeNull()
})

it.each(OUTCOMES)('after another exit code than %i, %j is no verdict', (_, line) => {
  for (const exit of [1, 2, 99, 130, null]) expect(verdictOf(exit, line)).toBeNull()
})

it.each([
  [0, TEMPORAL],
  [12, PASSES],
  [13, 'Error: Deadlock reached.'],
  [255, 'Error: TLC threw an unexpected exception: java.lang.StackOverflowError'],
])('exit code %i and %j contradict each other', (exit, line) => {
  expect(verdictOf(exit, line)).toBeNull()
})

it.each(['broke', 'violates', 'violates something else', 'pass', '', null])('%j is no verdict', (text) => {
  expect(isVerdict(text)).toBe(false)
})
