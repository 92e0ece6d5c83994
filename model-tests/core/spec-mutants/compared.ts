// Mutants of specs that violate no property: they are noticed only because the same run explores the original spec
// beside them. TLC itself would not see such a mistake in the spec. For each kind: what ought to see it, or why nothing
// can.
import type { SpecMutantClaim } from '../../report/claims.ts'

/** A class of such mutants, by name; a mutant is of the first kind that matches. */
export interface Kind {
  readonly of: RegExp
  /** The property that ought to notice them, if any: it is checked, but not where mutants are explored. */
  readonly ought:
    | 'ReadersEnd'
    | 'ProducersReturn'
    | 'ClaimReturns'
    | 'EveryEventIsHandled'
    | 'RefinesLive'
    | null
  readonly why: string
}

const TOURS = 'tours compare it with the source in every state'

export const KINDS: readonly Kind[] = [
  {
    of: /^Consumer\/LeaveOrEnd EXCEPT: without !\.leaves = TRUE$/,
    ought: 'ReadersEnd',
    why: 'A consumer that has taken events never leaves a failed ring: its followers wait for it.',
  },
  {
    of: /^(Single|Multi)Producer\/AllEnded /,
    ought: null,
    why: 'A self-loop at the end, so that TLC reports no deadlock: further steps of it mean nothing.',
  },
  {
    of: /^Sequencer\//,
    ought: 'EveryEventIsHandled',
    why: 'If the contract allows less, Refines fails elsewhere; allowing more shows in its invariants only.',
  },
  {
    of: / UNCHANGED: (slots|producer|consumer|words) in /,
    ought: null,
    why: 'The variable gets another value of its type: harmless in the first states, and not explored further.',
  },
  {
    of: /(Habits|without Throws|without Timed|without Parks|never Parks|MayCrash|o \\in (Closers|Supervisors)|Supervisors # \{\}|MayEnd|SomeoneCrashed|Dead(Readers|Producers)|Unburied)/,
    ought: null,
    why: 'What callers do, and which threads crash, is the choice of the model: more or less is right as well.',
  },
  {
    of: / (guard|part): (without|never) .*(\.pc|At\(|ParksNow|HasEpoch|spins|HoldsNothing)/,
    ought: null,
    why: `Which step comes next: a property would only repeat the program counter; ${TOURS}.`,
  },
  {
    of: / (guard|part): without .*(waits|hasClaimed|expired|asleep|missed|ends|marked|may$|Holds|claimed|written|closed)/,
    ought: null,
    why: `A step without cause, such as a time-out without a wait. Safe: calls may be retried; ${TOURS}.`,
  },
  {
    of: / part: (without|never) /,
    ought: 'ReadersEnd',
    why: 'Extra wake-ups and checks are safe; missing ones are seen by liveness only.',
  },
  {
    of: / EXCEPT: without !\S*pc = /,
    ought: 'ReadersEnd',
    why: `The thread repeats a step, or continues elsewhere: safe if it rechecks first; ${TOURS}.`,
  },
  {
    of: / EXCEPT: without !(\[\w+\])?\.?(wait\b|wait\.|spins|blockedOn|marked|marks|expired|asleep|missed|ends|gone|wakes|at = )/,
    ought: 'ReadersEnd',
    why: 'State of a wait: an attempt, mark or wake-up more or less. Lost for good, it is a later deadlock.',
  },
  {
    of: / EXCEPT: without !\.?(limit|waits|n|available|unread|last|taken|front|checking|word|next|written|claimed) = /,
    ought: 'RefinesLive',
    why: `A stale or missing field of a call: it is rechecked before use; ${TOURS}, fields included.`,
  },
  {
    of: / EXCEPT: without !\.confirmed = TRUE/,
    ought: null,
    why: 'A worker checks again for an event it has found already, which is safe.',
  },
  {
    of: / EXCEPT: without !\.confirmed = /,
    ought: null,
    why: 'A worker relies on an event not there: as WorkPoolForgets, which ReadsPublished notices later on.',
  },
  {
    of: / EXCEPT: without !.*(cursor|take|done|gate|owner|ends|cached|SlotOf)/,
    ought: 'RefinesLive',
    why: 'A word or slot is not written: safe, as nothing new appears; progress is liveness.',
  },
  {
    of: / EXCEPT: without !\[\w+\](\.\w+)? = /,
    ought: 'RefinesLive',
    why: `A thread takes a step and stays where it was: it takes it again; ${TOURS}.`,
  },
  {
    of: / bound: /,
    ought: 'ClaimReturns',
    why: 'Off by one to the safe side: room or events are missed. If for ever, that is liveness.',
  },
  {
    of: / IF: not /,
    ought: 'ReadersEnd',
    why: `The other branch: a needless wait, wake-up or attempt, or a late end; ${TOURS}.`,
  },
]

/** Whether only the comparison has noticed it. */
export function isCompared({ killedBy }: Pick<SpecMutantClaim, 'killedBy'>): boolean {
  return killedBy?.startsWith('count: ') === true
}

/** The kind of a mutant, by its name; null if it has none. */
export function kindOf(name: string): Kind | null {
  return KINDS.find(({ of }) => of.test(name)) ?? null
}
