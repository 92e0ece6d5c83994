// Reads the consumers of spec/core/Consumer.tla.
import type { Decision } from '../../harness/stepper/yields.ts'
import type { ReadingOf } from './reading.ts'
import { type Fields, membersOf, near, ownOf, wakesAt } from './states.ts'

/**
 * Private state is compared only where the source has it: `available` while the barrier is loaded, the end of a batch
 * in a handler. The specs keep `kept` only where handlers throw or callers take; elsewhere it follows from the gate.
 */
export const consumer: ReadingOf = {
  view({ kept, takes: _, leaves, ...rest }, { modulus, position, constants }) {
    const isTaking = constants.get('Takes') === true
    const keeps = (isTaking || constants.get('Throws') === true) && kept !== undefined
    const held: Fields = {
      ...(keeps ? { kept } : {}),
      ...(isTaking && leaves !== undefined ? { leaves } : {}),
    }
    // TLC prints the fields of a record in an order of its own.
    const { waits = false, limit = 0, ...others } = rest as Fields
    const fields: Fields = { ...others, waits, limit, ...held }
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

  decisions(action, before, after, { constants, modulus }) {
    if (action === 'EndRead') return [before.next === after.next ? { throws: true } : {}]
    if (action === 'EndFlush') return [after.pc === 'Advance' ? {} : { throws: true }]
    if (action === 'Advance' && before.pc !== 'Advance')
      return [{ n: near(Number(before.kept), { value: Number(after.kept), modulus }) - Number(before.kept) }]
    return action === 'BeginPoll' || action === 'BeginTake' ? pollsTo(after, constants) : [{}]
  },

  held: () => null,
  shift: () => 0,
}

/** The calls of a reader's methods that lead to its state `after`. */
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
