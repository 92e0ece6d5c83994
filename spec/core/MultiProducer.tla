---------------------------- MODULE MultiProducer ----------------------------
(***************************************************************************)
(* Several producers, any number of consumers and pools, on a ring.        *)
(*                                                                         *)
(* A claim is one fetch-and-add; whoever made it waits for its room, learns*)
(* its exact sequence from the lap that the slot still has, and publishes  *)
(* slot by slot by storing the new lap. The cursor is twice the next       *)
(* sequence to be claimed: its lowest bit is kept for closing.             *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name;    *)
(* those that are called Begin… and End… are the two ends of a plain write.*)
(* A call begins with its first access.                                    *)
(* To see it fail: npm run tlc -- MultiProducerCached                      *)
(* Twin: src/core/MultiProducer.ts                                         *)
(***************************************************************************)
EXTENDS Consumer, WorkPool

CONSTANTS
  Claims,     \* how many events a claim may ask for
  Habits      \* of callers: "claim" and "try" call claim and tryClaim, "parts" publish what is written of a claim

ASSUME ClaimsFit == Claims \subseteq 1 .. Size
ASSUME HabitsAreKnown == Habits \subseteq {"claim", "try", "parts"}

vars == <<words, slots, producer, consumer>>

\* Twice a sequence is what a word has room for, so this is what the cursor can tell.
HalfOf(word) == word \div 2
Half == M \div 2

\* Between claims a producer remembers nothing.
Free ==
  [pc |-> "Idle", n |-> 0, claims |-> FALSE, word |-> 0, checking |-> 0,
   next |-> 0, written |-> Wrap(-1), last |-> Wrap(-1)]

TypeOK ==
  /\ words \in [cursor : Word, lap : [0 .. Size - 1 -> 0 .. Laps - 1], gate : [Consumers -> Word],
                take : Word, done : [0 .. Size - 1 -> 0 .. 2 * Laps - 1]]
  /\ slots \in [0 .. Size - 1 -> Word \cup {Torn}]
  /\ producer \in [Producers -> [pc : {"Idle", "LoadGate", "Exchange", "LoadLap", "EndWrite", "Publish"},
                   n : Claims \cup {0}, claims : BOOLEAN, word : Word, checking : Gating \cup {0},
                   next : Word, written : Word, last : Word]]
  /\ \A c \in Readers \ Workers : consumer[c] \in Private(c)
  /\ \A w \in Workers : consumer[w] \in PrivateOfWorker(w)

Init ==
  /\ words = [cursor |-> 0, lap |-> [slot \in 0 .. Size - 1 |-> Laps - 1],
              gate |-> [c \in Consumers |-> Wrap(-1)], take |-> 0, done |-> NothingDone]
  /\ slots = [slot \in 0 .. Size - 1 |-> Torn]
  /\ producer = [p \in Producers |-> Free]
  /\ consumer = [r \in Readers |-> IF r \in Workers THEN Resting ELSE Idle(0)]

-----------------------------------------------------------------------------
(* A producer. Its claim is n sequences from HalfOf(word) on; from LoadLap on it is next .. last, with what has *)
(* been written up to `written` and what has been published before `next`.                                     *)

\* The last sequence of a claim is at most a ring ahead of the gate, all of it doubled as the cursor is.
HasRoom(word, n, gate) == Ahead(word + 2 * (n - 1), 2 * gate) <= 2 * Size

HoldsNothing(own) == own.pc = "Idle" /\ own.last = Wrap(own.next - 1)

\* Gates only grow, so they are loaded one after another, each until there is room. None is remembered:
\* a gate from an earlier claim may be a whole turn of the word old.
Check(own, unchecked) ==
  IF unchecked # {} THEN [own EXCEPT !.pc = "LoadGate", !.checking = Min(unchecked)]
  ELSE [own EXCEPT !.pc = IF own.claims THEN "LoadLap" ELSE "Exchange", !.checking = 0]

Claim(p) ==
  /\ "claim" \in Habits /\ HoldsNothing(producer[p])
  /\ \E n \in Claims :
       /\ words' = [words EXCEPT !.cursor = Wrap(@ + 2 * n)]
       /\ producer' = [producer EXCEPT ![p] = Check([@ EXCEPT !.n = n, !.claims = TRUE, !.word = words.cursor], Gating)]
  /\ UNCHANGED <<slots, consumer>>

\* tryClaim: first look, then claim what has been looked at.
LoadNext(p) ==
  /\ "try" \in Habits /\ HoldsNothing(producer[p])
  /\ \E n \in Claims :
       producer' = [producer EXCEPT ![p] = Check([@ EXCEPT !.n = n, !.word = words.cursor], Gating)]
  /\ UNCHANGED <<words, slots, consumer>>

\* The cursor may look the same and be a whole turn further: so what is claimed here waits for room as well.
Exchange(p) ==
  /\ producer[p].pc = "Exchange"
  /\ LET own == producer[p]
     IN IF words.cursor = own.word
        THEN /\ words' = [words EXCEPT !.cursor = Wrap(@ + 2 * own.n)]
             /\ producer' = [producer EXCEPT ![p] = Check([own EXCEPT !.claims = TRUE], Gating)]
        ELSE /\ producer' = [producer EXCEPT ![p] = Check([own EXCEPT !.word = words.cursor], Gating)]
             /\ UNCHANGED words
  /\ UNCHANGED <<slots, consumer>>

LoadGate(p) ==
  /\ producer[p].pc = "LoadGate"
  /\ LET own == producer[p]
         c == own.checking
     IN producer' = [producer EXCEPT ![p] =
          IF HasRoom(own.word, own.n, words.gate[c]) THEN Check(own, {d \in Gating : d > c})
          ELSE IF own.claims THEN own ELSE Free]
  /\ UNCHANGED <<words, slots, consumer>>

\* There is room, so the slot has the event of the lap before, and nobody else will store there.
LoadLap(p) ==
  /\ producer[p].pc = "LoadLap"
  /\ LET own == producer[p]
         slot == SlotOf(HalfOf(own.word))
         first == SequenceAt(words.lap[slot] + 1, slot)
     IN producer' = [producer EXCEPT ![p] =
          [Free EXCEPT !.next = first, !.written = Wrap(first - 1), !.last = Wrap(first + own.n - 1)]]
  /\ UNCHANGED <<words, slots, consumer>>

BeginWrite(p) ==
  /\ producer[p].pc = "Idle"
  /\ producer[p].written # producer[p].last
  /\ slots' = [slots EXCEPT ![SlotOf(producer[p].written + 1)] = Torn]
  /\ producer' = [producer EXCEPT ![p].pc = "EndWrite"]
  /\ UNCHANGED <<words, consumer>>

EndWrite(p) ==
  /\ producer[p].pc = "EndWrite"
  /\ LET written == Wrap(producer[p].written + 1)
     IN /\ slots' = [slots EXCEPT ![SlotOf(written)] = written]
        /\ producer' = [producer EXCEPT ![p].pc = "Idle", ![p].written = written]
  /\ UNCHANGED <<words, consumer>>

\* One store a slot: what is written is published in order.
Publish(p) ==
  /\ \/ producer[p].pc = "Publish"
     \/ /\ producer[p].pc = "Idle" /\ ~HoldsNothing(producer[p])
        /\ producer[p].written # Wrap(producer[p].next - 1)
        /\ producer[p].written = producer[p].last \/ "parts" \in Habits
  /\ LET own == producer[p]
     IN /\ words' = [words EXCEPT !.lap[SlotOf(own.next)] = LapOf(own.next)]
        /\ producer' = [producer EXCEPT ![p] =
             IF own.next = own.last THEN Free
             ELSE [own EXCEPT !.next = Wrap(@ + 1), !.pc = IF own.next = own.written THEN "Idle" ELSE "Publish"]]
  /\ UNCHANGED <<slots, consumer>>

-----------------------------------------------------------------------------

GoesOn(p) == LoadGate(p) \/ Exchange(p) \/ LoadLap(p) \/ BeginWrite(p) \/ EndWrite(p) \/ Publish(p)

Produces(p) == Claim(p) \/ LoadNext(p) \/ GoesOn(p)

Next ==
  \/ \E p \in Producers : Produces(p)
  \/ \E c \in Readers \ Workers : Consumes(c)
  \/ \E w \in Workers : Works(w)

\* A thread that can go on does, but nobody need ever claim.
Fairness ==
  /\ \A p \in Producers : WF_vars(GoesOn(p))
  /\ \A c \in Readers \ Workers : WF_vars(Consumes(c))
  /\ \A w \in Workers : WF_vars(Works(w))

Safe == Init /\ [][Next]_vars
Spec == Safe /\ Fairness

-----------------------------------------------------------------------------
(* Safety. *)

Writes(p) == producer[p].pc = "EndWrite"

NoDataRace ==
  \A p \in Producers :
    Writes(p) =>
      /\ \A r \in Readers : Reads(r) => SlotOf(consumer[r].next) # SlotOf(producer[p].written + 1)
      /\ \A q \in Producers \ {p} : Writes(q) => SlotOf(producer[q].written + 1) # SlotOf(producer[p].written + 1)

ReadsPublished ==
  \A r \in Readers :
    Reads(r) => slots[SlotOf(consumer[r].next)] = consumer[r].next /\ IsPublished(consumer[r].next)

\* What the slot's lap says is what was claimed.
SequenceIsExact ==
  \A p \in Producers :
    producer[p].pc = "LoadLap" =>
      LET slot == SlotOf(HalfOf(producer[p].word))
      IN SequenceAt(words.lap[slot] + 1, slot) % Half = HalfOf(producer[p].word)

GatesInOrder ==
  \A c \in Consumers : \A u \in Upstream[c] : Ahead(words.gate[u], words.gate[c]) >= 0

(* Liveness: a claim that waits returns. That events are handled is the contract's, see RefinesLive. *)

ClaimReturns ==
  \A p \in Producers : producer[p].claims ~> producer[p].pc = "Idle"

(* Refinement: each step is one of the contract's, and it is as live; sequences are what a cursor can tell. *)

HeldByProducer(p) ==
  LET own == producer[p]
  IN IF own.claims THEN {(HalfOf(own.word) + i) % Half : i \in 0 .. own.n - 1}
     ELSE {sequence % Half : sequence \in After(Wrap(own.next - 1), own.last)}

Contract == INSTANCE Sequencer WITH
  M <- Half,
  claimed <- (HalfOf(words.cursor) - 1) % Half,
  unpublished <- UNION {HeldByProducer(p) : p \in Producers},
  handled <- [c \in Consumers |-> words.gate[c] % Half]

Refines == Contract!Safe
RefinesLive == Contract!Spec

=============================================================================
