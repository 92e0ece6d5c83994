------------------------------- MODULE MCRoles -------------------------------
(***************************************************************************)
(* What the models of Roles need beside their .cfg files: who follows whom,*)
(* whose place is taken, and one broken operator for each model that must  *)
(* fail.                                                                   *)
(***************************************************************************)
EXTENDS Roles, TLC

\* Threads 1 and 2 produce, 3 reads, 4 follows 3, 5 and 6 work, 7 closes, 8 and 10 supervise, 9 and 11 take a place.
Alone == (3 :> {})
Follower == (3 :> {} @@ 4 :> {3})
Nobody == <<>>
ForTheReader == (9 :> 3)
ForTheReaderTwice == (9 :> 3 @@ 11 :> 3)
ForTheProducer == (9 :> 1)

\* Any of them, wherever it stands; what two deaths do to each other the smaller models show.
OneDies == Cardinality({t \in Threads : At(t, "Dead")}) <= 1

-----------------------------------------------------------------------------
(* Broken on purpose. *)

\* Missed, unless it has left, as long as anything is not published, whoever holds it.
FateOfAnybody(r, orderly) ==
  IF "failed" \in words.ends THEN "left"
  ELSE IF r \in Producers
  THEN IF "closed" \in words.ends /\ words.published = 0 .. words.final - 1 THEN "left" ELSE "missed"
  ELSE IF HasHandledAll(r) THEN "left" ELSE "missed"

\* Whoever ends with exit code 0 is believed to hold nothing.
FateByCode(r, orderly) ==
  IF "failed" \in words.ends \/ HasHandledAll(Pool) \/ orderly THEN "left" ELSE "missed"

\* A failed ring's end is taken as known, whoever was about to store it.
IsDrainedBlindly ==
  /\ "failed" \in words.ends \/ words.final # Unknown
  /\ \A c \in Consumers : words.gate[c] >= words.final

\* Any place is free.
Never(owner) == FALSE

\* Takes the place without a look at whoever has it.
TakeOverByStore(t) ==
  /\ At(t, "TakeOver")
  /\ words' = [words EXCEPT !.owner[Spares[t]] = Owner("taken", t)]
  /\ Put(t, Succeeds(t, Spares[t]))

\* Marks whoever has the part now.
BuryByStore(t) ==
  /\ At(t, "Bury")
  /\ LET own == thread[t]
     IN /\ words' = [words EXCEPT !.owner[own.grave] = Owner(own.as, @.by)]
        /\ Put(t, IF own.fails THEN [own EXCEPT !.pc = "CloseCursor"] ELSE Rest(own))

\* Says that it has left, though it was told that it has died.
LeftByStore(r, t) == Owner("left", t)

\* Notes what it has claimed once it has.
BeginClaimSilently(t) ==
  /\ At(t, "Idle") /\ IsProducer(t) /\ thread[t].more > 0
  /\ Put(t, [thread[t] EXCEPT !.pc = "Claim", !.more = @ - 1])
  /\ UNCHANGED words

\* Gives back though others have claimed behind it.
GiveBackBlindly(t) ==
  /\ At(t, "Open") /\ "give back" \in Habits
  /\ words' = [words EXCEPT !.cursor = thread[t].at, !.accepted = @ \ {thread[t].at}, !.hand[RoleOf(t)] = 0]
  /\ Goes(t, "Idle")

=============================================================================
