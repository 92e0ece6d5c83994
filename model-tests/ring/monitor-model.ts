// The snapshots that a monitor must give of a ring whose every event is known: plain counts.
import { createRing, type Ring, type Sequencer } from '../../src/index.ts'

/** A ring of several producers, two consumers one after the other, and a pool, all on one thread. */
export class Known {
  readonly ring: Ring
  readonly #producers: readonly Sequencer[]
  readonly #readers: Readonly<Record<string, { poll(handler: () => void, limit: number): number }>>
  /** What each producer holds, from the first to the last. */
  readonly #open: ([first: number, last: number] | undefined)[]
  readonly #published = new Set<number>()
  readonly handled: Record<string, number> = { work: 0, after: 0, jobs: 0 }
  #claimed = 0

  constructor(size: number, start: number, producers: readonly string[], create = createRing) {
    const consumers = { work: [], after: ['work'], jobs: [] }
    const ring = create<string, string>({ size, start, producers, consumers, pools: ['jobs'] })
    this.ring = ring
    this.#producers = producers.map((name) => ring.producer(name))
    const [work, after, jobs] = [ring.consumer('work'), ring.consumer('after'), ring.pool('jobs')]
    this.#readers = { work, after, jobs }
    this.#open = producers.map(() => undefined)
  }

  /** The number of events published without a gap. */
  get published(): number {
    let published = 0
    while (this.#published.has(published)) published++
    return published
  }

  /** The number of events that each producer holds. */
  get open(): Readonly<Record<string, number>> {
    const { producers } = this.ring.handle
    return Object.fromEntries(
      producers.map((name, p): [string, number] => {
        const [first, last] = this.#open[p] ?? [0, -1]
        return [name, last - first + 1]
      }),
    )
  }

  /** Claims as many as it can, or publishes one of those claimed. */
  produce(p: number, n: number): void {
    const producer = this.#producers[p % this.#producers.length]!
    const open = this.#open[p % this.#producers.length]
    const { start, size } = this.ring.handle
    if (open) {
      producer.publish(open[0] + start, open[0] + start)
      this.#published.add(open[0])
      this.#open[p % this.#producers.length] = open[0] < open[1] ? [open[0] + 1, open[1]] : undefined
      return
    }
    const first = producer.tryClaim(Math.min(n, size))
    if (first === undefined) return
    this.#open[p % this.#producers.length] = [first - start, first - start + Math.min(n, size) - 1]
    this.#claimed = first - start + Math.min(n, size)
  }

  read(name: string, limit: number): void {
    this.handled[name] = (this.handled[name] ?? 0) + (this.#readers[name]?.poll(() => {}, limit) ?? 0)
  }

  /** The positions that the ring must have. */
  positions() {
    const { start, producers } = this.ring.handle
    const firstAfterGap = Math.min(...[...this.#published].filter((event) => event > this.published))
    return {
      state: 'open',
      handled: Object.fromEntries(
        Object.entries(this.handled).map(([name, many]) => [name, start + many - 1]),
      ),
      published: start + this.published - 1,
      ...(Number.isFinite(firstAfterGap) ? { firstAfterGap: start + firstAfterGap } : {}),
      claimed: start + this.#claimed - 1,
      open: this.open,
      producers: Object.fromEntries(producers.map((name) => [name, 'taken'])),
      consumers: { work: 'taken', after: 'taken', jobs: 'none' },
    }
  }

  /** The snapshot that a monitor must give, except for its times. */
  expected() {
    const { start, size, producers } = this.ring.handle
    const { published, open } = this
    const claimed = this.#claimed
    const least = Math.min(...Object.values(this.handled))
    const depth = claimed - least
    const slow = ['work', 'after', 'jobs'].find((name) => this.handled[name] === least)
    const isHole = [...this.#published].some((event) => event > published)
    const suspects = producers.filter((name) => open[name] !== 0)
    const missing = start + published
    return {
      state: 'open',
      depth,
      lag: Object.fromEntries(Object.entries(this.handled).map(([name, many]) => [name, published - many])),
      published: start + published - 1,
      open,
      room: depth < size ? { kind: 'free', slots: size - depth } : { kind: 'none', slow },
      reading: isHole
        ? { kind: 'hole', missing, behind: claimed - published - 1, suspects }
        : { kind: depth === 0 ? 'idle' : 'busy' },
    }
  }
}

/** A snapshot without its times. */
export function timeless(snapshot: object): object {
  return JSON.parse(
    JSON.stringify(snapshot, (key, value) => (key === 'at' || key === 'since' ? undefined : value)),
  )
}
