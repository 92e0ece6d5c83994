------------------------------ MODULE Consumer ------------------------------
(***************************************************************************)
(* A consumer: finds how far it may go, handles a batch, moves its gate.   *)
(* Or it takes a range, and its caller moves the gate over what is taken,  *)
(* in order and in parts, even while the next call to take waits.          *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name;    *)
(* those called Begin… and End… are the caller's own: a call, or the two   *)
(* ends of a plain read. The producers' modules extend this one and say    *)
(* when its steps are taken and what must hold.                            *)
(* Twin: src/core/Consumer.ts                                              *)
(***************************************************************************)
EXTENDS Barrier

\* Between calls a consumer remembers only its next sequence. A handler may keep the events it is given, from `kept` on,
\* until its batch ends and it deals with them together: it may read all of them until then. So may a caller those that
\* it has taken, until the gate moves. It leaves a failed ring only after that.
Idle(next) ==
  [pc |-> "Idle", waits |-> FALSE, takes |-> FALSE, limit |-> 0, unread |-> {}, wait |-> NotWaiting, leaves |-> FALSE,
   available |-> Wrap(next - 1 + Size), last |-> Wrap(next - 1), next |-> next, kept |-> next]

Private(c) ==
  [pc : {"Idle", "LoadCursor", "Probe", "LoadUpstream", "BeginRead", "EndRead", "EndFlush", "Advance",
         "LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal", "Leave", "Bump", "Notify", "Ended", "Dead"},
   waits : BOOLEAN, takes : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[c], wait : WaitType,
   leaves : BOOLEAN, available : Word, last : Word, next : Word, kept : Word]

Attempt(c, self) == Available(c, self)

Least(self) == self.next
Most(self) == self.limit

\* Whether consumers have a flush, which is called for what a handler has kept when it throws.
Flushes == FALSE

\* Whether callers take ranges as well, and whether they move the gate while a call to take waits.
Takes == FALSE
Meanwhile == FALSE

\* Events are held back, as the handler threw at the next one; or they are taken, and the next one may not be there.
IsInterrupted(self) == self.last = self.next
HasTaken(self) == self.kept # self.next /\ self.last = Wrap(self.next - 1)

\* Between calls, where what is taken stays so.
Rest(self) == [Idle(self.next) EXCEPT !.kept = self.kept]

\* The attempt succeeded: handle what is available, or return the range of it.
Found(c, self, available) ==
  LET last == Wrap(self.next - 1 + Min({Ahead(available, self.next - 1), self.limit}))
  IN IF self.takes THEN Rest([self EXCEPT !.next = Wrap(last + 1)])
     ELSE [self EXCEPT !.pc = "BeginRead", !.last = last,
                       !.available = Wrap(self.next - 1 + Size), !.unread = {}, !.wait = NotWaiting]

\* The call goes on, unless it has timed out.
KeepWaiting(self) == IF HasExpired(self) THEN Rest(self) ELSE SleepOrRetry(self)

\* The ring has ended. What is taken may still be advanced over.
EndCall(self) == IF HasTaken(self) THEN Rest(self) ELSE [Rest(self) EXCEPT !.pc = "Ended"]

\* In a failed ring it handles nothing more; its followers must find out, once its gate stays where it is.
LeaveOrEnd(c, self) ==
  IF c \notin Followed THEN EndCall(self)
  ELSE IF HasTaken(self) THEN [Rest(self) EXCEPT !.leaves = TRUE]
  ELSE [Rest(self) EXCEPT !.pc = "Leave", !.limit = self.limit, !.waits = TRUE]

\* Nothing available, which this word must change: return, or keep waiting.
NotFound(c, self, word) ==
  LET state == BlockedOn([self EXCEPT !.available = Wrap(self.next - 1 + Size), !.unread = {}], word)
  IN IF ~self.waits THEN Rest(self)
     ELSE IF IsExhausted(c, self, word) THEN LeaveOrEnd(c, self)
     ELSE IF HasClosed(self) THEN [state EXCEPT !.pc = "LoadFinal"]
     ELSE KeepWaiting(state)

-----------------------------------------------------------------------------

BeginPoll(c) ==
  /\ consumer[c].pc = "Idle" /\ ~HasTaken(consumer[c])
  /\ \E limit \in Limits, waits \in Waits :
       consumer' = [consumer EXCEPT ![c] = Attempt(c, [@ EXCEPT !.limit = limit, !.waits = waits])]
  /\ UNCHANGED <<words, slots, producer>>

\* A call that blocks could never find an event where all of the ring is taken by its own thread: the source rejects it.
MayWaitToTake(self) == Meanwhile \/ Ahead(self.next, self.kept) < Size

BeginTake(c) ==
  /\ Takes /\ consumer[c].pc = "Idle" /\ ~IsInterrupted(consumer[c])
  /\ \E limit \in Limits, waits \in Waits :
       /\ waits => MayWaitToTake(consumer[c])
       /\ consumer' = [consumer EXCEPT ![c] = Attempt(c, [@ EXCEPT !.limit = limit, !.waits = waits, !.takes = TRUE,
                                                            !.leaves = FALSE])]
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

\* A call to take that waits stands before an attempt: its thread may do something else.
StandsAside(c, self) == Meanwhile /\ self.waits /\ ~HasEpoch(self) /\ self = Attempt(c, self)

\* Where the gate may move: to the end of a batch; to any event of what is taken.
MayAdvance(self) ==
  IF self.pc = "Advance" THEN {Wrap(self.next - 1)}
  ELSE IF HasTaken(self) THEN After(Wrap(self.kept - 1), self.last) ELSE {}

\* What comes after the gate has moved and its waiters are woken: the call that stands aside goes on.
AfterWaking(c, self) ==
  IF self.takes THEN Attempt(c, self).pc ELSE IF words.owner[c] = "left" THEN "Ended" ELSE "Idle"

\* A waiter has marked this gate.
Advance(c) ==
  /\ consumer[c].pc \in {"Advance", "Idle"} \/ StandsAside(c, consumer[c])
  /\ \E last \in MayAdvance(consumer[c]) :
       LET self == consumer[c]
           moved == IF self.pc = "Advance" THEN [Idle(self.next) EXCEPT !.kept = self.kept]
                    ELSE [self EXCEPT !.kept = Wrap(last + 1)]
       IN /\ words' = [words EXCEPT !.gate[c] = last, !.marks = @ \ {GateWord(c)}]
          /\ SetReader(c, [moved EXCEPT !.pc = IF moved.leaves /\ moved.kept = moved.next THEN "Leave"
                                              ELSE IF IsMarked(GateWord(c)) THEN "Bump" ELSE AfterWaking(c, moved)])
  /\ UNCHANGED slots

\* Then wake the followers.
Leave(c) ==
  /\ consumer[c].pc = "Leave"
  /\ words' = [words EXCEPT !.owner[c] = "left"]
  /\ SetReader(c, [consumer[c] EXCEPT !.pc = "Bump"])
  /\ UNCHANGED slots

Consumes(c) ==
  \/ BeginPoll(c) \/ BeginTake(c) \/ BeginRead(c) \/ EndRead(c) \/ EndFlush(c) \/ Advance(c) \/ Leave(c)
  \/ LoadCursor(c, Found, NotFound, Least) \/ Probe(c, Found, NotFound, Least, Most)
  \/ LoadUpstream(c, Found, NotFound, Least)
  \/ Signalling(c, Attempt, EndCall, KeepWaiting)
  \/ Notify("consumed", c, AfterWaking(c, consumer[c]))

=============================================================================
