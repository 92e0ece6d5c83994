// What an event carries, and how the thread that receives it proves that it got every one, in order.

/** The payload of the event with that number: 32 bits, another for each of 2^32 events in a row. */
export function payloadOf(sequence: number): number {
  return Math.imul(sequence, 0x9e3779b1)
}

/** Adds an event to a checksum. Its place counts: an event that is lost, repeated, stale or swapped shows. */
export function addTo(checksum: number, payload: number): number {
  return (Math.imul(checksum, 31) + payload) | 0
}

/** How many senders a payload can tell apart. */
const SENDERS = 4

/** The payload of a sender's event; its lowest bits are the sender, since those of the factor are 01. */
export function payloadFrom(sender: number, event: number): number {
  return payloadOf(SENDERS * event + sender)
}

/** Who sent a payload, from 0 to 3. */
export function senderOf(payload: number): number {
  return payload & (SENDERS - 1)
}

/** Adds an event to a checksum that knows no order: not linear, or errors of neighbours cancel each other. */
export function addUnordered(checksum: number, payload: number): number {
  return (checksum + Math.imul(payload, payload ^ (payload >>> 15))) | 0
}

/**
 * Compares a checksum with that of `events` events of a sender from his event `first` on.
 *
 * @throws {Error} if it is another
 */
export function verifyFrom(
  sender: number,
  checksum: number | undefined,
  first: number,
  events: number,
  add = addTo,
): void {
  let wanted = 0
  for (let event = first; event < first + events; event++) wanted = add(wanted, payloadFrom(sender, event))
  if (checksum === wanted) return
  const which = `sender ${sender}, events ${first} … ${first + events - 1}`
  throw new Error(`wrong checksum of ${which}: ${checksum}, should be ${wanted}`)
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
