// Follows a tour with a port: a script at a time, each line compared.
import type { Tour } from '../core/tour.ts'
import type { Arrival, Line, Script } from '../harness/tour/tour.ts'
import { GarbageError } from './errors.ts'
import { type Difference, Judge } from './judge.ts'
import { Port, type PortOptions } from './port.ts'
import { openingOf, parseAnswer, stepOf } from './protocol.ts'

/** Where a port diverges: after line `line` of `script`, or at its start, which is line -1. */
export interface Divergence extends Difference {
  readonly script: number
  readonly line: number
}

/** A tour that a port has followed from a start. */
export interface Followed {
  readonly model: string
  readonly start: number
  /** The lines that it took. */
  readonly steps: number
  readonly divergence: Divergence | null
}

/** What `followTour` may be given. */
export interface FollowOptions extends PortOptions {
  /** The number of the only script to follow. */
  readonly only?: number | undefined
  /** Called after each script with its number. */
  readonly onScript?: (script: number) => void
}

/**
 * Follows a tour with a fresh process of a port, up to the first divergence.
 *
 * @param start a multiple of the size
 * @throws {PortError} if the port hangs, dies, or answers what is no answer
 */
export async function followTour(tour: Tour, start: number, options: FollowOptions): Promise<Followed> {
  const port = await Port.start(options)
  try {
    const { steps, divergence } = await followScripts(port, tour, start, options)
    await (divergence ? port.hearOut() : port.end())
    return { model: tour.model, start, steps, divergence }
  } finally {
    await port.close()
  }
}

async function followScripts(port: Port, tour: Tour, start: number, { only, onScript }: FollowOptions) {
  let steps = 0
  for (const [number, script] of tour.scripts.entries()) {
    if (only !== undefined && only !== number) continue
    const { line, difference } = await followScript(new Dialogue(port, tour, start), script, number)
    if (difference)
      return { steps: steps + Math.max(line, 0), divergence: { script: number, line, ...difference } }
    steps += script.length
    onScript?.(number)
  }
  return { steps, divergence: null }
}

/** All lines of the script are sent at once: a port that reads them one by one need not wait for the next. */
async function followScript(dialogue: Dialogue, script: Script, number: number) {
  const sending = dialogue.send(script)
  for (const [line, arrival] of [dialogue.initial, ...script].entries()) {
    const at =
      line === 0 ? `at the start of script ${number}` : `to ${number}:${line - 1}, ${sayStep(arrival)}`
    const difference = await dialogue.compare(arrival, at)
    if (difference) return { line: line - 1, difference }
  }
  await sending
  return { line: script.length, difference: null }
}

function sayStep(arrival: Arrival | Line): string {
  return 'action' in arrival ? `${arrival.action} of thread ${arrival.thread}` : 'the start'
}

/** What is said about one script. */
class Dialogue {
  readonly initial: Arrival
  readonly #port: Port
  readonly #tour: Tour
  readonly #start: number
  readonly #judge: Judge

  constructor(port: Port, tour: Tour, start: number) {
    this.initial = tour.initial
    this.#port = port
    this.#tour = tour
    this.#start = start
    this.#judge = new Judge(tour, start)
  }

  async send(script: Script): Promise<void> {
    await this.#port.send([openingOf(this.#tour, this.#start), ...script.map(stepOf)])
  }

  async compare(arrival: Arrival | Line, at: string): Promise<Difference | null> {
    const line = await this.#port.answer(at)
    const answer = parseAnswer(line, this.#tour)
    if (typeof answer === 'string') throw new GarbageError(at, line, answer)
    if (!('error' in answer)) return this.#judge.differenceOf(arrival, answer)
    return { what: 'the step', spec: sayStep(arrival), port: answer.error }
  }
}
