--------------------------- MODULE SingleProducer ---------------------------
(***************************************************************************)
(* One producer, any number of broadcast consumers, on a ring of slots.    *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name;    *)
(* those that are called Begin… and End… are the caller's own: a call, or  *)
(* the two ends of a plain write. Checked: no slot is read and written at  *)
(* once, what is read was published, claims return, every step is one of   *)
(* the contract's. To see it fail: npm run tlc -- SingleProducerNoRoom     *)
(* Twin: src/core/SingleProducer.ts                                        *)
(***************************************************************************)
EXTENDS Consumer

CONSTANTS
  Claims,     \* how many events a claim may ask for
  Habits      \* of callers: "parts" publish what is written of a claim, "ahead" claim what is not published

ASSUME ClaimsFit == Claims \subseteq 1 .. Size
ASSUME HabitsAreKnown == Habits \subseteq {"parts", "ahead"}

vars == <<words, slots, producer, consumer>>

TypeOK ==
  /\ words \in [cursor : Word, gate : [Consumers -> Word]]
  /\ slots \in [0 .. Size - 1 -> Word \cup {Torn}]
  /\ producer \in [pc : {"Idle", "LoadGate", "EndWrite"}, waits : BOOLEAN, n : Claims \cup {0},
                   checking : Gating \cup {0}, claimed : Word, written : Word, cached : [Gating -> Word]]
  /\ \A c \in Consumers : consumer[c] \in Private(c)

Init ==
  /\ words = [cursor |-> Wrap(-1), gate |-> [c \in Consumers |-> Wrap(-1)]]
  /\ slots = [slot \in 0 .. Size - 1 |-> Torn]
  /\ producer = [pc |-> "Idle", waits |-> FALSE, n |-> 0, checking |-> 0,
                 claimed |-> Wrap(-1), written |-> Wrap(-1), cached |-> [c \in Gating |-> Wrap(-1)]]
  /\ consumer = [c \in Consumers |-> Idle(0)]

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

Consumes(c) == BeginPoll(c) \/ LoadCursor(c) \/ LoadUpstream(c) \/ BeginRead(c) \/ EndRead(c) \/ Advance(c)

Next == Produces \/ \E c \in Consumers : Consumes(c)

\* A thread that can go on does, but nobody need ever claim.
Fairness ==
  /\ WF_vars(LoadGate \/ BeginWrite \/ EndWrite \/ Publish)
  /\ \A c \in Consumers : WF_vars(Consumes(c))

Safe == Init /\ [][Next]_vars
Spec == Safe /\ Fairness

-----------------------------------------------------------------------------
(* Safety. *)

NoDataRace ==
  producer.pc = "EndWrite" =>
    \A c \in Consumers :
      consumer[c].pc = "EndRead" => SlotOf(consumer[c].next) # SlotOf(producer.written + 1)

ReadsPublished ==
  \A c \in Consumers :
    consumer[c].pc = "EndRead" =>
      /\ slots[SlotOf(consumer[c].next)] = consumer[c].next
      /\ Ahead(words.cursor, consumer[c].next) >= 0

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
