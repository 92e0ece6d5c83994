------------------------------ MODULE Consumer ------------------------------
(***************************************************************************)
(* A consumer: looks how far it may go, handles a batch, moves its gate.   *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name;    *)
(* those that are called Begin… and End… are the caller's own: a call, or  *)
(* the two ends of a plain read. The producers' modules extend this one    *)
(* and say when these steps are taken and what must hold.                  *)
(* Twin: src/core/Consumer.ts                                              *)
(***************************************************************************)
EXTENDS Barrier

\* Between calls a consumer remembers only which sequence comes next.
Idle(next) ==
  [pc |-> "Idle", waits |-> FALSE, limit |-> 0, unread |-> {},
   available |-> Wrap(next - 1 + Size), last |-> Wrap(next - 1), next |-> next]

Private(c) ==
  [pc : {"Idle", "LoadCursor", "Probe", "LoadUpstream", "BeginRead", "EndRead", "Advance"},
   waits : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[c],
   available : Word, last : Word, next : Word]

Limit(own) == own.limit

\* All is loaded: handle what is there; or wait for more; or answer that there is nothing.
Found(c, own, available) ==
  LET found == Ahead(available, own.next - 1)
      looked == [own EXCEPT !.available = Wrap(own.next - 1 + Size), !.unread = {}]
  IN IF found > 0
     THEN [looked EXCEPT !.pc = "BeginRead", !.last = Wrap(own.next - 1 + Min({found, own.limit}))]
     ELSE IF own.waits THEN Look(c, looked) ELSE Idle(own.next)

-----------------------------------------------------------------------------

BeginPoll(c) ==
  /\ consumer[c].pc = "Idle"
  /\ \E limit \in Limits, waits \in Waits :
       consumer' = [consumer EXCEPT ![c] = Look(c, [@ EXCEPT !.limit = limit, !.waits = waits])]
  /\ UNCHANGED <<words, slots, producer>>

BeginRead(c) ==
  /\ consumer[c].pc = "BeginRead"
  /\ consumer' = [consumer EXCEPT ![c].pc = "EndRead"]
  /\ UNCHANGED <<words, slots, producer>>

\* A handler that throws ends its batch before the event it was given.
EndRead(c) ==
  /\ consumer[c].pc = "EndRead"
  /\ LET own == consumer[c]
         after == [own EXCEPT !.next = Wrap(@ + 1)]
     IN \/ consumer' = [consumer EXCEPT ![c] =
             [after EXCEPT !.pc = IF own.next = own.last THEN "Advance" ELSE "BeginRead"]]
        \/ /\ Throws
           /\ consumer' = [consumer EXCEPT ![c] =
                IF own.next = Wrap(words.gate[c] + 1) THEN Idle(own.next)
                ELSE [own EXCEPT !.pc = "Advance"]]
  /\ UNCHANGED <<words, slots, producer>>

Advance(c) ==
  /\ consumer[c].pc = "Advance"
  /\ words' = [words EXCEPT !.gate[c] = Wrap(consumer[c].next - 1)]
  /\ consumer' = [consumer EXCEPT ![c] = Idle(@.next)]
  /\ UNCHANGED <<slots, producer>>

Consumes(c) ==
  \/ BeginPoll(c) \/ LoadCursor(c, Found) \/ Probe(c, Found, Limit) \/ LoadUpstream(c, Found)
  \/ BeginRead(c) \/ EndRead(c) \/ Advance(c)

=============================================================================
