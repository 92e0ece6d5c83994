---------------------- MODULE MCSingleProducerInductive ----------------------
(***************************************************************************)
(* Is Inv inductive? This starts in every state that satisfies Inv, not    *)
(* only in reachable ones, and each step has to preserve it.               *)
(*                                                                         *)
(* Sequences are shifted so that the first gate is in the first lap, as    *)
(* only their differences mean anything; fields that no step reads before  *)
(* they are set again have one fixed value. The ranges are what Inv        *)
(* allows: TLC enumerates such states faster than it filters all others.   *)
(* No thread parks or crashes here.                                        *)
(***************************************************************************)
EXTENDS MCSingleProducer

Around(sequence, least, most) == {Wrap(sequence + i) : i \in least .. most}

\* What the signals may say of the ring.
Told == SUBSET (IF "close" \in Habits THEN {"closed"} ELSE {})

\* A waiting thread remembers only the endings it has loaded.
AnyWait == {Calm} \cup {[Calm EXCEPT !.missed = 0, !.ends = ends] : ends \in Told \ {{}}}

\* Fields of a consumer outside the call that they belong to.
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
  {own \in [pc : {"Idle", "LoadCursor", "LoadUpstream", "LoadEpoch", "LoadFinal", "BeginRead", "EndRead", "EndFlush",
                  "Advance", "Ended"},
            waits : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[c], wait : AnyWait,
            available : Around(words.gate[c], 0, 2 * Size), last : Around(words.gate[c], 0, Size),
            next : Around(words.gate[c], 1, Size + 1),
            kept : Around(words.gate[c], 1, Size + 1)] :
     ForgottenBy(own) /\ IsInOrder(own, words.gate[c])}

\* At most two consumers.
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
  /\ words \in [cursor : Word, gate : [Consumers -> Word], take : {0}, done : {NothingDone},
                owner : {[c \in Consumers |-> "taken"]}, marks : {{}},
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

\* Replaces a conjunct, to show that Inv is not inductive without it.
Anything == TRUE

FromAnyState == AnyState /\ [][Next]_vars

=============================================================================

