---------------------- MODULE MCMultiProducerInductive ----------------------
(***************************************************************************)
(* Is Inv inductive? This starts in every state that satisfies Inv, not    *)
(* only in reachable ones, and each step has to preserve it.               *)
(*                                                                         *)
(* Sequences are shifted so that the first gate is in the first lap, as    *)
(* only their differences mean anything; fields that no step reads before  *)
(* they are set again have one fixed value. The ranges are what Inv        *)
(* allows: TLC enumerates such states faster than it filters all others.   *)
(* No thread parks, closes the ring or crashes here.                       *)
(***************************************************************************)
EXTENDS MCMultiProducer

Around(sequence, least, most) == {Wrap(sequence + i) : i \in least .. most}

\* Fields of a consumer outside the call that they belong to.
ForgottenBy(self) ==
  /\ self.pc = "Idle" <=> self.limit = 0
  /\ self.pc = "Idle" => ~self.waits
  /\ self.pc = "LoadEpoch" => self.waits
  /\ self.pc \notin {"Probe", "LoadUpstream"} => self.available = Wrap(self.next - 1 + Size)
  /\ self.pc # "LoadUpstream" => self.unread = {}

ConsumingAs(c) ==
  {self \in [pc : {"Idle", "Probe", "LoadUpstream", "LoadEpoch", "BeginRead", "EndRead", "EndFlush", "Advance"},
             waits : BOOLEAN, takes : {FALSE}, leaves : {FALSE},
             limit : Limits \cup {0}, unread : SUBSET Upstream[c], wait : {NotWaiting},
             available : Around(words.gate[c], 0, 2 * Size), last : Around(words.gate[c], 0, Size),
             next : Around(words.gate[c], 1, Size + 1),
             kept : Around(words.gate[c], 1, Size + 1)] :
     ForgottenBy(self) /\ IsInOrder(self, words.gate[c])}

\* At most two consumers.
Consuming == IF Consumers = {1} THEN {<<self>> : self \in ConsumingAs(1)} ELSE ConsumingAs(1) \X ConsumingAs(2)

\* How far claims may be ahead of a gate.
Near == Around(words.gate[1], 1, Size * (1 + Cardinality(Producers)))

\* All that ProducersInOrder allows. The word of a producer that has not claimed yet may be any.
Producing ==
  {self \in {[NoClaim EXCEPT !.pc = pc, !.n = n, !.hasClaimed = hasClaimed, !.word = 2 * sequence,
                         !.checking = checking] :
               pc \in {"LoadGate", "Exchange", "LoadLap", "LoadEpoch"}, n \in Claims, hasClaimed \in BOOLEAN,
               sequence \in Word, checking \in Gating \cup {0}} :
     /\ self.pc = "LoadGate" <=> self.checking # 0
     /\ self.pc = "LoadEpoch" => self.hasClaimed}
  \cup
  {[NoClaim EXCEPT !.pc = pc, !.next = next, !.written = Wrap(next - 1 + w), !.last = Wrap(next - 1 + n)] :
     pc \in {"Idle", "EndWrite", "Publish"}, next \in Near, w \in 0 .. Size, n \in 1 .. Size}
  \cup {NoClaim}

AnyState ==
  /\ words \in [cursor : {2 * sequence : sequence \in Word}, lap : [0 .. Size - 1 -> 0 .. Laps - 1],
                gate : [Consumers -> Word], take : {0}, done : {NothingDone},
                owner : {[c \in Consumers |-> "taken"]}, marks : {{}},
                ends : {[signal \in Signals |-> {}]}, final : {0}]
  /\ words.gate[1] \in 0 .. Size - 1
  /\ PublishedIsClaimed
  /\ producer \in [Producers -> Producing]
  /\ ProducersInOrder /\ BatchInOrder /\ HeldIsUnpublished
  /\ CheckedHasRoom /\ StampIsPublished /\ StampIsNewest /\ PublishedHadRoom
  /\ consumer \in Consuming
  /\ ConsumersInOrder /\ StandsAsideInPlace /\ LoadsInPlace /\ FollowersAreBehind /\ SeenIsPublished
  /\ slots \in [0 .. Size - 1 -> Around(words.gate[1], 1, 2 * Size) \cup {Torn}]
  /\ TypeOK /\ Inv

\* Replaces a conjunct, to show that Inv is not inductive without it.
Anything == TRUE

FromAnyState == AnyState /\ [][Next]_vars

=============================================================================

