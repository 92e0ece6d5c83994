------------------------------- MODULE Barrier -------------------------------
(***************************************************************************)
(* How far a reader may go: as far as those upstream have handled, or if   *)
(* it follows nobody, as far as is published. A single producer says so    *)
(* with a cursor, several with the lap of each slot, probed slot by slot.  *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name.    *)
(* On success the reader continues with Found(reader, own, available),     *)
(* which Consumer and WorkPool each define.                                *)
(* Twin: src/core/Barrier.ts                                               *)
(***************************************************************************)
EXTENDS Signal

\* An attempt begins: nothing is available further ahead than a ring.
Look(r, own) ==
  LET upstream == Upstream[GateOf(r)]
      looking == [own EXCEPT !.available = Wrap(own.next - 1 + Size), !.unread = upstream]
  IN IF upstream # {} THEN [looking EXCEPT !.pc = "LoadUpstream"]
     ELSE IF Producers = {1} THEN [looking EXCEPT !.pc = "LoadCursor"]
     ELSE [looking EXCEPT !.pc = "Probe", !.available = Wrap(own.next - 1)]

\* A slot's lap says whether it holds the event of this sequence.
IsPublished(sequence) == SequenceAt(words.lap[SlotOf(sequence)], SlotOf(sequence)) = sequence

\* What a reader may be reading: a worker, the event in its handler; a consumer, also what its handler has kept.
ReadBy(r) ==
  LET own == consumer[r]
  IN IF r \in Workers THEN IF own.pc = "EndTask" THEN {own.next} ELSE {}
     ELSE After(Wrap(own.kept - 1), IF own.pc = "EndRead" THEN own.next ELSE Wrap(own.next - 1))

\* Compared relative to next - 1: a reader that holds no event may be a full wrap-around behind.
IsUpTo(word, least, next) == Ahead(word, next - 1) >= Ahead(least, next - 1)

PutReader(r, own) == consumer' = [consumer EXCEPT ![r] = own] /\ UNCHANGED producer

\* In a failed ring the upstream consumer that it is blocked on may still be alive and advance.
Asks(r, own) == HasFailed(own) /\ own.wait.lacks \in {GateWord(u) : u \in Upstream[GateOf(r)] \ Pools}

\* In a failed ring nothing more comes; an upstream consumer it is blocked on must have been gone before this attempt.
NothingComes(r, own, word) ==
  HasFailed(own) /\ (word \in {GateWord(u) : u \in Followed} => own.wait.gone /\ own.wait.lacks = word)

-----------------------------------------------------------------------------
(* Least(own): what an attempt must find. Found(r, own, available): it did; Missing(r, own, word): it did not. *)

LoadCursor(r, Found(_, _, _), Missing(_, _, _), Least(_)) ==
  /\ At(consumer[r], "LoadCursor")
  /\ LET own == consumer[r]
     IN PutReader(r, IF IsUpTo(words.cursor, Least(own), own.next) THEN Found(r, own, words.cursor)
                     ELSE Missing(r, own, CursorWord))
  /\ UNCHANGED <<words, slots>>

\* Slot by slot, at most as many as are wanted, up to the first that is not published.
Probe(r, Found(_, _, _), Missing(_, _, _), Least(_), Wanted(_)) ==
  /\ At(consumer[r], "Probe")
  /\ LET own == consumer[r]
         sequence == Wrap(own.available + 1)
         more == Ahead(sequence, own.next) + 1 < Min({Wanted(own), Size})
     IN PutReader(r, IF IsPublished(sequence)
                     THEN IF more THEN [own EXCEPT !.available = sequence] ELSE Found(r, own, sequence)
                     ELSE IF Ahead(sequence, Least(own)) <= 0 THEN Missing(r, own, LapWord(SlotOf(sequence)))
                     ELSE Found(r, own, own.available))
  /\ UNCHANGED <<words, slots>>

\* Gate by gate; the least of them counts. Gates only grow, so none need be loaded again.
LoadUpstream(r, Found(_, _, _), Missing(_, _, _), Least(_)) ==
  /\ At(consumer[r], "LoadUpstream")
  /\ LET own == consumer[r]
         u == Min(own.unread)
         available == IF Ahead(words.gate[u], own.available) < 0 THEN words.gate[u] ELSE own.available
     IN PutReader(r, IF ~IsUpTo(words.gate[u], Least(own), own.next) THEN Missing(r, own, GateWord(u))
                     ELSE IF own.unread = {u} THEN Found(r, own, available)
                     ELSE [own EXCEPT !.available = available, !.unread = @ \ {u}])
  /\ UNCHANGED <<words, slots>>

\* Loaded before the attempt, so that the attempt sees all that the upstream consumer handled before it left.
LoadOwner(r, Again(_)) ==
  /\ consumer[r].pc = "LoadOwner"
  /\ LET own == consumer[r]
     IN PutReader(r, Turn([own EXCEPT !.wait.gone = words.owner[own.wait.lacks[2]] # "taken"], Again))
  /\ UNCHANGED <<words, slots>>

\* The ring is closed: does it end here? If not, more will come.
LoadFinal(r, Over(_), Rests(_)) ==
  /\ consumer[r].pc = "LoadFinal"
  /\ LET own == consumer[r]
     IN PutReader(r, IF Ahead(words.final, own.next) <= 0 THEN Over(own) ELSE Rests(own))
  /\ UNCHANGED <<words, slots>>

\* A reader that waits, or wakes others.
Signalling(r, Again(_, _), Over(_), Rests(_)) ==
  LET own == consumer[r]
      Put(put) == PutReader(r, put)
      Looks(looking) == Again(r, looking)
      Begins(turn) == Put(IF Asks(r, turn) THEN [turn EXCEPT !.pc = "LoadOwner"] ELSE turn)
  IN \/ LoadEpoch(own, SignalOf(r), Looks, Begins)
     \/ LoadOwner(r, Looks)
     \/ Mark(own, Looks, Put)
     \/ Sleep(own, SignalOf(r), Looks, Put)
     \/ LoadFinal(r, Over, Rests)
     \/ Bump("consumed", r)

\* A call that waits times out, at any step of it.
Expire(r) ==
  /\ consumer[r].waits
  /\ consumer[r].pc \in {"LoadTake", "LoadCursor", "Probe", "LoadUpstream", "LoadEpoch", "LoadOwner", "Mark", "Sleep",
                          "LoadFinal"}
  /\ GivesUp(consumer[r], LAMBDA own : PutReader(r, own))

=============================================================================
