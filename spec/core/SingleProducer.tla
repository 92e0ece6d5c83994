--------------------------- MODULE SingleProducer ---------------------------
(***************************************************************************)
(* One producer, any number of consumers and pools, on a ring of slots.    *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name;    *)
(* those that are called Begin… and End… are the caller's own: a call, or  *)
(* the two ends of a plain write. Checked: no slot is read and written at  *)
(* once, what is read was published, claims return, every step is one of   *)
(* the contract's. To see it fail: npm run tlc -- SingleProducerNoRoom     *)
(* Twin: src/core/SingleProducer.ts                                        *)
(***************************************************************************)
EXTENDS Consumer, WorkPool

CONSTANTS
  Claims,     \* how many events a claim may ask for
  Habits      \* of callers: "parts" publish what is written of a claim, "ahead" claim what is not published

ASSUME NobodyElseProduces == Producers = {1}
ASSUME ClaimsFit == Claims \subseteq 1 .. Size
ASSUME HabitsAreKnown == Habits \subseteq {"parts", "ahead"}

vars == <<words, slots, producer, consumer>>

TypeOK ==
  /\ words \in [cursor : Word, gate : [Consumers -> Word], take : Word, done : [0 .. Size - 1 -> 0 .. 2 * Laps - 1]]
  /\ slots \in [0 .. Size - 1 -> Word \cup {Torn}]
  /\ producer \in [pc : {"Idle", "LoadGate", "EndWrite"}, waits : BOOLEAN, n : Claims \cup {0},
                   checking : Gating \cup {0}, claimed : Word, written : Word, cached : [Gating -> Word]]
  /\ \A c \in Readers \ Workers : consumer[c] \in Private(c)
  /\ \A w \in Workers : consumer[w] \in PrivateOfWorker(w)

Init ==
  /\ words = [cursor |-> Wrap(-1), gate |-> [c \in Consumers |-> Wrap(-1)], take |-> 0, done |-> NothingDone]
  /\ slots = [slot \in 0 .. Size - 1 |-> Torn]
  /\ producer = [pc |-> "Idle", waits |-> FALSE, n |-> 0, checking |-> 0,
                 claimed |-> Wrap(-1), written |-> Wrap(-1), cached |-> [c \in Gating |-> Wrap(-1)]]
  /\ consumer = [r \in Readers |-> IF r \in Workers THEN Resting ELSE Idle(0)]

-----------------------------------------------------------------------------
(* The producer. cached[c] is a gate seen earlier: it can only have grown. *)

HasRoom(sequence, gate) == Ahead(sequence, gate) <= Size

\* More than a ring of its own unpublished events would wait for itself: the source refuses.
Fits(n) == Ahead(producer.claimed + n, words.cursor) <= Size

\* The call has ended, with its claim or without.
Return(own) == [own EXCEPT !.pc = "Idle", !.n = 0, !.waits = FALSE, !.checking = 0]

\* From consumer c on, one after another: load the gate of the first that seems to lack room.
Check(own, c) ==
  LET last == Wrap(own.claimed + own.n)
      lacking == {d \in Gating : d >= c /\ ~HasRoom(last, own.cached[d])}
  IN IF lacking = {} THEN Return([own EXCEPT !.claimed = last])
     ELSE [own EXCEPT !.pc = "LoadGate", !.checking = Min(lacking)]

BeginClaim ==
  /\ producer.pc = "Idle"
  /\ producer.claimed = words.cursor \/ "ahead" \in Habits
  /\ \E n \in Claims, waits \in Waits :
       /\ Fits(n)
       /\ producer' = Check([producer EXCEPT !.n = n, !.waits = waits], 1)
  /\ UNCHANGED <<words, slots, consumer>>

LoadGate ==
  /\ producer.pc = "LoadGate"
  /\ LET c == producer.checking
         last == producer.claimed + producer.n
         seen == [producer EXCEPT !.cached[c] = words.gate[c]]
     IN producer' = IF producer.waits \/ HasRoom(last, words.gate[c]) THEN Check(seen, c) ELSE Return(seen)
  /\ UNCHANGED <<words, slots, consumer>>

BeginWrite ==
  /\ producer.pc = "Idle"
  /\ producer.written # producer.claimed
  /\ slots' = [slots EXCEPT ![SlotOf(producer.written + 1)] = Torn]
  /\ producer' = [producer EXCEPT !.pc = "EndWrite"]
  /\ UNCHANGED <<words, consumer>>

EndWrite ==
  /\ producer.pc = "EndWrite"
  /\ LET written == Wrap(producer.written + 1)
     IN /\ slots' = [slots EXCEPT ![SlotOf(written)] = written]
        /\ producer' = [producer EXCEPT !.pc = "Idle", !.written = written]
  /\ UNCHANGED <<words, consumer>>

Publish ==
  /\ producer.pc = "Idle"
  /\ producer.written # words.cursor
  /\ producer.written = producer.claimed \/ "parts" \in Habits
  /\ words' = [words EXCEPT !.cursor = producer.written]
  /\ UNCHANGED <<slots, producer, consumer>>

-----------------------------------------------------------------------------

Produces == BeginClaim \/ LoadGate \/ BeginWrite \/ EndWrite \/ Publish

Next == Produces \/ (\E c \in Readers \ Workers : Consumes(c)) \/ (\E w \in Workers : Works(w))

\* A thread that can go on does, but nobody need ever claim.
Fairness ==
  /\ WF_vars(LoadGate \/ BeginWrite \/ EndWrite \/ Publish)
  /\ \A c \in Readers \ Workers : WF_vars(Consumes(c))
  /\ \A w \in Workers : WF_vars(Works(w))

Safe == Init /\ [][Next]_vars
Spec == Safe /\ Fairness

-----------------------------------------------------------------------------
(* Safety. *)

NoDataRace ==
  producer.pc = "EndWrite" =>
    \A r \in Readers : Reads(r) => SlotOf(consumer[r].next) # SlotOf(producer.written + 1)

ReadsPublished ==
  \A r \in Readers :
    Reads(r) =>
      /\ slots[SlotOf(consumer[r].next)] = consumer[r].next
      /\ Ahead(words.cursor, consumer[r].next) >= 0

GatesInOrder ==
  \A c \in Consumers :
    /\ Ahead(words.cursor, words.gate[c]) \in 0 .. Size
    /\ \A u \in Upstream[c] : Ahead(words.gate[u], words.gate[c]) >= 0

(* Liveness: a claim that waits returns. That events are handled is the contract's, see RefinesLive. *)

ClaimReturns == producer.pc = "LoadGate" ~> producer.pc # "LoadGate"

(* Refinement: each step is one of the contract's, and it is as live. *)

Contract == INSTANCE Sequencer WITH
  claimed <- producer.claimed,
  unpublished <- After(words.cursor, producer.claimed),
  handled <- words.gate

Refines == Contract!Safe
RefinesLive == Contract!Spec

=============================================================================
