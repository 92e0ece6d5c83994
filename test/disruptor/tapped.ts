// The source of taps, one access at a time: a writer and a reader whose steps the caller interleaves.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transform as stripped } from 'esbuild'
import { transform } from '../../model-tests/harness/stepper/transform.ts'
import { type Pending, withinSource } from '../../model-tests/harness/stepper/yields.ts'
import * as shown from '../../src/core/shown.ts'
import type * as tap from '../../src/disruptor/Tap.ts'
import * as slots from '../../src/events/Slots.ts'
import { type AnyEvent, createSlots, struct } from '../../src/index.ts'

const FILE = join(import.meta.dirname, '../../src/disruptor/Tap.ts')
const SOURCE = await readFile(FILE, 'utf8')

/** An edit of the source: this text, which must be there, becomes that. */
export type Edit = readonly [from: string, to: string]

/** Loads the source with each access a step, and with these edits. */
export async function loadTap(edits: readonly Edit[] = []): Promise<typeof tap> {
  const source = edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the source has no ${from}`)
    return text.replace(from, to)
  }, SOURCE)
  const { code } = await stripped(transform(FILE, source), { loader: 'ts', format: 'cjs', target: 'es2022' })
  const module = { exports: {} as typeof tap }
  const require = (path: string): object => (path.endsWith('shown.ts') ? shown : slots)
  new Function('module', 'require', '$within', code)(module, require, withinSource)
  return module.exports
}

type Steps<Result> = Generator<Pending, Result, number>

/** What each event holds: its number, in each of four words. */
const Numbered = struct({ a: 'u32', b: 'u32', c: 'u32', d: 'u32' })
const SLOTS = 64

/** A call of which the caller takes the steps. */
class Call<Result> {
  readonly #steps: Steps<Result>
  #next: IteratorResult<Pending, Result>

  constructor(steps: Steps<Result>) {
    this.#steps = steps
    this.#next = steps.next()
  }

  get result(): { readonly is: Result } | undefined {
    return this.#next.done ? { is: this.#next.value } : undefined
  }

  step(): void {
    if (this.#next.done) return
    const { op, args } = this.#next.value as Extract<Pending, { kind?: never }>
    const [words, ...others] = args as unknown as [Int32Array, number, number]
    this.#next = this.#steps.next((Atomics[op as 'store'] as typeof Atomics.store)(words, ...others))
  }
}

/** What goes wrong at a tap of that size, whose count begins at `from`; null if nothing does. */
export function tried(
  { tapOf, TapWriter, TapReader }: typeof tap,
  { size, from, newest, schedule }: Trial,
): string | null {
  const events = createSlots(Numbered, SLOTS)
  const memory = tapOf(Numbered as AnyEvent, size)
  const [high, low] = [Math.floor(from / 2 ** 32), from % 2 ** 32]
  new Int32Array(memory.buffer).set([high, low | 0, high])
  const bench = { events, from, put: from, returned: 0 }
  let writer = new TapWriter(memory, events as never)
  const reader = new TapReader(memory, Numbered, { newest })
  let [write, read] = [writing(writer, bench), reading(reader)]
  for (const turn of schedule) {
    if (turn === 'write') write.step()
    else if (turn === 'read') read.step()
    else {
      writer = new TapWriter(memory, events as never)
      bench.put = putOf(memory.buffer)
      write = writing(writer, bench)
    }
    if (write.result) {
      bench.put++
      write = writing(writer, bench)
    }
    if (read.result) {
      const wrong = wrongIn(read.result.is as never, reader, bench)
      if (wrong !== null) return wrong
      read = reading(reader)
    }
  }
  return null
}

/** A tap and the order of its steps; `die` puts another writer in the place of the one before. */
export interface Trial {
  readonly size: number
  readonly from: number
  readonly newest: boolean
  readonly schedule: readonly ('write' | 'read' | 'die')[]
}

interface Bench {
  readonly events: ReturnType<typeof createSlots<typeof Numbered>>
  readonly from: number
  put: number
}

function putOf(buffer: SharedArrayBuffer): number {
  const [high = 0, low = 0, again = 0] = new Int32Array(buffer)
  return (low === 0 ? high : again) * 2 ** 32 + (low >>> 0)
}

/** Writes the number of the event that is put next, as a producer would have, and puts it. */
function writing(writer: tap.TapWriter, { events, put }: Bench): Call<void> {
  const draft = events.writer().at(put)
  const is = put >>> 0
  draft.set({ a: is, b: is, c: is, d: is })
  return new Call(writer.put(put) as unknown as Steps<void>)
}

function reading(reader: tap.TapReader<typeof Numbered>): Call<unknown> {
  return new Call(reader.next() as unknown as Steps<unknown>)
}

type Found = { readonly a: number; readonly b: number; readonly c: number; readonly d: number } | undefined

function wrongIn(
  found: Found,
  { read, missed }: tap.TapReader<typeof Numbered>,
  bench: Bench,
): string | null {
  const next = read + missed
  if (next > bench.put + 1) return `read ${read} and missed ${missed} of ${bench.put}`
  // What is counted as put before the beginning was never written.
  if (!found || next <= bench.from) return null
  const is = (next - 1) >>> 0
  const { a, b, c, d } = found
  const isWhole = [a, b, c, d].every((word) => word === is)
  return isWhole ? null : `event ${next - 1} is ${a}, ${b}, ${c}, ${d}`
}
