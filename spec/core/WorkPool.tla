------------------------------ MODULE WorkPool ------------------------------
(***************************************************************************)
(* Competing consumers: the workers of a pool take tickets, each for the   *)
(* next untaken events, and handle them side by side. To all others a      *)
(* pool is one consumer: its gate moves as far as everything that was      *)
(* taken is finished, without a gap.                                       *)
(*                                                                         *)
(* A worker takes only what is published, so an idle one holds nothing.    *)
(* The slot of each event is counted up twice: by the worker that finishes *)
(* the event, and by the one that has moved the gate to the event before.  *)
(* The second of the two moves the gate on, so no other does: the right to *)
(* move it passes from slot to slot, and no comparison can be stale.       *)
(* To see it fail: npm run tlc -- WorkPoolFinishEarly                      *)
(* Twin: src/core/WorkPool.ts                                              *)
(***************************************************************************)
EXTENDS Barrier

\* As if the gate had just been moved to the event before the first: the first slot has been counted up once.
NothingDone == [slot \in 0 .. Size - 1 |-> IF slot = 0 THEN 1 ELSE 0]

WorkerIdle ==
  [pc |-> "Idle", waits |-> FALSE, limit |-> 0, unread |-> {}, wait |-> NotWaiting, available |-> Wrap(Size - 1),
   last |-> Wrap(-1), taken |-> Wrap(-1), confirmed |-> TRUE, front |-> 0, next |-> 0]

PrivateOfWorker(w) ==
  [pc : {"Idle", "LoadTake", "LoadCursor", "Probe", "LoadUpstream", "Take", "LoadDone", "BeginTask", "EndTask",
         "Finish", "MoveGate", "Arrive", "LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal", "Bump", "Notify",
         "Ended", "Dead"},
   waits : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[GateOf(w)], wait : WaitType,
   available : Word, last : Word, taken : Word, confirmed : BOOLEAN, front : Word, next : Word]

\* What a worker has taken and not finished.
HeldBy(w) == After(Wrap(consumer[w].next - 1), consumer[w].taken)

Holds(self) == self.taken # Wrap(self.next - 1)

WorkerMost(self) == IF Holds(self) THEN Ahead(self.taken, self.next - 1) ELSE self.limit

\* The call ends. Events taken and not handled are kept for the next call: a handler threw, or they were not published.
WorkerReturn(self) ==
  IF Holds(self)
  THEN [WorkerIdle EXCEPT !.next = self.next, !.front = self.next, !.taken = self.taken, !.last = self.taken,
                          !.confirmed = self.confirmed]
  ELSE WorkerIdle

\* What an attempt must find: before the ticket is taken, one event; afterwards, all that was taken.
WorkerLeast(self) == IF Holds(self) THEN self.taken ELSE self.next

WorkerFound(w, self, available) ==
  LET found == Min({Ahead(available, self.next - 1), WorkerMost(self)})
      state == [self EXCEPT !.available = Wrap(self.next - 1 + Size), !.unread = {}]
  IN IF Holds(self) THEN [state EXCEPT !.pc = "LoadDone", !.wait = NotWaiting]
     ELSE [state EXCEPT !.pc = "Take", !.last = Wrap(self.next - 1 + found)]

\* The ring has ended.
WorkerEndCall(self) == [WorkerIdle EXCEPT !.pc = "Ended"]

\* A worker that times out keeps the ticket it has taken. One that has none forgets which it was about to take.
WorkerKeepWaiting(self) ==
  IF HasExpired(self) THEN WorkerReturn(self)
  ELSE IF Holds(self) THEN SleepOrRetry(self)
  ELSE LET next == SleepOrRetry(self)
       IN [WorkerIdle EXCEPT !.pc = next.pc, !.waits = TRUE, !.limit = self.limit, !.wait = next.wait]

\* Nothing available, which this word must change: return, or keep waiting.
WorkerNotFound(w, self, word) ==
  LET state == BlockedOn([self EXCEPT !.available = Wrap(self.next - 1 + Size), !.unread = {}], word)
  IN IF ~self.waits THEN WorkerReturn(self)
     ELSE IF IsExhausted(w, self, word) THEN WorkerEndCall(self)
     ELSE IF HasClosed(self) /\ ~Holds(self) THEN [state EXCEPT !.pc = "LoadFinal"]
     ELSE WorkerKeepWaiting(state)

\* The next attempt: to find what has been taken, or to take a ticket.
WorkerAttempt(w, self) == IF Holds(self) THEN Available(w, self) ELSE [self EXCEPT !.pc = "LoadTake"]

\* The next ticket would be this one; nothing is taken yet.
WithTicket(self, next) ==
  [self EXCEPT !.next = next, !.last = Wrap(next - 1), !.taken = Wrap(next - 1), !.front = next]

-----------------------------------------------------------------------------

\* A call begins with its first access; or, if the call before left events, with these, once they are known to be there.
BeginWork(w) ==
  /\ consumer[w].pc = "Idle" /\ Holds(consumer[w])
  /\ \E limit \in Limits, waits \in Waits :
       LET self == [consumer[w] EXCEPT !.limit = limit, !.waits = waits,
                                       !.last = Wrap(consumer[w].next - 1 + Min({limit, WorkerMost(consumer[w])}))]
       IN consumer' = [consumer EXCEPT ![w] =
            IF self.confirmed THEN [self EXCEPT !.pc = "BeginTask"] ELSE WorkerAttempt(w, self)]
  /\ UNCHANGED <<words, slots, producer>>

LoadTake(w) ==
  /\ \/ /\ IsAwakeAt(consumer[w], "LoadTake")
        /\ consumer' = [consumer EXCEPT ![w] = Available(w, WithTicket(@, words.take))]
     \/ /\ consumer[w].pc = "Idle" /\ ~Holds(consumer[w])
        /\ \E limit \in Limits, waits \in Waits :
             consumer' = [consumer EXCEPT ![w] =
               Available(w, WithTicket([@ EXCEPT !.limit = limit, !.waits = waits], words.take))]
  /\ UNCHANGED <<words, slots, producer>>

\* A ticket that looks untaken may be a full wrap-around old: so check again that the events are there before reading.
Take(w) ==
  /\ consumer[w].pc = "Take"
  /\ LET self == consumer[w]
     IN IF words.take = self.next
        THEN /\ words' = [words EXCEPT !.take = Wrap(self.last + 1)]
             /\ consumer' = [consumer EXCEPT ![w] =
                  Available(w, [self EXCEPT !.taken = self.last, !.confirmed = FALSE])]
        ELSE /\ consumer' = [consumer EXCEPT ![w] = Available(w, WithTicket(self, words.take))]
             /\ UNCHANGED words
  /\ UNCHANGED <<slots, producer>>

\* The slot is counted up twice a lap, so it tells the lap of the ticket, and with that its sequence.
LoadDone(w) ==
  /\ consumer[w].pc = "LoadDone"
  /\ LET self == consumer[w]
         slot == SlotOf(self.next)
         next == SequenceAt(words.done[slot] \div 2, slot)
         last == Wrap(next - 1 + Min({self.limit, WorkerMost(self)}))
         taken == Wrap(next - 1 + WorkerMost(self))
     IN consumer' = [consumer EXCEPT ![w] =
          [self EXCEPT !.pc = "BeginTask", !.next = next, !.last = last, !.taken = taken, !.confirmed = TRUE,
                       !.front = next]]
  /\ UNCHANGED <<words, slots, producer>>

BeginTask(w) ==
  /\ consumer[w].pc = "BeginTask"
  /\ consumer' = [consumer EXCEPT ![w].pc = "EndTask"]
  /\ UNCHANGED <<words, slots, producer>>

\* A handler that throws ends the batch before the event it was given.
EndTask(w) ==
  /\ consumer[w].pc = "EndTask"
  /\ \/ consumer' = [consumer EXCEPT ![w].pc = "Finish"]
     \/ /\ Throws
        /\ consumer' = [consumer EXCEPT ![w] = WorkerReturn(@)]
  /\ UNCHANGED <<words, slots, producer>>

\* The gate is where it should be, or another worker will move it: back to the batch.
NextTask(self) ==
  LET state == [self EXCEPT !.front = self.next]
  IN IF self.next = Wrap(self.last + 1) THEN WorkerReturn(state) ELSE [state EXCEPT !.pc = "BeginTask"]

IsSecond(slot) == words.done[slot] % 2 = 1

Count(slot) == words' = [words EXCEPT !.done[slot] = (@ + 1) % (2 * Laps)]

Finish(w) ==
  /\ consumer[w].pc = "Finish"
  /\ LET self == consumer[w]
         slot == SlotOf(self.next)
         state == [self EXCEPT !.next = Wrap(@ + 1)]
     IN /\ Count(slot)
        /\ consumer' = [consumer EXCEPT ![w] =
             IF IsSecond(slot) THEN [state EXCEPT !.pc = "MoveGate"] ELSE NextTask(state)]
  /\ UNCHANGED <<slots, producer>>

MoveGate(w) ==
  /\ consumer[w].pc = "MoveGate"
  /\ words' = [words EXCEPT !.gate[GateOf(w)] = consumer[w].front, !.marks = @ \ {GateWord(GateOf(w))}]
  /\ SetReader(w, [consumer[w] EXCEPT !.pc = IF IsMarked(GateWord(GateOf(w))) THEN "Bump" ELSE "Arrive",
                                      !.front = Wrap(@ + 1)])
  /\ UNCHANGED slots

Arrive(w) ==
  /\ consumer[w].pc = "Arrive"
  /\ LET self == consumer[w]
         slot == SlotOf(self.front)
     IN /\ Count(slot)
        /\ consumer' = [consumer EXCEPT ![w] =
             IF IsSecond(slot) THEN [self EXCEPT !.pc = "MoveGate"] ELSE NextTask(self)]
  /\ UNCHANGED <<slots, producer>>

Works(w) ==
  \/ BeginWork(w) \/ LoadTake(w) \/ Take(w) \/ LoadDone(w)
  \/ LoadCursor(w, WorkerFound, WorkerNotFound, WorkerLeast)
  \/ Probe(w, WorkerFound, WorkerNotFound, WorkerLeast, WorkerMost)
  \/ LoadUpstream(w, WorkerFound, WorkerNotFound, WorkerLeast)
  \/ BeginTask(w) \/ EndTask(w) \/ Finish(w) \/ MoveGate(w) \/ Arrive(w)
  \/ Signalling(w, WorkerAttempt, WorkerEndCall, WorkerKeepWaiting) \/ Notify("consumed", w, "Arrive")

-----------------------------------------------------------------------------

\* No event is held by two workers, and none that is held is behind the gate.
HeldOnce ==
  \A w \in Workers :
    /\ \A other \in Workers \ {w} : HeldBy(w) \cap HeldBy(other) = {}
    /\ \A sequence \in HeldBy(w) : Ahead(sequence, words.gate[GateOf(w)]) > 0

\* The count of the slot gives the sequence of the ticket.
TicketIsExact ==
  \A w \in Workers :
    LET slot == SlotOf(consumer[w].next)
    IN consumer[w].pc = "LoadDone" => SequenceAt(words.done[slot] \div 2, slot) = consumer[w].next

\* A worker that moves the gate is alone with it, and moves it by one.
GateMovesByOne ==
  \A w \in Workers :
    consumer[w].pc = "MoveGate" => consumer[w].front = Wrap(words.gate[GateOf(w)] + 1)

=============================================================================
