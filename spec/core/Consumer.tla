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
  [pc |-> "Idle", waits |-> FALSE, limit |-> 0, unread |-> {}, wait |-> NotWaiting,
   available |-> Wrap(next - 1 + Size), last |-> Wrap(next - 1), next |-> next, kept |-> next]

Private(c) ==
  [pc : {"Idle", "LoadCursor", "Probe", "LoadUpstream", "BeginRead", "EndRead", "EndFlush", "Advance",
         "LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal", "Leave", "Bump", "Notify", "Ended", "Dead"},
   waits : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[c], wait : WaitType,
   available : Word, last : Word, next : Word, kept : Word]

Attempt(c, self) == Available(c, self)

Least(self) == self.next
Most(self) == self.limit

\* Whether consumers have a flush, which is called for what a handler has kept when it throws.
Flushes == FALSE

\* The attempt succeeded: handle what is available.
Found(c, self, available) ==
  LET found == Ahead(available, self.next - 1)
  IN [self EXCEPT !.pc = "BeginRead", !.last = Wrap(self.next - 1 + Min({found, self.limit})),
                  !.available = Wrap(self.next - 1 + Size), !.unread = {}, !.wait = NotWaiting]

\* The call goes on, unless it has timed out.
KeepWaiting(self) == IF HasExpired(self) THEN Idle(self.next) ELSE SleepOrRetry(self)

\* The ring has ended.
EndCall(self) == [Idle(self.next) EXCEPT !.pc = "Ended"]

\* In a failed ring it handles nothing more; its followers must find out.
LeaveOrEnd(c, self) ==
  IF c \in Followed THEN [Idle(self.next) EXCEPT !.pc = "Leave", !.limit = self.limit, !.waits = TRUE]
  ELSE EndCall(self)

\* Nothing available, which this word must change: return, or keep waiting.
NotFound(c, self, word) ==
  LET state == BlockedOn([self EXCEPT !.available = Wrap(self.next - 1 + Size), !.unread = {}], word)
  IN IF ~self.waits THEN Idle(self.next)
     ELSE IF IsExhausted(c, self, word) THEN LeaveOrEnd(c, self)
     ELSE IF HasClosed(self) THEN [state EXCEPT !.pc = "LoadFinal"]
     ELSE KeepWaiting(state)

-----------------------------------------------------------------------------

BeginPoll(c) ==
  /\ consumer[c].pc = "Idle"
  /\ \E limit \in Limits, waits \in Waits :
       consumer' = [consumer EXCEPT ![c] = Attempt(c, [@ EXCEPT !.limit = limit, !.waits = waits])]
  /\ UNCHANGED <<words, slots, producer>>

BeginRead(c) ==
  /\ consumer[c].pc = "BeginRead"
  /\ consumer' = [consumer EXCEPT ![c].pc = "EndRead"]
  /\ UNCHANGED <<words, slots, producer>>

\* The event whose handler threw stays available and is handled again, together with what the handler has kept.
Interrupted(self) ==
  [Idle(self.next) EXCEPT !.kept = self.kept, !.last = IF self.kept = self.next THEN @ ELSE self.next]

\* The gate moves only at the end of a batch. A handler that throws ends the batch before the event it was given.
EndRead(c) ==
  /\ consumer[c].pc = "EndRead"
  /\ LET self == consumer[c]
         after == [self EXCEPT !.next = Wrap(@ + 1)]
     IN \/ consumer' = [consumer EXCEPT ![c] =
             IF self.next = self.last THEN [after EXCEPT !.pc = "Advance", !.kept = after.next]
             ELSE [after EXCEPT !.pc = "BeginRead"]]
        \/ /\ Throws
           /\ consumer' = [consumer EXCEPT ![c] =
                IF Flushes /\ self.kept # self.next THEN [self EXCEPT !.pc = "EndFlush"] ELSE Interrupted(self)]
  /\ UNCHANGED <<words, slots, producer>>

\* The flush has dealt with what was kept before the handler threw, so the gate moves; or the flush throws as well.
EndFlush(c) ==
  /\ consumer[c].pc = "EndFlush"
  /\ LET self == consumer[c]
     IN \/ consumer' = [consumer EXCEPT ![c] = [self EXCEPT !.pc = "Advance", !.kept = self.next]]
        \/ consumer' = [consumer EXCEPT ![c] = Interrupted(self)]
  /\ UNCHANGED <<words, slots, producer>>

\* A waiter has marked this gate.
Advance(c) ==
  /\ consumer[c].pc = "Advance"
  /\ words' = [words EXCEPT !.gate[c] = Wrap(consumer[c].next - 1), !.marks = @ \ {GateWord(c)}]
  /\ SetReader(c, [Idle(consumer[c].next) EXCEPT !.pc = IF IsMarked(GateWord(c)) THEN "Bump" ELSE "Idle",
                                                !.kept = consumer[c].kept])
  /\ UNCHANGED slots

\* Then wake the followers.
Leave(c) ==
  /\ consumer[c].pc = "Leave"
  /\ words' = [words EXCEPT !.owner[c] = "left"]
  /\ SetReader(c, [consumer[c] EXCEPT !.pc = "Bump"])
  /\ UNCHANGED slots

Consumes(c) ==
  \/ BeginPoll(c) \/ BeginRead(c) \/ EndRead(c) \/ EndFlush(c) \/ Advance(c) \/ Leave(c)
  \/ LoadCursor(c, Found, NotFound, Least) \/ Probe(c, Found, NotFound, Least, Most)
  \/ LoadUpstream(c, Found, NotFound, Least)
  \/ Signalling(c, Attempt, EndCall, KeepWaiting)
  \/ Notify("consumed", c, IF words.owner[c] = "left" THEN "Ended" ELSE "Idle")

=============================================================================
