----------------------- MODULE FollowingMultiProducer ------------------------
(* The steps of MultiProducer that a line of a log may be; see Following. *)
EXTENDS MultiProducer, Following

\* Calls begin here; what follows are environment actions.
Opens(l) ==
  CASE Action(l) = "Claim" -> Claim(Number(l))
    [] Action(l) = "LoadNext" -> LoadNext(Number(l))
    [] Action(l) = "BeginWrite" -> BeginWrite(Number(l))
    [] Action(l) = "Publish" -> Publish(Number(l))
    [] Action(l) = "BeginPoll" -> BeginPoll(Number(l))
    [] Action(l) = "BeginWork" -> BeginWork(Number(l))
    [] Action(l) = "LoadTake" -> LoadTake(Number(l))
    [] Action(l) = "CloseCursor" -> CloseCursor(Number(l))
    [] OTHER -> FALSE

Befalls(l) ==
  CASE Action(l) = "ExpireClaim" -> ExpireClaim(Number(l))
    [] Action(l) = "Expire" -> Expire(Number(l))
    [] Action(l) = "CrashProducer" -> CrashProducer(Number(l))
    [] Action(l) = "CrashReader" -> CrashReader(Number(l))
    [] Action(l) = "Bury" -> Bury(Number(l))
    [] Action(l) = "Ended" -> HasEnded(l) /\ UNCHANGED vars
    [] OTHER -> FALSE

Moves(l) ==
  CASE Kind(l) = "producer" -> Produces(Number(l))
    [] Kind(l) = "consumer" -> Consumes(Number(l))
    [] Kind(l) = "worker" -> Works(Number(l))
    [] Kind(l) \in {"closer", "supervisor"} -> EndsRing(Number(l))

TakesLine(l) ==
  /\ Counts(l)
  /\ \/ Own(l).pc = "Idle" /\ Opens(l)
     \/ StandsBefore(l) /\ Moves(l)
     \/ Befalls(l)
  /\ Finds(l)
  /\ LeavesTheRest(l)
  /\ IsAsTold(l)

Step == ~IsFollowed /\ (\E l \in {Line} : TakesLine(l)) /\ line' = line + 1 /\ UNCHANGED log

FollowInit == Init /\ Begins

FollowNext ==
  \/ Step
  \/ /\ IF IsFollowed THEN SayFollowed ELSE log \in Explained /\ ~ENABLED Step /\ SayParted
     /\ UNCHANGED <<vars, following>>

=============================================================================
