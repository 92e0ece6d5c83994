// Reads the states of spec/core/SingleProducer.tla, except its readers.
import type { Decision } from '../../harness/stepper/yields.ts'
import type { Producing } from './reading.ts'
import { ahead, asArray, type Fields, membersOf, near, numbersOf, ownOf } from './states.ts'

/** The single producer, and its cursor. */
export const singleProducer: Producing = {
  threads: () => ['producer'],

  words: ({ cursor }, { modulus, marks }) => [
    {
      name: 'cursor',
      factor: 2,
      value: 2 * Number(cursor) + Number(marks.has('cursor 0')),
      modulus: 2 * modulus,
      first: -2,
    },
  ],

  recordsOf: (producer) => asArray(producer) as Fields[],

  view: (own, { modulus, position }) => ownOf(own, (value) => near(position, { value, modulus })),

  decisions(action, before, after, { constants, modulus }) {
    return action === 'BeginClaim' ? claimsBetween(before, after, constants, modulus) : [{}]
  },

  held: () => null,
  shift: () => 0,
}

/** A claim that finds room at once is the same step for callers that would have waited and callers that would not. */
function claimsBetween(
  before: Fields,
  after: Fields,
  constants: Parameters<typeof membersOf>[0],
  modulus: number,
): Decision[] {
  const waiting = after.pc === 'LoadGate'
  const taken = ahead(Number(after.claimed), Number(before.claimed), modulus)
  return numbersOf(constants.get('Claims'))
    .filter((n) => n === (waiting ? after.n : taken))
    .flatMap((n) =>
      membersOf(constants, 'Waits')
        .filter((answer) => !waiting || answer === after.waits)
        .map((answer) => ({ n, waits: answer === true })),
    )
}
