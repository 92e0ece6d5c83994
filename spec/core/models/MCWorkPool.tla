------------------------------ MODULE MCWorkPool ------------------------------
(* What the models of WorkPool need beside their .cfg files: a pool on a ring with one producer. *)
EXTENDS MCSingleProducer

-----------------------------------------------------------------------------
(* Broken on purpose. *)

\* Counts the event as finished, and moves the gate, before the event is read.
BeginTaskEarly(w) ==
  /\ consumer[w].pc = "BeginTask"
  /\ LET slot == SlotOf(consumer[w].next)
     IN words' = [words EXCEPT !.done[slot] = (@ + 1) % (2 * Laps),
                               !.gate[GateOf(w)] = IF IsSecond(slot) THEN consumer[w].next ELSE @]
  /\ consumer' = [consumer EXCEPT ![w].pc = "EndTask"]
  /\ UNCHANGED <<slots, producer>>

\* Reads what it has taken without checking again that it is there.
TakeUnconfirmed(w) ==
  /\ consumer[w].pc = "Take"
  /\ LET worker == consumer[w]
     IN IF words.take = worker.next
        THEN /\ words' = [words EXCEPT !.take = Wrap(worker.last + 1)]
             /\ consumer' = [consumer EXCEPT ![w] =
                  [worker EXCEPT !.taken = worker.last, !.confirmed = FALSE, !.pc = "LoadDone"]]
        ELSE /\ consumer' = [consumer EXCEPT ![w] = Available(w, WithTicket(worker, words.take))]
             /\ UNCHANGED words
  /\ UNCHANGED <<slots, producer>>

\* Resumes a ticket kept from an earlier call as if its event were there.
BeginWorkUnconfirmed(w) ==
  /\ consumer[w].pc = "Idle" /\ Holds(consumer[w])
  /\ \E limit \in Limits, waits \in Waits :
       consumer' = [consumer EXCEPT ![w] =
         [@ EXCEPT !.pc = "LoadDone", !.limit = limit, !.waits = waits]]
  /\ UNCHANGED <<words, slots, producer>>

\* Forgets a ticket whose event is not there yet: no worker handles it.
ReturnForgetfully(worker) == WorkerIdle

\* Takes a ticket with a plain store: two workers may take the same one.
TakeByStore(w) ==
  /\ consumer[w].pc = "Take"
  /\ words' = [words EXCEPT !.take = Wrap(consumer[w].last + 1)]
  /\ consumer' = [consumer EXCEPT ![w] = Available(w, [@ EXCEPT !.taken = consumer[w].last])]
  /\ UNCHANGED <<slots, producer>>

\* Moves the gate past an event that another worker has not finished.
ArriveAnyway(w) ==
  /\ consumer[w].pc = "Arrive"
  /\ LET worker == consumer[w]
     IN /\ Count(SlotOf(worker.front))
        /\ consumer' = [consumer EXCEPT ![w] =
             IF Ahead(words.take, worker.front) > 0 THEN [worker EXCEPT !.pc = "MoveGate"] ELSE NextTask(worker)]
  /\ UNCHANGED <<slots, producer>>

=============================================================================
