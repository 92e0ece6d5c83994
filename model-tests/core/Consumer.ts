// How a consumer of spec/core/Consumer.tla is read.
import type { Decision } from '../stepper/yields.ts'
import type { ReadingOf } from './reading.ts'
import { membersOf, near, ownOf, wakesAt } from './states.ts'

/**
 * `available` is known only while the barrier is looked at, the end of a batch only in a handler; what is kept is told
 * where handlers throw, and is else what is handled since the gate moved.
 */
export const consumer: ReadingOf = {
  view({ kept, ...rest }, { modulus, position, constants }) {
    const fields = constants.get('Throws') === true && kept !== undefined ? { ...rest, kept } : rest
    if (wakesAt(fields)) return { next: near(position, { value: Number(fields.next), modulus }) }
    const { available, ...own } = ownOf(fields, (value) => near(position, { value, modulus }))
    const looks = fields.pc === 'LoadUpstream' || fields.pc === 'Probe'
    const reading = fields.pc === 'BeginRead' || fields.pc === 'EndRead'
    return {
      ...own,
      ...(looks && available !== undefined ? { available } : {}),
      ...(reading ? { endOfBatch: fields.next === fields.last } : {}),
    }
  },

  decisions(action, before, after, { constants }) {
    if (action === 'EndRead') return [before.next === after.next ? { throws: true } : {}]
    if (action === 'EndFlush') return [after.pc === 'Advance' ? {} : { throws: true }]
    return action === 'BeginPoll' ? pollsTo(after, constants) : [{}]
  },

  held: () => null,
  shift: () => 0,
}

/** The calls of a reader's methods that lead to where it then is. */
export function pollsTo(
  after: Readonly<Record<string, unknown>>,
  constants: Parameters<typeof membersOf>[0],
): Decision[] {
  return membersOf(constants, 'Limits')
    .map(Number)
    .filter((limit) => limit === after.limit)
    .flatMap((limit) =>
      membersOf(constants, 'Waits')
        .filter((answer) => answer === after.waits)
        .map((answer) => ({ limit, waits: answer === true })),
    )
}
