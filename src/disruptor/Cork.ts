// Shows together what is published one by one. Twin: spec/disruptor/Cork.tla; its methods have the names of its actions.
import type { WaitOptions } from '../core/deadline.ts'
import type { Sequencer } from '../core/Sequencer.ts'
import { atEndOfTurn } from './host.ts'
import type { Voids } from './Voids.ts'

/** What publishing needs of a producer, and what a cork puts in its place. */
export type Outlet = Pick<Sequencer, 'claim' | 'tryClaim' | 'publish' | 'giveBack' | 'leave' | 'close'>

/**
 * A window of claimed sequences: what is written into it is published once it is full, or settled.
 *
 * It waits for room only with an empty window, since readers have to pass what is open before they make room. A window
 * doubles each time it is used up, to `most`, and halves each time it is not: beside other producers, what is not used
 * may have to be published as void.
 */
export class Cork implements Outlet {
  readonly #sequencer: Sequencer
  readonly #voids: Voids
  readonly #most: number
  /** How many sequences the next window has. */
  #size = 1
  /** The first unpublished sequence, the first that is not written, and the last of the window; empty: `last < first`. */
  #first = 0
  #next = 0
  #last = -1
  #isDue = false
  readonly #endTurn = (): void => {
    this.#isDue = false
    this.settle()
  }

  constructor(sequencer: Sequencer, voids: Voids, most: number) {
    this.#sequencer = sequencer
    this.#voids = voids
    this.#most = most
  }

  claim(n: number, options?: WaitOptions): number {
    if (this.#fits(n)) return this.#next
    return this.#tryClaim(n) ?? this.#openTo(this.#sequencer.claim(n, options), n)
  }

  tryClaim(n: number): number | undefined {
    if (this.#fits(n)) return this.#next
    const window = this.#tryClaim(n)
    if (window !== undefined) return window
    const first = this.#sequencer.tryClaim(n)
    return first === undefined ? undefined : this.#openTo(first, n)
  }

  /** Spec: `Write`, once its caller has written these sequences. */
  publish(_: number, last: number): void {
    this.#next = last + 1
    if (last < this.#last) return
    this.#show()
    this.#size = Math.min(2 * this.#size, this.#most)
  }

  /** What was not written stays in the window, for the next events. */
  giveBack(): boolean {
    return true
  }

  leave(): void {
    this.settle()
    this.#sequencer.leave()
  }

  close(): void {
    this.settle()
    this.#sequencer.close()
  }

  /** Empties the window. To show comes first: what is given back is all that is unpublished. Spec: `Settling`. */
  settle(): void {
    this.#show()
    if (this.#last < this.#first) return
    this.#release()
    this.#size = Math.ceil(this.#size / 2)
  }

  #fits(n: number): boolean {
    return this.#next + n - 1 <= this.#last && n >= 1 && Number.isInteger(n)
  }

  #tryClaim(n: number): number | undefined {
    this.settle()
    if (n >= this.#size) return undefined
    const first = this.#sequencer.tryClaim(this.#size)
    return first === undefined ? undefined : this.#openTo(first, this.#size)
  }

  #openTo(first: number, n: number): number {
    this.#first = this.#next = first
    this.#last = first + n - 1
    if (!this.#isDue) atEndOfTurn(this.#endTurn)
    this.#isDue = true
    return first
  }

  #show(): void {
    if (this.#first === this.#next) return
    this.#sequencer.publish(this.#first, this.#next - 1)
    this.#first = this.#next
  }

  #release(): void {
    if (!this.#sequencer.giveBack()) this.#void()
    this.#last = this.#first - 1
  }

  #void(): void {
    this.#voids.mark(this.#first, this.#last)
    this.#sequencer.publish(this.#first, this.#last)
  }
}
