------------------------------- MODULE MCRoles -------------------------------
(***************************************************************************)
(* What the models of Roles need beside their .cfg files: who follows      *)
(* whom, whose role is taken over, and one broken operator for each model  *)
(* that must fail.                                                         *)
(***************************************************************************)
EXTENDS Roles, TLC

\* Threads 1 and 2 produce, 3 reads, 4 follows 3, 5 and 6 work, 7 closes, 8 and 10 supervise, 9 and 11 take a role over.
Alone == (3 :> {})
Follower == (3 :> {} @@ 4 :> {3})
Nobody == <<>>
ForTheReader == (9 :> 3)
ForTheReaderTwice == (9 :> 3 @@ 11 :> 3)
ForTheProducer == (9 :> 1)
Single == (1 :> 1 @@ 2 :> 1)
TwoAndOne == (1 :> 2 @@ 2 :> 1)

\* Any thread, at any step. The smaller models show how two deaths affect each other.
OneDies == Cardinality({t \in Threads : At(t, "Dead")}) <= 1

-----------------------------------------------------------------------------
(* Broken on purpose. *)

\* Missed, unless it has left, as long as anything is unpublished, whichever thread holds it.
FateOfAnybody(r, orderly) ==
  IF "failed" \in words.ends THEN "left"
  ELSE IF r \in Producers
  THEN IF "closed" \in words.ends /\ words.published = 0 .. words.final - 1 THEN "left" ELSE "missed"
  ELSE IF HasHandledAll(r) THEN "left" ELSE "missed"

\* A thread that ends with exit code 0 is believed to hold nothing.
FateByCode(r, orderly) ==
  IF "failed" \in words.ends \/ HasHandledAll(Pool) \/ orderly THEN "left" ELSE "missed"

\* The end of a failed ring is taken as known, though no thread may have stored it.
IsDrainedBlindly ==
  /\ "failed" \in words.ends \/ words.final # Unknown
  /\ \A c \in Consumers : words.gate[c] >= words.final

\* Any role is free.
Never(owner) == FALSE

\* Takes the role over without checking its owner.
TakeOverByStore(t) ==
  /\ At(t, "TakeOver")
  /\ words' = [words EXCEPT !.owner[Spares[t]] = Owner("taken", t)]
  /\ SetThread(t, Succeeds(t, Spares[t]))

\* Marks the current owner, whichever thread that is.
BuryByStore(t) ==
  /\ At(t, "Bury")
  /\ LET self == thread[t]
     IN /\ words' = [words EXCEPT !.owner[self.grave] = Owner(self.as, @.by)]
        /\ SetThread(t, IF self.fails THEN [self EXCEPT !.pc = "CloseCursor"] ELSE Rest(self))

\* The last producer to end leaves the ring open.
BuryAndLeaveOpen(t) ==
  /\ At(t, "Bury")
  /\ LET self == thread[t]
     IN /\ words' = [words EXCEPT !.owner[self.grave] = IF @ = self.is THEN Owner(self.as, self.is.by) ELSE @]
        /\ SetThread(t, IF self.fails THEN [self EXCEPT !.pc = "CloseCursor"] ELSE Rest(self))

\* Stores that it has left over the mark that it has died.
LeftByStore(r, t) == Owner("left", t)

\* Notes the claim only after making it.
BeginClaimSilently(t) ==
  /\ At(t, "Idle") /\ IsProducer(t) /\ thread[t].more > 0
  /\ SetThread(t, [thread[t] EXCEPT !.pc = "Claim", !.more = @ - 1])
  /\ UNCHANGED words

\* Takes a sequence for unpublished once its slot holds a newer one.
IsShownExactly(sequence) == NewestIn(sequence % Size) = sequence

\* Gives a claim back though others have claimed after it.
GiveBackBlindly(t) ==
  /\ At(t, "Open") /\ "give back" \in Habits
  /\ words' = [words EXCEPT !.cursor = thread[t].at, !.accepted = @ \ {thread[t].at}, !.hand[RoleOf(t)] = 0]
  /\ Goes(t, "Idle")

=============================================================================
