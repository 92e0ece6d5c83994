// The clock of a latency sample: every message is scheduled to leave at a fixed time, however late it does.
import { latencyOf } from './histogram.ts'
import type { Latency } from './task.ts'

/**
 * Messages at a fixed rate, each timed from when it was scheduled to leave.
 *
 * Timed from when it was sent, a sender delayed by a late answer would hide that delay. A schedule avoids this
 * coordinated omission.
 */
export class Schedule {
  /** all messages, including those that warm up */
  readonly messages: number
  /** milliseconds between messages */
  readonly #gap: number
  /** when the first message is due, by `performance.now` */
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

  /** Whether the next message is due; if so, it counts as sent. */
  send(): boolean {
    const due = !this.allSent && performance.now() >= this.#begun + this.#sent * this.#gap
    if (due) this.#sent++
    return due
  }

  /** Records the answer to the oldest unanswered message. */
  answer(): void {
    const due = this.#begun + this.#answered * this.#gap
    this.#latencies[this.#answered++] = performance.now() - due
  }

  /**
   * The latencies of the last `messages` messages; the histogram is built only now, since that takes longer than a
   * trip.
   */
  toLatency(messages: number): Latency {
    return latencyOf(this.#latencies.subarray(-messages).map((milliseconds) => milliseconds * 1e6))
  }
}
