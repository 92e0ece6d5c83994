// What there is to know of the core's specs to mutate them.
import type { Peculiarities } from '../../harness/mutate/tla/peculiarities.ts'

/** The value of a variable that should be UNCHANGED: a neighbouring one, or the initial one. */
const INSTEAD: Peculiarities['instead'] = {
  words:
    "words' = [words EXCEPT !.cursor = IF Producers = {1} THEN Wrap(@ + 1) ELSE (@ + 2) % (2 * Modulus)]",
  slots: "slots' = [slots EXCEPT ![0] = -1]",
  producer: 'producer\' = [p_ \\in DOMAIN producer |-> [producer[p_] EXCEPT !.pc = "Idle"]]',
  consumer: 'consumer\' = [r_ \\in DOMAIN consumer |-> [consumer[r_] EXCEPT !.pc = "Idle"]]',
  claimed: "claimed' = Wrap(claimed + 1)",
  unpublished: "unpublished' = {}",
  handled: "handled' = [c_ \\in Consumers |-> Wrap(-1)]",
}

/** Constants for generated models. */
const BESIDE = [
  'M_Follower == <<{}, {1}>>',
  'M_AReader == {<<"reader", 1>>}',
  'M_AProducer == {<<"producer", 1>>}',
]

/**
 * Properties beyond the model's, checked of mutants only: an idle thread has reset everything of its last call but what
 * is taken, or a handler kept before it threw, and a slot that is being written is torn.
 */
const MORE: Peculiarities['more'] = [
  [
    'ReadersRestClean',
    'WorkerIdle',
    '\\A r \\in Readers : consumer[r].pc = "Idle" => consumer[r] = IF r \\in Workers THEN WorkerReturn(consumer[r]) ELSE IF HasTaken(consumer[r]) THEN [Rest(consumer[r]) EXCEPT !.leaves = consumer[r].leaves] ELSE IF Throws THEN Interrupted(consumer[r]) ELSE Idle(consumer[r].next)',
  ],
  ['ProducerRestsClean', 'Return', 'self.pc = "Idle" => self = Return(self)'],
  [
    'ProducersRestClean',
    'NoClaim',
    '\\A p \\in Producers : LET self == producer[p] IN self.pc = "Idle" => self = [NoClaim EXCEPT !.next = self.next, !.last = self.last, !.written = self.written]',
  ],
  ['WriterTears', 'Return', 'self.pc = "EndWrite" => slots[SlotOf(self.written + 1)] = Torn'],
  [
    'WritersTear',
    'NoClaim',
    '\\A p \\in Producers : producer[p].pc = "EndWrite" => slots[SlotOf(producer[p].written + 1)] = Torn',
  ],
]

/** Fields of `words` that are functions whose domain may be empty, and the order of consumers. */
const PARTIAL = [...['gate', 'owner', 'ends'].map((field) => ['words', '.', field]), ['Upstream']]

export const PECULIARITIES: Peculiarities = {
  instead: INSTEAD,
  spared: ['Sequence'],
  beside: BESIDE,
  more: MORE,
  partial: PARTIAL,
}
