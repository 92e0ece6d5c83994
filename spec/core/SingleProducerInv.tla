--------------------------- MODULE SingleProducerInv --------------------------
(***************************************************************************)
(* Why SingleProducer is right: Inv holds at first, and every step         *)
(* preserves it. spec/WHY.md tells the story. TLC checks Inv on reachable  *)
(* states, and in MCSingleProducerInductive from every state that          *)
(* satisfies it; Z3 proves it for every size: model-tests/core/proof has   *)
(* the same names.                                                         *)
(***************************************************************************)
EXTENDS SingleProducer, ReadersInv

Claiming == self.pc \in {"LoadGate", "LoadEpoch", "Mark", "Sleep"}

\* The producer publishes no more than it has written, writes no more than it has claimed, and claims at most a ring.
ProducerInOrder ==
  /\ Ahead(self.claimed, words.cursor) \in 0 .. Size
  /\ Ahead(self.written, words.cursor) \in 0 .. Ahead(self.claimed, words.cursor)
  /\ self.pc = "EndWrite" => self.written # self.claimed
  /\ self.pc = "LoadGate" => self.checking # 0
  /\ Claiming => self.n > 0 /\ Fits(self.n)

\* A cached gate is never ahead of the gate itself.
CachedIsPast == \A c \in Gating : Ahead(words.gate[c], self.cached[c]) \in 0 .. Size

\* No consumer goes past the cursor.
SeenIsPublished == \A c \in Consumers \ Pools : Ahead(words.cursor, consumer[c].last) \in 0 .. Size

\* What is claimed is at most a ring ahead of every gate, even of its cached value.
ClaimedHasRoom == \A c \in Gating : Ahead(self.claimed, self.cached[c]) \in 0 .. Size

\* A claim in progress has room behind every gate it has checked so far.
CheckedHasRoom ==
  self.pc = "LoadGate" =>
    \A c \in Gating : c < self.checking => HasRoom(self.claimed + self.n, self.cached[c])

\* An event that is written and not yet handled by all consumers is still in its slot.
WrittenIsKept ==
  \A c \in Consumers : \A sequence \in After(words.gate[c], self.written) :
    slots[SlotOf(sequence)] = sequence

\* Once the close is announced or observed, the end is fixed and nothing more is claimed. It is announced once.
ClosedIsFinal ==
  /\ self.closed => words.final = Wrap(self.claimed + 1) /\ ~Claiming
  /\ self.pc \in {"Tell", "NotifyAll"} => self.closed
  /\ self.pc = "Tell" => "closed" \notin words.ends[self.at]
  /\ self.at = "published" => "closed" \notin words.ends["consumed"]
  /\ \A signal \in Signals : "closed" \in words.ends[signal] => self.closed
  /\ \A c \in Consumers \ Pools : "closed" \in consumer[c].wait.ends \/ consumer[c].pc = "LoadFinal" => self.closed

\* No thread announces a failure, observes one, or leaves for one, unless a thread has crashed.
FailedMeansCrash ==
  /\ \A signal \in Signals : "failed" \in words.ends[signal] => SomeoneCrashed
  /\ \A c \in Consumers \ Pools :
       "failed" \in consumer[c].wait.ends \/ consumer[c].pc = "Leave" \/ words.owner[c] = "left"
         \/ consumer[c].leaves => SomeoneCrashed
  /\ \A o \in Supervisors : consumer[o].pc # "Idle" => SomeoneCrashed

\* A consumer that has ended has handled all that was claimed, unless a thread has crashed.
EndedHasHandledAll ==
  \A c \in Consumers \ Pools :
    consumer[c].pc = "Ended" => SomeoneCrashed \/ (self.closed /\ words.gate[c] = self.claimed)

\* A thread that sleeps or is about to has marked a word that it is still blocked on, or is going to be woken.
NoLostWakeUp ==
  LET StaysBlocked(c) ==
        /\ IsMarked(GateWord(c)) /\ ~HasRoom(self.claimed + self.n, words.gate[c])
        /\ "failed" \notin words.ends["consumed"]
  IN /\ \A c \in Consumers \ Pools : ConsumerIsWoken(c)
     /\ MaySleep(self, "consumed") /\ self.pc = "Sleep" => WillMove("consumed") \/ StaysBlocked(self.wait.blockedOn[2])
     /\ self.wait.asleep => WillWake("consumed") \/ \E c \in Gating : StaysBlocked(c)

Inv ==
  /\ ProducerInOrder /\ CachedIsPast
  /\ ConsumersInOrder /\ StandsAsideInPlace /\ LoadsInPlace /\ FollowersAreBehind /\ SeenIsPublished
  /\ ClaimedHasRoom /\ CheckedHasRoom
  /\ WrittenIsKept
  /\ ClosedIsFinal /\ FailedMeansCrash /\ EndedHasHandledAll
  /\ NoLostWakeUp

=============================================================================
