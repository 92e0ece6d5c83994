------------------------------- MODULE Barrier -------------------------------
(***************************************************************************)
(* How far a reader may go: as far as those upstream have handled, or if   *)
(* it follows nobody, as far as is published. A single producer says so    *)
(* with a cursor, several with the lap of each slot, probed slot by slot.  *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name.    *)
(* On success the reader continues with Found(reader, self, available),    *)
(* which Consumer and WorkPool each define.                                *)
(* Twin: src/core/Barrier.ts                                               *)
(***************************************************************************)
EXTENDS Signal

\* An attempt begins: nothing is available further ahead than a ring.
Available(r, self) ==
  LET upstream == Upstream[GateOf(r)]
      state == [self EXCEPT !.available = Wrap(self.next - 1 + Size), !.unread = upstream]
  IN IF upstream # {} THEN [state EXCEPT !.pc = "LoadUpstream"]
     ELSE IF Producers = {1} THEN [state EXCEPT !.pc = "LoadCursor"]
     ELSE [state EXCEPT !.pc = "Probe", !.available = Wrap(self.next - 1)]

\* A slot's lap says whether it holds the event of this sequence.
IsPublished(sequence) == SequenceAt(words.lap[SlotOf(sequence)], SlotOf(sequence)) = sequence

\* What a reader may be reading: a worker, the event in its handler; a consumer, also what its handler has kept.
ReadBy(r) ==
  LET self == consumer[r]
  IN IF r \in Workers THEN IF self.pc = "EndTask" THEN {self.next} ELSE {}
     ELSE After(Wrap(self.kept - 1), IF self.pc = "EndRead" THEN self.next ELSE Wrap(self.next - 1))

\* Compared relative to next - 1: a reader that holds no event may be a full wrap-around behind.
IsUpTo(word, least, next) == Ahead(word, next - 1) >= Ahead(least, next - 1)

SetReader(r, state) == consumer' = [consumer EXCEPT ![r] = state] /\ UNCHANGED producer

\* In a failed ring the upstream consumer that it is blocked on may still be alive and advance.
ChecksOwner(r, self) == HasFailed(self) /\ self.wait.blockedOn \in {GateWord(u) : u \in Upstream[GateOf(r)] \ Pools}

\* In a failed ring nothing more comes; an upstream consumer it is blocked on must have been gone before this attempt.
IsExhausted(r, self, word) ==
  HasFailed(self) /\ (word \in {GateWord(u) : u \in Followed} => self.wait.gone /\ self.wait.blockedOn = word)

-----------------------------------------------------------------------------
(* An attempt must find Least(self), and may find Most(self). If it does, Found(r, self, available); if it is        *)
(* blocked on a word, NotFound(r, self, word). If the ring ends here, EndCall(self); if not, KeepWaiting(self).       *)

LoadCursor(r, Found(_, _, _), NotFound(_, _, _), Least(_)) ==
  /\ IsAwakeAt(consumer[r], "LoadCursor")
  /\ LET self == consumer[r]
     IN SetReader(r, IF IsUpTo(words.cursor, Least(self), self.next) THEN Found(r, self, words.cursor)
                     ELSE NotFound(r, self, CursorWord))
  /\ UNCHANGED <<words, slots>>

\* Slot by slot, at most as many as are wanted, up to the first that is not published.
Probe(r, Found(_, _, _), NotFound(_, _, _), Least(_), Most(_)) ==
  /\ IsAwakeAt(consumer[r], "Probe")
  /\ LET self == consumer[r]
         sequence == Wrap(self.available + 1)
         more == Ahead(sequence, self.next) + 1 < Min({Most(self), Size})
     IN SetReader(r, IF IsPublished(sequence)
                     THEN IF more THEN [self EXCEPT !.available = sequence] ELSE Found(r, self, sequence)
                     ELSE IF Ahead(sequence, Least(self)) <= 0 THEN NotFound(r, self, LapWord(SlotOf(sequence)))
                     ELSE Found(r, self, self.available))
  /\ UNCHANGED <<words, slots>>

\* Gate by gate; the least of them counts. Gates only grow, so none need be loaded again.
LoadUpstream(r, Found(_, _, _), NotFound(_, _, _), Least(_)) ==
  /\ IsAwakeAt(consumer[r], "LoadUpstream")
  /\ LET self == consumer[r]
         u == Min(self.unread)
         available == IF Ahead(words.gate[u], self.available) < 0 THEN words.gate[u] ELSE self.available
     IN SetReader(r, IF ~IsUpTo(words.gate[u], Least(self), self.next) THEN NotFound(r, self, GateWord(u))
                     ELSE IF self.unread = {u} THEN Found(r, self, available)
                     ELSE [self EXCEPT !.available = available, !.unread = @ \ {u}])
  /\ UNCHANGED <<words, slots>>

\* Loaded before the attempt, so that the attempt sees all that the upstream consumer handled before it left.
LoadOwner(r, Attempt(_)) ==
  /\ consumer[r].pc = "LoadOwner"
  /\ LET self == consumer[r]
     IN SetReader(r, AfterEpoch([self EXCEPT !.wait.gone = words.owner[self.wait.blockedOn[2]] # "taken"], Attempt))
  /\ UNCHANGED <<words, slots>>

\* The ring is closed: does it end here? If not, more will come.
LoadFinal(r, EndCall(_), KeepWaiting(_)) ==
  /\ consumer[r].pc = "LoadFinal"
  /\ LET self == consumer[r]
     IN SetReader(r, IF Ahead(words.final, self.next) <= 0 THEN EndCall(self) ELSE KeepWaiting(self))
  /\ UNCHANGED <<words, slots>>

\* A reader that waits, or wakes others.
Signalling(r, Attempt(_, _), EndCall(_), KeepWaiting(_)) ==
  LET self == consumer[r]
      SetSelf(state) == SetReader(r, state)
      Retry(state) == Attempt(r, state)
      BeforeAttempt(state) == SetSelf(IF ChecksOwner(r, state) THEN [state EXCEPT !.pc = "LoadOwner"] ELSE state)
  IN \/ LoadEpoch(self, SignalOf(r), Retry, BeforeAttempt)
     \/ LoadOwner(r, Retry)
     \/ Mark(self, Retry, SetSelf)
     \/ Sleep(self, SignalOf(r), Retry, SetSelf)
     \/ LoadFinal(r, EndCall, KeepWaiting)
     \/ Bump("consumed", r)

\* A call that waits times out, at any step of it.
Expire(r) ==
  /\ consumer[r].waits
  /\ consumer[r].pc \in {"LoadTake", "LoadCursor", "Probe", "LoadUpstream", "LoadEpoch", "LoadOwner", "Mark", "Sleep",
                          "LoadFinal"}
  /\ TimesOut(consumer[r], LAMBDA state : SetReader(r, state))

=============================================================================
