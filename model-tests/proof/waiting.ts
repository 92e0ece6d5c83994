// How a thread of either kind waits, gives up and wakes others: spec/core/Signal.tla, as parts of the actions of both.
import type { Formulas } from './model.ts'

/** The text of one of a thread's own variables: `own('pc')` is `consumer.pc(c)`. */
export type Own = (variable: string) => string

/** The variables of thread `of`, a parameter of who it is. */
export function ownOf(who: 'producer' | 'consumer' | 'other', of: string): Own {
  return (variable) => `${who}.${variable}${of === '' ? '' : `(${of})`}`
}

/** What a thread that waits remembers; `lacks` is a gate, for any other word that it can lack is the one it looks at. */
export function waitState(who: 'producer' | 'consumer', params: string): string[] {
  const typed = (variable: string, sort: string): string => `${who}.wait.${variable}${params}: ${sort}`
  return [
    typed('turns', 'Count'),
    typed('missed', 'Count'),
    typed('closed', 'Bool'),
    typed('failed', 'Bool'),
    typed('marked', 'Bool'),
    typed('lacks', 'Consumer'),
    typed('gone', 'Bool'),
    typed('asleep', 'Bool'),
    typed('expired', 'Bool'),
  ]
}

/** `Calm` of the spec: nobody waits; but its time may be over, and it may be asleep. */
export function calm(own: Own, expired = 'false', asleep = 'false'): Formulas {
  return {
    [own('wait.turns')]: '0',
    [own('wait.missed')]: '-1',
    [own('wait.closed')]: 'false',
    [own('wait.failed')]: 'false',
    [own('wait.marked')]: 'false',
    [own('wait.lacks')]: 'one',
    [own('wait.gone')]: 'false',
    [own('wait.asleep')]: asleep,
    [own('wait.expired')]: expired,
  }
}

/** What is known of how the ring ends, and the words that tell it. */
export const ENDS: readonly string[] = [
  'published.closed: Bool',
  'published.failed: Bool',
  'consumed.closed: Bool',
  'consumed.failed: Bool',
  'final: Sequence',
  'alarmed: Bool',
  'owner(c: Consumer): Owner',
]

export const ENDS_AT_FIRST: Formulas = {
  'published.closed': 'false',
  'published.failed': 'false',
  'consumed.closed': 'false',
  'consumed.failed': 'false',
  final: '0',
  alarmed: 'false',
  'owner(c)': 'taken',
}

/** Where a step leads to: whether its thread is still at its look, and whether its turn goes on. */
export const TURNS: Formulas = {
  'looks.on(q: Pc): Bool':
    'q = LoadCursor or q = Probe or q = LoadUpstream or q = LoadGate or q = LoadNext or q = Exchange',
  'turn.goes.on(q: Pc): Bool': 'looks.on(q) or q = Sleep or q = LoadFinal',
  'remembers: Bool': 'parks or supervised',
  // Those for whom others may wait, who can't tell.
  'unburied(c: Consumer): Bool': 'consumer.pc(c) = Dead and not gating(c) and owner(c) # dead',
  'may.fail: Bool': 'alarmed and (forall c: Consumer {consumer.pc(c)} . not unburied(c))',
  'ends.closed(g: Signal): Bool': 'if g = published then published.closed else consumed.closed',
  'ends.failed(g: Signal): Bool': 'if g = published then published.failed else consumed.failed',
}

/** What a look knows of its turn: `HasFailed`, `HasClosed` and `HasExpired` of the spec. */
export function heard(own: Own, what: 'failed' | 'closed' | 'expired'): string {
  return `(${own('wait.missed')} >= 0 and ${own(`wait.${what}`)})`
}

/** `Lacking` of the spec: it sleeps if the word that lacks is the one that is marked, or has another turn. */
export function lacking(own: Own, same: string): string {
  return `(if ${own('wait.marked')} and ${same} then Sleep else LoadEpoch)`
}

/** What becomes of a wait when a look has led to q; `lacks` is the gate that lacks, and `same` whether it is marked. */
export function waitAfter(own: Own, lacks: string, same: string, remembers = 'parks'): Formulas {
  const kept = (variable: string, otherwise: string): string =>
    `if turn.goes.on(q) then ${own(`wait.${variable}`)} else ${otherwise}`
  const turns = `(if ${own('wait.missed')} < 0 then ${own('wait.turns')} else if ${own('wait.turns')} < spins then ${own('wait.turns')} + 1 else spins)`
  return {
    [own('wait.turns')]: kept('turns', `if q = LoadEpoch then ${turns} else 0`),
    [own('wait.missed')]: kept('missed', '-1'),
    [own('wait.closed')]: kept('closed', 'false'),
    [own('wait.failed')]: kept('failed', 'false'),
    [own('wait.marked')]: `turn.goes.on(q) and ${own('wait.marked')} and (looks.on(q) or ${same})`,
    [own('wait.lacks')]:
      `if looks.on(q) then ${own('wait.lacks')} else if ${remembers} and (q = Sleep or q = LoadFinal or q = LoadEpoch) then ${lacks} else one`,
    [own('wait.gone')]: kept('gone', 'false'),
    [own('wait.expired')]: `${own('wait.expired')} and (turn.goes.on(q) or q = LoadEpoch)`,
  }
}

/** Loads the epoch of signal g: from q on it marks, or looks again. */
export function loadEpoch(
  own: Own,
  g: string,
): { readonly parks: string; readonly hears: string; readonly next: Formulas } {
  const hears = `(parks or timed or ends.closed(${g}) or ends.failed(${g}))`
  return {
    parks: `parks and ${own('wait.turns')} = spins`,
    hears,
    next: {
      [own('wait.missed')]: `if ${hears} then 0 else ${own('wait.missed')}`,
      [own('wait.closed')]: `if ${hears} then ends.closed(${g}) else ${own('wait.closed')}`,
      [own('wait.failed')]: `if ${hears} then ends.failed(${g}) else ${own('wait.failed')}`,
    },
  }
}

/** Whether it falls asleep: only if the epoch is the one that it has seen, and its time is not over. */
export function sleeps(own: Own, g: string): string {
  return `${own('wait.missed')} = 0 and ${own('wait.closed')} = ends.closed(${g}) and ${own('wait.failed')} = ends.failed(${g}) and not ${own('wait.expired')}`
}

/** `Bumped` of the spec: who has seen the epoch has missed one more. */
export function bumped(own: Own): string {
  const parksNow = `${own('wait.missed')} >= 0 and parks and ${own('wait.turns')} = spins`
  return `if ${parksNow} then counted(${own('wait.missed')}) else ${own('wait.missed')}`
}

/** Who gives up: it may be at one of these places. */
export function expires(own: Own, places: readonly string[]): { guard: string[]; next: Formulas } {
  const there = places.map((place) => `${own('pc')} = ${place}`).join(' or ')
  return {
    guard: [`(${there})`, 'timed', own('waits'), `not ${own('wait.expired')}`],
    next: { [own('wait.expired')]: 'true', [own('wait.asleep')]: 'false' },
  }
}

/** A thread is gone, wherever it stands. */
export function crash(own: Own, mortal: string): { guard: string[]; next: Formulas } {
  return {
    guard: [mortal, `${own('pc')} # Ended`, `${own('pc')} # Dead`],
    next: { ...calm(own), [own('pc')]: 'Dead', alarmed: 'true' },
  }
}
