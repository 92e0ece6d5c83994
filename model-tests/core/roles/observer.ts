// What a program has shown, access by access: claims accepted, events published and handled, errors thrown.
import { isCursorClosed } from '../../../src/core/Lifecycle.ts'
import { HELD, layoutOf, seatOf } from '../../../src/core/layout.ts'
import { OWNER, stateOf, threadOf, threadWord } from '../../../src/core/Roles.ts'
import { MARK, sequenceAt } from '../../../src/core/Sequence.ts'
import { type Ground, groundOf } from '../../../src/ring/ground.ts'
import type { Access } from '../../harness/stepper/yields.ts'
import { Ledger } from '../ledger.ts'
import { nameOf, type Roles, threadsOf } from './cast.ts'
import { Broken, type Onlooker, type Player } from './player.ts'

/** What can be read of an error, whichever copy of the core threw it. */
interface Thrown {
  readonly code?: string
  readonly message: string
  readonly dead?: readonly string[]
  readonly missing?: number
}

/** Records a program and checks it on the way: every violation throws. */
export class Observer implements Onlooker {
  readonly ledger: Ledger
  /** How often each role was taken over. */
  readonly taken = new Map<number, number>()
  /** The errors with which calls have ended, by thread. */
  readonly thrown = new Map<number, Thrown>()
  readonly #cast: Roles
  readonly #threads: readonly number[]
  #player: Player | undefined
  #ground: Ground | undefined
  readonly #repeated = new Map<number, number>()
  readonly #gates = new Map<string, number>()
  /**
   * Threads that may hold a claim, or may have noted one that they don't hold; and burials that must not report a
   * death.
   */
  readonly #holding = new Set<number>()
  readonly #left = new Set<number>()
  readonly #unsure = new Set<number>()
  readonly #unmissed = new Map<number, number>()
  #owned: readonly (readonly [name: string, at: number])[] = []
  readonly #there = new Map<number, number | undefined>()

  constructor(cast: Roles) {
    this.#cast = cast
    this.#threads = threadsOf(cast)
    const { consumers, pools } = cast.ring
    const isPool = Object.keys(consumers).map((name) => [name, pools.includes(name)])
    this.ledger = new Ledger(Object.fromEntries(isPool), { mayRepeat: (name) => this.#mayRepeat(name) })
  }

  /** Each successor may repeat its predecessor's last batch, of one event. */
  #mayRepeat(name: string): boolean {
    const role = this.#cast.readers.find((each) => nameOf(each) === name) ?? 0
    const left = (this.taken.get(role) ?? 0) - (this.#repeated.get(role) ?? 0)
    this.#repeated.set(role, (this.#repeated.get(role) ?? 0) + 1)
    return left > 0
  }

  /** Observes this player from now on. */
  watch(player: Player): void {
    const { handle } = player.ring
    const pools = handle.order.map((name) => handle.pools.includes(name))
    const shape = { ...handle, producers: handle.producers.length, pools }
    this.#ground = groundOf(player.words, handle, layoutOf(shape))
    this.#owned = this.#ownedIn(this.#ground)
    this.#player = player
  }

  /** Called before a step is taken: a thread that begins to claim may hold something from then on. */
  begins(thread: number, action: string): void {
    if (action === 'BeginClaim') this.#holding.add(thread)
    // A publication or withdrawal that it may not have noted.
    if (action === 'CrashBehind') this.#unsure.add(thread)
  }

  /** In a ring that refuses claims a producer is missed only for what it holds. */
  buries(thread: number, about: number): void {
    const { player } = this.#seen()
    const isProducer = this.#cast.producers.includes(this.#cast.roleOf(about))
    const holds = this.#holding.has(about) || this.#unsure.has(about) || this.#cast.spares.has(about)
    const isShut = /closing|closed/.test(player.ring.positions().state)
    if (isProducer && !holds && isShut) this.#unmissed.set(thread, about)
    else this.#unmissed.delete(thread)
  }

  #buried(thread: number, word: number): void {
    const about = this.#unmissed.get(thread)
    if (about !== undefined && stateOf(word) === OWNER.dead && threadOf(word) === threadWord(about))
      throw new Broken(`${about} is missed, but holds nothing`)
  }

  accessed(thread: number, { action, args }: Access, result: number): void {
    const [, , first = 0, second = 0] = args
    if (action === 'Claim') this.#claims(thread, result)
    else if (action === 'GiveBack' && result === first) this.#givesBack(thread, second)
    else if (action === 'Bury' && result === first) this.#buried(thread, second)
    else if (action === 'Publish') this.#publishes(thread, args)
    else if (action === 'Leave' && result === first) this.#left.add(thread)
    else if (action === 'Probe' || action === 'LoadUpstream') this.#there.set(thread, this.#isThere(thread))
    else if (action === 'TakeOver' && result === first && this.#cast.spares.has(thread)) {
      const role = this.#cast.roleOf(thread)
      this.taken.set(role, (this.taken.get(role) ?? 0) + 1)
    }
  }

  #claims(thread: number, word: number): void {
    if (isCursorClosed(word)) this.#holding.delete(thread)
    else this.ledger.accept(word >> 1)
  }

  #givesBack(thread: number, word: number): void {
    this.ledger.giveBack(word >> 1)
    this.#holding.delete(thread)
  }

  #publishes(thread: number, [, index, lap = 0]: Access['args']): void {
    this.#holding.delete(thread)
    const { laps, size, consumers } = this.#seen().ground
    const sequence = sequenceAt(lap, index - laps, size) >> 1
    const wrong = this.ledger.publish(sequence)
    if (wrong) throw new Broken(wrong)
    for (const [name, { gate }] of consumers) {
      if (sequence - this.#gate(gate) > size)
        throw new Broken(`${sequence} overwrites what ${name} may be reading`)
    }
  }

  handles(thread: number, consumer: number, sequence: number): void {
    if (!this.ledger.published.has(sequence))
      throw new Broken(`${thread} handles ${sequence}, which nobody published`)
    const wrong = this.ledger.handle(nameOf(consumer), sequence)
    if (wrong) throw new Broken(wrong)
    for (const upstream of this.#cast.ring.consumers[nameOf(consumer)] ?? []) {
      if (this.gateOf(upstream) < sequence)
        throw new Broken(`${thread} handles ${sequence} before ${upstream}`)
    }
  }

  ended(thread: number, error: Error): void {
    const thrown: Thrown = error
    this.thrown.set(thread, thrown)
    const { dead = [], missing } = thrown
    const alive = dead.find((name) => !this.#threads.some((each) => this.#hasDied(each, name)))
    if (alive) throw new Broken(`${thread} reports the death of ${alive}, which is alive`)
    const gap = this.firstMissing()
    if (missing !== undefined && missing !== gap)
      throw new Broken(`${thread} reports that ${missing} is missing, not ${gap}`)
    this.#isForCause(thread, thrown.code ?? '')
    const isOver = /CLOSED|FAILED|STOPPED/.test(thrown.code ?? '')
    const next = isOver ? this.#there.get(thread) : undefined
    if (next !== undefined) throw new Broken(`${thread} ends before ${next}, which is available`)
  }

  #isForCause(thread: number, code: string): void {
    const { producers, consumers } = this.#seen().ground
    const roles = this.owners().slice(0, producers.size + consumers.size)
    const isMissed = roles.some(([name, word]) => {
      if (stateOf(word) !== OWNER.dead) return false
      return !this.#cast.kept.some((role) => nameOf(role) === name) || this.mayHold(name)
    })
    const hasFailed = /failed|stopped/.test(this.#seen().player.ring.positions().state)
    if (/FAILED/.test(code) && !isMissed && !hasFailed)
      throw new Broken(`${thread} reports a failure, but there is none`)
    if (/CLOSED/.test(code) && isMissed) throw new Broken(`${thread} reports no death, but a role is missed`)
  }

  /** The next event of a reader, if it was available at its last attempt; others may follow before the reader ends. */
  #isThere(thread: number): number | undefined {
    const role = this.#cast.roleOf(thread)
    if (!this.#cast.readers.includes(role)) return undefined
    const [name, upstream] = [nameOf(role), this.#cast.ring.consumers[nameOf(role)] ?? []]
    const next = this.gateOf(name) + 1
    const isThere = upstream.length > 0 && upstream.every((u) => this.gateOf(u) >= next)
    const isShown = upstream.length === 0 && this.ledger.published.has(next)
    return isThere || isShown ? next : undefined
  }

  /** Whether a thread that had this role, or was to have it, is gone. */
  #hasDied(thread: number, name: string): boolean {
    const role = this.#cast.workers.includes(thread) ? 0 : this.#cast.roleOf(thread)
    return nameOf(role) === name && this.#seen().player.isGone(thread)
  }

  /** The first sequence that is not published. */
  firstMissing(): number {
    let sequence = 0
    while (this.ledger.published.has(sequence)) sequence++
    return sequence
  }

  /** Whether it is unknown what the producer of this name holds, so that it can't be taken over. */
  mayHold(name: string): boolean {
    const { words, producers } = this.#seen().ground
    const hand = producers.get(name)?.hand
    return hand !== undefined && Atomics.load(words, hand + HELD) < 0
  }

  gateOf(name: string): number {
    return this.#gate(this.#seen().ground.consumers.get(name)?.gate ?? 0)
  }

  #gate(gate: number): number {
    return (Atomics.load(this.#seen().ground.words, gate) & ~MARK) >> 1
  }

  #seen(): { readonly player: Player; readonly ground: Ground } {
    if (!this.#player || !this.#ground) throw new Broken('no player is observed')
    return { player: this.#player, ground: this.#ground }
  }

  /** The invariants, checked after each step. */
  look(): void {
    this.#gatesOnlyGrow()
    this.#nobodyLivingIsDead()
    this.#oneOwner()
  }

  #gatesOnlyGrow(): void {
    for (const name of this.#seen().ground.consumers.keys()) {
      const [was, is] = [this.#gates.get(name) ?? -1, this.gateOf(name)]
      if (is < was) throw new Broken(`the gate of ${name} goes back from ${was} to ${is}`)
      this.#gates.set(name, is)
    }
  }

  /** The owner word of each role, and of each seat that a worker of the cast can have had. */
  owners(): readonly (readonly [name: string, word: number])[] {
    const { words } = this.#seen().ground
    return this.#owned.map(([name, at]) => [name, Atomics.load(words, at)])
  }

  #ownedIn({ producers, consumers }: Ground): (readonly [name: string, at: number])[] {
    const named = [...producers, ...consumers].map(([name, { owner }]) => [name, owner] as const)
    const many = this.#cast.workers.length
    const seats = [...consumers].flatMap(([name, { seats: first }]) =>
      first === 0 ? [] : Array.from({ length: many }, (_, n) => [name, seatOf(first, n)] as const),
    )
    return [...named, ...seats]
  }

  #nobodyLivingIsDead(): void {
    for (const [name, word] of this.owners()) {
      if (stateOf(word) !== OWNER.dead) continue
      const those = this.#threads.filter((t) => threadOf(word) === threadWord(t))
      const isDead = (t: number): boolean => this.#seen().player.isGone(t)
      const died = those.length > 0 ? those.every(isDead) : this.#threads.some((t) => this.#hasDied(t, name))
      if (!died) throw new Broken(`${name} is marked dead, but thread ${those} is alive`)
    }
  }

  #oneOwner(): void {
    const acting = new Map<number, number>()
    for (const thread of this.#threads) {
      const role = this.#seen().player.actsFor(thread)
      if (role === null || this.#left.has(thread)) continue
      const other = acting.get(role)
      if (other !== undefined) throw new Broken(`${other} and ${thread} both act as ${nameOf(role)}`)
      acting.set(role, thread)
      const word = this.owners().find(([name]) => name === nameOf(role))?.[1] ?? 0
      const isHis = threadOf(word) === threadWord(thread) && stateOf(word) !== OWNER.dead
      if (!isHis) throw new Broken(`${thread} acts as ${nameOf(role)}, but its owner word disagrees`)
    }
  }
}
