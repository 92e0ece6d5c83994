// What must hold for marks of void events, compared with a set of sequences.
import fc from 'fast-check'
import type { Layer } from './load.ts'

/** Claimed sequences, one behind the other, and whether they are void. */
const programs = fc.record({
  log: fc.nat({ max: 5 }),
  start: fc.constantFrom(0, 3, 2 ** 31 - 2, 2 ** 32 - 1, 2 ** 53 - 2 ** 12),
  calls: fc.array(fc.record({ n: fc.nat({ max: 31 }), isVoid: fc.boolean() }), { maxLength: 60 }),
})

/**
 * Two threads' views of the same marks, in turns: what one marks or clears, the other finds.
 *
 * @returns what is wrong, or null
 */
export function judgeMarks({ Voids }: Layer, parameters: fc.Parameters<unknown>): string | null {
  const property = fc.property(programs, ({ log, start, calls }) => {
    const size = 2 ** log
    const one = new Voids(size)
    const views = [one, new Voids(size, one.buffer)]
    const model = new Map<number, boolean>()
    let [next, voids] = [start, 0]
    for (const [c, { n, isVoid }] of calls.entries()) {
      const [first, last] = [next, next + (n % size)]
      if (isVoid) views[c % 2]!.mark(first, last)
      else views[c % 2]!.clear(first, last)
      for (let sequence = first; sequence <= last; sequence++) model.set(sequence, isVoid)
      next = last + 1
      voids += isVoid ? next - first : 0
      for (const view of views) check(view, { model, from: Math.max(start, next - size), next, voids })
    }
  })
  const { failed, seed, counterexample, errorInstance } = fc.check(property, {
    endOnFailure: true,
    ...parameters,
  })
  if (!failed) return null
  return `RINGPROOF_SEED=${seed}: ${(errorInstance as Error | null)?.message}\n${fc.stringify(counterexample)}`
}

interface Wanted {
  readonly model: ReadonlyMap<number, boolean>
  readonly from: number
  readonly next: number
  readonly voids: number
}

/** The slots of a ring hold its last sequences. */
function check(view: InstanceType<Layer['Voids']>, { model, from, next, voids }: Wanted): void {
  if (view.count !== voids) throw new Error(`counts ${view.count} of ${voids} void events`)
  for (let sequence = from; sequence < next; sequence++) {
    const is = view.has(sequence)
    if (is !== model.get(sequence)) throw new Error(`sequence ${sequence} is ${is ? '' : 'not '}void`)
  }
}
