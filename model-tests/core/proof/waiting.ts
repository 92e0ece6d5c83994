// Waiting, timing out and waking, for threads of either kind: spec/core/Signal.tla, as parts of actions.
import type { Formulas } from '../../harness/smt/model.ts'

/** The text of one of a thread's own variables: `own('pc')` is `consumer.pc(c)`. */
export type Own = (variable: string) => string

/** The variables of the thread that parameter `of` denotes. */
export function ownOf(who: 'producer' | 'consumer' | 'other', of: string): Own {
  return (variable) => `${who}.${variable}${of === '' ? '' : `(${of})`}`
}

/** The state of a waiting thread; `blockedOn` is a gate, since any other word that can block it follows from the thread. */
export function waitState(who: 'producer' | 'consumer', params: string): string[] {
  const typed = (variable: string, sort: string): string => `${who}.wait.${variable}${params}: ${sort}`
  return [
    typed('spins', 'Count'),
    typed('missed', 'Count'),
    typed('closed', 'Bool'),
    typed('failed', 'Bool'),
    typed('marked', 'Bool'),
    typed('blockedOn', 'Consumer'),
    typed('gone', 'Bool'),
    typed('asleep', 'Bool'),
    typed('expired', 'Bool'),
  ]
}

/** `NotWaiting` of the spec: not waiting, though it may have timed out, or be asleep. */
export function calm(own: Own, expired = 'false', asleep = 'false'): Formulas {
  return {
    [own('wait.spins')]: '0',
    [own('wait.missed')]: '-1',
    [own('wait.closed')]: 'false',
    [own('wait.failed')]: 'false',
    [own('wait.marked')]: 'false',
    [own('wait.blockedOn')]: 'one',
    [own('wait.gone')]: 'false',
    [own('wait.asleep')]: asleep,
    [own('wait.expired')]: expired,
  }
}

/** How the ring ends, and the words that announce it. */
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

/** Classifies the step that comes next: part of an attempt, or of a spin. */
export const TURNS: Formulas = {
  'looks.on(q: Pc): Bool':
    'q = LoadCursor or q = Probe or q = LoadUpstream or q = LoadGate or q = LoadNext or q = Exchange',
  'turn.goes.on(q: Pc): Bool': 'looks.on(q) or q = Sleep or q = LoadFinal',
  'remembers: Bool': 'parks or supervised',
  // Dead consumers not yet marked: their followers cannot know.
  'unburied(c: Consumer): Bool': 'consumer.pc(c) = Dead and not gating(c) and owner(c) # dead',
  'may.fail: Bool': 'alarmed and (forall c: Consumer {consumer.pc(c)} . not unburied(c))',
  'ends.closed(g: Signal): Bool': 'if g = published then published.closed else consumed.closed',
  'ends.failed(g: Signal): Bool': 'if g = published then published.failed else consumed.failed',
}

/** What an attempt knows from its epoch: `HasFailed`, `HasClosed` and `HasExpired` of the spec. */
export function heard(own: Own, what: 'failed' | 'closed' | 'expired'): string {
  return `(${own('wait.missed')} >= 0 and ${own(`wait.${what}`)})`
}

/** `SleepOrRetry` of the spec: sleep if the word it is blocked on is the one it has marked, or spin again. */
export function lacking(own: Own, same: string): string {
  return `(if ${own('wait.marked')} and ${same} then Sleep else LoadEpoch)`
}

/**
 * The wait after an attempt that has led to q; `lacks` is the gate it is blocked on, `same` whether that is the marked
 * one.
 */
export function waitAfter(own: Own, lacks: string, same: string, remembers = 'parks'): Formulas {
  const kept = (variable: string, otherwise: string): string =>
    `if turn.goes.on(q) then ${own(`wait.${variable}`)} else ${otherwise}`
  const turns = `(if ${own('wait.missed')} < 0 then ${own('wait.spins')} else if ${own('wait.spins')} < spins then ${own('wait.spins')} + 1 else spins)`
  return {
    [own('wait.spins')]: kept('spins', `if q = LoadEpoch then ${turns} else 0`),
    [own('wait.missed')]: kept('missed', '-1'),
    [own('wait.closed')]: kept('closed', 'false'),
    [own('wait.failed')]: kept('failed', 'false'),
    [own('wait.marked')]: `turn.goes.on(q) and ${own('wait.marked')} and (looks.on(q) or ${same})`,
    [own('wait.blockedOn')]:
      `if looks.on(q) then ${own('wait.blockedOn')} else if ${remembers} and (q = Sleep or q = LoadFinal or q = LoadEpoch) then ${lacks} else one`,
    [own('wait.gone')]: kept('gone', 'false'),
    [own('wait.expired')]: `${own('wait.expired')} and (turn.goes.on(q) or q = LoadEpoch)`,
  }
}

/** Loads the epoch of signal g, before it marks or attempts again. */
export function loadEpoch(
  own: Own,
  g: string,
): { readonly parks: string; readonly hears: string; readonly next: Formulas } {
  const hears = `(parks or timed or ends.closed(${g}) or ends.failed(${g}))`
  return {
    parks: `parks and ${own('wait.spins')} = spins`,
    hears,
    next: {
      [own('wait.missed')]: `if ${hears} then 0 else ${own('wait.missed')}`,
      [own('wait.closed')]: `if ${hears} then ends.closed(${g}) else ${own('wait.closed')}`,
      [own('wait.failed')]: `if ${hears} then ends.failed(${g}) else ${own('wait.failed')}`,
    },
  }
}

/** Whether it falls asleep: only if the epoch is unchanged, and the call has not timed out. */
export function sleeps(own: Own, g: string): string {
  return `${own('wait.missed')} = 0 and ${own('wait.closed')} = ends.closed(${g}) and ${own('wait.failed')} = ends.failed(${g}) and not ${own('wait.expired')}`
}

/** `Bumped` of the spec: a thread that has loaded the epoch has missed one more. */
export function bumped(own: Own): string {
  const parksNow = `${own('wait.missed')} >= 0 and parks and ${own('wait.spins')} = spins`
  return `if ${parksNow} then counted(${own('wait.missed')}) else ${own('wait.missed')}`
}

/** A call times out, at one of these steps. */
export function expires(own: Own, places: readonly string[]): { guard: string[]; next: Formulas } {
  const there = places.map((place) => `${own('pc')} = ${place}`).join(' or ')
  return {
    guard: [`(${there})`, 'timed', own('waits'), `not ${own('wait.expired')}`],
    next: { [own('wait.expired')]: 'true', [own('wait.asleep')]: 'false' },
  }
}

/** A thread crashes, at any step. */
export function crash(own: Own, mortal: string): { guard: string[]; next: Formulas } {
  return {
    guard: [mortal, `${own('pc')} # Ended`, `${own('pc')} # Dead`],
    next: { ...calm(own), [own('pc')]: 'Dead', alarmed: 'true' },
  }
}
