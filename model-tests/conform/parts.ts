// Which parts of a ring a tour needs: a port of some parts follows the tours that need no others.
import type { TourHead } from '../core/tour.ts'

/** The parts of a ring, from the first that is ported to the last. */
export const PARTS = [
  'single',
  'multi',
  'follow',
  'throws',
  'flush',
  'take',
  'pool',
  'wait',
  'timeout',
  'close',
  'fail',
] as const

export type PartOfRing = (typeof PARTS)[number]

/** What each part is, for the help of the command. */
export const SAYS: Readonly<Record<PartOfRing, string>> = {
  single: 'one producer, and consumers',
  multi: 'several producers',
  follow: 'consumers that follow others',
  throws: 'handlers that throw',
  flush: 'a flush, called for what a handler has kept when it throws',
  take: 'ranges that are taken, and advanced over later',
  pool: 'workers that share the events of a consumer',
  wait: 'calls that park and are woken',
  timeout: 'calls that time out',
  close: 'a ring that is closed',
  fail: 'a ring that fails after a crash',
}

/** The parts that a tour needs, in the order of `PARTS`. */
export function needsOf(head: TourHead): PartOfRing[] {
  const { producers, consumers, pools, callers, closers, supervisors } = head
  const needs: Readonly<Record<PartOfRing, boolean>> = {
    single: producers === undefined,
    multi: producers !== undefined,
    follow: Object.values(consumers).some((upstream) => upstream.length > 0),
    throws: callers.throws,
    flush: callers.flushes === true,
    take: callers.takes === true,
    pool: pools !== undefined,
    wait: callers.spins !== null,
    timeout: callers.timed,
    close: closers !== undefined || callers.habits.includes('close'),
    fail: supervisors !== undefined,
  }
  return PARTS.filter((part) => needs[part])
}
