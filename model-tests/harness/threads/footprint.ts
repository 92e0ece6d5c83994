// The memory of a process after garbage collection.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** In bytes. */
export interface Footprint {
  /** Resident pages of the process, with those of its threads and those the allocator keeps after a free. */
  readonly rss: number
  /** the heap of this thread, and the memory outside that its objects hold */
  readonly held: number
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Collects twice: objects freed by the first collection may have held others that only the second finds. */
export function footprint(): Footprint {
  collect()
  collect()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  return { rss, held: heapUsed + external + arrayBuffers }
}

const MEGABYTE = 2 ** 20
/** Rings until code is compiled, and the memory of threads has been freed and reused once. */
const WARM = 2
/** Rings compared at each end, at most: the least of the last against the least of the first. */
const WINDOW = 10
/** Fewer rings are not judged. */
const LEAST_RINGS = WARM + 6

/** Allowance for late compilation, and for what Node keeps of an ended thread; and per ring. */
const HELD = 2 * MEGABYTE
const HELD_A_RING = 1024

/**
 * The allowed growth after this many rings. The words, slots and counts of a ring average 8 kB, eight times its
 * allowance, and a thread that stays holds over 2 MB. So in a few hundred rings a leak of rings shows, and in a few
 * dozen a leak of threads. The bound on resident pages is coarser: how many are returned depends on which threads ran
 * at once.
 */
export function boundsOf(rings: number): Footprint {
  return { rss: 64 * MEGABYTE, held: HELD + rings * HELD_A_RING }
}

/** Judges whether memory stays flat; stores only the first rings and the last. */
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

  /** The growth so far; null after too few rings. */
  get growth(): Footprint | null {
    if (this.#rings < LEAST_RINGS) return null
    const apart = Math.min(WINDOW, Math.floor((this.#rings - WARM) / 2))
    const [first, last] = [least(this.#first.slice(0, apart)), least(this.#last.slice(-apart))]
    return { rss: last.rss - first.rss, held: last.held - first.held }
  }

  /** The growth beyond the bounds, one sentence each. */
  wrongs(): string[] {
    const { growth } = this
    if (growth === null) return []
    const [bounds, kinds] = [boundsOf(this.#rings), ['rss', 'held'] as const]
    return kinds.flatMap((kind) =>
      growth[kind] <= bounds[kind]
        ? []
        : `memory (${kind}) has grown by ${megabytes(growth[kind])} MB over ${this.#rings} rings, ` +
          `allowed: ${megabytes(bounds[kind])} MB`,
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
