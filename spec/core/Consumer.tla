------------------------------ MODULE Consumer ------------------------------
(***************************************************************************)
(* A consumer: finds how far it may go, handles a batch, moves its gate.   *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name;    *)
(* those called Begin… and End… are the caller's own: a call, or the two   *)
(* ends of a plain read. The producers' modules extend this one and say    *)
(* when its steps are taken and what must hold.                            *)
(* Twin: src/core/Consumer.ts                                              *)
(***************************************************************************)
EXTENDS Barrier

\* Between calls a consumer remembers only its next sequence. A handler may keep the events it is given, from `kept` on,
\* until its batch ends and it deals with them together: it may read all of them until then.
Idle(next) ==
  [pc |-> "Idle", waits |-> FALSE, limit |-> 0, unread |-> {}, wait |-> Calm,
   available |-> Wrap(next - 1 + Size), last |-> Wrap(next - 1), next |-> next, kept |-> next]

Private(c) ==
  [pc : {"Idle", "LoadCursor", "Probe", "LoadUpstream", "BeginRead", "EndRead", "EndFlush", "Advance",
         "LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal", "Leave", "Bump", "Notify", "Ended", "Dead"},
   waits : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[c], wait : WaitType,
   available : Word, last : Word, next : Word, kept : Word]

Least(own) == own.next

Limit(own) == own.limit

\* Whether consumers have a flush, which is called for what a handler has kept when it throws.
Flushes == FALSE

\* The attempt succeeded: handle what is available.
Found(c, own, available) ==
  LET found == Ahead(available, own.next - 1)
  IN [own EXCEPT !.pc = "BeginRead", !.last = Wrap(own.next - 1 + Min({found, own.limit})),
                 !.available = Wrap(own.next - 1 + Size), !.unread = {}, !.wait = Calm]

\* Nothing available: return, or keep waiting unless the call has timed out.
Rests(own) == IF HasExpired(own) THEN Idle(own.next) ELSE Lacking(own)

Over(own) == [Idle(own.next) EXCEPT !.pc = "Ended"]

\* In a failed ring it handles nothing more; its followers must find out.
Leaves(c, own) ==
  IF c \in Followed THEN [Idle(own.next) EXCEPT !.pc = "Leave", !.limit = own.limit, !.waits = TRUE] ELSE Over(own)

Missing(c, own, word) ==
  LET looked == Lacks([own EXCEPT !.available = Wrap(own.next - 1 + Size), !.unread = {}], word)
  IN IF ~own.waits THEN Idle(own.next)
     ELSE IF NothingComes(c, own, word) THEN Leaves(c, own)
     ELSE IF HasClosed(own) THEN [looked EXCEPT !.pc = "LoadFinal"]
     ELSE Rests(looked)

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

\* The event whose handler threw stays available and is handled again, together with what the handler has kept.
Interrupted(own) ==
  [Idle(own.next) EXCEPT !.kept = own.kept, !.last = IF own.kept = own.next THEN @ ELSE own.next]

\* The gate moves only at the end of a batch. A handler that throws ends the batch before the event it was given.
EndRead(c) ==
  /\ consumer[c].pc = "EndRead"
  /\ LET own == consumer[c]
         after == [own EXCEPT !.next = Wrap(@ + 1)]
     IN \/ consumer' = [consumer EXCEPT ![c] =
             IF own.next = own.last THEN [after EXCEPT !.pc = "Advance", !.kept = after.next]
             ELSE [after EXCEPT !.pc = "BeginRead"]]
        \/ /\ Throws
           /\ consumer' = [consumer EXCEPT ![c] =
                IF Flushes /\ own.kept # own.next THEN [own EXCEPT !.pc = "EndFlush"] ELSE Interrupted(own)]
  /\ UNCHANGED <<words, slots, producer>>

\* The flush has dealt with what was kept before the handler threw, so the gate moves; or the flush throws as well.
EndFlush(c) ==
  /\ consumer[c].pc = "EndFlush"
  /\ LET own == consumer[c]
     IN \/ consumer' = [consumer EXCEPT ![c] = [own EXCEPT !.pc = "Advance", !.kept = own.next]]
        \/ consumer' = [consumer EXCEPT ![c] = Interrupted(own)]
  /\ UNCHANGED <<words, slots, producer>>

\* A waiter has marked this gate.
Advance(c) ==
  /\ consumer[c].pc = "Advance"
  /\ words' = [words EXCEPT !.gate[c] = Wrap(consumer[c].next - 1), !.marks = @ \ {GateWord(c)}]
  /\ PutReader(c, [Idle(consumer[c].next) EXCEPT !.pc = IF IsMarked(GateWord(c)) THEN "Bump" ELSE "Idle",
                                                !.kept = consumer[c].kept])
  /\ UNCHANGED slots

\* Then wake the followers.
Leave(c) ==
  /\ consumer[c].pc = "Leave"
  /\ words' = [words EXCEPT !.owner[c] = "left"]
  /\ PutReader(c, [consumer[c] EXCEPT !.pc = "Bump"])
  /\ UNCHANGED slots

Consumes(c) ==
  \/ BeginPoll(c) \/ BeginRead(c) \/ EndRead(c) \/ EndFlush(c) \/ Advance(c) \/ Leave(c)
  \/ LoadCursor(c, Found, Missing, Least) \/ Probe(c, Found, Missing, Least, Limit)
  \/ LoadUpstream(c, Found, Missing, Least)
  \/ Signalling(c, Look, Over, Rests) \/ Notify("consumed", c, IF words.owner[c] = "left" THEN "Ended" ELSE "Idle")

=============================================================================
