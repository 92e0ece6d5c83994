// The payload of events, and checksums that prove that the receiver got each event, in order.

/** The payload of an event: 32 bits, different for any 2^32 consecutive events. */
export function payloadOf(sequence: number): number {
  return Math.imul(sequence, 0x9e3779b1)
}

/** Adds an event to a checksum that depends on the order: a lost, repeated, stale or swapped event changes it. */
export function addTo(checksum: number, payload: number): number {
  return (Math.imul(checksum, 31) + payload) | 0
}

/** The number of senders that a payload can tell apart. */
const SENDERS = 4

/** The payload of a sender's event. Its lowest bits are the sender, since the lowest bits of the factor are 01. */
export function payloadFrom(sender: number, event: number): number {
  return payloadOf(SENDERS * event + sender)
}

/** The sender of a payload, from 0 to 3. */
export function senderOf(payload: number): number {
  return payload & (SENDERS - 1)
}

/**
 * Adds an event to a checksum that ignores the order. It is not linear, so that errors of neighbours do not cancel
 * out.
 */
export function addUnordered(checksum: number, payload: number): number {
  return (checksum + Math.imul(payload, payload ^ (payload >>> 15))) | 0
}

/**
 * Compares a checksum with that of `events` events of a sender, from event `first`.
 *
 * @throws {Error} if they differ
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
  throw new Error(`wrong checksum of ${which}: ${checksum}, expected ${wanted}`)
}

/**
 * Compares a checksum with that of `events` events from `first`.
 *
 * @throws {Error} if they differ
 */
export function verify(checksum: number, first: number, events: number): void {
  let wanted = 0
  for (let s = first; s < first + events; s++) wanted = addTo(wanted, payloadOf(s))
  if (checksum === wanted) return
  throw new Error(
    `wrong checksum of events ${first} … ${first + events - 1}: ${checksum}, expected ${wanted}`,
  )
}
