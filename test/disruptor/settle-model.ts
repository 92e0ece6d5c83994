// spec/disruptor/Settle.tla as a state and its steps; what the spec leaves to any order happens at once here.

/** What the handler does with an event: a promise of it settles by steps. */
export const KINDS = ['promise', 'plain', 'throws', 'void', 'poisonous'] as const
type Kind = (typeof KINDS)[number]

export interface Given {
  readonly size: number
  readonly start: number
  readonly concurrency: number
  readonly limit: number | undefined
  readonly retries: number
  readonly finally: 'skip' | 'halt'
  readonly abandons: boolean
  readonly kinds: readonly Kind[]
}

/** A step that is taken by the schedule; sequences are counted from the start of the ring. */
export type Step =
  | { readonly does: 'publish' }
  | { readonly does: 'close' }
  | { readonly does: 'abandon' }
  | { readonly does: 'take'; readonly n: number }
  | { readonly does: 'fulfil'; readonly sequence: number }
  | { readonly does: 'reject'; readonly sequence: number }
  | { readonly does: 'retry'; readonly sequence: number; readonly timer: number }

interface Taken {
  is: 'untaken' | 'open' | 'waiting' | 'handled' | 'skipped' | 'void' | 'stuck'
  attempts: number
  timer: number
}

/** A ring that is closed early shows little. */
const OFTEN = [1, 2, 3, 4, 5]

const LETS_GO: ReadonlySet<Taken['is']> = new Set(['handled', 'skipped', 'void'])

export class SettleModel {
  readonly #given: Given
  readonly #event: Taken[]
  #published = 0
  #closed = false
  #gate = 0
  /** The first that is open; behind it the gate stays once it is abandoned. */
  #first = 0
  #begun = 0
  #next = 0
  #halted = false
  #abandoned = false
  #pc: 'Take' | 'Finish' | 'Over' = 'Take'
  #outcome: 'halted' | 'over' | null = null
  #timers = 0
  readonly #calls: number[] = []
  readonly #reports: (readonly [number | undefined, number, string])[] = []
  readonly #counts = { handled: 0, skipped: 0, failed: 0 }
  readonly #put: number[] = []

  constructor(given: Given) {
    this.#given = given
    this.#event = given.kinds.map(() => ({ is: 'untaken', attempts: 0, timer: -1 }))
  }

  get isOver(): boolean {
    return this.#pc === 'Over'
  }

  get #isEnding(): boolean {
    return this.#halted || this.#abandoned
  }

  #those(is: Taken['is']): number[] {
    return this.#event.flatMap((event, sequence) => (event.is === is ? [sequence] : []))
  }

  get #free(): number {
    return this.#given.concurrency - this.#those('open').length - this.#those('waiting').length
  }

  /** What is wrong with a take of at most that many events, which waits if it is not 0. */
  refuses(limit: number): string | undefined {
    const { concurrency } = this.#given
    const most = this.#pc === 'Take' ? Math.min(this.#given.limit ?? concurrency, this.#free) : 0
    const isRight = limit <= most && (limit > 0 || most === 0)
    return isRight ? undefined : `takes ${limit} events, and may take ${most}`
  }

  /** The steps that are enabled; at the end only those without which nothing ends. */
  steps(limit: number, isAny: boolean): Step[] {
    const { size, kinds, abandons } = this.#given
    const available = Math.min(limit, this.#published - this.#next)
    const hasRoom = this.#published < kinds.length && this.#published - this.#gate < size
    return [
      ...(isAny && !this.#closed && hasRoom ? OFTEN.map(() => ({ does: 'publish' as const })) : []),
      ...Array.from({ length: available }, (_, n) => ({ does: 'take' as const, n: available - n })),
      ...(isAny ? this.#those('open').map((sequence) => ({ does: 'reject' as const, sequence })) : []),
      ...this.#those('open').map((sequence) => ({ does: 'fulfil' as const, sequence })),
      ...this.#waiting(),
      ...(this.#closed ? [] : [{ does: 'close' as const }]),
      ...(isAny && abandons && !this.#abandoned ? [{ does: 'abandon' as const }] : []),
    ]
  }

  #waiting(): Step[] {
    return this.#those('waiting').map((sequence) => ({
      ...{ does: 'retry' as const, sequence },
      timer: this.#event[sequence]!.timer,
    }))
  }

  take(step: Step): void {
    if (step.does === 'publish') this.#published++
    else if (step.does === 'close') this.#closed = true
    else if (step.does === 'abandon') this.#end('abandoned')
    else if (step.does === 'take') this.#take(step.n)
    else if (step.does === 'fulfil') this.#settle(step.sequence, 'handled')
    else if (step.does === 'reject') this.#fail(step.sequence)
    else this.#call(step.sequence)
    this.#goOn()
  }

  #end(how: 'halted' | 'abandoned'): void {
    if (how === 'halted') this.#halted = true
    else this.#abandoned = true
    for (const sequence of this.#those('waiting')) this.#settle(sequence, 'stuck')
  }

  #take(n: number): void {
    this.#next += n
    while (this.#begun < this.#next && !this.#isEnding) this.#begin(this.#begun++)
  }

  #begin(sequence: number): void {
    const kind = this.#given.kinds[sequence]
    if (kind === 'void') this.#settle(sequence, 'void')
    else if (kind === 'poisonous') this.#settle(sequence, 'skipped')
    else this.#call(sequence)
  }

  #call(sequence: number): void {
    const event = this.#event[sequence]!
    event.is = 'open'
    event.attempts++
    this.#calls.push(sequence)
    const kind = this.#given.kinds[sequence]
    if (kind === 'throws') this.#fail(sequence)
    else if (kind === 'plain') this.#settle(sequence, 'handled')
  }

  #fail(sequence: number): void {
    const [event, { retries }] = [this.#event[sequence]!, this.#given]
    const action = event.attempts <= retries ? 'retry' : this.#given.finally
    this.#reports.push([sequence, event.attempts, action])
    this.#counts.failed++
    if (action === 'skip') this.#settle(sequence, 'skipped')
    else if (action === 'halt') {
      this.#settle(sequence, 'stuck')
      this.#end('halted')
    } else {
      event.is = 'waiting'
      event.timer = this.#timers++
      if (this.#isEnding) this.#settle(sequence, 'stuck')
    }
  }

  #settle(sequence: number, is: Taken['is']): void {
    this.#event[sequence]!.is = is
    for (
      let first = this.#event[this.#first];
      first && LETS_GO.has(first.is);
      first = this.#event[this.#first]
    ) {
      if (first.is === 'handled') this.#put.push(this.#first)
      if (first.is !== 'void') this.#counts[first.is as 'handled' | 'skipped']++
      this.#first++
    }
    if (!this.#abandoned) this.#gate = this.#first
  }

  /** What follows by itself: `EndTake` and `Finish`. */
  #goOn(): void {
    const isDrained = this.#closed && this.#next === this.#published && this.#free > 0
    if (this.#pc === 'Take' && (this.#isEnding || isDrained)) this.#pc = 'Finish'
    const hasFinished = this.#free === this.#given.concurrency || this.#abandoned
    if (this.#pc !== 'Finish' || !hasFinished) return
    this.#pc = 'Over'
    this.#outcome = this.#halted ? 'halted' : 'over'
  }

  /** What can be seen of it from outside. */
  seen() {
    const open = this.#those('open')
    return {
      gate: this.#gate,
      open,
      read: open,
      calls: this.#calls,
      at: this.#first < this.#next ? this.#first : null,
      counts: this.#counts,
      reports: this.#reports,
      put: this.#put,
      outcome: this.#outcome as string | null,
      shutdowns: this.#outcome === 'over' ? 1 : 0,
      timers: this.#those('waiting').length,
    }
  }
}
