// How a consumer of the core handles messages: a batch that ends within one ends in an error, and with that no gate
// advances; the next call continues with the same slot.
import type { Handler, Message } from '../../src/index.ts'

/** A batch has ended within a message. */
export class NotYet extends Error {}

/** Calls back once for each message, when its last slot is there. */
export function whole(reader: Message, handle: (found: Message) => void): Handler {
  let [first, next] = [-1, -1]
  return (sequence, endOfBatch) => {
    if (sequence >= next) [first, next] = [sequence, reader.at(sequence).next]
    if (sequence === next - 1) handle(reader.at(first))
    else if (endOfBatch) throw new NotYet()
  }
}
