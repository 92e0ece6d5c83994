------------------------ MODULE MCMultiProducerCached ------------------------
(***************************************************************************)
(* Broken on purpose: a producer caches the gates that it loaded for       *)
(* earlier claims, as a single producer may. After a full wrap-around of   *)
(* the word it takes a gate that is far behind for one that is ahead.      *)
(***************************************************************************)
EXTENDS MCMultiProducer

VARIABLE seen       \* seen[p][c]: the gate of consumer c as producer p last loaded it

InitCached == Init /\ seen = [p \in Producers |-> [c \in Gating |-> Wrap(-1)]]

ClaimCached(p) ==
  /\ HoldsNothing(producer[p])
  /\ \E n \in Claims :
       LET self == [producer[p] EXCEPT !.n = n, !.hasClaimed = TRUE, !.word = words.cursor]
       IN /\ words' = [words EXCEPT !.cursor = Doubled(@ + 2 * n)]
          /\ producer' = [producer EXCEPT ![p] = Check(self, {c \in Gating : ~HasRoom(self.word, n, seen[p][c])})]
  /\ UNCHANGED <<slots, consumer, seen>>

LoadGateCached(p) ==
  /\ LoadGate(p)
  /\ seen' = [seen EXCEPT ![p][producer[p].checking] = words.gate[producer[p].checking]]

OtherSteps ==
  \/ \E p \in Producers : LoadLap(p) \/ BeginWrite(p) \/ EndWrite(p) \/ Publish(p) \/ SignallingProducer(p)
  \/ \E c \in Consumers : Consumes(c)

NextCached == (\E p \in Producers : ClaimCached(p) \/ LoadGateCached(p)) \/ (OtherSteps /\ UNCHANGED seen)

SafeCached == InitCached /\ [][NextCached]_<<vars, seen>>

=============================================================================
