------------------------------ MODULE Lifecycle ------------------------------
(***************************************************************************)
(* How a ring ends: it is closed, or it fails since somebody has died.     *)
(*                                                                         *)
(* Several producers: one access to the cursor, whose lowest bit says      *)
(* closed, decides about each claim; what was claimed before is final. The *)
(* only producer of a ring closes it itself, after its last claim. Then    *)
(* both signals are told, and all who sleep are woken, marks or not: since *)
(* the epoch carries what happened, nobody goes to sleep behind it.        *)
(* Who learns of a death does the same, but says that the ring has failed: *)
(* what was published is handled, and nobody waits for what never comes.   *)
(* To see it fail: npm run tlc -- LifecycleQuietClose                      *)
(* Twin: src/core/Lifecycle.ts                                             *)
(***************************************************************************)
EXTENDS Consumer, WorkPool, TLC

CONSTANTS
  Closers,      \* threads that close a ring of several producers, at most one here
  Supervisors,  \* threads that fail the ring once somebody has died, at most one here
  Mortals       \* which producers and readers may die, by what they are: <<"producer", p>>, <<"reader", r>>

ASSUME OthersAreOthers == (Closers \cup Supervisors) \cap (Consumers \cup Workers) = {}

\* Who ends the ring: what it says of it, the word of the cursor that it has found, and the signal it is at.
NotEnding == [pc |-> "Idle", word |-> 0, at |-> "none"]

EndingType ==
  [pc : {"Idle", "StoreFinal", "Tell", "NotifyAll", "Ended"}, word : 0 .. 2 * M - 1, at : Signals \cup {"none"}]

Others == [o \in Closers \cup Supervisors |-> NotEnding]

IsOdd(word) == word % 2 = 1

PutOther(o, own) == consumer' = [consumer EXCEPT ![o] = own] /\ UNCHANGED producer

DeadReaders == {r \in Readers : consumer[r].pc = "Dead"}
DeadProducers == {p \in Producers : producer[p].pc = "Dead"}

Alarmed == DeadReaders # {} \/ DeadProducers # {}

-----------------------------------------------------------------------------

\* Several producers: from here on claims are refused. Whoever was first knows where the ring ends.
CloseCursor(o) ==
  /\ consumer[o].pc = "Idle" /\ (o \in Closers \/ Alarmed)
  /\ words' = [words EXCEPT !.cursor = IF IsOdd(@) THEN @ ELSE @ + 1]
  /\ LET own == consumer[o]
     IN PutOther(o, IF ~IsOdd(words.cursor) THEN [own EXCEPT !.pc = "StoreFinal", !.word = words.cursor]
                    ELSE IF o \in Closers THEN [own EXCEPT !.pc = "Ended"]
                    ELSE [own EXCEPT !.pc = "Tell", !.at = "published"])
  /\ UNCHANGED slots

\* The first sequence that will not come.
StoreFinal(own, final, may, Put(_)) ==
  /\ own.pc = "StoreFinal" /\ may
  /\ words' = [words EXCEPT !.final = final]
  /\ Put([own EXCEPT !.pc = "Tell", !.at = "published"])
  /\ UNCHANGED slots

\* Or-ed, so that no ending undoes another.
Tell(own, ending, may, Put(_)) ==
  /\ own.pc = "Tell" /\ may
  /\ words' = [words EXCEPT !.ends[own.at] = @ \cup {ending}]
  /\ Put([own EXCEPT !.pc = "NotifyAll"])
  /\ UNCHANGED slots

\* Everybody who sleeps on this signal wakes up; next is the other.
NotifyAll(own, Reaches(_, _)) ==
  /\ own.pc = "NotifyAll"
  /\ Reaches(own.at, IF own.at = "published" THEN [own EXCEPT !.pc = "Tell", !.at = "consumed"]
                     ELSE [own EXCEPT !.pc = "Ended", !.at = "none"])
  /\ UNCHANGED <<words, slots>>

\* A thread of its own.
WakeAll(o, signal, own) ==
  /\ producer' = IF signal = "consumed" THEN [p \in Producers |-> Woken(producer[p])] ELSE producer
  /\ consumer' = [ReadersAfter(signal, Woken) EXCEPT ![o] = own]

Ends(o) ==
  LET Put(own) == PutOther(o, own)
      Reaches(signal, own) == WakeAll(o, signal, own)
  IN \/ Tell(consumer[o], IF o \in Closers THEN "closed" ELSE "failed", o \in Closers \/ Alarmed, Put)
     \/ NotifyAll(consumer[o], Reaches)

\* A thread is gone, wherever it stands; what it has done stays.
CrashReader(r) ==
  /\ <<"reader", r>> \in Mortals /\ consumer[r].pc \notin {"Ended", "Dead"}
  /\ PutReader(r, [consumer[r] EXCEPT !.pc = "Dead", !.wait = Calm])
  /\ UNCHANGED <<words, slots>>

CrashProducer(p) ==
  /\ <<"producer", p>> \in Mortals /\ producer[p].pc \notin {"Ended", "Dead"}
  /\ producer' = [producer EXCEPT ![p].pc = "Dead", ![p].wait = Calm]
  /\ UNCHANGED <<words, slots, consumer>>

=============================================================================
