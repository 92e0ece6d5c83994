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

\* Claimed, and at most a ring behind the gate: no word tells of anything older.
IsClaimedAround(gate, sequence) == Ahead(sequence, gate) \in 1 - Size .. Ahead(FirstUnclaimed - 1, gate)

Published ==
  LET held == Held
      first == words.gate[Min(Gating)]
  IN {sequence \in {Wrap(first + i) : i \in 1 - Size .. Ahead(FirstUnclaimed - 1, first)} :
        sequence \notin held /\ \A c \in Gating : IsClaimedAround(words.gate[c], sequence)}

\* Until LoadLap a producer knows its sequences modulo M only.
ByWord(p) ==
  producer[p].claims \/ producer[p].pc \in {"LoadNext", "LoadGate", "Exchange", "LoadLap", "LoadEpoch", "Mark", "Sleep"}

\* A producer either has a word of the cursor and checks for room, or knows its sequences and writes them.
ProducersInOrder ==
  \A p \in Producers :
    LET own == producer[p]
    IN /\ ByWord(p) => own.n > 0 /\ own.next = 0 /\ own.last = Wrap(-1) /\ own.written = Wrap(-1)
       /\ own.claims => own.pc \in {"LoadGate", "LoadLap", "LoadEpoch", "Mark", "Sleep", "Ended", "Dead"}
       /\ own.pc = "LoadGate" => own.checking # 0
       /\ own.pc = "LoadLap" => own.claims
       /\ own.pc = "EndWrite" => own.written # own.last
       /\ own.pc = "Publish" => Ahead(own.written, own.next) >= 0

\* A batch is at most a ring; it is written from first to last, and published no further than it is written.
BatchInOrder ==
  \A p \in Producers :
    LET own == producer[p]
    IN /\ Ahead(own.last, own.next) \in -1 .. Size - 1
       /\ Ahead(own.written, own.next) \in -1 .. Ahead(own.last, own.next)
       /\ \A sequence \in HeldByProducer(p) : Ahead(FirstUnclaimed, sequence) > 0

\* Only claimed sequences are published.
PublishedIsClaimed ==
  \A slot \in 0 .. Size - 1 : \A c \in Gating : IsClaimedAround(words.gate[c], StampOf(slot))

\* What a producer holds no other holds, and no slot says that it is published.
HeldIsUnpublished ==
  LET held == [p \in Producers |-> HeldByProducer(p)]
  IN /\ \A p, q \in Producers : p # q => held[p] \cap held[q] = {}
     /\ \A slot \in 0 .. Size - 1, p \in Producers : StampOf(slot) \notin held[p]

\* Everything up to the end of a consumer's batch is published: no producer holds any of it.
SeenIsPublished ==
  \A c \in Consumers \ Pools :
    LET own == consumer[c]
    IN /\ \A sequence \in Held : Ahead(sequence, own.last) > 0
       /\ \A sequence \in After(words.gate[c], own.last) : IsPublished(sequence)
       /\ own.pc = "Probe" => \A sequence \in After(Wrap(own.next - 1), own.available) : IsPublished(sequence)

\* The sequence that a slot's lap gives is published,
StampIsPublished == LET published == Published IN \A slot \in 0 .. Size - 1 : StampOf(slot) \in published

\* and it is the newest published one of that slot.
StampIsNewest == \A sequence \in Published : Ahead(StampOf(SlotOf(sequence)), sequence) >= 0

HasChecked(own, c) == ~own.claims \/ own.pc = "LoadLap" \/ (own.pc = "LoadGate" /\ c < own.checking)

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
FailedIsAlarmed ==
  /\ \A signal \in Signals : "failed" \in words.ends[signal] => Alarmed
  /\ \A c \in Consumers \ Pools :
       "failed" \in consumer[c].wait.ends \/ consumer[c].pc = "Leave" \/ words.owner[c] = "left" => Alarmed
  /\ \A o \in Supervisors : consumer[o].pc # "Idle" => Alarmed

\* A consumer that has ended has handled all that was claimed, unless a thread has crashed.
EndedHasHandledAll ==
  \A c \in Consumers \ Pools :
    consumer[c].pc = "Ended" =>
      Alarmed \/ (IsOdd(words.cursor) /\ words.final = FirstUnclaimed /\ words.gate[c] = Wrap(FirstUnclaimed - 1))

\* A thread that sleeps or is about to has marked a word that it is still blocked on, or is going to be woken.
NoLostWakeUp ==
  LET Wanted(own) == IF own.claims THEN own.word ELSE words.cursor
      IsLacking(own, c) ==
        /\ IsMarked(GateWord(c)) /\ ~HasRoom(Wanted(own), own.n, words.gate[c])
        /\ "failed" \notin words.ends["consumed"] /\ (own.claims \/ ~IsOdd(words.cursor))
  IN /\ \A c \in Consumers \ Pools : ConsumerIsWoken(c)
     /\ \A p \in Producers :
          LET own == producer[p]
          IN /\ MaySleep(own, "consumed") /\ own.pc = "Sleep" =>
                  WillMove("consumed") \/ IsLacking(own, own.wait.lacks[2])
             /\ own.wait.asleep => WillWake("consumed") \/ \E c \in Gating : IsLacking(own, c)

Inv ==
  /\ ProducersInOrder /\ BatchInOrder
  /\ PublishedIsClaimed /\ HeldIsUnpublished
  /\ ConsumersInOrder /\ LooksInPlace /\ FollowersAreBehind /\ SeenIsPublished
  /\ StampIsPublished /\ StampIsNewest
  /\ CheckedHasRoom /\ PublishedHadRoom
  /\ WrittenIsMine /\ PublishedIsKept
  /\ ClosedIsFinal /\ FailedIsAlarmed /\ EndedHasHandledAll
  /\ NoLostWakeUp

=============================================================================
