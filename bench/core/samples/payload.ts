// What an event carries, and how the thread that receives it proves that it got every one, in order.

/** The payload of the event with that number: 32 bits, another for each of 2^32 events in a row. */
export function payloadOf(sequence: number): number {
  return Math.imul(sequence, 0x9e3779b1)
}

/** Adds an event to a checksum. Its place counts: an event that is lost, repeated, stale or swapped shows. */
export function addTo(checksum: number, payload: number): number {
  return (Math.imul(checksum, 31) + payload) | 0
}

/**
 * Compares a checksum with that of `events` events from `first` on.
 *
 * @throws {Error} if it is another
 */
export function verify(checksum: number, first: number, events: number): void {
  let wanted = 0
  for (let s = first; s < first + events; s++) wanted = addTo(wanted, payloadOf(s))
  if (checksum === wanted) return
  throw new Error(
    `wrong checksum of events ${first} … ${first + events - 1}: ${checksum}, should be ${wanted}`,
  )
}
