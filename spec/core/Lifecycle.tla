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
(* Readers that follow others go on as long as these do: so each that has  *)
(* ended, or died, is marked as gone, and those who follow it are woken.   *)
(* To see it fail: npm run tlc -- LifecycleQuietClose                      *)
(* Twin: src/core/Lifecycle.ts                                             *)
(***************************************************************************)
EXTENDS Consumer, WorkPool, TLC

CONSTANTS
  Closers,      \* threads that close a ring of several producers, at most one here
  Mortals       \* which producers and readers may die, by what they are: <<"producer", p>>, <<"reader", r>>

ASSUME OthersAreOthers == (Closers \cup Supervisors) \cap (Consumers \cup Workers) = {}

\* Who ends the ring: what it says of it, the word of the cursor that it has found, and the signal it is at.
NotEnding == [pc |-> "Idle", word |-> 0, at |-> "none"]

EndingType ==
  [pc : {"Idle", "CloseCursor", "StoreFinal", "Tell", "TellAgain", "NotifyAll", "Ended"}, word : 0 .. 2 * M - 1, at : Signals \cup {"none"}]

Others == [o \in Closers \cup Supervisors |-> NotEnding]

IsOdd(word) == word % 2 = 1

PutOther(o, own) == consumer' = [consumer EXCEPT ![o] = own] /\ UNCHANGED producer

DeadReaders == {r \in Readers : consumer[r].pc = "Dead"}
DeadProducers == {p \in Producers : producer[p].pc = "Dead"}

Alarmed == DeadReaders # {} \/ DeadProducers # {}

\* Those for whom others may wait, who can't tell.
Unburied == {r \in DeadReaders \cap Followed : words.owner[r] # "dead"}

\* The dead are buried first.
MayEnd(o) == o \in Closers \/ (Alarmed /\ Unburied = {})

-----------------------------------------------------------------------------

\* First of all: who learns that the ring has failed can then see for whom. Somebody may die later as well.
Bury(o) ==
  /\ o \in Supervisors /\ (consumer[o].pc = "Idle" \/ consumer[o].pc = "Ended") /\ Unburied # {}
  /\ words' = [words EXCEPT !.owner[Min(Unburied)] = "dead"]
  /\ PutOther(o, IF Producers = {1} THEN [consumer[o] EXCEPT !.pc = "Tell", !.at = "published"]
                 ELSE [consumer[o] EXCEPT !.pc = "CloseCursor"])
  /\ UNCHANGED slots

\* Several producers: from here on claims are refused. Whoever was first knows where the ring ends.
CloseCursor(o) ==
  /\ consumer[o].pc = "CloseCursor" \/ (consumer[o].pc = "Idle" /\ MayEnd(o))
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

\* Or-ed, so that no ending undoes another. Who fails a ring that has failed has changed nothing yet.
Tell(own, ending, may, Put(_)) ==
  /\ own.pc = "Tell" /\ may
  /\ words' = [words EXCEPT !.ends[own.at] = @ \cup {ending}]
  /\ Put([own EXCEPT !.pc = IF ending \in words.ends[own.at] THEN "TellAgain" ELSE "NotifyAll"])
  /\ UNCHANGED slots

\* Something has changed for those who are about to sleep.
TellAgain(own, Reaches(_, _)) ==
  /\ own.pc = "TellAgain"
  /\ Reaches(own.at, [own EXCEPT !.pc = "NotifyAll"])
  /\ UNCHANGED <<words, slots>>

\* Everybody who sleeps on this signal wakes up; next is the other.
NotifyAll(own, Reaches(_, _)) ==
  /\ own.pc = "NotifyAll"
  /\ Reaches(own.at, IF own.at = "published" THEN [own EXCEPT !.pc = "Tell", !.at = "consumed"]
                     ELSE [own EXCEPT !.pc = "Ended", !.at = "none"])
  /\ UNCHANGED <<words, slots>>

\* A thread of its own.
ReachAll(o, signal, Change(_), own) ==
  /\ producer' = IF signal = "consumed" THEN [p \in Producers |-> Change(producer[p])] ELSE producer
  /\ consumer' = [ReadersAfter(signal, Change) EXCEPT ![o] = own]

\* A ring of one producer has no cursor to be shut.
Begun(o) ==
  IF Producers = {1} /\ consumer[o].pc = "Idle" THEN [consumer[o] EXCEPT !.pc = "Tell", !.at = "published"]
  ELSE consumer[o]

Ends(o) ==
  LET Put(own) == PutOther(o, own)
      Wakes(signal, own) == ReachAll(o, signal, Woken, own)
      Bumps(signal, own) == ReachAll(o, signal, Bumped, own)
      may == consumer[o].pc # "Idle" \/ MayEnd(o)
  IN \/ Bury(o)
     \/ Tell(Begun(o), IF o \in Closers THEN "closed" ELSE "failed", may, Put)
     \/ TellAgain(consumer[o], Bumps)
     \/ NotifyAll(consumer[o], Wakes)

\* A thread is gone, wherever it stands; what it has done stays.
CrashReader(r) ==
  /\ <<"reader", r>> \in Mortals /\ consumer[r].pc \notin {"Ended", "Dead"}
  /\ PutReader(r, [consumer[r] EXCEPT !.pc = "Dead", !.wait = Calm])
  /\ UNCHANGED <<words, slots>>

CrashProducer(p) ==
  /\ <<"producer", p>> \in Mortals /\ producer[p].pc \notin {"Ended", "Dead"}
  /\ producer' = [producer EXCEPT ![p].pc = "Dead", ![p].wait = Calm]
  /\ UNCHANGED <<words, slots, consumer>>

-----------------------------------------------------------------------------

\* Once all upstream of a follower have ended, or are dead, it has ended behind the last of them: it has missed nothing.
FollowersEndBehind ==
  \A r \in Readers \ Workers :
    /\ consumer[r].pc = "Ended" /\ Upstream[r] # {} /\ Upstream[r] \subseteq Followed
    /\ \A u \in Upstream[r] : consumer[u].pc \in {"Ended", "Dead"}
    => \E u \in Upstream[r] : words.gate[r] = words.gate[u]

-----------------------------------------------------------------------------
(* No wake-up is lost: whoever sleeps has marked a word that still lacks what it waits for, or is going to be woken;  *)
(* so with whoever is about to sleep, but that the epoch is going to move. Of pools nothing is said here.             *)

\* Who wakes those who wait for a signal, and stands there. Who dies in a ring that has failed may be told of no more.
Movers(signal, places) ==
  LET failed == "failed" \in words.ends[signal]
      IsOne(own) == own.pc \in places \/ (own.pc = "Publish" /\ own.wakes)
  IN IF signal = "published" THEN {p \in Producers : IsOne(producer[p]) /\ ~failed}
     ELSE {r \in Readers : IsOne(consumer[r]) /\ (failed => r \in Followed)}

\* Who tells how the ring ends, and comes to this signal: those who wait for what is published are told first.
Comes(own, signal, places) ==
  \/ own.pc \in {"CloseCursor", "StoreFinal"}
  \/ own.pc \in places /\ own.at = signal
  \/ own.pc \in {"Tell", "TellAgain", "NotifyAll"} /\ own.at = "published" /\ signal = "consumed"

IsTold(signal, places) ==
  \/ \E o \in Closers \cup Supervisors : Comes(consumer[o], signal, places)
  \/ \E p \in Producers : Comes(producer[p], signal, places) /\ "failed" \notin words.ends[signal]

\* Somebody has died, and it is not told yet.
IsToTell(signal) == Alarmed /\ ("failed" \notin words.ends[signal] \/ Unburied # {})

WillMove(signal) == Movers(signal, {"Bump"}) # {} \/ IsTold(signal, {"Tell", "TellAgain"}) \/ IsToTell(signal)

WillWake(signal) ==
  Movers(signal, {"Bump", "Notify"}) # {} \/ IsTold(signal, {"Tell", "TellAgain", "NotifyAll"}) \/ IsToTell(signal)

\* It has marked its word, and sleeps if nothing happens until then.
MaySleep(own, signal) == own.wait.marked /\ own.wait.missed = 0 /\ own.wait.ends = words.ends[signal]

\* The words at which a consumer may lack its next event, and whether it does.
WordsOf(c) ==
  IF Upstream[c] # {} THEN {GateWord(u) : u \in Upstream[c]}
  ELSE IF Producers = {1} THEN {CursorWord} ELSE {LapWord(SlotOf(consumer[c].next))}

IsMissing(c, word) ==
  LET next == consumer[c].next
  IN CASE word[1] = "cursor" -> Ahead(words.cursor, next) < 0
       [] word[1] = "lap" -> ~IsPublished(next)
       [] word[1] = "gate" -> Ahead(words.gate[word[2]], next) < 0

\* In a ring that has failed whoever it lacks goes on, and says so when it ends; in one that is closed more will come.
IsWorthIt(c, word) ==
  IF "failed" \in words.ends[SignalOf(c)] THEN word \in {GateWord(u) : u \in Followed} /\ words.owner[word[2]] = "taken"
  ELSE "closed" \in words.ends[SignalOf(c)] => Ahead(words.final, consumer[c].next) > 0

ConsumerIsWoken(c) ==
  LET own == consumer[c]
      signal == SignalOf(c)
      IsLacking(word) == IsMarked(word) /\ IsMissing(c, word) /\ IsWorthIt(c, word)
  IN /\ MaySleep(own, signal) /\ own.pc = "Sleep" => WillMove(signal) \/ IsLacking(own.wait.lacks)
     /\ own.wait.asleep => WillWake(signal) \/ \E word \in WordsOf(c) : IsLacking(word)

=============================================================================
