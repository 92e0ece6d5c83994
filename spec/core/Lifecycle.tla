------------------------------ MODULE Lifecycle ------------------------------
(***************************************************************************)
(* How a ring ends: it is closed, or it fails because a thread crashed.    *)
(*                                                                         *)
(* With several producers one access to the cursor, whose lowest bit says  *)
(* closed, decides about every claim: the claims before it stand, and the  *)
(* word `final` says where the ring ends. A single producer closes its     *)
(* ring itself, after its last claim. Then both signals are told the       *)
(* ending and all sleepers are woken, marks or not: as the epoch carries   *)
(* the ending, no thread goes to sleep behind it.                          *)
(* A thread that learns of a crash does the same, but says that the ring   *)
(* has failed: what was published is still handled, and no thread waits    *)
(* for what never comes. Readers that follow others go on as long as these *)
(* do: each consumer that has left or died is marked as gone, and its      *)
(* followers are woken. To see it fail: npm run tlc -- LifecycleQuietClose *)
(* Twin: src/core/Lifecycle.ts                                             *)
(***************************************************************************)
EXTENDS Consumer, WorkPool, TLC

CONSTANTS
  Closers,      \* threads that close a ring of several producers, at most one here
  Mortals       \* the producers and readers that may crash: <<"producer", p>>, <<"reader", r>>

ASSUME OthersAreOthers == (Closers \cup Supervisors) \cap (Consumers \cup Workers) = {}

\* A thread that ends the ring: where it stands, the word of the cursor that it found, and the signal it is at.
NotEnding == [pc |-> "Idle", word |-> 0, at |-> "none"]

EndingType ==
  [pc : {"Idle", "CloseCursor", "StoreFinal", "Tell", "TellAgain", "NotifyAll", "Ended"},
   word : 0 .. 2 * M - 1, at : Signals \cup {"none"}]

Others == [o \in Closers \cup Supervisors |-> NotEnding]

IsOdd(word) == word % 2 = 1

PutOther(o, own) == consumer' = [consumer EXCEPT ![o] = own] /\ UNCHANGED producer

DeadReaders == {r \in Readers : consumer[r].pc = "Dead"}
DeadProducers == {p \in Producers : producer[p].pc = "Dead"}

Alarmed == DeadReaders # {} \/ DeadProducers # {}

\* Dead consumers that are not marked yet: their followers cannot know.
Unburied == {r \in DeadReaders \cap Followed : words.owner[r] # "dead"}

\* A supervisor marks the dead before it ends the ring.
MayEnd(o) == o \in Closers \/ (Alarmed /\ Unburied = {})

-----------------------------------------------------------------------------

\* First of all, so that a thread that observes the failure can see whose it was. Others may crash later.
Bury(o) ==
  /\ o \in Supervisors /\ (consumer[o].pc = "Idle" \/ consumer[o].pc = "Ended") /\ Unburied # {}
  /\ words' = [words EXCEPT !.owner[Min(Unburied)] = "dead"]
  /\ PutOther(o, IF Producers = {1} THEN [consumer[o] EXCEPT !.pc = "Tell", !.at = "published"]
                 ELSE [consumer[o] EXCEPT !.pc = "CloseCursor"])
  /\ UNCHANGED slots

\* Several producers: from here on claims are refused. The first to close learns where the ring ends.
CloseCursor(o) ==
  /\ consumer[o].pc = "CloseCursor" \/ (consumer[o].pc = "Idle" /\ MayEnd(o))
  /\ words' = [words EXCEPT !.cursor = IF IsOdd(@) THEN @ ELSE @ + 1]
  /\ LET own == consumer[o]
     IN PutOther(o, IF ~IsOdd(words.cursor) THEN [own EXCEPT !.pc = "StoreFinal", !.word = words.cursor]
                    ELSE IF o \in Closers THEN [own EXCEPT !.pc = "Ended"]
                    ELSE [own EXCEPT !.pc = "Tell", !.at = "published"])
  /\ UNCHANGED slots

\* The end: the first sequence that will not come.
StoreFinal(own, final, may, Put(_)) ==
  /\ own.pc = "StoreFinal" /\ may
  /\ words' = [words EXCEPT !.final = final]
  /\ Put([own EXCEPT !.pc = "Tell", !.at = "published"])
  /\ UNCHANGED slots

\* An `or`, so no ending erases another. If the bit was set already, waiters must still be made to try again: see
\* TellAgain.
Tell(own, ending, may, Put(_)) ==
  /\ own.pc = "Tell" /\ may
  /\ words' = [words EXCEPT !.ends[own.at] = @ \cup {ending}]
  /\ Put([own EXCEPT !.pc = IF ending \in words.ends[own.at] THEN "TellAgain" ELSE "NotifyAll"])
  /\ UNCHANGED slots

\* Bumps the epoch, so that threads about to sleep try again.
TellAgain(own, Reaches(_, _)) ==
  /\ own.pc = "TellAgain"
  /\ Reaches(own.at, [own EXCEPT !.pc = "NotifyAll"])
  /\ UNCHANGED <<words, slots>>

\* Wakes all who sleep on this signal, and goes on to the other one.
NotifyAll(own, Reaches(_, _)) ==
  /\ own.pc = "NotifyAll"
  /\ Reaches(own.at, IF own.at = "published" THEN [own EXCEPT !.pc = "Tell", !.at = "consumed"]
                     ELSE [own EXCEPT !.pc = "Ended", !.at = "none"])
  /\ UNCHANGED <<words, slots>>

\* What changes where the thread that ends the ring has no other role in it.
ReachAll(o, signal, Change(_), own) ==
  /\ producer' = IF signal = "consumed" THEN [p \in Producers |-> Change(producer[p])] ELSE producer
  /\ consumer' = [ReadersAfter(signal, Change) EXCEPT ![o] = own]

\* With a single producer there is no cursor to close: a failure begins with Tell.
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

\* A thread crashes, at any step; what it has done stays.
CrashReader(r) ==
  /\ <<"reader", r>> \in Mortals /\ consumer[r].pc \notin {"Ended", "Dead"}
  /\ PutReader(r, [consumer[r] EXCEPT !.pc = "Dead", !.wait = Calm])
  /\ UNCHANGED <<words, slots>>

CrashProducer(p) ==
  /\ <<"producer", p>> \in Mortals /\ producer[p].pc \notin {"Ended", "Dead"}
  /\ producer' = [producer EXCEPT ![p].pc = "Dead", ![p].wait = Calm]
  /\ UNCHANGED <<words, slots, consumer>>

-----------------------------------------------------------------------------

\* A follower ends where an upstream consumer did, once all of these have ended or died: it has missed nothing.
FollowersEndBehind ==
  \A r \in Readers \ Workers :
    /\ consumer[r].pc = "Ended" /\ Upstream[r] # {} /\ Upstream[r] \subseteq Followed
    /\ \A u \in Upstream[r] : consumer[u].pc \in {"Ended", "Dead"}
    => \E u \in Upstream[r] : words.gate[r] = words.gate[u]

-----------------------------------------------------------------------------
(* No wake-up is lost: a thread that sleeps has marked a word that it is still blocked on, or is going to be woken; a *)
(* thread that is about to sleep likewise, or the epoch is going to move. Pools are not covered here.                 *)

\* Threads about to wake a signal's waiters. In a failed ring they may crash unreported, unless others follow them.
Movers(signal, places) ==
  LET failed == "failed" \in words.ends[signal]
      IsOne(own) == own.pc \in places \/ (own.pc = "Publish" /\ own.wakes)
  IN IF signal = "published" THEN {p \in Producers : IsOne(producer[p]) /\ ~failed}
     ELSE {r \in Readers : IsOne(consumer[r]) /\ (failed => r \in Followed)}

\* A thread that tells how the ring ends, and has yet to tell this signal: `published` comes first, then `consumed`.
Comes(own, signal, places) ==
  \/ own.pc \in {"CloseCursor", "StoreFinal"}
  \/ own.pc \in places /\ own.at = signal
  \/ own.pc \in {"Tell", "TellAgain", "NotifyAll"} /\ own.at = "published" /\ signal = "consumed"

IsTold(signal, places) ==
  \/ \E o \in Closers \cup Supervisors : Comes(consumer[o], signal, places)
  \/ \E p \in Producers : Comes(producer[p], signal, places) /\ "failed" \notin words.ends[signal]

\* A thread has crashed, and the signal has not been told yet.
IsToTell(signal) == Alarmed /\ ("failed" \notin words.ends[signal] \/ Unburied # {})

WillMove(signal) == Movers(signal, {"Bump"}) # {} \/ IsTold(signal, {"Tell", "TellAgain"}) \/ IsToTell(signal)

WillWake(signal) ==
  Movers(signal, {"Bump", "Notify"}) # {} \/ IsTold(signal, {"Tell", "TellAgain", "NotifyAll"}) \/ IsToTell(signal)

\* A thread that has marked its word, and will sleep if nothing changes before.
MaySleep(own, signal) == own.wait.marked /\ own.wait.missed = 0 /\ own.wait.ends = words.ends[signal]

\* The words that a consumer may be blocked on, and whether it is.
WordsOf(c) ==
  IF Upstream[c] # {} THEN {GateWord(u) : u \in Upstream[c]}
  ELSE IF Producers = {1} THEN {CursorWord} ELSE {LapWord(SlotOf(consumer[c].next))}

IsMissing(c, word) ==
  LET next == consumer[c].next
  IN CASE word[1] = "cursor" -> Ahead(words.cursor, next) < 0
       [] word[1] = "lap" -> ~IsPublished(next)
       [] word[1] = "gate" -> Ahead(words.gate[word[2]], next) < 0

\* In a failed ring the upstream consumer still goes on, and will say so when it leaves; in a closed one more will come.
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
