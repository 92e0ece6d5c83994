// Where the source compares words or rebuilds sequences from them: which statement about words makes it exact there, and
// what keeps its sequences as near as that statement asks.

/** One place of the source. */
export interface Site {
  readonly file: string
  /** The call as it is written there. */
  readonly call: string
  /** The statements of `WORD_LEMMAS`. */
  readonly lemmas: readonly string[]
  /** A property or lemma that is proved, of both models or of one: `SingleProducer: GatesAreNear`. */
  readonly by: readonly string[]
  /** Why it is near, where that is not proved; or what it costs where it is not. */
  readonly why?: string
}

const BOTH = (name: string): readonly string[] => [`SingleProducer: ${name}`, `MultiProducer: ${name}`]

/** All of them; a place that is not here fails a test. */
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
    why: 'Of whoever has claimed. Who has not may be a whole turn late: then it looks again for what it claims.',
  },
  {
    file: 'MultiProducer',
    call: 'after(lap, wrap(known - 1))',
    lemmas: ['LapIsExact'],
    by: ['MultiProducer: SequenceIsExact'],
    why: 'Who claims nothing for 2^31 laps is given sequences that are too low by that much: a limit of the README.',
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
    why: 'A worker that takes nothing for a turn is off by whole turns until LoadDone: TicketIsExact, of pools, by TLC.',
  },
  {
    file: 'WorkPool',
    call: 'after(counted, wrap(known))',
    lemmas: ['LapIsExact'],
    by: [],
    why: 'TicketIsExact, of pools, by TLC; beyond 2^31 laps a limit of the README.',
  },
  {
    file: 'drain',
    call: 'unwrap(this.#seat.start, final)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'It may be off by whole turns: it is only compared with words again.',
  },
  {
    file: 'positions',
    call: 'unwrap(near, Atomics.load(words, gate))',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'Near is what was seen last: who looks less often than every 2^30 events is told too little by whole turns.',
  },
  {
    file: 'positions',
    call: 'unwrap(published, cursor)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'What is claimed is as near to what is published as GatesAreNear says, if nobody is refused.',
  },
  {
    file: 'positions',
    call: 'unwrap(published, final)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'As before: the end is the first that is not claimed.',
  },
  {
    file: 'ring',
    call: 'unwrap(seat.start - 1, Atomics.load(this.#words, words.gate))',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'Off by whole turns of 2^31 where the dead one had come so far: takeOver says so.',
  },
  {
    file: 'here',
    call: 'ahead(Atomics.load(words, CURSOR), wanted)',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'What a reader waits for is the next of what is published, as near as GatesAreNear says.',
  },
  {
    file: 'here',
    call: 'ahead(Atomics.load(words, gate), upTo(gate))',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'What this thread waits for is as near to its gates as a claim is; an error alone depends on it.',
  },
  {
    file: 'here',
    call: 'ahead(first, upTo(role))',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'As before: what it has taken is between the gate and the cursor.',
  },
  {
    file: 'here',
    call: 'ahead(first, wanted)',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'As before: what it has claimed.',
  },
  {
    file: 'here',
    call: 'sequenceAt(Atomics.load(words, laps + slot), slot, size)',
    lemmas: ['StampFromLap'],
    by: [],
    why: 'As in Barrier; an error alone depends on it.',
  },
  {
    file: 'parts',
    call: 'ahead(Atomics.load(words, hand + LAST), published)',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'The only producer claims at most a ring beyond what it has published: ProducerInOrder.',
  },
  {
    file: 'parts',
    call: 'ahead(final, handled)',
    lemmas: ['AheadIsExact'],
    by: [],
    why: 'The end of a ring is as near to a gate as a claim is, which GatesAreNear says of claims.',
  },
  {
    file: 'positions',
    call: 'unwrap(published, noted[0] ?? 0)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'The only producer claims at most a ring beyond what it has published: ProducerInOrder.',
  },
  {
    file: 'succession',
    call: 'sequenceAt(Atomics.load(words, laps + slot), slot, size)',
    lemmas: ['StampFromLap'],
    by: [],
    why: 'What the dead one had claimed is at most a ring behind what its slots hold.',
  },
  {
    file: 'succession',
    call: 'unwrap(start - 1, Atomics.load(words, CURSOR) & ~MARK)',
    lemmas: ['UnwrapIsExact'],
    by: [],
    why: 'Off by whole turns of 2^31 where the dead one had come so far: takeOverProducer says so.',
  },
]
