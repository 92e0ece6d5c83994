---------------------------- MODULE MCSignalStirs ----------------------------
(***************************************************************************)
(* A sleeper may wake although nothing has changed: a blocked main thread  *)
(* wakes to warn that it is blocked, and an aborted call wakes all that    *)
(* sleep on the same word. They try again, and sleep again.                *)
(* This cannot show whether a wake-up is lost, as a sleeper that is woken  *)
(* for nothing does not sleep for ever: the models without it do.          *)
(***************************************************************************)
EXTENDS MCSingleProducer

StirProducer ==
  /\ self.wait.asleep
  /\ producer' = [producer EXCEPT ![1] = Woken(@)]
  /\ UNCHANGED <<words, slots, consumer>>

StirReader(r) ==
  /\ consumer[r].wait.asleep
  /\ consumer' = [consumer EXCEPT ![r] = Woken(@)]
  /\ UNCHANGED <<words, slots, producer>>

\* Broken on purpose: a thread that wakes up assumes that what it waits for is there.
StirBlindly(r) ==
  /\ consumer[r].wait.asleep
  /\ consumer' = [consumer EXCEPT ![r] = Found(r, Woken(@), @.next)]
  /\ UNCHANGED <<words, slots, producer>>

Stirred == Init /\ [][Next \/ StirProducer \/ \E r \in Readers : StirReader(r)]_vars

=============================================================================
