--------------------------- MODULE MultiProducerInv ---------------------------
(***************************************************************************)
(* Why MultiProducer is right: Inv holds at first, and every step          *)
(* preserves it. spec/WHY.md tells the story. TLC checks Inv on reachable  *)
(* states, and in MCMultiProducerInductive from every state that           *)
(* satisfies it; Z3 proves it for every size: model-tests/core/proof has   *)
(* the same names.                                                         *)
(***************************************************************************)
EXTENDS MultiProducer, ReadersInv

StampOf(slot) == SequenceAt(words.lap[slot], slot)

\* Before `end`, and at most a ring behind the gate: no word tells of anything older.
IsAround(gate, sequence, end) == Ahead(sequence, gate) \in 1 - Size .. Ahead(end - 1, gate)

Published ==
  LET end == FirstUnclaimed
      first == words.gate[Min(Gating)]
      claimed == {Wrap(first + i) : i \in 1 - Size .. Ahead(end - 1, first)}
  IN {sequence \in claimed \ Held : \A c \in Gating : IsAround(words.gate[c], sequence, end)}

\* Until LoadLap a producer knows its sequences modulo the word only.
ByWord(p) ==
  \/ producer[p].hasClaimed
  \/ producer[p].pc \in {"LoadNext", "LoadGate", "Exchange", "LoadLap", "LoadEpoch", "Mark", "Sleep"}

\* A producer either has a word of the cursor and checks for room, or knows its sequences and writes them.
ProducersInOrder ==
  \A p \in Producers :
    LET self == producer[p]
    IN /\ ByWord(p) => self.n > 0 /\ self.next = 0 /\ self.last = Wrap(-1) /\ self.written = Wrap(-1)
       /\ self.hasClaimed => self.pc \in {"LoadGate", "LoadLap", "LoadEpoch", "Mark", "Sleep", "Ended", "Dead"}
       /\ self.pc = "LoadGate" => self.checking # 0
       /\ self.pc = "LoadLap" => self.hasClaimed
       /\ self.pc = "EndWrite" => self.written # self.last
       /\ self.pc = "Publish" => Ahead(self.written, self.next) >= 0

\* A batch is at most a ring; it is written from first to last, and published no further than it is written.
BatchInOrder ==
  LET end == FirstUnclaimed
  IN \A p \in Producers :
       LET self == producer[p]
       IN /\ Ahead(self.last, self.next) \in -1 .. Size - 1
          /\ Ahead(self.written, self.next) \in -1 .. Ahead(self.last, self.next)
          /\ \A sequence \in HeldByProducer(p) : Ahead(end, sequence) > 0

\* Only claimed sequences are published.
PublishedIsClaimed ==
  LET end == FirstUnclaimed
  IN \A slot \in 0 .. Size - 1 : \A c \in Gating : IsAround(words.gate[c], StampOf(slot), end)

\* What a producer holds no other holds, and no slot says that it is published.
HeldIsUnpublished ==
  LET held == [p \in Producers |-> HeldByProducer(p)]
  IN /\ \A p, q \in Producers : p # q => held[p] \cap held[q] = {}
     /\ \A slot \in 0 .. Size - 1, p \in Producers : StampOf(slot) \notin held[p]

\* Everything up to the end of a consumer's batch is published: no producer holds any of it.
SeenIsPublished ==
  LET held == Held
  IN \A c \in Consumers \ Pools :
       LET self == consumer[c]
       IN /\ \A sequence \in held : Ahead(sequence, self.last) > 0
          /\ \A sequence \in After(words.gate[c], self.last) : IsPublished(sequence)
          /\ self.pc = "Probe" => \A sequence \in After(Wrap(self.next - 1), self.available) : IsPublished(sequence)

\* The sequence that a slot's lap gives is published,
StampIsPublished == LET published == Published IN \A slot \in 0 .. Size - 1 : StampOf(slot) \in published

\* and it is the newest published one of that slot.
StampIsNewest == \A sequence \in Published : Ahead(StampOf(SlotOf(sequence)), sequence) >= 0

HasChecked(self, c) == ~self.hasClaimed \/ self.pc = "LoadLap" \/ (self.pc = "LoadGate" /\ c < self.checking)

\* A claim has room behind every gate its producer has checked so far; from LoadLap on, behind all.
CheckedHasRoom ==
  \A p \in Producers : \A sequence \in HeldByProducer(p) : \A c \in Gating :
    HasChecked(producer[p], c) => Ahead(sequence, words.gate[c]) <= Size

\* What is published is at most a ring ahead of every gate.
PublishedHadRoom == \A sequence \in Published : \A c \in Gating : Ahead(sequence, words.gate[c]) <= Size

\* An event that a producer has written and not yet published is still in its slot.
WrittenIsMine ==
  \A p \in Producers : \A sequence \in After(Wrap(producer[p].next - 1), producer[p].written) :
    slots[SlotOf(sequence)] = sequence

\* An event that is published and not yet handled by all consumers is still in its slot.
PublishedIsKept ==
  \A sequence \in Published : \A c \in Consumers :
    Ahead(sequence, words.gate[c]) > 0 => slots[SlotOf(sequence)] = StampOf(SlotOf(sequence))

\* Once a thread has announced or observed the close, the end is fixed.
ClosedIsFinal ==
  LET ended == IsOdd(words.cursor) /\ words.final = FirstUnclaimed
  IN /\ \A o \in Closers \cup Supervisors :
          consumer[o].pc = "StoreFinal" => IsOdd(words.cursor) /\ HalfOf(consumer[o].word) = FirstUnclaimed
     /\ \A o \in Closers : consumer[o].pc \in {"Tell", "TellAgain", "NotifyAll"} => ended
     /\ \A signal \in Signals : "closed" \in words.ends[signal] => ended
     /\ \A c \in Consumers \ Pools : "closed" \in consumer[c].wait.ends \/ consumer[c].pc = "LoadFinal" => ended

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
    consumer[c].pc = "Ended" =>
      \/ SomeoneCrashed
      \/ IsOdd(words.cursor) /\ words.final = FirstUnclaimed /\ words.gate[c] = Wrap(FirstUnclaimed - 1)

\* A thread that sleeps or is about to has marked a word that it is still blocked on, or is going to be woken.
NoLostWakeUp ==
  LET Wanted(self) == IF self.hasClaimed THEN self.word ELSE words.cursor
      StaysBlocked(self, c) ==
        /\ IsMarked(GateWord(c)) /\ ~HasRoom(Wanted(self), self.n, words.gate[c])
        /\ "failed" \notin words.ends["consumed"] /\ (self.hasClaimed \/ ~IsOdd(words.cursor))
  IN /\ \A c \in Consumers \ Pools : ConsumerIsWoken(c)
     /\ \A p \in Producers :
          LET self == producer[p]
          IN /\ MaySleep(self, "consumed") /\ self.pc = "Sleep" =>
                  WillMove("consumed") \/ StaysBlocked(self, self.wait.blockedOn[2])
             /\ self.wait.asleep => WillWake("consumed") \/ \E c \in Gating : StaysBlocked(self, c)

Inv ==
  /\ ProducersInOrder /\ BatchInOrder
  /\ PublishedIsClaimed /\ HeldIsUnpublished
  /\ ConsumersInOrder /\ StandsAsideInPlace /\ LoadsInPlace /\ FollowersAreBehind /\ SeenIsPublished
  /\ StampIsPublished /\ StampIsNewest
  /\ CheckedHasRoom /\ PublishedHadRoom
  /\ WrittenIsMine /\ PublishedIsKept
  /\ ClosedIsFinal /\ FailedMeansCrash /\ EndedHasHandledAll
  /\ NoLostWakeUp

=============================================================================
