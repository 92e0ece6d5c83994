// No wake-up is lost: NoLostWakeUp of spec/core/ReadersInv.tla and the two Inv modules, with auxiliary invariants.
import type { Formulas } from '../../harness/smt/model.ts'
import { type Own, ownOf } from './waiting.ts'

/** The differences between rings of one producer and of several. */
export interface Waker {
  /** For a consumer c without upstream: the mark on the word it is blocked on, and that it is blocked. */
  readonly mark: string
  readonly missing: string
  /** A producer is about to bump the epoch; or to bump it or notify its sleepers. */
  readonly moves: string
  readonly notifies: string
  /** The single producer, which announces that the ring is closed. */
  readonly tells?: Own
  /** The producer that waits for room, its quantifier, and that a gate leaves it no room. */
  readonly claimer: Own
  readonly each: string
  readonly lacksRoom: (gate: string) => string
  /** The step at which it attempts, and sleeps. */
  readonly looksAt: string
}

const own = ownOf('consumer', 'c')
const SIGNAL = '(if leads(c) then published else consumed)'

const READERS = '(consumed.failed => not gating(r))'
const TOLD_LATER = (of: Own): string =>
  `${of('pc')} = CloseCursor or ${of('pc')} = StoreFinal` +
  ` or (g = consumed and ${of('at')} = published and (${of('pc')} = Tell or ${of('pc')} = TellAgain or ${of('pc')} = NotifyAll))`

/** `Comes` of the spec. */
function comes(of: Own, notifies: boolean): string {
  const last = notifies ? ` or ${of('pc')} = NotifyAll` : ''
  return `(${TOLD_LATER(of)} or (${of('at')} = g and (${of('pc')} = Tell or ${of('pc')} = TellAgain${last})))`
}

/** `IsTold` of the spec: the end is about to be announced, by a thread that can't die or by the single producer. */
function isTold({ tells }: Waker, notifies: boolean): string {
  const others = `(exists o: Other . ${comes(ownOf('other', 'o'), notifies)})`
  return tells ? `(${others} or (${comes(tells, notifies)} and not ends.failed(g)))` : others
}

/** `MaySleep` of the spec: it has marked its word, and the epoch is unchanged. */
function maySleep(of: Own, g: string): string {
  return `${of('wait.missed')} = 0 and ${of('wait.closed')} = ends.closed(${g}) and ${of('wait.failed')} = ends.failed(${g})`
}

/** Definitions about pending wake-ups, for the invariants. */
export function wakingOf(waker: Waker): Formulas {
  const consumed = `(exists r: Consumer . (consumer.pc(r) = Leave or consumer.pc(r) = Bump) and ${READERS})`
  const notified = `(exists r: Consumer . (consumer.pc(r) = Leave or wakes(r)) and ${READERS})`
  const published = '(MOVES and not published.failed)'
  return {
    'is.to.tell(g: Signal): Bool': 'alarmed and (not ends.failed(g) or (exists d: Consumer . unburied(d)))',
    'will.move(g: Signal): Bool': `(if g = published then ${published.replace('MOVES', waker.moves)} else ${consumed}) or ${isTold(waker, false)} or is.to.tell(g)`,
    'will.wake(g: Signal): Bool': `(if g = published then ${published.replace('MOVES', waker.notifies)} else ${notified}) or ${isTold(waker, true)} or is.to.tell(g)`,
    'may.sleep(c: Consumer): Bool': maySleep(own, SIGNAL),
    'is.missing(c: Consumer): Bool': waker.missing,
    'lacks.at(c: Consumer, u: Consumer): Bool':
      'follows(c, u) and marks.gate(u) and gate(u) < consumer.next(c) and (if consumed.failed then owner(u) = taken else consumed.closed => final > consumer.next(c))',
    'lacks.first(c: Consumer): Bool': `${waker.mark} and is.missing(c) and not published.failed and (published.closed => final > consumer.next(c))`,
  }
}

/** Triggers for a waiting reader: an instance of any of these formulas makes no new wait term. */
const C = '{consumer.wait.marked(c)} {consumer.wait.asleep(c)}'

/** Consumers within a spin, and producers that wait for room. */
export function turnsInOrder({ claimer, each, looksAt }: Waker): string {
  const turn = (of: Own, g: string): string =>
    `(${of('wait.closed')} => ends.closed(${g})) and (${of('wait.failed')} => ends.failed(${g}))` +
    ` and (${of('wait.marked')} => ${of('pc')} # LoadEpoch and ${of('pc')} # LoadOwner and ${of('pc')} # Mark)` +
    ` and (${of('wait.marked')} or ${of('pc')} = Mark => parks and ${of('wait.spins')} = spins and ${of('wait.missed')} >= 0)` +
    ` and (${of('pc')} = Sleep => ${of('wait.marked')})`
  const waits = (of: Own): string =>
    `(${of('wait.marked')} or ${of('pc')} = LoadEpoch or ${of('pc')} = Mark or ${of('pc')} = LoadOwner or ${of('pc')} = LoadFinal)`
  return (
    `(forall c: Consumer ${C} . ${turn(own, SIGNAL)} and (${own('wait.marked')} => calls(c))` +
    ` and (${own('pc')} = LoadCursor or ${own('pc')} = Probe => leads(c))` +
    ` and (${waits(own)} and parks and not leads(c) => follows(c, ${own('wait.blockedOn')}))` +
    ` and (${own('wait.asleep')} => ${own('pc')} = look.pc(c) or (${own('takes')} and wakes(c))))` +
    ` and (${each}${turn(claimer, 'consumed')} and (${waits(claimer)} and parks => gating(${claimer('wait.blockedOn')}))` +
    ` and (${claimer('wait.asleep')} => ${looksAt}))` +
    ' and (forall c: Consumer {owner(c)} {consumer.pc(c)} . owner(c) = dead => consumer.pc(c) = Dead)'
  )
}

/**
 * A thread that has marked its word, with no epoch about to move: the mark stands, and if it has checked since, it is
 * still blocked on that word.
 */
export function marksStand({ mark, claimer, each, lacksRoom }: Waker): string {
  const room = lacksRoom(`gate(${claimer('wait.blockedOn')})`)
  return (
    `(forall c: Consumer ${C} . may.sleep(c) =>` +
    ` (leads(c) and ${own('wait.marked')} and not ${own('wait.failed')} => will.move(published) or ${mark})` +
    ` and (leads(c) and ${own('wait.marked')} and ${HAS_LOOKED} => not ${own('wait.failed')} and (will.move(published) or is.missing(c)))` +
    ` and (not leads(c) and ${own('wait.marked')} => will.move(consumed) or marks.gate(${own('wait.blockedOn')}))` +
    ` and (not leads(c) and ${own('wait.marked')} and ${HAS_LOOKED} => will.move(consumed) or gate(${own('wait.blockedOn')}) < consumer.next(c))` +
    ` and (not leads(c) and ${own('wait.marked')} and ${HAS_LOOKED} and ${own('wait.failed')} => not ${own('wait.gone')})` +
    ` and (not leads(c) and (${own('wait.marked')} or ${own('pc')} = Mark) and ${own('wait.failed')} and not ${own('wait.gone')} => will.move(consumed) or owner(${own('wait.blockedOn')}) = taken)` +
    ` and (${own('pc')} = Sleep and ${own('wait.closed')} => final > consumer.next(c)))` +
    ` and (${each}${maySleep(claimer, 'consumed')} and ${claimer('wait.marked')} =>` +
    ` (not ${claimer('wait.failed')} => will.move(consumed) or marks.gate(${claimer('wait.blockedOn')}))` +
    ` and (${claimer('pc')} = Sleep => not ${claimer('wait.failed')} and (will.move(consumed) or ${room})))`
  )
}

const HAS_LOOKED = '(consumer.pc(c) = Sleep or consumer.pc(c) = LoadFinal)'

/** The same for sleepers. */
export function noLostWakeUp({ claimer, each, lacksRoom }: Waker): string {
  return (
    `(forall c: Consumer {consumer.wait.asleep(c)} . ${own('wait.asleep')} =>` +
    ' if leads(c) then will.wake(published) or lacks.first(c)' +
    ' else will.wake(consumed) or (exists u: Consumer . lacks.at(c, u)))' +
    ` and (${each}${claimer('wait.asleep')} => will.wake(consumed)` +
    ` or (not consumed.failed and (exists u: Consumer . gating(u) and marks.gate(u) and ${lacksRoom('gate(u)')})))`
  )
}

/** The goal: a sleeper whose event or room is there is about to be woken. */
export function wantedIsWoken({ claimer, each, lacksRoom }: Waker): string {
  const binds = each === '' ? '' : 'forall p: Producer . '
  return (
    `(forall c: Consumer . ${own('wait.asleep')} and leads(c) and not is.missing(c) => will.wake(published))` +
    ` and (forall c: Consumer . ${own('wait.asleep')} and not leads(c)` +
    ' and (forall u: Consumer {gate(u)} . follows(c, u) => consumer.next(c) <= gate(u)) => will.wake(consumed))' +
    ` and (${binds}${claimer('wait.asleep')} and (forall u: Consumer {gate(u)} . gating(u) => not ${lacksRoom('gate(u)').replace(/^(?!\()(.*)$/, '($1)')}) => will.wake(consumed))`
  )
}
