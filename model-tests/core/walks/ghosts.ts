// Reconstructs each thread's state of the specs during a walk, from its private values and the results of its
// accesses.
import type { Done, Machine } from '../../harness/stepper/machine.ts'
import type { Decision } from '../../harness/stepper/yields.ts'
import { NOTHING, type Producer, type Range, type Reader, type Role } from './roles.ts'
import { claimedIn, PARTS, type World } from './world.ts'

/** A step of a walk, with its access. */
export interface Taken {
  readonly thread: number
  readonly action: string
  readonly decision: Decision
  readonly done: Done | null
}

/** A thread that is woken takes no step, but stands elsewhere. */
const NOBODYS: Taken = { thread: -1, action: '', decision: {}, done: null }
const HANDLES: ReadonlySet<string> = new Set(['BeginRead', 'EndRead', 'EndFlush', 'Advance'])
const TASKS: ReadonlySet<string> = new Set(['BeginTask', 'EndTask'])
/** Where the epoch loaded before no longer counts: an attempt has ended. */
const FORGETS: ReadonlySet<string> = new Set([
  'Idle',
  'LoadEpoch',
  'Asleep',
  'Ended',
  'Dead',
  ...HANDLES,
  ...TASKS,
])

export class Ghosts {
  readonly #world: World
  readonly #machine: Machine
  #take: number

  constructor(world: World, machine: Machine) {
    this.#world = world
    this.#machine = machine
    this.#take = world.words.take
  }

  /** Call before each step. */
  before(thread: number): void {
    const world = this.#world
    const role = world.roles[thread]
    const held = role?.kind === 'producer' ? role.held : NOTHING
    const gates = world.words.gates.slice()
    world.before = { thread, pc: role?.pc ?? '', claimed: claimedIn(world), held, gates }
    this.#take = world.words.take
  }

  /** Call after each step; returns the parts of the state that it may have changed, as bits. */
  after(taken: Taken): number {
    const { thread, action, done } = taken
    const role = this.#world.roles[thread]
    const writes = done !== null && done.op !== 'load'
    if (writes) this.#world.words.changed(done.index)
    let changed = writes ? PARTS.words : 0
    if (action === 'BeginWrite' || action === 'EndWrite') changed |= PARTS.slots
    if (role) changed |= this.#moved(role, taken)
    return done?.op === 'notify' ? changed | this.#woken() : changed
  }

  #moved(role: Role, taken: Taken): number {
    this.#stands(role, taken.action)
    if (role.kind === 'producer') this.#produced(role, taken)
    else if (role.kind === 'reader') this.#read(role, taken)
    else role.final = this.#own(role, 'final', 0)
    return PARTS[`${role.kind}s`]
  }

  #woken(): number {
    for (const role of this.#world.roles) if (role.pc === 'Asleep') this.#moved(role, NOBODYS)
    return PARTS.producers | PARTS.readers
  }

  /** Sets the action before which a thread stands. The specs have a sleeper stand before its next attempt. */
  #stands(role: Role, action: string): void {
    if (role.pc === 'Dead' || action.startsWith('Crash')) role.pc = 'Dead'
    else if (this.#machine.isAsleep(role.thread)) role.pc = 'Asleep'
    else role.pc = this.#placeOf(role)
  }

  #placeOf(role: Role): string {
    const [first = ''] = this.#machine.offers(role.thread)
    if (this.#machine.before(role.thread) >= 0 || first === 'EndWrite') return first
    if (first === '') return role.kind === 'other' && !role.isCloser ? 'Idle' : 'Ended'
    return HANDLES.has(first) || TASKS.has(first) ? first : 'Idle'
  }

  #produced(own: Producer, taken: Taken): void {
    const { decision } = taken
    if (decision.n !== undefined && this.#begins()) own.n = Number(decision.n)
    if (this.#world.several) this.#producedBeside(own, taken)
    else this.#producedAlone(own, taken)
    own.held = this.#heldBy(own)
    if (own.pc === 'LoadGate') own.checked = this.#place(own, this.#world.gating)
  }

  /** Decisions count only at the beginning of a call. */
  #begins(): boolean {
    return this.#world.before.pc === 'Idle'
  }

  #producedBeside(own: Producer, { action }: Taken): void {
    const { words, before } = this.#world
    if ((action === 'Claim' || action === 'Exchange') && words.unclaimed !== before.claimed + 1) {
      own.claims = true
      own.word = before.claimed + 1
    }
    if (action === 'LoadLap') own.claims = false
    if (action === 'Publish') own.next++
    if (own.pc !== 'Idle' && own.pc !== 'EndWrite') return
    own.next = this.#own(own, 'next', own.next)
    own.last = this.#own(own, 'last', own.last)
    // A producer that holds nothing has written everything.
    own.written = own.last < own.next ? own.last : this.#own(own, 'written', own.written)
  }

  #producedAlone(own: Producer, { action }: Taken): void {
    own.claimed = this.#own(own, 'claimed', own.claimed)
    own.written = this.#own(own, 'written', own.written)
    const cached = this.#machine.own(own.thread, 'cached')
    if (Array.isArray(cached)) own.cached = cached
    if (action === 'StoreFinal') own.closed = true
  }

  #heldBy(own: Producer): Range {
    const { several, words } = this.#world
    if (!several) return [words.cursor + 1, own.claimed]
    if (own.claims) return [own.word, own.word + own.n - 1]
    return own.last >= own.next ? [own.next, own.last] : NOTHING
  }

  #read(own: Reader, taken: Taken): void {
    const { action, decision, done } = taken
    if (decision.limit !== undefined && this.#begins()) own.limit = Number(decision.limit)
    if (own.pc === 'Idle') own.limit = 0
    if (action === 'LoadEpoch' && done) own.heard = done.result & 3
    if (FORGETS.has(own.pc)) own.heard = 0
    if (own.pc === 'LoadUpstream') own.looked = this.#place(own, this.#world.upstream[own.consumer] ?? [])
    if (own.isWorker) this.#worked(own, action)
    else this.#consumed(own, action)
  }

  #consumed(own: Reader, action: string): void {
    const { words, size } = this.#world
    if (own.pc === 'Dead') return
    if (action === 'BeginPoll') own.offered = words.cursor > (words.gates[own.consumer] ?? 0)
    own.next = this.#own(own, 'next', own.next)
    own.kept = this.#own(own, 'kept', own.kept)
    own.takes = this.#machine.own(own.thread, 'takes') === true
    own.leaves = this.#machine.own(own.thread, 'leaves') === true
    // An event whose handler threw is available: it was found before.
    const known = own.kept < own.next ? own.next : own.next - 1
    own.last = HANDLES.has(own.pc) ? this.#own(own, 'last', own.last) : known
    const looks = own.pc === 'Probe' || own.pc === 'LoadUpstream'
    own.available = looks ? this.#own(own, 'available', own.available) : own.next - 1 + size
  }

  #worked(own: Reader, action: string): void {
    const { take } = this.#world.words
    if (action === 'Take' && take !== this.#take) {
      own.first = this.#take
      own.taken = take - 1
    }
    if (action === 'Finish') own.first++
    if (TASKS.has(own.pc)) own.next = this.#own(own, 'next', own.next)
    if (own.pc === 'MoveGate') own.front = this.#own(own, 'front', own.front)
  }

  /** The index, among these gates, of the one that the thread is about to load. */
  #place({ thread }: Role, gates: readonly number[]): number {
    return gates.indexOf(this.#world.words.gateAt(this.#machine.before(thread)))
  }

  #own({ thread }: Role, name: string, otherwise: number): number {
    const own = this.#machine.own(thread, name)
    return typeof own === 'number' ? own : otherwise
  }
}
