------------------------------ MODULE ReadersInv ------------------------------
(***************************************************************************)
(* Why it is right, as far as readers go: the conjuncts of Inv that are    *)
(* the same for one producer and for several, and the parts of             *)
(* NoLostWakeUp. SingleProducerInv and MultiProducerInv have the rest.     *)
(***************************************************************************)
EXTENDS Lifecycle

IsLoading(self) == self.pc \in {"LoadCursor", "Probe", "LoadUpstream"}
IsCalling(self) == IsLoading(self) \/ self.pc \in {"LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal"}
IsHandling(self) == self.pc \in {"BeginRead", "EndRead", "EndFlush", "Advance"}

\* Between calls and during attempts: events that are handled but held back, as the handler threw at the next one.
IsHolding(self, gate) == (self.pc = "Idle" \/ IsLoading(self)) /\ self.last = self.next /\ Ahead(self.next, gate) > 1

\* Events are taken, and not yet advanced over: no handler has its turn before they are.
IsOpen(self) ==
  HasTaken(self) /\ (self.pc \in {"Idle", "Bump", "Notify"} \/ (IsCalling(self) /\ self.takes))

IsInOrder(self, gate) ==
  /\ Ahead(self.next, gate) \in 1 .. Size + 1
  /\ Ahead(self.last, self.next) \in -1 .. Size - 1
  /\ Ahead(self.last, gate) \in 0 .. Size
  /\ IsHandling(self) \/ self.pc = "Dead" \/ (self.next = Wrap(gate + 1) /\ self.last = gate) \/ IsHolding(self, gate)
     \/ IsOpen(self)
  /\ \/ self.kept = IF self.pc = "Advance" THEN self.next ELSE Wrap(gate + 1)
     \/ self.pc = "Dead" /\ self.kept = self.next
  /\ self.pc \in {"BeginRead", "EndRead", "EndFlush"} => Ahead(self.last, self.next) >= 0
  /\ IsCalling(self) => self.limit > 0 /\ Ahead(self.available, self.next) \in -1 .. Size - 1
  /\ IsCalling(self) /\ self.pc # "Probe" => Ahead(self.available, self.next) >= 0

\* A consumer's gate is behind all that its handler may read, and its next event is not beyond the end of its batch.
ConsumersInOrder == \A c \in Consumers \ Pools : IsInOrder(consumer[c], words.gate[c])

\* A call to take is within an attempt or a wait, or stands aside while its thread wakes others; then it goes on.
IsTaking(self) ==
  self.limit > 0 /\ ~IsInterrupted(self) /\ (IsCalling(self) \/ self.pc \in {"Bump", "Notify"})

\* A consumer that wakes others while its call stands aside goes on with that call; one that has left has nothing taken.
StandsAsideInPlace ==
  \A c \in Consumers \ Pools :
    LET self == consumer[c]
    IN /\ self.takes => Takes /\ ~self.leaves /\ (IsTaking(self) \/ self.pc = "Dead")
       /\ self.takes /\ self.pc \in {"Bump", "Notify"} =>
            /\ Meanwhile /\ self.waits /\ ~HasEpoch(self)
            /\ self = [Attempt(c, self) EXCEPT !.pc = self.pc]
       /\ self.leaves => Takes
       /\ words.owner[c] = "left" =>
            self.pc \in {"Bump", "Notify", "Ended", "Dead"} /\ ~self.takes /\ ~HasTaken(self)

\* A consumer loads the words of its place in the ring: cursor, laps, or the gates upstream.
LoadsInPlace ==
  \A c \in Consumers \ Pools :
    CASE consumer[c].pc = "LoadCursor" -> Upstream[c] = {} /\ Producers = {1}
      [] consumer[c].pc = "Probe" -> Upstream[c] = {} /\ Producers # {1}
      [] consumer[c].pc = "LoadUpstream" -> consumer[c].unread # {}
      [] OTHER -> TRUE

\* A follower handles, and while loading gates expects, only what all its upstream consumers have handled.
FollowersAreBehind ==
  \A c \in Consumers \ Pools : \A u \in Upstream[c] :
    LET self == consumer[c]
    IN /\ Ahead(words.gate[u], self.last) \in 0 .. Size
       /\ self.pc = "LoadUpstream" /\ u \notin self.unread => Ahead(words.gate[u], self.available) >= 0

-----------------------------------------------------------------------------
(* No wake-up is lost: a thread that sleeps has marked a word that it is still blocked on, or is going to be woken; a *)
(* thread that is about to sleep likewise, or the epoch is going to move. Pools are not covered here.                 *)

\* Threads about to wake a signal's waiters. In a failed ring they may crash unreported, unless others follow them.
Wakers(signal, places) ==
  LET failed == "failed" \in words.ends[signal]
      IsOne(self) == self.pc \in places \cup {"Leave"} \/ (self.pc = "Publish" /\ self.wakes)
  IN IF signal = "published" THEN {p \in Producers : IsOne(producer[p]) /\ ~failed}
     ELSE {r \in Readers : IsOne(consumer[r]) /\ (failed => r \in Followed)}

\* A thread that tells how the ring ends, and has yet to tell this signal: `published` comes first, then `consumed`.
Comes(self, signal, places) ==
  \/ self.pc \in {"CloseCursor", "StoreFinal"}
  \/ self.pc \in places /\ self.at = signal
  \/ self.pc \in {"Tell", "TellAgain", "NotifyAll"} /\ self.at = "published" /\ signal = "consumed"

IsTold(signal, places) ==
  \/ \E o \in Closers \cup Supervisors : Comes(consumer[o], signal, places)
  \/ \E p \in Producers : Comes(producer[p], signal, places) /\ "failed" \notin words.ends[signal]

\* A thread has crashed, and the signal has not been told yet.
IsToTell(signal) == SomeoneCrashed /\ ("failed" \notin words.ends[signal] \/ Unburied # {})

WillMove(signal) == Wakers(signal, {"Bump"}) # {} \/ IsTold(signal, {"Tell", "TellAgain"}) \/ IsToTell(signal)

WillWake(signal) ==
  Wakers(signal, {"Bump", "Notify"}) # {} \/ IsTold(signal, {"Tell", "TellAgain", "NotifyAll"}) \/ IsToTell(signal)

\* A thread that has marked its word, and will sleep if nothing changes before.
MaySleep(self, signal) == self.wait.marked /\ self.wait.missed = 0 /\ self.wait.ends = words.ends[signal]

\* The words that a consumer may be blocked on, and whether it is.
WordsOf(c) ==
  IF Upstream[c] # {} THEN {GateWord(u) : u \in Upstream[c]}
  ELSE IF Producers = {1} THEN {CursorWord} ELSE {LapWord(SlotOf(consumer[c].next))}

IsBlockedOn(c, word) ==
  LET next == consumer[c].next
  IN CASE word[1] = "cursor" -> Ahead(words.cursor, next) < 0
       [] word[1] = "lap" -> ~IsPublished(next)
       [] word[1] = "gate" -> Ahead(words.gate[word[2]], next) < 0

\* In a failed ring the upstream consumer still goes on, and will say so when it leaves; in a closed one more will come.
IsWorthIt(c, word) ==
  IF "failed" \in words.ends[SignalOf(c)] THEN word \in {GateWord(u) : u \in Followed} /\ words.owner[word[2]] = "taken"
  ELSE "closed" \in words.ends[SignalOf(c)] => Ahead(words.final, consumer[c].next) > 0

ConsumerIsWoken(c) ==
  LET self == consumer[c]
      signal == SignalOf(c)
      StaysBlocked(word) == IsMarked(word) /\ IsBlockedOn(c, word) /\ IsWorthIt(c, word)
  IN /\ MaySleep(self, signal) /\ self.pc = "Sleep" => WillMove(signal) \/ StaysBlocked(self.wait.blockedOn)
     /\ self.wait.asleep => WillWake(signal) \/ \E word \in WordsOf(c) : StaysBlocked(word)

=============================================================================
