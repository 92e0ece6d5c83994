// The clock of a latency sample: every message has a moment at which it should leave, however late it does.
import { latencyOf } from './histogram.ts'
import type { Latency } from './task.ts'

/**
 * Messages at a fixed rate, and how long each took from the moment it was meant to leave.
 *
 * A sender that is late because an earlier answer was would hide the wait if it were timed from when it sent.
 * This is the coordinated omission that a schedule avoids.
 */
export class Schedule {
  /** Messages in all, those that warm up included. */
  readonly messages: number
  /** Milliseconds from one message to the next. */
  readonly #gap: number
  /** When the first message is due, by `performance.now`. */
  readonly #begun: number
  readonly #latencies: Float64Array
  #sent = 0
  #answered = 0

  constructor(rate: number, messages: number) {
    this.messages = messages
    this.#gap = 1000 / rate
    this.#latencies = new Float64Array(messages)
    this.#begun = performance.now() + this.#gap
  }

  get allSent(): boolean {
    return this.#sent === this.messages
  }

  get allAnswered(): boolean {
    return this.#answered === this.messages
  }

  /** Whether the next message should leave by now; if so, it counts as sent. */
  send(): boolean {
    const due = !this.allSent && performance.now() >= this.#begun + this.#sent * this.#gap
    if (due) this.#sent++
    return due
  }

  /** Notes that the oldest message without an answer has been answered. */
  answer(): void {
    const due = this.#begun + this.#answered * this.#gap
    this.#latencies[this.#answered++] = performance.now() - due
  }

  /** The latencies of the last so many, put into a histogram only now: that takes longer than a trip. */
  toLatency(messages: number): Latency {
    return latencyOf(this.#latencies.subarray(-messages).map((milliseconds) => milliseconds * 1e6))
  }
}
