---------------------- MODULE MCSingleProducerInductive ----------------------
(***************************************************************************)
(* Is Inv inductive? It begins in every state that satisfies Inv, not only *)
(* in those that can be reached, and each step has to keep it.             *)
(*                                                                         *)
(* Sequences are turned so that the first gate is in the first lap, as     *)
(* only their differences mean anything; fields that no step looks at      *)
(* before they are set again have one value. The ranges are what Inv       *)
(* leaves: TLC finds the states faster than by leaving out all others.     *)
(* Nobody parks or dies here.                                              *)
(***************************************************************************)
EXTENDS MCSingleProducer

Around(sequence, least, most) == {Wrap(sequence + i) : i \in least .. most}

\* What may have been told of the ring.
Told == SUBSET (IF "close" \in Habits THEN {"closed"} ELSE {})

\* Who waits remembers only what it has heard.
AnyWait == {Calm} \cup {[Calm EXCEPT !.missed = 0, !.ends = ends] : ends \in Told \ {{}}}

\* Fields of a consumer that is not in the call that they belong to.
ForgottenBy(own) ==
  LET calls == own.pc \in {"LoadCursor", "Probe", "LoadUpstream", "LoadEpoch", "LoadFinal"}
  IN /\ own.pc \in {"Idle", "Ended"} <=> own.limit = 0
     /\ own.pc \in {"Idle", "Ended"} => ~own.waits
     /\ own.pc \in {"LoadEpoch", "LoadFinal"} => own.waits
     /\ own.pc = "LoadFinal" => "closed" \in own.wait.ends
     /\ ~calls => own.wait = Calm
     /\ own.pc \notin {"Probe", "LoadUpstream"} => own.available = Wrap(own.next - 1 + Size)
     /\ own.pc # "LoadUpstream" => own.unread = {}

ConsumingAs(c) ==
  {own \in [pc : {"Idle", "LoadCursor", "LoadUpstream", "LoadEpoch", "LoadFinal", "BeginRead", "EndRead", "EndFlush", "Advance", "Ended"},
            waits : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[c], wait : AnyWait,
            available : Around(words.gate[c], 0, 2 * Size), last : Around(words.gate[c], 0, Size),
            next : Around(words.gate[c], 1, Size + 1),
            kept : Around(words.gate[c], 1, Size + 1)] :
     ForgottenBy(own) /\ IsInOrder(own, words.gate[c])}

\* At most two of them.
Consuming == IF Consumers = {1} THEN {<<own>> : own \in ConsumingAs(1)} ELSE ConsumingAs(1) \X ConsumingAs(2)

Producing ==
  {own \in [pc : {"Idle", "LoadGate", "LoadEpoch", "EndWrite", "Tell", "NotifyAll", "Ended"},
            waits : BOOLEAN, n : Claims \cup {0}, checking : Gating \cup {0}, wait : AnyWait,
            at : Signals \cup {"none"}, closed : IF "close" \in Habits THEN BOOLEAN ELSE {FALSE},
            claimed : Around(words.cursor, 0, Size), written : Around(words.cursor, 0, Size),
            cached : [Gating -> UNION {Around(words.gate[c], -Size, 0) : c \in Gating}]] :
     /\ own.pc \in {"LoadGate", "LoadEpoch"} <=> own.checking # 0
     /\ own.pc \in {"LoadGate", "LoadEpoch"} <=> own.n # 0
     /\ own.pc \notin {"LoadGate", "LoadEpoch"} => ~own.waits /\ own.wait = Calm
     /\ own.pc = "LoadEpoch" => own.waits
     /\ own.pc \in {"Tell", "NotifyAll"} <=> own.at # "none"}

AnyState ==
  /\ words \in [cursor : Word, gate : [Consumers -> Word], take : {0}, done : {NothingDone}, owner : {[c \in Consumers |-> "taken"]}, marks : {{}},
                ends : [Signals -> Told], final : IF "close" \in Habits THEN Word ELSE {0}]
  /\ words.gate[1] \in 0 .. Size - 1
  /\ \A c \in Consumers : Ahead(words.cursor, words.gate[c]) \in 0 .. Size
  /\ producer \in {<<own>> : own \in Producing}
  /\ ~single.closed => words.final = 0
  /\ ProducerInOrder /\ CachedIsPast /\ ClaimedHasRoom /\ CheckedHasRoom
  /\ consumer \in Consuming
  /\ ConsumersInOrder /\ LooksInPlace /\ FollowersAreBehind /\ SeenIsPublished
  /\ ClosedIsFinal /\ FailedIsAlarmed /\ EndedHasHandledAll
  /\ slots \in [0 .. Size - 1 -> Around(words.gate[1], 1, 2 * Size) \cup {Torn}]
  /\ TypeOK /\ Inv

\* Instead of a conjunct, to see that without it Inv is not inductive.
Anything == TRUE

FromAnyState == AnyState /\ [][Next]_vars

=============================================================================

