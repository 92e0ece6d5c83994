---------------------- MODULE MCSingleProducerInductive ----------------------
(***************************************************************************)
(* Is Inv inductive? This starts in every state that satisfies Inv, not    *)
(* only in reachable ones, and each step has to preserve it.               *)
(*                                                                         *)
(* Sequences are shifted so that the first gate is in the first lap, as    *)
(* only their differences mean anything; fields that no step reads before  *)
(* they are set again have one fixed value. The ranges are what Inv        *)
(* allows: TLC enumerates such states faster than it filters all others.   *)
(* No thread parks, crashes or takes here.                                *)
(***************************************************************************)
EXTENDS MCSingleProducer

Around(sequence, least, most) == {Wrap(sequence + i) : i \in least .. most}

\* What the signals may say of the ring.
Told == SUBSET (IF "close" \in Habits THEN {"closed"} ELSE {})

\* A waiting thread remembers only the endings it has loaded.
AnyWait == {NotWaiting} \cup {[NotWaiting EXCEPT !.missed = 0, !.ends = ends] : ends \in Told \ {{}}}

\* Fields of a consumer outside the call that they belong to.
ForgottenBy(state) ==
  LET calls == state.pc \in {"LoadCursor", "Probe", "LoadUpstream", "LoadEpoch", "LoadFinal"}
  IN /\ state.pc \in {"Idle", "Ended"} <=> state.limit = 0
     /\ state.pc \in {"Idle", "Ended"} => ~state.waits
     /\ state.pc \in {"LoadEpoch", "LoadFinal"} => state.waits
     /\ state.pc = "LoadFinal" => "closed" \in state.wait.ends
     /\ ~calls => state.wait = NotWaiting
     /\ state.pc \notin {"Probe", "LoadUpstream"} => state.available = Wrap(state.next - 1 + Size)
     /\ state.pc # "LoadUpstream" => state.unread = {}

ConsumingAs(c) ==
  {state \in [pc : {"Idle", "LoadCursor", "LoadUpstream", "LoadEpoch", "LoadFinal", "BeginRead", "EndRead", "EndFlush",
                    "Advance", "Ended"},
              waits : BOOLEAN, takes : {FALSE}, leaves : {FALSE},
              limit : Limits \cup {0}, unread : SUBSET Upstream[c], wait : AnyWait,
              available : Around(words.gate[c], 0, 2 * Size), last : Around(words.gate[c], 0, Size),
              next : Around(words.gate[c], 1, Size + 1),
              kept : Around(words.gate[c], 1, Size + 1)] :
     ForgottenBy(state) /\ IsInOrder(state, words.gate[c])}

\* At most two consumers.
Consuming == IF Consumers = {1} THEN {<<state>> : state \in ConsumingAs(1)} ELSE ConsumingAs(1) \X ConsumingAs(2)

Producing ==
  {state \in [pc : {"Idle", "LoadGate", "LoadEpoch", "EndWrite", "Tell", "NotifyAll", "Ended"},
              waits : BOOLEAN, n : Claims \cup {0}, checking : Gating \cup {0}, wait : AnyWait,
              at : Signals \cup {"none"}, closed : IF "close" \in Habits THEN BOOLEAN ELSE {FALSE},
              claimed : Around(words.cursor, 0, Size), written : Around(words.cursor, 0, Size),
              cached : [Gating -> UNION {Around(words.gate[c], -Size, 0) : c \in Gating}]] :
     /\ state.pc \in {"LoadGate", "LoadEpoch"} <=> state.checking # 0
     /\ state.pc \in {"LoadGate", "LoadEpoch"} <=> state.n # 0
     /\ state.pc \notin {"LoadGate", "LoadEpoch"} => ~state.waits /\ state.wait = NotWaiting
     /\ state.pc = "LoadEpoch" => state.waits
     /\ state.pc \in {"Tell", "NotifyAll"} <=> state.at # "none"}

AnyState ==
  /\ words \in [cursor : Word, gate : [Consumers -> Word], take : {0}, done : {NothingDone},
                owner : {[c \in Consumers |-> "taken"]}, marks : {{}},
                ends : [Signals -> Told], final : IF "close" \in Habits THEN Word ELSE {0}]
  /\ words.gate[1] \in 0 .. Size - 1
  /\ \A c \in Consumers : Ahead(words.cursor, words.gate[c]) \in 0 .. Size
  /\ producer \in {<<state>> : state \in Producing}
  /\ ~self.closed => words.final = 0
  /\ ProducerInOrder /\ CachedIsPast /\ ClaimedHasRoom /\ CheckedHasRoom
  /\ consumer \in Consuming
  /\ ConsumersInOrder /\ StandsAsideInPlace /\ LoadsInPlace /\ FollowersAreBehind /\ SeenIsPublished
  /\ ClosedIsFinal /\ FailedMeansCrash /\ EndedHasHandledAll
  /\ slots \in [0 .. Size - 1 -> Around(words.gate[1], 1, 2 * Size) \cup {Torn}]
  /\ TypeOK /\ Inv

\* Replaces a conjunct, to show that Inv is not inductive without it.
Anything == TRUE

FromAnyState == AnyState /\ [][Next]_vars

=============================================================================

