// Reads the workers of spec/core/WorkPool.tla, and the words of their pool.
import { pollsTo } from './Consumer.ts'
import { half, type ReadingOf, type WordOf } from './reading.ts'
import { ahead, type Fields, numbersOf, ownOf, pick, waitsAt } from './states.ts'

/** Where a worker knows its ticket only modulo the word. */
const BY_WORD: ReadonlySet<unknown> = new Set([
  ...['LoadCursor', 'Probe', 'LoadUpstream', 'Take', 'LoadDone'],
  'LoadFinal',
])

/** After these steps it knows its sequence, or has compared nothing. */
const STILL: ReadonlySet<string> = new Set(['LoadDone', 'BeginWork', 'Expire'])

/**
 * A worker knows only the word of a ticket while it waits for that event, and after a poll that left it for the next
 * call.
 */
function byWord(own: Fields, modulus: number): boolean {
  if (BY_WORD.has(own.pc)) return true
  const isLeft = own.pc === 'Idle' && own.confirmed === false
  return (waitsAt(own) || isLeft) && holdsSome(own, modulus)
}

function holdsSome({ taken, next }: Fields, modulus: number): boolean {
  return ahead(Number(taken), Number(next), modulus) >= 0
}
const BUSY: ReadonlySet<unknown> = new Set(['BeginTask', 'EndTask', 'Finish'])
const AT_THE_FRONT: ReadonlySet<unknown> = new Set(['Finish', 'MoveGate', 'Arrive', 'Bump', 'Notify'])

/** The words that a pool adds to those of a ring. */
export function poolWords({ take, done }: Fields, modulus: number, size: number): WordOf[] {
  return [
    { name: 'take', factor: 2, value: 2 * Number(take), modulus: 2 * modulus, first: 0 },
    ...numbersOf(done).map((value, slot) => ({
      name: `done ${slot}`,
      factor: 2 / size,
      value,
      modulus: (2 * modulus) / size,
      first: slot === 0 ? 1 : 0,
    })),
  ]
}

export const worker: ReadingOf = {
  byWord,

  view(fields, { modulus, position, held }) {
    const at = held ?? position
    const own = ownOf(fields, (value) => at + ahead(value, at, modulus))
    const holds = ahead(Number(fields.taken), Number(fields.next), modulus) >= 0
    const called = fields.pc === 'Idle' ? [] : ['limit', 'waits']
    if (waitsAt(fields)) return pick(own, holds ? ['next'] : [])
    if (BY_WORD.has(fields.pc))
      return pick(own, [...called, 'next', ...(fields.pc === 'Take' ? ['last'] : []), ...availableAt(fields)])
    if (AT_THE_FRONT.has(fields.pc)) return pick(own, [...called, 'front', ...(holds ? ['taken'] : [])])
    if (fields.pc === 'Idle') return holds ? pick(own, ['next', 'taken']) : {}
    if (fields.pc === 'LoadTake') return pick(own, called)
    return {
      ...pick(own, [...called, 'next']),
      ...(BUSY.has(fields.pc) ? { endOfBatch: fields.next === fields.last } : {}),
    }
  },

  decisions(action, before, after, { constants }) {
    if (action === 'EndTask') return [after.pc === 'Finish' ? {} : { throws: true }]
    return before.pc === 'Idle' ? pollsTo(after, constants) : [{}]
  },

  held({ action, after, words, held, shift, at, modulus }) {
    if (!byWord(after, modulus)) return null
    const take = half(words[at.take ?? 0])
    if (action === 'LoadTake') return take
    const failed = action === 'Take' && ahead(Number(after.taken), Number(after.next), modulus) < 0
    return failed ? take - shift : held
  },

  shift(step) {
    const { action, before, words, held, modulus, state, at, size } = step
    if (held === null || STILL.has(action)) return 0
    const next = Number(before.next)
    const own = state.words as Fields
    if (action === 'Take') {
      const take = half(words[at.take ?? 0])
      return take - held - ahead(take, held, modulus)
    }
    if (waitsAt(before)) return 0
    if (action === 'LoadFinal') {
      const final = half(words[at.final ?? 0])
      return final - held - ahead(final, held, modulus)
    }
    if (action === 'LoadCursor') {
      return half(words[0]) - (held - 1) - ahead(Number(own.cursor), next - 1, modulus)
    }
    if (action === 'LoadUpstream') {
      const u = Math.min(...numbersOf(before.unread))
      const from = held + ahead(Number(before.available), next, modulus)
      const gate = numbersOf(own.gate)[u - 1] ?? 0
      return half(words[at[`gate c${u}`] ?? 0]) - from - ahead(gate, Number(before.available), modulus)
    }
    const sequence = held + ahead(Number(before.available), next, modulus) + 1
    const slot = ((sequence % size) + size) % size
    const stamped = half(words[at[`lap ${slot}`] ?? 0]) * size + slot
    return stamped - sequence - ahead(stamped, sequence, modulus)
  },
}

function availableAt({ pc }: Fields): string[] {
  return pc === 'Probe' || pc === 'LoadUpstream' ? ['available'] : []
}
