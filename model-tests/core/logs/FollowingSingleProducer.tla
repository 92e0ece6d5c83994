----------------------- MODULE FollowingSingleProducer -----------------------
(* The steps of SingleProducer that a line of a log may be; see Following. *)
EXTENDS SingleProducer, Following

\* Calls begin here; what follows are environment actions.
Opens(l) ==
  CASE Action(l) = "BeginClaim" -> BeginClaim
    [] Action(l) = "BeginWrite" -> BeginWrite
    [] Action(l) = "Publish" -> Publish
    [] Action(l) = "StoreFinal" -> Close
    [] Action(l) = "BeginPoll" -> BeginPoll(Number(l))
    [] Action(l) = "BeginWork" -> BeginWork(Number(l))
    [] Action(l) = "LoadTake" -> LoadTake(Number(l))
    [] Action(l) = "Tell" -> Kind(l) = "supervisor" /\ Announces(Number(l))
    [] OTHER -> FALSE

Befalls(l) ==
  CASE Action(l) = "ExpireClaim" -> ExpireClaim
    [] Action(l) = "Expire" -> Expire(Number(l))
    [] Action(l) = "CrashProducer" -> CrashProducer(Number(l))
    [] Action(l) = "CrashReader" -> CrashReader(Number(l))
    [] Action(l) = "Bury" -> Bury(Number(l))
    [] Action(l) = "Ended" ->
         /\ HasEnded(l) \/ (Kind(l) = "producer" /\ self.pc = "Idle" /\ self.closed
                                /\ self.claimed = words.cursor)
         /\ UNCHANGED vars
    [] OTHER -> FALSE

Moves(l) ==
  CASE Kind(l) = "producer" -> Produces
    [] Kind(l) = "consumer" -> Consumes(Number(l))
    [] Kind(l) = "worker" -> Works(Number(l))
    [] Kind(l) = "supervisor" -> Announces(Number(l))

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
