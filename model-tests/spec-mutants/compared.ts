// Mutants of specs that violate nothing: they are noticed only because the same run explores the unbroken spec beside them.
// A slip in the spec itself in such a place is seen by nothing that TLC checks; by kind, what ought to see it, or why
// nothing can.
import type { SpecMutantClaim } from '../report/claims.ts'

/** Some of them, by their names; the first kind that fits is theirs. */
export interface Kind {
  readonly of: RegExp
  /** The property that ought to notice them, where there is one: it is checked, but not where mutants are explored. */
  readonly ought:
    | 'ReadersEnd'
    | 'ProducersReturn'
    | 'ClaimReturns'
    | 'EveryEventIsHandled'
    | 'RefinesLive'
    | null
  readonly why: string
}

const TOURS = 'tours compare it with the source, in every state'

export const KINDS: readonly Kind[] = [
  {
    of: /^(Single|Multi)Producer\/AllEnded /,
    ought: null,
    why: 'A loop that stands for the end, so that it is no deadlock: what it may do more has no meaning.',
  },
  {
    of: /^Sequencer\//,
    ought: 'EveryEventIsHandled',
    why: 'The contract is what others are held against: where it allows less, their Refines would fail; that it allows no more only its own invariants say.',
  },
  {
    of: / UNCHANGED: (slots|producer|consumer|words) in /,
    ought: null,
    why: 'What a step leaves alone is then what it is in any state of the type: the first states of that kind break nothing, and are not explored further.',
  },
  {
    of: /(Habits|without Throws|without Timed|without Parks|never Parks|Mortals|o \\in (Closers|Supervisors)|Supervisors # \{\}|MayEnd|Alarmed|Dead(Readers|Producers)|Unburied)/,
    ought: null,
    why: 'What those who call do, or what becomes of them, is chosen by the model: more or less of it is right as well.',
  },
  {
    of: / (guard|part): (without|never) .*(\.pc|At\(|ParksNow|InTurn|turns|HoldsNothing)/,
    ought: null,
    why: `Who may take which step when: a property would be the program counter once more; ${TOURS}.`,
  },
  {
    of: / (guard|part): without .*(waits|claims|expired|asleep|missed|ends|marked|may$|Holds|claimed|written|closed)/,
    ought: null,
    why: `A step where nothing asks for it: time that is up for one who does not wait, say. Safe as the call may be made again; ${TOURS}.`,
  },
  {
    of: / part: (without|never) /,
    ought: 'ReadersEnd',
    why: 'Others are woken, asked or told oftener than they have to be, which is safe; or not often enough, which only liveness sees.',
  },
  {
    of: / EXCEPT: without !\S*pc = /,
    ought: 'ReadersEnd',
    why: `The thread does the same again, or goes on elsewhere: safe where it looks again before it acts; ${TOURS}.`,
  },
  {
    of: / EXCEPT: without !(\[\w+\])?\.?(wait\b|wait\.|turns|lacks|marked|marks|expired|asleep|missed|ends|gone|wakes|at = )/,
    ought: 'ReadersEnd',
    why: 'What a wait remembers: one look, mark or wake more or less. Lost for good it is a deadlock or a lack of liveness further on than mutants are explored.',
  },
  {
    of: / EXCEPT: without !\.?(limit|waits|n|available|unread|last|taken|front|checking|word|next|written|claimed) = /,
    ought: 'RefinesLive',
    why: `What a call has left over, or does not take on: what is found is looked at again before it is used; ${TOURS}, fields included.`,
  },
  {
    of: / EXCEPT: without !\.confirmed = TRUE/,
    ought: null,
    why: 'A worker looks once more at what it knows to be there, which is safe.',
  },
  {
    of: / EXCEPT: without !\.confirmed = /,
    ought: null,
    why: 'A worker takes for there what is not: WorkPoolForgets is this bug, and ReadsPublished notices it further on than mutants are explored.',
  },
  {
    of: / EXCEPT: without !.*(cursor|take|done|gate|owner|ends|cached|SlotOf)/,
    ought: 'RefinesLive',
    why: 'A word or slot that is not written: nothing new is there, which is safe; that it comes some day is liveness.',
  },
  {
    of: / EXCEPT: without !\[\w+\](\.\w+)? = /,
    ought: 'RefinesLive',
    why: `A thread that takes a step and stands where it stood: it takes it again; ${TOURS}.`,
  },
  {
    of: / bound: /,
    ought: 'ClaimReturns',
    why: 'One off to the careful side, or where two bounds meet: room or events are there and not seen. Safe; for ever it is a lack of liveness, where rings are that small.',
  },
  {
    of: / IF: not /,
    ought: 'ReadersEnd',
    why: `The other branch: a wait for nothing, a wake too many, an end too late, or a look that is made again; ${TOURS}.`,
  },
]

/** Those that only the comparison has noticed. */
export function isCompared({ killedBy }: Pick<SpecMutantClaim, 'killedBy'>): boolean {
  return killedBy?.startsWith('count: ') === true
}

/** The kind that one of them is of, by its name; null if it is of none. */
export function kindOf(name: string): Kind | null {
  return KINDS.find(({ of }) => of.test(name)) ?? null
}
