// The places of the source that compare words or rebuild sequences from them: the lemmas about words that make each
// exact, and what keeps its sequences as near as those lemmas ask.

/** One place of the source. */
export interface Site {
  readonly file: string
  /** The call as written there. */
  readonly call: string
  /** Names in `WORD_LEMMAS`. */
  readonly lemmas: readonly string[]
  /** Properties or lemmas that are proved, of either model or both: `SingleProducer: GatesAreNear`. */
  readonly by: readonly string[]
  /** Why the sequences are near, where that is not proved; or what happens where they are not. */
  readonly why?: string
}

const BOTH = (name: string): readonly string[] => [`SingleProducer: ${name}`, `MultiProducer: ${name}`]

/** All places; a test fails for any that is missing. */
export const SITES: readonly Site[] = [
  {
    file: 'Barrier',
    call: 'unwrap(next - 1, Atomics.load(this.#words, CURSOR))',
    lemmas: ['UnwrapIsExact'],
    by: ['SingleProducer: GatesAreNear'],
  },
  {
    file: 'Barrier',
    call: 'sequenceAt(lap, slot, this.#size)',
    lemmas: ['StampFromLap', 'ProbeIsExact'],
    by: ['MultiProducer: ProbedIsNear'],
  },
  {
    file: 'Barrier',
    call: 'unwrap(next - 1, Atomics.load(this.#words, gate))',
    lemmas: ['UnwrapIsExact'],
    by: [...BOTH('GatesInOrder'), ...BOTH('GatesAreNear')],
  },
  {
    file: 'Barrier',
    call: 'ahead(Atomics.load(this.#words, FINAL), wrap(next))',
    lemmas: ['AheadIsExact'],
    by: BOTH('FinalIsNear'),
  },
  {
    file: 'MultiProducer',
    call: 'ahead(handled, last)',
    lemmas: ['LastOfClaim', 'RoomIsExact'],
    by: ['MultiProducer: GatesAreNear'],
    why: 'Once claimed. A word read earlier may be a full wrap-around behind; the claim itself is checked again.',
  },
  {
    file: 'MultiProducer',
    call: 'after(lap, wrap(known - 1))',
    lemmas: ['LapIsExact'],
    by: ['MultiProducer: SequenceIsExact'],
    why: 'A producer that claims nothing for 2^31 laps gets sequences that are too low by as much: a documented limit.',
  },
  {
    file: 'SingleProducer',
    call: 'unwrap(this.#cached[c]!, gate)',
    lemmas: ['UnwrapIsExact'],
    by: ['SingleProducer: GatesAreNear'],
  },
  {
    file: 'WorkPool',
    call: 'unwrap(this.#next, ticket)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'An idle worker may be off by whole wrap-arounds until LoadDone: TicketIsExact, of pools, by TLC.',
  },
  {
    file: 'WorkPool',
    call: 'after(counted, wrap(known))',
    lemmas: ['LapIsExact'],
    by: [],
    why: 'TicketIsExact, of pools, by TLC; beyond 2^31 laps a documented limit.',
  },
  {
    file: 'ring/drain',
    call: 'unwrap(this.#context.start, final)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'It may be off by whole wrap-arounds, since it is only compared with words.',
  },
  {
    file: 'ring/positions',
    call: 'unwrap(near, Atomics.load(words, gate))',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: '`near` is the last snapshot: one taken after more than 2^30 events may be too low by whole wrap-arounds.',
  },
  {
    file: 'ring/positions',
    call: 'unwrap(published, cursor)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'Claims are as near to the published events as GatesAreNear says, unless claims are refused.',
  },
  {
    file: 'ring/positions',
    call: 'unwrap(published, final)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'As before: the end is the first sequence not claimed.',
  },
  {
    file: 'ring/Ring',
    call: 'unwrap(context.start - 1, Atomics.load(this.#words, words.gate))',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'Off by a multiple of 2^31 if the dead consumer had got that far: documented at takeOver.',
  },
  {
    file: 'ring/ownRoles',
    call: 'ahead(Atomics.load(words, CURSOR), wanted)',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'A reader waits for the next event to be published, which is as near as GatesAreNear says.',
  },
  {
    file: 'ring/ownRoles',
    call: 'ahead(Atomics.load(words, gate), upTo(gate))',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'A thread waits for events as near to its gates as a claim is; only an error depends on it.',
  },
  {
    file: 'ring/ownRoles',
    call: 'ahead(first, upTo(role))',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'As before: taken tickets are between the gate and the cursor.',
  },
  {
    file: 'ring/ownRoles',
    call: 'ahead(first, wanted)',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'As before, for what it has claimed.',
  },
  {
    file: 'ring/ownRoles',
    call: 'sequenceAt(Atomics.load(words, laps + slot), slot, size)',
    lemmas: ['StampFromLap'],
    by: [],
    why: 'As in Barrier; only an error depends on it.',
  },
  {
    file: 'ring/parts',
    call: 'ahead(Atomics.load(words, hand + LAST), published)',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'The only producer claims at most a ring beyond what it has published: ProducerInOrder.',
  },
  {
    file: 'ring/parts',
    call: 'ahead(final, handled)',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'The end of a ring is as near to a gate as a claim is: GatesAreNear.',
  },
  {
    file: 'ring/positions',
    call: 'unwrap(published, noted[0] ?? 0)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'The only producer claims at most a ring beyond what it has published: ProducerInOrder.',
  },
  {
    file: 'ring/succession',
    call: 'sequenceAt(Atomics.load(words, laps + slot), slot, size)',
    lemmas: ['StampFromLap'],
    by: [],
    why: 'The slot holds its newest sequence, a full one, whichever that is.',
  },
  {
    file: 'ring/succession',
    call: 'ahead(sequenceAt(Atomics.load(words, laps + slot), slot, size), word)',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'Behind an unpublished sequence of the dead producer no slot is two rings ahead; if it had published all, a successor must come within 2^30 sequences.',
  },
  {
    file: 'ring/succession',
    call: 'unwrap(start - 1, Atomics.load(words, CURSOR) & ~MARK)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'Off by a multiple of 2^31 if the dead producer had got that far: documented at takeOverProducer.',
  },
]
