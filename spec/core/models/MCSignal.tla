------------------------------ MODULE MCSignal ------------------------------
(***************************************************************************)
(* What waiting and closing need beside the .cfg files of their models of  *)
(* one producer: broken operators, one for each model that must fail.      *)
(***************************************************************************)
EXTENDS MCSingleProducer

-----------------------------------------------------------------------------
(* Broken on purpose: waiting. *)

\* Sleeps without another attempt, though what it waits for may have come before the mark.
MarkBlindly(marking, Looks(_), Puts(_)) ==
  /\ marking.pc = "Mark"
  /\ words' = [words EXCEPT !.marks = @ \cup {marking.wait.lacks}]
  /\ Puts([marking EXCEPT !.wait.marked = TRUE, !.pc = "Sleep"])
  /\ UNCHANGED slots

\* Tries again first, and marks the word after that.
LoadEpochOnly(waiting, signal, Looks(_), Puts(_)) ==
  /\ waiting.pc = "LoadEpoch"
  /\ Puts(Looks([waiting EXCEPT !.wait.missed = 0, !.wait.ends = words.ends[signal]]))
  /\ UNCHANGED <<words, slots>>

LackingLate(waiting) ==
  IF InTurn(waiting) THEN [waiting EXCEPT !.pc = "Mark"]
  ELSE [waiting EXCEPT !.pc = "LoadEpoch", !.wait = [Calm EXCEPT !.lacks = waiting.wait.lacks]]

\* Notifies the sleepers, and then bumps the epoch.
NotifyFirst(signal, t) ==
  /\ Mover(signal, t).pc = "Bump"
  /\ Reach(signal, t, Woken, "Notify")
  /\ UNCHANGED <<words, slots>>

BumpLast(signal, t, pc) ==
  /\ Mover(signal, t).pc = "Notify"
  /\ Reach(signal, t, Bumped, pc)
  /\ UNCHANGED <<words, slots>>

\* Wakes only the producer although a follower sleeps on the same signal, whatever each waits for.
NotifyOne(signal, t, pc) ==
  /\ Mover(signal, t).pc = "Notify"
  /\ IF signal = "consumed" /\ single.wait.asleep
     THEN /\ producer' = <<Woken(single)>>
          /\ consumer' = [consumer EXCEPT ![t].pc = pc]
     ELSE Reach(signal, t, Woken, pc)
  /\ UNCHANGED <<words, slots>>

\* Publishes, and moves gates, with a store: it removes a mark without seeing it.
NeverMarked(word) == FALSE

-----------------------------------------------------------------------------
(* Broken on purpose: closing. *)

Never(waiting) == FALSE

PutProducerQuietly(telling) ==
  Put([telling EXCEPT !.pc = IF telling.at = "published" THEN "Tell" ELSE "Idle",
                      !.at = IF telling.at = "published" THEN "consumed" ELSE "none"])

\* No sleeper is woken.
TellOnly(telling, Reaches(_, _)) ==
  /\ telling.pc = "NotifyAll"
  /\ PutProducerQuietly(telling)
  /\ UNCHANGED <<words, slots>>

\* Ends as soon as it sees that the ring is closed, on the strength of an earlier attempt.
EndsBlindly(waiting, signal, Looks(_), Puts(_)) ==
  /\ waiting.pc = "LoadEpoch"
  /\ Puts(IF signal = "published" /\ words.ends[signal] # {} THEN [waiting EXCEPT !.pc = "Ended"]
          ELSE Looks([waiting EXCEPT !.wait.missed = 0, !.wait.ends = words.ends[signal]]))
  /\ UNCHANGED <<words, slots>>

\* A follower ends as soon as it finds nothing, though its upstream is still busy.
EndsAtOnce(r, own, word) == HasFailed(own)

\* Loads gates first, and then checks whether its upstream goes on.
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

\* Handles no more, and tells no follower.
LeavesSilently(c, own) == Over(own)

\* A later death is marked, and threads about to sleep do not notice.
TellAgainInVain(telling, Reaches(_, _)) ==
  /\ telling.pc = "TellAgain"
  /\ consumer' = [o \in DOMAIN consumer |->
       IF consumer[o] = telling THEN [telling EXCEPT !.pc = "NotifyAll"] ELSE consumer[o]]
  /\ UNCHANGED <<words, slots, producer>>

\* An ending is stored over the one before.
TellStored(telling, ending, may, Puts(_)) ==
  /\ telling.pc = "Tell" /\ may
  /\ words' = [words EXCEPT !.ends[telling.at] = {ending}]
  /\ Puts([telling EXCEPT !.pc = "NotifyAll"])
  /\ UNCHANGED slots

=============================================================================
