---------------------------- MODULE MCSignalStirs ----------------------------
(***************************************************************************)
(* Those who sleep may wake up though nothing has changed: a main thread   *)
(* does to say that it waits, and who is stirred since somebody else's call*)
(* on the same word was aborted. They look, and sleep again.               *)
(* Whether a wake-up is lost can't be seen here: whoever is stirred is not *)
(* asleep for ever. That is for the models without.                        *)
(***************************************************************************)
EXTENDS MCSingleProducer

StirProducer ==
  /\ single.wait.asleep
  /\ producer' = [producer EXCEPT ![1] = Woken(@)]
  /\ UNCHANGED <<words, slots, consumer>>

StirReader(r) ==
  /\ consumer[r].wait.asleep
  /\ consumer' = [consumer EXCEPT ![r] = Woken(@)]
  /\ UNCHANGED <<words, slots, producer>>

\* Broken on purpose: who wakes up takes it that what it waits for has come.
StirBlindly(r) ==
  /\ consumer[r].wait.asleep
  /\ consumer' = [consumer EXCEPT ![r] = Found(r, Woken(@), @.next)]
  /\ UNCHANGED <<words, slots, producer>>

Stirred == Init /\ [][Next \/ StirProducer \/ \E r \in Readers : StirReader(r)]_vars

=============================================================================
