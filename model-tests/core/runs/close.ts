// When a thread closes its ring, and how the others let it.
import { real } from './crash.ts'
import { ACCEPTED, claimsAt } from './memory.ts'
import type { Closing, Task } from './task.ts'

/** This many events after the ring should be closed, all threads but its closer wait for that. */
const ENOUGH = 10_000

export class Closer {
  /** Whether this thread still has to close the ring while it claims. */
  isDue: boolean
  readonly closesAtItsEnd: boolean
  readonly #closing: Closing | undefined
  readonly #claims: Int32Array
  readonly #word = new Int32Array(new SharedArrayBuffer(4))

  constructor({ thread, closing, memory }: Task) {
    this.#closing = closing
    const isMine = closing?.thread === thread
    this.isDue = isMine && closing.after !== null
    this.closesAtItsEnd = isMine && closing.after === null
    this.#claims = new Int32Array(memory.claims)
  }

  /** Whether enough events were accepted for this thread to close the ring. */
  isTime(): boolean {
    return this.isDue && this.#accepted() >= (this.#closing?.after ?? 0)
  }

  close(close: () => void): void {
    this.isDue = false
    for (let turn = 0; turn < (this.#closing?.turns ?? 0); turn++);
    close()
  }

  /** Calls of some ways may starve beside producers that claim for ever: then the ring would never be closed. */
  isLate(): boolean {
    const after = this.#closing?.after ?? null
    return after !== null && this.#accepted() >= after + ENOUGH
  }

  await(isOver: () => boolean): void {
    while (!isOver()) real.wait(this.#word, 0, 0, 1)
  }

  #accepted(): number {
    let sum = 0
    for (let at = claimsAt(0, ACCEPTED); at < this.#claims.length; at += claimsAt(1, 0))
      sum += real.load(this.#claims, at)
    return sum
  }
}
