------------------------------ MODULE MCSignal ------------------------------
(***************************************************************************)
(* What waiting and closing need beside the .cfg files of their models of  *)
(* one producer: broken operators, one for each model that must fail.      *)
(***************************************************************************)
EXTENDS MCSingleProducer

-----------------------------------------------------------------------------
(* Broken on purpose: waiting. *)

\* Sleeps without another attempt, though what it waits for may have come before the mark.
MarkBlindly(marking, Retry(_), SetState(_)) ==
  /\ marking.pc = "Mark"
  /\ words' = [words EXCEPT !.marks = @ \cup {marking.wait.blockedOn}]
  /\ SetState([marking EXCEPT !.wait.marked = TRUE, !.pc = "Sleep"])
  /\ UNCHANGED slots

\* Tries again first, and marks the word after that.
LoadEpochOnly(waiting, signal, Retry(_), SetState(_)) ==
  /\ waiting.pc = "LoadEpoch"
  /\ SetState(Retry([waiting EXCEPT !.wait.missed = 0, !.wait.ends = words.ends[signal]]))
  /\ UNCHANGED <<words, slots>>

RetryLate(waiting) ==
  IF HasEpoch(waiting) THEN [waiting EXCEPT !.pc = "Mark"]
  ELSE [waiting EXCEPT !.pc = "LoadEpoch", !.wait = [NotWaiting EXCEPT !.blockedOn = waiting.wait.blockedOn]]

\* Notifies the sleepers, and then bumps the epoch.
NotifyFirst(signal, t) ==
  /\ Waker(signal, t).pc = "Bump"
  /\ ChangeWaiters(signal, t, Woken, "Notify")
  /\ UNCHANGED <<words, slots>>

BumpLast(signal, t, pc) ==
  /\ Waker(signal, t).pc = "Notify"
  /\ ChangeWaiters(signal, t, Bumped, pc)
  /\ UNCHANGED <<words, slots>>

\* Wakes only the producer although a follower sleeps on the same signal, whatever each waits for.
NotifyOne(signal, t, pc) ==
  /\ Waker(signal, t).pc = "Notify"
  /\ IF signal = "consumed" /\ self.wait.asleep
     THEN /\ producer' = <<Woken(self)>>
          /\ consumer' = [consumer EXCEPT ![t].pc = pc]
     ELSE ChangeWaiters(signal, t, Woken, pc)
  /\ UNCHANGED <<words, slots>>

\* Publishes, and moves gates, with a store: it removes a mark without seeing it.
NeverMarked(word) == FALSE

\* Moves its gate over what is taken with a store.
AdvanceQuietly(c) ==
  /\ consumer[c].pc \in {"Advance", "Idle"} \/ StandsAside(c, consumer[c])
  /\ \E last \in MayAdvance(consumer[c]) :
       LET moved == [consumer[c] EXCEPT !.kept = Wrap(last + 1)]
       IN /\ words' = [words EXCEPT !.gate[c] = last, !.marks = @ \ {GateWord(c)}]
          /\ SetReader(c, [moved EXCEPT !.pc = IF moved.pc = "Advance" THEN "Idle" ELSE @])
  /\ UNCHANGED slots

-----------------------------------------------------------------------------
(* Broken on purpose: closing. *)

\* Leaves although something is taken, and advances over that later.
LeaveAtOnce(c, reader) ==
  IF c \in Followed /\ HasTaken(reader) THEN [Rest(reader) EXCEPT !.pc = "Leave"] ELSE EndCall(reader)

GoesOn(c, reader) == IF reader.takes THEN Attempt(c, reader).pc ELSE "Idle"

Never(waiting) == FALSE

SetSelfQuietly(telling) ==
  SetSelf([telling EXCEPT !.pc = IF telling.at = "published" THEN "Tell" ELSE "Idle",
                          !.at = IF telling.at = "published" THEN "consumed" ELSE "none"])

\* No sleeper is woken.
TellOnly(telling, WakeAll(_, _)) ==
  /\ telling.pc = "NotifyAll"
  /\ SetSelfQuietly(telling)
  /\ UNCHANGED <<words, slots>>

\* Ends as soon as it sees that the ring is closed, on the strength of an earlier attempt.
EndsBlindly(waiting, signal, Retry(_), SetState(_)) ==
  /\ waiting.pc = "LoadEpoch"
  /\ SetState(IF signal = "published" /\ words.ends[signal] # {} THEN [waiting EXCEPT !.pc = "Ended"]
              ELSE Retry([waiting EXCEPT !.wait.missed = 0, !.wait.ends = words.ends[signal]]))
  /\ UNCHANGED <<words, slots>>

\* A follower ends as soon as it finds nothing, though its upstream is still busy.
EndsAtOnce(r, reader, word) == HasFailed(reader)

\* Loads gates first, and then checks whether its upstream goes on.
NobodyChecks(r, reader) == FALSE

NotFoundLate(c, reader, word) ==
  LET blocked == BlockedOn([reader EXCEPT !.available = Wrap(reader.next - 1 + Size), !.unread = {}], word)
  IN IF ~HasFailed(reader) THEN SleepOrRetry(blocked)
     ELSE IF Upstream[c] = {} THEN LeaveOrEnd(c, reader)
     ELSE [blocked EXCEPT !.pc = "LoadOwner"]

LoadOwnerLate(r, Retry(_)) ==
  /\ consumer[r].pc = "LoadOwner"
  /\ SetReader(r, IF words.owner[1] # "taken" THEN EndCall(consumer[r]) ELSE SleepOrRetry(consumer[r]))
  /\ UNCHANGED <<words, slots>>

\* Handles no more, and tells no follower.
LeaveSilently(c, reader) == EndCall(reader)

\* A later death is marked, and threads about to sleep do not notice.
TellAgainInVain(telling, WakeAll(_, _)) ==
  /\ telling.pc = "TellAgain"
  /\ consumer' = [o \in DOMAIN consumer |->
       IF consumer[o] = telling THEN [telling EXCEPT !.pc = "NotifyAll"] ELSE consumer[o]]
  /\ UNCHANGED <<words, slots, producer>>

\* An ending is stored over the one before.
TellStored(telling, ending, may, SetState(_)) ==
  /\ telling.pc = "Tell" /\ may
  /\ words' = [words EXCEPT !.ends[telling.at] = {ending}]
  /\ SetState([telling EXCEPT !.pc = "NotifyAll"])
  /\ UNCHANGED slots

=============================================================================
