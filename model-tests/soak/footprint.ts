// What a process holds once all that can be collected is.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** In bytes. */
export interface Footprint {
  /** Pages of the process: those of its threads as well, and what the allocator keeps of what was freed. */
  readonly rss: number
  /** Objects of this thread, and what they hold outside of its heap. */
  readonly held: number
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Twice: what the first collection has let go may be held by what only the second finds. */
export function footprint(): Footprint {
  collect()
  collect()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  return { rss, held: heapUsed + external + arrayBuffers }
}

const MEGABYTE = 2 ** 20
/** Rings after which code is compiled, and threads' memory has been given back and taken again. */
const WARM = 2
/** So many rings at each end are compared, at most: the least of the one with the least of the other. */
const WINDOW = 10
/** Fewer rings say nothing. */
const LEAST_RINGS = WARM + 6

/** What code that is compiled late, and what Node keeps of a thread that is gone, may come to: some and some a ring. */
const HELD = 2 * MEGABYTE
const HELD_A_RING = 1024

/**
 * By how much more may be held after so many rings. The words, slots and counts of a ring are 8 kB in the mean of those
 * that are drawn, eight times what is allowed for it, and a thread that goes on holds more than 2 MB: so of a few
 * hundred rings nothing can be left, and of a few dozen no thread. Pages are counted coarser: which of them are given
 * back depends on which threads ran at once.
 */
export function boundsOf(rings: number): Footprint {
  return { rss: 64 * MEGABYTE, held: HELD + rings * HELD_A_RING }
}

/** Whether memory is flat; keeps what it needs of the first rings and the last, and nothing in between. */
export class Flatness {
  readonly #first: Footprint[] = []
  readonly #last: Footprint[] = []
  #rings = 0

  add(found: Footprint): void {
    this.#rings++
    if (this.#rings <= WARM) return
    if (this.#first.length < WINDOW) this.#first.push(found)
    this.#last.push(found)
    if (this.#last.length > WINDOW) this.#last.shift()
  }

  /** By how much it has grown; null if there were too few rings to say. */
  get growth(): Footprint | null {
    if (this.#rings < LEAST_RINGS) return null
    const apart = Math.min(WINDOW, Math.floor((this.#rings - WARM) / 2))
    const [first, last] = [least(this.#first.slice(0, apart)), least(this.#last.slice(-apart))]
    return { rss: last.rss - first.rss, held: last.held - first.held }
  }

  /** What has grown more than it may, a sentence each. */
  wrongs(): string[] {
    const { growth } = this
    if (growth === null) return []
    const [bounds, kinds] = [boundsOf(this.#rings), ['rss', 'held'] as const]
    return kinds.flatMap((kind) =>
      growth[kind] <= bounds[kind]
        ? []
        : `memory (${kind}) has grown by ${megabytes(growth[kind])} MB over ${this.#rings} rings, allowed: ${megabytes(bounds[kind])} MB`,
    )
  }
}

function least(found: readonly Footprint[]): Footprint {
  return {
    rss: Math.min(...found.map(({ rss }) => rss)),
    held: Math.min(...found.map(({ held }) => held)),
  }
}

export function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1)
}
