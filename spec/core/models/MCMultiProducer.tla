--------------------------- MODULE MCMultiProducer ---------------------------
(***************************************************************************)
(* What the models of MultiProducer need beside its .cfg files: who        *)
(* follows whom, and broken operators for the models that must fail.       *)
(*                                                                         *)
(* The last sequence of a claim may be ahead of a gate by a ring plus all  *)
(* that producers hold, which must be less than half the range of a word:  *)
(* Modulus > 2 * (Size + producers * largest claim), and a multiple of     *)
(* Size. MultiProducerSmallModulus has too little.                         *)
(***************************************************************************)
EXTENDS MultiProducerInv, TLC

\* Threads that differ by name alone: TLC explores one state of those that are alike. It is not sound for liveness.
Alike == Permutations(Producers) \cup Permutations(Workers)

One == <<{}>>
Two == <<{}, {}>>
Follower == <<{}, {1}>>

\* Callers that take ranges.
Yes == TRUE

\* Threads that may crash.
AProducerOrAReader == {<<"producer", 1>>, <<"reader", 1>>}

-----------------------------------------------------------------------------
(* Enough for consumers: they are at most a lap behind what a slot holds, so one bit of the lap is enough. *)

SameParity(sequence) == words.lap[SlotOf(sequence)] % 2 = LapOf(sequence) % 2

-----------------------------------------------------------------------------
(* Broken on purpose. *)

Always(word, n, gate) == TRUE

\* A flag instead of a lap: published, on whichever lap.
IsFlagged(sequence) == words.lap[SlotOf(sequence)] = 0

PublishFlag(p) ==
  /\ producer[p].pc = "Idle" /\ ~HoldsNothing(producer[p]) /\ producer[p].written = producer[p].last
  /\ words' = [words EXCEPT !.lap[SlotOf(producer[p].next)] = 0]
  /\ SetProducer(p, NoClaim)
  /\ UNCHANGED slots

\* Looks for the last slot that is published, and ignores gaps before it.
IsPublishedOrLater(sequence) ==
  \E i \in 0 .. Size - 1 :
    LET slot == SlotOf(sequence + i) IN SequenceAt(words.lap[slot], slot) = Wrap(sequence + i)

\* One bit of the lap does not give a producer the sequence it has claimed.
LoadLapBit(p) ==
  /\ producer[p].pc = "LoadLap"
  /\ LET slot == SlotOf(HalfOf(producer[p].word))
         first == SequenceAt((words.lap[slot] + 1) % 2, slot)
     IN producer' = [producer EXCEPT ![p] =
          [NoClaim EXCEPT !.next = first, !.written = Wrap(first - 1), !.last = Wrap(first + producer[p].n - 1)]]
  /\ UNCHANGED <<words, slots, consumer>>

=============================================================================
