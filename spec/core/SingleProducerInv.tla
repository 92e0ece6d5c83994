--------------------------- MODULE SingleProducerInv --------------------------
(***************************************************************************)
(* Why SingleProducer is right: Inv holds at first, and every step         *)
(* preserves it. spec/WHY.md tells the story. TLC checks Inv on reachable  *)
(* states, and in MCSingleProducerInductive from every state that          *)
(* satisfies it; Z3 proves it for every size: model-tests/core/proof has   *)
(* the same names.                                                         *)
(***************************************************************************)
EXTENDS SingleProducer, ReadersInv

Claiming == single.pc \in {"LoadGate", "LoadEpoch", "Mark", "Sleep"}

\* The producer publishes no more than it has written, writes no more than it has claimed, and claims at most a ring.
ProducerInOrder ==
  /\ Ahead(single.claimed, words.cursor) \in 0 .. Size
  /\ Ahead(single.written, words.cursor) \in 0 .. Ahead(single.claimed, words.cursor)
  /\ single.pc = "EndWrite" => single.written # single.claimed
  /\ single.pc = "LoadGate" => single.checking # 0
  /\ Claiming => single.n > 0 /\ Fits(single.n)

\* A cached gate is never ahead of the gate itself.
CachedIsPast == \A c \in Gating : Ahead(words.gate[c], single.cached[c]) \in 0 .. Size

\* No consumer goes past the cursor.
SeenIsPublished == \A c \in Consumers \ Pools : Ahead(words.cursor, consumer[c].last) \in 0 .. Size

\* What is claimed is at most a ring ahead of every gate, even of its cached value.
ClaimedHasRoom == \A c \in Gating : Ahead(single.claimed, single.cached[c]) \in 0 .. Size

\* A claim in progress has room behind every gate it has checked so far.
CheckedHasRoom ==
  single.pc = "LoadGate" =>
    \A c \in Gating : c < single.checking => HasRoom(single.claimed + single.n, single.cached[c])

\* An event that is written and not yet handled by all consumers is still in its slot.
WrittenIsKept ==
  \A c \in Consumers : \A sequence \in After(words.gate[c], single.written) :
    slots[SlotOf(sequence)] = sequence

\* Once the close is announced or observed, the end is fixed and nothing more is claimed. It is announced once.
ClosedIsFinal ==
  /\ single.closed => words.final = Wrap(single.claimed + 1) /\ ~Claiming
  /\ single.pc \in {"Tell", "NotifyAll"} => single.closed
  /\ single.pc = "Tell" => "closed" \notin words.ends[single.at]
  /\ single.at = "published" => "closed" \notin words.ends["consumed"]
  /\ \A signal \in Signals : "closed" \in words.ends[signal] => single.closed
  /\ \A c \in Consumers \ Pools : "closed" \in consumer[c].wait.ends \/ consumer[c].pc = "LoadFinal" => single.closed

\* No thread announces a failure, observes one, or leaves for one, unless a thread has crashed.
FailedIsAlarmed ==
  /\ \A signal \in Signals : "failed" \in words.ends[signal] => Alarmed
  /\ \A c \in Consumers \ Pools :
       "failed" \in consumer[c].wait.ends \/ consumer[c].pc = "Leave" \/ words.owner[c] = "left" => Alarmed
  /\ \A o \in Supervisors : consumer[o].pc # "Idle" => Alarmed

\* A consumer that has ended has handled all that was claimed, unless a thread has crashed.
EndedHasHandledAll ==
  \A c \in Consumers \ Pools :
    consumer[c].pc = "Ended" => Alarmed \/ (single.closed /\ words.gate[c] = single.claimed)

\* A thread that sleeps or is about to has marked a word that it is still blocked on, or is going to be woken.
NoLostWakeUp ==
  LET IsLacking(c) ==
        /\ IsMarked(GateWord(c)) /\ ~HasRoom(single.claimed + single.n, words.gate[c])
        /\ "failed" \notin words.ends["consumed"]
  IN /\ \A c \in Consumers \ Pools : ConsumerIsWoken(c)
     /\ MaySleep(single, "consumed") /\ single.pc = "Sleep" => WillMove("consumed") \/ IsLacking(single.wait.lacks[2])
     /\ single.wait.asleep => WillWake("consumed") \/ \E c \in Gating : IsLacking(c)

Inv ==
  /\ ProducerInOrder /\ CachedIsPast
  /\ ConsumersInOrder /\ LooksInPlace /\ FollowersAreBehind /\ SeenIsPublished
  /\ ClaimedHasRoom /\ CheckedHasRoom
  /\ WrittenIsKept
  /\ ClosedIsFinal /\ FailedIsAlarmed /\ EndedHasHandledAll
  /\ NoLostWakeUp

=============================================================================
