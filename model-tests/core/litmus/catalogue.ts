// All programs. Each with a forbidden outcome has a broken version that shows it, which proves that the harness can
// see it.
import { OutcomesError } from '../../harness/litmus/errors.ts'
import { BUFFERING } from './buffering.ts'
import { LIFECYCLE } from './Lifecycle.ts'
import { MULTI_PRODUCER } from './MultiProducer.ts'
import type { Program } from './program.ts'
import { SIGNAL } from './Signal.ts'
import { SINGLE_PRODUCER } from './SingleProducer.ts'
import { SHIPPED } from './shipped.ts'
import { WORK_POOL } from './WorkPool.ts'

export const PROGRAMS: readonly Program[] = [
  ...SINGLE_PRODUCER,
  ...MULTI_PRODUCER,
  ...WORK_POOL,
  ...SIGNAL,
  ...LIFECYCLE,
  ...BUFFERING,
  ...SHIPPED,
]

/** @throws {OutcomesError} if no program has that name */
export function programOf(name: string): Program {
  const program = PROGRAMS.find((each) => each.name === name)
  if (program) return program
  throw new OutcomesError(
    'ERR_OUTCOMES_PROGRAM',
    `no program is called "${name}"; known: ${PROGRAMS.map((each) => each.name).join(', ')}`,
  )
}

/**
 * The programs of these names with their broken versions; all programs if there are no names.
 *
 * @throws {OutcomesError} if no program has one of the names
 */
export function select(names: readonly string[]): readonly Program[] {
  if (names.length === 0) return PROGRAMS
  const wanted = names.map(programOf)
  return PROGRAMS.filter((each) => wanted.includes(each) || (each.broken && names.includes(each.broken.of)))
}
