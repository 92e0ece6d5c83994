-------------------------- MODULE MCSingleProducer --------------------------
(***************************************************************************)
(* What the models of SingleProducer need beside its .cfg files: who       *)
(* follows whom, and one broken operator for each model that must fail.    *)
(*                                                                         *)
(* Modulus must be more than 4 * Size, and a multiple of Size: HasRoom     *)
(* compares sequences that may be 2 * Size apart, and Ahead sees less than *)
(* half the modulus. So it is 5 * Size, except in SmallModulus, where      *)
(* 4 * Size is too little.                                                 *)
(***************************************************************************)
EXTENDS SingleProducerInv, TLC

\* Threads that differ by name alone: TLC explores one state of those that are alike. It is not sound for liveness.
Alike == Permutations(Workers)

One == <<{}>>
Two == <<{}, {}>>
Follower == <<{}, {1}>>
Diamond == <<{}, {}, {1, 2}>>
Fork == <<{}, {}, {1}>>

\* Threads that may crash.
AProducerOrAReader == {<<"producer", 1>>, <<"reader", 1>>}
AProducerOrAWorker == {<<"producer", 1>>, <<"reader", 2>>}
TheFirstReader == {<<"reader", 1>>}
TheProducer == {<<"producer", 1>>}

\* Consumers with a flush; callers that take ranges; while they wait they advance.
Yes == TRUE

\* What is taken is advanced over in the end, whatever else the caller does.
SpecTakes == Spec /\ \A c \in Consumers : SF_vars(Advance(c))

-----------------------------------------------------------------------------
(* Broken on purpose. *)

Always(sequence, gate) == TRUE

OffByOne(sequence, gate) == Ahead(sequence, gate) <= Size + 1

\* The producer waits for the consumers upstream, not for the gating ones.
Heads == {c \in Consumers : Upstream[c] = {}}

\* Publishes as soon as the write begins.
PublishEarly ==
  /\ self.pc = "Idle"
  /\ self.written # self.claimed
  /\ words' = [words EXCEPT !.cursor = Wrap(self.written + 1)]
  /\ slots' = [slots EXCEPT ![SlotOf(self.written + 1)] = Torn]
  /\ SetSelf([self EXCEPT !.pc = "EndWrite"])

\* Moves its gate as soon as the read begins.
AdvanceEarly(c) ==
  /\ consumer[c].pc = "BeginRead"
  /\ words' = [words EXCEPT !.gate[c] = consumer[c].next]
  /\ SetReader(c, [consumer[c] EXCEPT !.pc = "EndRead"])
  /\ UNCHANGED slots

\* Moves its gate to the event before the one whose handler threw, though that handler has kept earlier events.
EndReadForgetful(c) ==
  /\ consumer[c].pc = "EndRead"
  /\ LET reader == consumer[c]
         after == [reader EXCEPT !.next = Wrap(@ + 1)]
     IN \/ SetReader(c, IF reader.next = reader.last THEN [after EXCEPT !.pc = "Advance", !.kept = after.next]
                        ELSE [after EXCEPT !.pc = "BeginRead"])
        \/ SetReader(c, IF reader.next = Wrap(words.gate[c] + 1) THEN [Idle(reader.next) EXCEPT !.kept = reader.kept]
                        ELSE [reader EXCEPT !.pc = "Advance"])
  /\ UNCHANGED <<words, slots>>

\* Flushes only after the gate has moved.
AdvanceFirst(c) ==
  /\ consumer[c].pc = "EndRead"
  /\ LET reader == consumer[c]
         after == [reader EXCEPT !.next = Wrap(@ + 1)]
         flushed == [Idle(reader.next) EXCEPT !.pc = "EndFlush", !.kept = reader.kept]
     IN \/ /\ SetReader(c, IF reader.next = reader.last THEN [after EXCEPT !.pc = "Advance", !.kept = after.next]
                           ELSE [after EXCEPT !.pc = "BeginRead"])
           /\ UNCHANGED words
        \/ /\ words' = [words EXCEPT !.gate[c] = Wrap(reader.next - 1)]
           /\ SetReader(c, IF reader.kept = reader.next THEN Interrupted(reader) ELSE flushed)
  /\ UNCHANGED slots

\* Moves its gate to the last event that is taken, though only those before it are advanced over.
AdvanceAhead(c) ==
  /\ consumer[c].pc \in {"Advance", "Idle"}
  /\ \E last \in MayAdvance(consumer[c]) :
       SetReader(c, [consumer[c] EXCEPT !.pc = "Idle", !.kept = Wrap(last + 1)])
  /\ words' = [words EXCEPT !.gate[c] = Wrap(consumer[c].next - 1)]
  /\ UNCHANGED slots

\* Takes what would be available if nothing were taken.
FoundMore(c, reader, available) ==
  LET last == Wrap(reader.next - 1 + Min({Ahead(available, reader.kept - 1), reader.limit}))
  IN IF reader.takes THEN Rest([reader EXCEPT !.next = Wrap(last + 1)])
     ELSE [reader EXCEPT !.pc = "BeginRead", !.last = last, !.wait = NotWaiting]

\* LMAX: cursor.setVolatile(nextValue), as a fence before the gates are loaded.
StoreInClaim ==
  /\ self.pc = "Idle"
  /\ \E n \in Claims :
       /\ Fits(n)
       /\ SetSelf(Check([self EXCEPT !.n = n, !.waits = TRUE], 1))
       /\ words' = IF producer'[1].pc = "LoadGate" THEN [words EXCEPT !.cursor = self.claimed] ELSE words
  /\ UNCHANGED slots

=============================================================================
