// Events of 32 bytes, whatever carries them: each side writes or reads all of it.
import { type Draft, type Event, struct } from 'ringproof'
import { payloadOf } from './payload.ts'
import { phasesOf, type WideTask } from './task.ts'

/** As a struct: 8 + 8 + 8 + 4 + 4 bytes. */
export const Wide = struct({ id: 'int53', time: 'f64', price: 'f64', quantity: 'u32', flags: 'i32' })

/** As words of an Int32Array. */
export const WORDS = 8

/** As an object of a message. */
export interface WideObject {
  readonly id: number
  readonly time: number
  readonly price: number
  readonly quantity: number
  readonly flags: number
}

/** The slots of a ring; with these events they fit a second-level cache. */
export const SIZE = 2 ** 13

/** The exclusive or of all fields is the payload: a field that is lost, stale or torn changes it. */
export function writeWide(draft: Draft<typeof Wide>, sequence: number): void {
  const payload = payloadOf(sequence)
  draft.id = sequence
  draft.time = sequence
  draft.price = payload
  draft.quantity = payload >>> 0
  draft.flags = payload
}

export function readWide(event: Event<typeof Wide>): number {
  return event.flags ^ event.quantity ^ event.price ^ (event.time - event.id)
}

/** The object of a sequence. */
export function wideObject(sequence: number): WideObject {
  const payload = payloadOf(sequence)
  return { id: sequence, time: sequence, price: payload, quantity: payload >>> 0, flags: payload }
}

export function readObject({ id, time, price, quantity, flags }: WideObject): number {
  return flags ^ quantity ^ price ^ (time - id)
}

/** The phases of a sample. */
export function widePhases({ events, batch }: WideTask): number[] {
  return phasesOf(events, batch)
}
