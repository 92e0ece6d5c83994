------------------------------ MODULE Restart -------------------------------
(***************************************************************************)
(* A worker that dies is replaced by one that begins at its gate, until    *)
(* there are too many deaths in a window; an event that has killed enough  *)
(* workers is reported and passed over.                                    *)
(*                                                                         *)
(* Before it calls the handler a worker writes, plainly, which event it is *)
(* at, and after it that it is at none; its supervisor reads that once the *)
(* thread is gone, and clears it before another begins. What a worker had  *)
(* handled of its batch is handled again: at least once, and exactly once  *)
(* if none died.                                                           *)
(* To see it fail: npm run tlc -- RestartReadsLate                         *)
(* Twin: src/disruptor/Deaths.ts, which decides, with Run.ts and Worked.ts *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
  Size, Last, Limit,  \* slots, events, and the most of a batch
  Most, Within,       \* how many restarts, in which time
  Horizon,            \* the clock stands still then
  Poison,             \* an event that has killed that many workers is passed over
  Deadly              \* events whose handler always ends its worker

ASSUME Limit \in 1 .. Size /\ Most > 0 /\ Within > 0 /\ Poison > 0

VARIABLES
  gate,        \* the first event that is not let go of
  progress,    \* the row of the worker: the event that it is at, and how many are counted
  worker,      \* its next accesses; its event, and the first and the last of its batch
  supervisor,  \* what is left to do of a death, and decided; events to pass over; when workers died; whom events killed
  now, failed,
  times,       \* how often each event was handled to its end
  died,        \* how many workers each has really killed
  reported,    \* events, and what was done about them
  restarted    \* when workers died that were replaced

vars == <<gate, progress, worker, supervisor, now, failed, times, died, reported, restarted>>

Events == 0 .. Last - 1
Nowhere == -1
Dead == <<"Dead">>
Least(a, b) == IF a < b THEN a ELSE b

\* The accesses for an event, and for the end of a batch, in order.
OfEvent == <<"SetAt", "Handle", "ClearAt">>
OfEnd == <<"Count", "Advance">>

\* What the supervisor does about a death, in order.
OnDeath == <<"AfterDeath", "Report", "Succeed">>

Init ==
  /\ gate = 0 /\ now = 0 /\ failed = FALSE
  /\ progress = [at |-> Nowhere, counted |-> 0]
  /\ worker = [todo |-> <<"TakeOver">>, event |-> 0, first |-> 0, last |-> -1]
  /\ supervisor =
       [todo |-> <<>>, action |-> "retry", poisonous |-> {}, deaths |-> <<>>, killed |-> [e \in Events |-> 0]]
  /\ times = [e \in Events |-> 0] /\ died = [e \in Events |-> 0] /\ reported = {} /\ restarted = <<>>

TypeOK ==
  /\ gate \in 0 .. Last /\ now \in 0 .. Horizon /\ progress.at \in {Nowhere} \cup Events
  /\ supervisor.poisonous \subseteq Events /\ supervisor.action \in {"retry", "skip", "halt"}

Tick ==
  /\ now < Horizon /\ now' = now + 1
  /\ UNCHANGED <<gate, progress, worker, supervisor, failed, times, died, reported, restarted>>

-----------------------------------------------------------------------------
(* A worker: `run` of Run.ts. *)

OfSupervisor == <<supervisor, now, failed, died, reported, restarted>>

Does(access) == worker.todo # <<>> /\ Head(worker.todo) = access

\* What there is to do for an event.
Accesses(event, last) ==
  (IF event \in supervisor.poisonous THEN <<>> ELSE OfEvent) \o (IF event = last THEN OfEnd ELSE <<>>)

Goes == worker' = [worker EXCEPT !.todo = Tail(@)]

\* Where a successor begins.
BeginsAt == gate

TakeOver ==
  /\ Does("TakeOver")
  /\ worker' = [todo |-> <<>>, event |-> BeginsAt, first |-> BeginsAt, last |-> BeginsAt - 1]
  /\ progress' = [progress EXCEPT !.at = Nowhere]
  /\ UNCHANGED <<gate, times, OfSupervisor>>

\* It goes on to the next event of its batch, or takes another.
Take ==
  /\ worker.todo = <<>>
  /\ IF worker.event < worker.last
     THEN worker' = [worker EXCEPT !.event = @ + 1, !.todo = Accesses(worker.event + 1, worker.last)]
     ELSE \E n \in 1 .. Least(Limit, Last - 1 - worker.last) :
            LET first == worker.last + 1
            IN worker' = [todo |-> Accesses(first, worker.last + n), event |-> first, first |-> first,
                          last |-> worker.last + n]
  /\ UNCHANGED <<gate, progress, times, OfSupervisor>>

SetAt ==
  /\ Does("SetAt")
  /\ Goes /\ progress' = [progress EXCEPT !.at = worker.event]
  /\ UNCHANGED <<gate, times, OfSupervisor>>

Handle ==
  /\ Does("Handle") /\ worker.event \notin Deadly
  /\ Goes /\ times' = [times EXCEPT ![worker.event] = @ + 1]
  /\ UNCHANGED <<gate, progress, OfSupervisor>>

ClearAt ==
  /\ Does("ClearAt")
  /\ Goes /\ progress' = [progress EXCEPT !.at = Nowhere]
  /\ UNCHANGED <<gate, times, OfSupervisor>>

Count ==
  /\ Does("Count")
  /\ Goes /\ progress' = [progress EXCEPT !.counted = @ + worker.last - worker.first + 1]
  /\ UNCHANGED <<gate, times, OfSupervisor>>

Advance == Does("Advance") /\ Goes /\ gate' = worker.last + 1 /\ UNCHANGED <<progress, times, OfSupervisor>>

\* At any step; only while it is at an event is that one to blame.
IsAt == Does("Handle") \/ Does("ClearAt")

Die ==
  /\ worker.todo # Dead /\ gate < Last
  /\ worker' = [worker EXCEPT !.todo = Dead]
  /\ died' = IF IsAt THEN [died EXCEPT ![worker.event] = @ + 1] ELSE died
  /\ UNCHANGED <<gate, progress, supervisor, now, failed, times, reported, restarted>>

-----------------------------------------------------------------------------
(* The supervisor: `keep` of Worked.ts, and Deaths.ts. *)

OfWorker == <<gate, now, times, died>>

Hear ==
  /\ worker.todo = Dead /\ supervisor.todo = <<>> /\ ~failed
  /\ supervisor' = [supervisor EXCEPT !.todo = OnDeath]
  /\ UNCHANGED <<OfWorker, progress, worker, failed, reported, restarted>>

DoesNext(what) == supervisor.todo # <<>> /\ Head(supervisor.todo) = what

Recent(deaths) == SelectSeq(deaths, LAMBDA death : death > now - Within)

\* `countKilled`: events a ring before this one are handled.
CountKilled(at) ==
  IF at = Nowhere THEN supervisor.killed
  ELSE [e \in Events |-> IF e = at THEN supervisor.killed[e] + 1
                         ELSE IF e <= at - Size THEN 0 ELSE supervisor.killed[e]]

ActionFor(deaths, killed, at) ==
  IF Len(deaths) > Most THEN "halt"
  ELSE IF at # Nowhere /\ killed[at] >= Poison THEN "skip"
  ELSE "retry"

\* `giveUp`: the others do not wait for it.
FailsAt(action) == action = "halt"

AfterDeath ==
  /\ DoesNext("AfterDeath")
  /\ LET deaths == Append(Recent(supervisor.deaths), now)
         killed == CountKilled(progress.at)
         action == ActionFor(deaths, killed, progress.at)
     IN /\ supervisor' = [supervisor EXCEPT !.todo = Tail(@), !.action = action, !.deaths = deaths, !.killed = killed]
        /\ restarted' = IF action = "halt" THEN restarted ELSE Append(restarted, now)
        /\ failed' = FailsAt(action)
  /\ UNCHANGED <<OfWorker, progress, worker, reported>>

Report ==
  /\ DoesNext("Report")
  /\ reported' = reported \cup {<<progress.at, supervisor.action>>}
  /\ supervisor' = [supervisor EXCEPT !.todo = Tail(@)]
  /\ UNCHANGED <<OfWorker, progress, worker, failed, restarted>>

\* Events to pass over that a successor may be given again: it begins at most a ring before the last death.
Near(at) == {e \in supervisor.poisonous : at = Nowhere \/ e > at - Size}
Cleared == Nowhere

Succeed ==
  /\ DoesNext("Succeed") /\ supervisor.action # "halt"
  /\ LET at == progress.at
         skipped == IF supervisor.action = "skip" THEN {at} ELSE {}
     IN supervisor' = [supervisor EXCEPT !.todo = Tail(@), !.poisonous = Near(at) \cup skipped]
  /\ progress' = [progress EXCEPT !.at = Cleared]
  /\ worker' = [worker EXCEPT !.todo = <<"TakeOver">>]
  /\ UNCHANGED <<OfWorker, failed, reported, restarted>>

-----------------------------------------------------------------------------

Works == TakeOver \/ Take \/ SetAt \/ Handle \/ ClearAt \/ Count \/ Advance
Supervises == Hear \/ AfterDeath \/ Report \/ Succeed
Next == Tick \/ Works \/ Die \/ Supervises

Spec == Init /\ [][Next]_vars /\ WF_vars(Works) /\ WF_vars(Supervises) /\ WF_vars(Die /\ Does("Handle"))

-----------------------------------------------------------------------------
(* Safety, and that there is an end. *)

\* What is let go of was handled, or skipped and reported.
Accounted == \A e \in 0 .. gate - 1 : times[e] > 0 \/ <<e, "skip">> \in reported

\* Nothing that is let go of is handled again.
HandlesFromTheGate == Does("Handle") => worker.event >= gate

OnceIfNoneDied == restarted = <<>> => \A e \in Events : times[e] <= 1

\* No event is blamed for what it did not do, nor one that is let go of.
BlamesRightly == \A e \in Events : supervisor.killed[e] <= died[e]
BlamesNoneLetGo == worker.todo = Dead /\ progress.at # Nowhere => progress.at >= gate

PoisonKillsNoMore == \A e \in Events : died[e] <= Poison

\* Nothing that is let go of remains uncounted; what a dead worker had counted may be counted twice.
Counted == progress.counted >= gate /\ (restarted = <<>> => progress.counted <= worker.last + 1)

RestartsWithin(from, to) == Cardinality({r \in DOMAIN restarted : restarted[r] \in from + 1 .. to})
Bounded == \A t \in 0 .. Horizon : RestartsWithin(t - Within, t) <= Most
GivesUpLate == [][failed' /\ ~failed => RestartsWithin(now - Within, now) >= Most]_vars

Ends == <>(failed \/ gate = Last)

=============================================================================
