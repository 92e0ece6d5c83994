------------------------------ MODULE MCSignal ------------------------------
(***************************************************************************)
(* What waiting and closing need beside the .cfg files of their models of  *)
(* one producer: broken operators, one for each model that must fail.      *)
(***************************************************************************)
EXTENDS MCSingleProducer

-----------------------------------------------------------------------------
(* Broken on purpose: waiting. *)

\* Sleeps without another look, though what it waits for may have come before the mark.
MarkBlindly(marking, Looks(_), Puts(_)) ==
  /\ marking.pc = "Mark"
  /\ words' = [words EXCEPT !.marks = @ \cup {marking.wait.lacks}]
  /\ Puts([marking EXCEPT !.wait.marked = TRUE, !.pc = "Sleep"])
  /\ UNCHANGED slots

\* Looks again first, and marks the word after that.
LoadEpochOnly(waiting, signal, Looks(_), Puts(_)) ==
  /\ waiting.pc = "LoadEpoch"
  /\ Puts(Looks([waiting EXCEPT !.wait.missed = 0, !.wait.ends = words.ends[signal]]))
  /\ UNCHANGED <<words, slots>>

LackingLate(waiting) ==
  IF InTurn(waiting) THEN [waiting EXCEPT !.pc = "Mark"]
  ELSE [waiting EXCEPT !.pc = "LoadEpoch", !.wait = [Calm EXCEPT !.lacks = waiting.wait.lacks]]

\* Wakes those who sleep, and then moves the epoch.
NotifyFirst(signal, t) ==
  /\ Mover(signal, t).pc = "Bump"
  /\ Reach(signal, t, Woken, "Notify")
  /\ UNCHANGED <<words, slots>>

BumpLast(signal, t, pc) ==
  /\ Mover(signal, t).pc = "Notify"
  /\ Reach(signal, t, Bumped, pc)
  /\ UNCHANGED <<words, slots>>

\* Wakes only the producer where a follower sleeps as well, whatever they wait for.
NotifyOne(signal, t, pc) ==
  /\ Mover(signal, t).pc = "Notify"
  /\ IF signal = "consumed" /\ single.wait.asleep
     THEN /\ producer' = <<Woken(single)>>
          /\ consumer' = [consumer EXCEPT ![t].pc = pc]
     ELSE Reach(signal, t, Woken, pc)
  /\ UNCHANGED <<words, slots>>

\* Publishes, and moves gates, with a store: whose mark it takes off, it does not see.
NeverMarked(word) == FALSE

-----------------------------------------------------------------------------
(* Broken on purpose: closing. *)

Never(waiting) == FALSE

PutProducerQuietly(telling) ==
  Put([telling EXCEPT !.pc = IF telling.at = "published" THEN "Tell" ELSE "Idle",
                      !.at = IF telling.at = "published" THEN "consumed" ELSE "none"])

\* Nobody is woken.
TellOnly(telling, Reaches(_, _)) ==
  /\ telling.pc = "NotifyAll"
  /\ PutProducerQuietly(telling)
  /\ UNCHANGED <<words, slots>>

\* Ends as soon as it sees that the ring is closed, on the look that was before.
EndsBlindly(waiting, signal, Looks(_), Puts(_)) ==
  /\ waiting.pc = "LoadEpoch"
  /\ Puts(IF signal = "published" /\ words.ends[signal] # {} THEN [waiting EXCEPT !.pc = "Ended"]
          ELSE Looks([waiting EXCEPT !.wait.missed = 0, !.wait.ends = words.ends[signal]]))
  /\ UNCHANGED <<words, slots>>

\* Who follows others ends as soon as it finds nothing, though they are still busy.
EndsAtOnce(r, own, word) == HasFailed(own)

\* Looks first, and then asks whether the one it follows goes on.
NobodyAsks(r, own) == FALSE

MissingLate(c, own, word) ==
  LET looked == Lacks([own EXCEPT !.available = Wrap(own.next - 1 + Size), !.unread = {}], word)
  IN IF ~HasFailed(own) THEN Lacking(looked)
     ELSE IF Upstream[c] = {} THEN Leaves(c, own)
     ELSE [looked EXCEPT !.pc = "LoadOwner"]

LoadOwnerLate(r, Looks(_)) ==
  /\ consumer[r].pc = "LoadOwner"
  /\ PutReader(r, IF words.owner[1] # "taken" THEN Over(consumer[r]) ELSE Lacking(consumer[r]))
  /\ UNCHANGED <<words, slots>>

\* Handles no more, and tells nobody.
LeavesSilently(c, own) == Over(own)

\* Who dies later is buried, and those who are about to sleep do not notice.
TellAgainInVain(telling, Reaches(_, _)) ==
  /\ telling.pc = "TellAgain"
  /\ consumer' = [o \in DOMAIN consumer |-> IF consumer[o] = telling THEN [telling EXCEPT !.pc = "NotifyAll"] ELSE consumer[o]]
  /\ UNCHANGED <<words, slots, producer>>

\* An ending is stored over the one that was there.
TellStored(telling, ending, may, Puts(_)) ==
  /\ telling.pc = "Tell" /\ may
  /\ words' = [words EXCEPT !.ends[telling.at] = {ending}]
  /\ Puts([telling EXCEPT !.pc = "NotifyAll"])
  /\ UNCHANGED slots

=============================================================================
