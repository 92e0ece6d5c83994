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
  MayCrash      \* the producers and readers that may crash: <<"producer", p>>, <<"reader", r>>

ASSUME ControllersAreOthers == (Closers \cup Supervisors) \cap (Consumers \cup Workers) = {}

\* A thread that ends the ring: where it stands, the word of the cursor that it found, and the signal it is at.
NotEnding == [pc |-> "Idle", word |-> 0, at |-> "none"]

EndingType ==
  [pc : {"Idle", "CloseCursor", "StoreFinal", "Tell", "TellAgain", "NotifyAll", "Ended"},
   word : 0 .. 2 * Modulus - 1, at : Signals \cup {"none"}]

Controllers == [o \in Closers \cup Supervisors |-> NotEnding]

\* What `consumer` is at first, and always: consumers, workers, and the threads that end the ring.
InitialConsumer == [r \in Readers |-> IF r \in Workers THEN WorkerIdle ELSE Idle(0)] @@ Controllers

ConsumerType ==
  /\ \A c \in Readers \ Workers : consumer[c] \in Private(c)
  /\ \A w \in Workers : consumer[w] \in PrivateOfWorker(w)
  /\ \A o \in DOMAIN Controllers : consumer[o] \in EndingType

IsOdd(word) == word % 2 = 1

SetController(o, state) == consumer' = [consumer EXCEPT ![o] = state] /\ UNCHANGED producer

DeadReaders == {r \in Readers : consumer[r].pc = "Dead"}
DeadProducers == {p \in Producers : producer[p].pc = "Dead"}

SomeoneCrashed == DeadReaders # {} \/ DeadProducers # {}

\* Dead consumers that are not marked yet: their followers cannot know.
Unburied == {r \in DeadReaders \cap Followed : words.owner[r] # "dead"}

\* A supervisor marks the dead before it ends the ring.
MayEnd(o) == o \in Closers \/ (SomeoneCrashed /\ Unburied = {})

-----------------------------------------------------------------------------

\* First of all, so that a thread that observes the failure can see whose it was. Others may crash later.
Bury(o) ==
  /\ o \in Supervisors /\ (consumer[o].pc = "Idle" \/ consumer[o].pc = "Ended") /\ Unburied # {}
  /\ words' = [words EXCEPT !.owner[Min(Unburied)] = "dead"]
  /\ SetController(o, IF Producers = {1} THEN [consumer[o] EXCEPT !.pc = "Tell", !.at = "published"]
                      ELSE [consumer[o] EXCEPT !.pc = "CloseCursor"])
  /\ UNCHANGED slots

\* Several producers: from here on claims are refused. The first to close learns where the ring ends.
CloseCursor(o) ==
  /\ consumer[o].pc = "CloseCursor" \/ (consumer[o].pc = "Idle" /\ MayEnd(o))
  /\ words' = [words EXCEPT !.cursor = IF IsOdd(@) THEN @ ELSE @ + 1]
  /\ LET self == consumer[o]
     IN SetController(o, IF ~IsOdd(words.cursor) THEN [self EXCEPT !.pc = "StoreFinal", !.word = words.cursor]
                         ELSE IF o \in Closers THEN [self EXCEPT !.pc = "Ended"]
                         ELSE [self EXCEPT !.pc = "Tell", !.at = "published"])
  /\ UNCHANGED slots

\* The end: the first sequence that will not come.
StoreFinal(self, final, may, SetSelf(_)) ==
  /\ self.pc = "StoreFinal" /\ may
  /\ words' = [words EXCEPT !.final = final]
  /\ SetSelf([self EXCEPT !.pc = "Tell", !.at = "published"])
  /\ UNCHANGED slots

\* An `or`, so no ending erases another. If the bit was set already, waiters must still be made to try again: see
\* TellAgain.
Tell(self, ending, may, SetSelf(_)) ==
  /\ self.pc = "Tell" /\ may
  /\ words' = [words EXCEPT !.ends[self.at] = @ \cup {ending}]
  /\ SetSelf([self EXCEPT !.pc = IF ending \in words.ends[self.at] THEN "TellAgain" ELSE "NotifyAll"])
  /\ UNCHANGED slots

\* Bumps the epoch, so that threads about to sleep try again.
TellAgain(self, BumpAll(_, _)) ==
  /\ self.pc = "TellAgain"
  /\ BumpAll(self.at, [self EXCEPT !.pc = "NotifyAll"])
  /\ UNCHANGED <<words, slots>>

\* Wakes all who sleep on this signal, and goes on to the other one.
NotifyAll(self, WakeAll(_, _)) ==
  /\ self.pc = "NotifyAll"
  /\ WakeAll(self.at, IF self.at = "published" THEN [self EXCEPT !.pc = "Tell", !.at = "consumed"]
                      ELSE [self EXCEPT !.pc = "Ended", !.at = "none"])
  /\ UNCHANGED <<words, slots>>

\* What changes where the thread that ends the ring has no other role in it.
ChangeAllWaiters(o, signal, Change(_), state) ==
  /\ producer' = IF signal = "consumed" THEN [p \in Producers |-> Change(producer[p])] ELSE producer
  /\ consumer' = [ReadersAfter(signal, Change) EXCEPT ![o] = state]

\* With a single producer there is no cursor to close: a failure begins with Tell.
Started(o) ==
  IF Producers = {1} /\ consumer[o].pc = "Idle" THEN [consumer[o] EXCEPT !.pc = "Tell", !.at = "published"]
  ELSE consumer[o]

Announces(o) ==
  LET SetSelf(state) == SetController(o, state)
      WakeAll(signal, state) == ChangeAllWaiters(o, signal, Woken, state)
      BumpAll(signal, state) == ChangeAllWaiters(o, signal, Bumped, state)
      may == consumer[o].pc # "Idle" \/ MayEnd(o)
  IN \/ Bury(o)
     \/ Tell(Started(o), IF o \in Closers THEN "closed" ELSE "failed", may, SetSelf)
     \/ TellAgain(consumer[o], BumpAll)
     \/ NotifyAll(consumer[o], WakeAll)

\* A thread crashes, at any step; what it has done stays.
CrashReader(r) ==
  /\ <<"reader", r>> \in MayCrash /\ consumer[r].pc \notin {"Ended", "Dead"}
  /\ SetReader(r, [consumer[r] EXCEPT !.pc = "Dead", !.wait = NotWaiting])
  /\ UNCHANGED <<words, slots>>

CrashProducer(p) ==
  /\ <<"producer", p>> \in MayCrash /\ producer[p].pc \notin {"Ended", "Dead"}
  /\ producer' = [producer EXCEPT ![p].pc = "Dead", ![p].wait = NotWaiting]
  /\ UNCHANGED <<words, slots, consumer>>

-----------------------------------------------------------------------------

\* A follower ends where an upstream consumer did, once all of these have ended or died: it has missed nothing.
FollowersEndBehind ==
  \A r \in Readers \ Workers :
    /\ consumer[r].pc = "Ended" /\ Upstream[r] # {} /\ Upstream[r] \subseteq Followed
    /\ \A u \in Upstream[r] : consumer[u].pc \in {"Ended", "Dead"}
    => \E u \in Upstream[r] : words.gate[r] = words.gate[u]

=============================================================================
