// The books of a ring: which events were accepted, published and handled. None may be lost, doubled, out of order, or of
// nobody.

/** Judges what a reader handles: events count up in each row, which is a producer's, or the whole ring's. */
export class Order {
  /** the next event of each row */
  readonly next: number[]
  readonly #hasGaps: boolean
  readonly #mayRepeat: () => boolean

  /**
   * @param hasGaps whether other readers may handle events in between: then they need only ascend
   * @param mayRepeat asked when the last event comes again, which a successor may do
   */
  constructor(rows: number, { first = 0, hasGaps = false, mayRepeat = () => false }: OrderOptions = {}) {
    this.next = Array<number>(rows).fill(first)
    this.#hasGaps = hasGaps
    this.#mayRepeat = mayRepeat
  }

  /** The violation, or null. */
  handle(event: number, row = 0): string | null {
    const next = this.next[row]
    if (next === undefined || !Number.isInteger(event)) return `event ${event} of ${row}, which is nobody's`
    if (event === next - 1 && this.#mayRepeat()) return null
    this.next[row] = event + 1
    const isRight = this.#hasGaps ? event >= next : event === next
    return isRight ? null : `event ${event}${this.next.length > 1 ? ` of ${row}` : ''}, next was ${next}`
  }

  /** The number of events, if they have no gaps and began at 0. */
  get count(): number {
    return this.next.reduce((sum, next) => sum + next, 0)
  }
}

export interface OrderOptions {
  readonly first?: number
  readonly hasGaps?: boolean
  readonly mayRepeat?: () => boolean
}

export interface LedgerOptions {
  readonly first?: number
  /** asked when the last event of a consumer comes again, which a successor may do */
  readonly mayRepeat?: (name: string) => boolean
}

/** What one consumer, or all workers of a pool, have handled. */
class Account {
  readonly handled: number[] = []
  readonly #seen = new Set<number>()
  readonly #order: Order | null

  constructor(order: Order | null) {
    this.#order = order
  }

  has(sequence: number): boolean {
    return this.#seen.has(sequence)
  }

  handle(sequence: number): string | null {
    const isAgain = this.#order === null && this.#seen.has(sequence)
    this.#seen.add(sequence)
    this.handled.push(sequence)
    return isAgain ? `event ${sequence}, again` : (this.#order?.handle(sequence) ?? null)
  }
}

/** The books by sequence, for threads that take turns. */
export class Ledger {
  readonly accepted = new Set<number>()
  readonly published = new Set<number>()
  readonly #accounts = new Map<string, Account>()

  /** @param isPool each consumer, and whether it is a pool, whose workers share its events in any order */
  constructor(isPool: Readonly<Record<string, boolean>>, { first = 0, mayRepeat }: LedgerOptions = {}) {
    for (const [name, pooled] of Object.entries(isPool)) {
      const order = new Order(1, { first, mayRepeat: () => mayRepeat?.(name) === true })
      this.#accounts.set(name, new Account(pooled ? null : order))
    }
  }

  accept(sequence: number): void {
    this.accepted.add(sequence)
  }

  /** A claim that was never published, and is no more. */
  giveBack(sequence: number): void {
    this.accepted.delete(sequence)
  }

  /** The violation, or null. */
  publish(sequence: number): string | null {
    if (!this.accepted.has(sequence)) return `${sequence} is published, but was not accepted`
    if (this.published.has(sequence)) return `${sequence} is published twice`
    this.published.add(sequence)
    return null
  }

  /** The violation, or null: a consumer handles events in order, a pool none twice. */
  handle(name: string, sequence: number): string | null {
    const wrong = this.#of(name).handle(sequence)
    return wrong && `${name} handled ${wrong}`
  }

  /** The sequences that a consumer or pool has handled, in that order. */
  handledBy(name: string): readonly number[] {
    return this.#of(name).handled
  }

  /** The accepted events that a consumer or pool has not handled. */
  lostBy(name: string): number[] {
    const account = this.#of(name)
    return [...this.accepted].filter((sequence) => !account.has(sequence))
  }

  /** The events that a consumer or pool has handled though nobody published them. */
  unpublishedBy(name: string): number[] {
    return this.handledBy(name).filter((sequence) => !this.published.has(sequence))
  }

  #of(name: string): Account {
    const account = this.#accounts.get(name)
    if (!account) throw new RangeError(`there is no account of ${name}`)
    return account
  }
}
