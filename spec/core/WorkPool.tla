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

Resting ==
  [pc |-> "Idle", waits |-> FALSE, limit |-> 0, unread |-> {}, wait |-> Calm, available |-> Wrap(Size - 1),
   last |-> Wrap(-1), taken |-> Wrap(-1), confirmed |-> TRUE, front |-> 0, next |-> 0]

PrivateOfWorker(w) ==
  [pc : {"Idle", "LoadTake", "LoadCursor", "Probe", "LoadUpstream", "Take", "LoadDone", "BeginTask", "EndTask",
         "Finish", "MoveGate", "Arrive", "LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal", "Bump", "Notify",
         "Ended", "Dead"},
   waits : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[GateOf(w)], wait : WaitType,
   available : Word, last : Word, taken : Word, confirmed : BOOLEAN, front : Word, next : Word]

\* What a worker has taken and not finished.
HeldBy(w) == After(Wrap(consumer[w].next - 1), consumer[w].taken)

Holds(own) == own.taken # Wrap(own.next - 1)

Share(own) == IF Holds(own) THEN Ahead(own.taken, own.next - 1) ELSE own.limit

\* The call ends. Events taken and not handled are kept for the next call: a handler threw, or they were not published.
Rest(own) ==
  IF Holds(own)
  THEN [Resting EXCEPT !.next = own.next, !.front = own.next, !.taken = own.taken, !.last = own.taken,
                       !.confirmed = own.confirmed]
  ELSE Resting

\* What an attempt must find: before the ticket is taken, one event; afterwards, all that was taken.
Needed(own) == IF Holds(own) THEN own.taken ELSE own.next

Ready(w, own, available) ==
  LET found == Min({Ahead(available, own.next - 1), Share(own)})
      looked == [own EXCEPT !.available = Wrap(own.next - 1 + Size), !.unread = {}]
  IN IF Holds(own) THEN [looked EXCEPT !.pc = "LoadDone", !.wait = Calm]
     ELSE [looked EXCEPT !.pc = "Take", !.last = Wrap(own.next - 1 + found)]

Finished(own) == [Resting EXCEPT !.pc = "Ended"]

\* A worker that times out keeps the ticket it has taken. One that has none forgets which it was about to take.
Waiting(own) ==
  IF HasExpired(own) THEN Rest(own)
  ELSE IF Holds(own) THEN Lacking(own)
  ELSE LET next == Lacking(own)
       IN [Resting EXCEPT !.pc = next.pc, !.waits = TRUE, !.limit = own.limit, !.wait = next.wait]

\* Nothing available: return, or keep waiting.
Nothing(w, own, word) ==
  LET looked == Lacks([own EXCEPT !.available = Wrap(own.next - 1 + Size), !.unread = {}], word)
  IN IF ~own.waits THEN Rest(own)
     ELSE IF NothingComes(w, own, word) THEN Finished(own)
     ELSE IF HasClosed(own) /\ ~Holds(own) THEN [looked EXCEPT !.pc = "LoadFinal"]
     ELSE Waiting(looked)

\* The next attempt: to find what has been taken, or to take a ticket.
LookOn(w, own) == IF Holds(own) THEN Look(w, own) ELSE [own EXCEPT !.pc = "LoadTake"]

\* The next ticket would be this one; nothing is taken yet.
From(own, next) == [own EXCEPT !.next = next, !.last = Wrap(next - 1), !.taken = Wrap(next - 1), !.front = next]

-----------------------------------------------------------------------------

\* A call begins with its first access; or, if the call before left events, with these, once they are known to be there.
BeginWork(w) ==
  /\ consumer[w].pc = "Idle" /\ Holds(consumer[w])
  /\ \E limit \in Limits, waits \in Waits :
       LET own == [consumer[w] EXCEPT !.limit = limit, !.waits = waits,
                                      !.last = Wrap(consumer[w].next - 1 + Min({limit, Share(consumer[w])}))]
       IN consumer' = [consumer EXCEPT ![w] = IF own.confirmed THEN [own EXCEPT !.pc = "BeginTask"] ELSE Look(w, own)]
  /\ UNCHANGED <<words, slots, producer>>

LoadTake(w) ==
  /\ \/ At(consumer[w], "LoadTake") /\ consumer' = [consumer EXCEPT ![w] = Look(w, From(@, words.take))]
     \/ /\ consumer[w].pc = "Idle" /\ ~Holds(consumer[w])
        /\ \E limit \in Limits, waits \in Waits :
             consumer' = [consumer EXCEPT ![w] =
               Look(w, From([@ EXCEPT !.limit = limit, !.waits = waits], words.take))]
  /\ UNCHANGED <<words, slots, producer>>

\* A ticket that looks untaken may be a full wrap-around old: so check again that the events are there before reading.
Take(w) ==
  /\ consumer[w].pc = "Take"
  /\ LET own == consumer[w]
     IN IF words.take = own.next
        THEN /\ words' = [words EXCEPT !.take = Wrap(own.last + 1)]
             /\ consumer' = [consumer EXCEPT ![w] = Look(w, [own EXCEPT !.taken = own.last, !.confirmed = FALSE])]
        ELSE /\ consumer' = [consumer EXCEPT ![w] = Look(w, From(own, words.take))]
             /\ UNCHANGED words
  /\ UNCHANGED <<slots, producer>>

\* The slot is counted up twice a lap, so it tells the lap of the ticket, and with that its sequence.
LoadDone(w) ==
  /\ consumer[w].pc = "LoadDone"
  /\ LET own == consumer[w]
         slot == SlotOf(own.next)
         next == SequenceAt(words.done[slot] \div 2, slot)
         last == Wrap(next - 1 + Min({own.limit, Share(own)}))
         taken == Wrap(next - 1 + Share(own))
     IN consumer' = [consumer EXCEPT ![w] =
          [own EXCEPT !.pc = "BeginTask", !.next = next, !.last = last, !.taken = taken, !.confirmed = TRUE,
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
        /\ consumer' = [consumer EXCEPT ![w] = Rest(@)]
  /\ UNCHANGED <<words, slots, producer>>

\* The gate is where it should be, or another worker will move it: back to the batch.
GoOn(own) ==
  LET here == [own EXCEPT !.front = own.next]
  IN IF own.next = Wrap(own.last + 1) THEN Rest(here) ELSE [here EXCEPT !.pc = "BeginTask"]

IsSecond(slot) == words.done[slot] % 2 = 1

Count(slot) == words' = [words EXCEPT !.done[slot] = (@ + 1) % (2 * Laps)]

Finish(w) ==
  /\ consumer[w].pc = "Finish"
  /\ LET own == consumer[w]
         slot == SlotOf(own.next)
         done == [own EXCEPT !.next = Wrap(@ + 1)]
     IN /\ Count(slot)
        /\ consumer' = [consumer EXCEPT ![w] = IF IsSecond(slot) THEN [done EXCEPT !.pc = "MoveGate"] ELSE GoOn(done)]
  /\ UNCHANGED <<slots, producer>>

MoveGate(w) ==
  /\ consumer[w].pc = "MoveGate"
  /\ words' = [words EXCEPT !.gate[GateOf(w)] = consumer[w].front, !.marks = @ \ {GateWord(GateOf(w))}]
  /\ PutReader(w, [consumer[w] EXCEPT !.pc = IF IsMarked(GateWord(GateOf(w))) THEN "Bump" ELSE "Arrive",
                                      !.front = Wrap(@ + 1)])
  /\ UNCHANGED slots

Arrive(w) ==
  /\ consumer[w].pc = "Arrive"
  /\ LET own == consumer[w]
         slot == SlotOf(own.front)
     IN /\ Count(slot)
        /\ consumer' = [consumer EXCEPT ![w] = IF IsSecond(slot) THEN [own EXCEPT !.pc = "MoveGate"] ELSE GoOn(own)]
  /\ UNCHANGED <<slots, producer>>

Works(w) ==
  \/ BeginWork(w) \/ LoadTake(w) \/ Take(w) \/ LoadDone(w)
  \/ LoadCursor(w, Ready, Nothing, Needed) \/ Probe(w, Ready, Nothing, Needed, Share)
  \/ LoadUpstream(w, Ready, Nothing, Needed)
  \/ BeginTask(w) \/ EndTask(w) \/ Finish(w) \/ MoveGate(w) \/ Arrive(w)
  \/ Signalling(w, LookOn, Finished, Waiting) \/ Notify("consumed", w, "Arrive")

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
