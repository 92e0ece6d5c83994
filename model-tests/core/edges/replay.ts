import { describeAccess, type Naming, originsOf, relative } from '../../harness/stepper/access.ts'
import type { Machine } from '../../harness/stepper/machine.ts'
import type { Arrival, Line, Own, Script } from '../../harness/tour/tour.ts'
import { type Form, type Memory, ringOptions } from '../callers.ts'
import type { Core } from '../load.ts'
import { steppedRing } from '../stepped.ts'
import { DOUBLED, SEQUENCES, type Tour, type TourHead } from '../tour.ts'

/** Where spec and source diverge: `what` differs after line `line` of `script`. */
export interface Parting {
  readonly model: string
  readonly start: number
  readonly script: number
  readonly line: number
  readonly what: string
  readonly spec: string
  readonly source: string
  /** the actions enabled on each side then, a list for each thread */
  readonly enabled: { readonly spec: Arrival['offers']; readonly source: Arrival['offers'] }
}

export interface Replay {
  /** the lines taken, each compared */
  readonly lines: number
  /** `action name`: which private values were compared after which actions */
  readonly compared: ReadonlySet<string>
  /** the tour with the accesses that the source made */
  readonly scripts: readonly Script[]
  readonly parting: Parting | null
}

/**
 * Replays all scripts of a tour on the stepped core, with sequences that start at `start`, a multiple of the size.
 *
 * Compares after each step: the enabled actions of every thread, the words, the slots, the private state of the
 * thread that moved, and the access where the tour names it. Ends at the first difference.
 */
export function replayTour(tour: Tour, core: Core, start: number, form: Form = formOf(tour)): Replay {
  const compared = new Set<string>()
  const scripts: Line[][] = []
  let lines = 0
  for (const [number, script] of tour.scripts.entries()) {
    const run = new Run(tour, core, start, compared, form)
    const parting = run.follow(script)
    scripts.push(run.taken)
    lines += run.taken.length
    if (parting)
      return { lines, compared, scripts, parting: { model: tour.model, start, script: number, ...parting } }
  }
  return { lines, compared, scripts, parting: null }
}

/** A call that blocks does not let its thread advance meanwhile. */
function formOf({ callers }: Tour): Form {
  return callers.meanwhile ? 'asynchronous' : 'blocking'
}

interface Difference {
  readonly what: string
  readonly spec: unknown
  readonly source: unknown
}

/** One script on a fresh ring. */
class Run {
  readonly taken: Line[] = []
  readonly #tour: Tour
  readonly #start: number
  readonly #compared: Set<string>
  readonly #memory: Memory
  readonly #words: Int32Array
  readonly #naming: Naming
  readonly #machine: Machine

  constructor(tour: Tour, core: Core, start: number, compared: Set<string>, form: Form) {
    this.#tour = tour
    this.#start = start
    this.#compared = compared
    const { machine, memory, words } = steppedRing(core, tour, start, form)
    this.#machine = machine
    this.#memory = memory
    this.#words = words
    const origins = originsOf(tour.words, tour.factors, start)
    this.#naming = { words: tour.words, places: placesOf(tour, core), origins }
  }

  follow(script: Script): Omit<Parting, 'model' | 'start' | 'script'> | null {
    const first = this.#arrived(this.#tour.initial)
    if (first) return this.#parting(-1, first, this.#tour.initial)
    for (const [number, line] of script.entries()) {
      const difference = this.#take(line)
      if (difference) return this.#parting(number, difference, line)
    }
    return null
  }

  #take(line: Line): Difference | null {
    try {
      const turned = line.shift === 0 ? undefined : (index: number) => this.#turned(line.shift, index)
      const done = this.#machine.step(line.thread, line.action, line.decision, turned)
      const access = done && describeAccess(this.#naming, done.op, done.index, done.operands, done.result)
      this.taken.push(line.access === access ? line : { ...line, access })
      if (line.access !== null && line.access !== access)
        return { what: 'the access', spec: line.access, source: access }
      return this.#arrived(line) ?? this.#private(line)
    } catch (error) {
      return {
        what: 'the step',
        spec: line.action,
        source: error instanceof Error ? error.message : String(error),
      }
    }
  }

  #arrived({ offers, words, slots }: Arrival): Difference | null {
    return this.#offered(offers) ?? this.#held(words) ?? this.#kept(slots)
  }

  #offered(offers: Arrival['offers']): Difference | null {
    const thread = offers.findIndex((spec, t) => !sameOffers(spec, this.#machine.offers(t)))
    if (thread < 0) return null
    const what = `what ${this.#tour.threads[thread]} could do next`
    return { what, spec: offers[thread], source: this.#machine.offers(thread) }
  }

  #turned(sequences: number, index: number): number {
    return sequences * (this.#tour.factors?.[this.#naming.places.indexOf(index)] ?? 1)
  }

  #held(words: Arrival['words']): Difference | null {
    const { places, origins } = this.#naming
    const word = words.findIndex(
      (value, w) => this.#words[places[w] ?? -1] !== ((((origins[w] ?? 0) | 0) + value) | 0),
    )
    if (word < 0) return null
    const source = relative(origins[word] ?? 0, this.#words[places[word] ?? -1] ?? 0)
    return { what: `word ${this.#tour.words[word]}`, spec: words[word], source }
  }

  #kept(slots: Arrival['slots']): Difference | null {
    const held = this.#memory.slots
    const slot = slots.findIndex(
      (sequence, s) => !Object.is(held[s], sequence === null ? Number.NaN : this.#start + sequence),
    )
    if (slot < 0) return null
    return { what: `slot ${slot}`, spec: slots[slot], source: this.#relative(held[slot]) }
  }

  #private({ thread, action, own }: Line): Difference | null {
    for (const name in own) {
      const source = this.#machine.own(thread, name)
      if (source === undefined) continue
      this.#compared.add(`${action} ${name}`)
      if (this.#sameValue(name, own[name], source)) continue
      return {
        what: `${this.#tour.threads[thread]}'s ${name}`,
        spec: own[name],
        source: this.#shown(name, source),
      }
    }
    return null
  }

  #sameValue(name: string, expected: Own[string] | undefined, found: unknown): boolean {
    if (name === DOUBLED) return (((2 * this.#start) | 0) + Number(expected)) << 0 === found
    const offset = SEQUENCES.has(name) ? this.#start : 0
    if (typeof expected === 'number') return expected + offset === found
    if (typeof expected === 'boolean') return expected === found
    return Array.isArray(found) && (expected ?? []).every((value, i) => value + offset === found[i])
  }

  #parting(line: number, { what, spec, source }: Difference, { offers }: Arrival) {
    return {
      line,
      what,
      spec: show(spec),
      source: show(source),
      enabled: { spec: offers, source: this.#offers() },
    }
  }

  #offers(): (readonly string[])[] {
    return this.#tour.threads.map((_, thread) => this.#machine.offers(thread))
  }

  #relative(value: number | undefined): number | null {
    return value === undefined || Number.isNaN(value) ? null : relative(this.#start, value)
  }

  #shown(name: string, value: unknown): unknown {
    if (!SEQUENCES.has(name)) return value
    return Array.isArray(value)
      ? value.map((each) => Number(each) - this.#start)
      : Number(value) - this.#start
  }
}

/** The part of the core that knows where words lie. */
export type Laid = Pick<
  Core,
  'CURSOR' | 'PUBLISHED_EPOCH' | 'CONSUMED_EPOCH' | 'FINAL' | 'layoutOf' | 'ownerWordOf'
>

/** The indices of a tour's words, in the tour's order. */
export function placesOf(tour: TourHead, words: Laid): number[] {
  const { CURSOR, PUBLISHED_EPOCH, CONSUMED_EPOCH, FINAL, layoutOf, ownerWordOf } = words
  const { size, producers, consumers, pools } = { pools: [], ...ringOptions(tour) }
  const isPool = Object.keys(consumers).map((name) => pools.includes(name))
  const { gates, takes, laps, dones } = layoutOf({
    size,
    start: 0,
    producers: producers?.length ?? 1,
    pools: isPool,
  })
  const pool = isPool.indexOf(true)
  return tour.words.map((word) => {
    const [kind = '', which = ''] = word.split(' ')
    if (kind === 'cursor') return CURSOR
    if (kind === 'gate') return gates[Object.keys(consumers).indexOf(which)] ?? -1
    if (kind === 'owner') return ownerWordOf(gates[Object.keys(consumers).indexOf(which)] ?? -1)
    if (kind === 'epoch') return which === 'published' ? PUBLISHED_EPOCH : CONSUMED_EPOCH
    if (kind === 'final') return FINAL
    if (kind === 'take') return takes[pool] ?? -1
    return ((kind === 'lap' ? laps : dones[pool]) ?? -1) + Number(which)
  })
}

function sameOffers(spec: readonly string[], source: readonly string[]): boolean {
  return spec.length === source.length && spec.every((action) => source.includes(action))
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
}
