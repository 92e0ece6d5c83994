------------------------------- MODULE Settle -------------------------------
(***************************************************************************)
(* An asynchronous handler: several events are open at once, and the gate  *)
(* follows them in order as their promises settle.                         *)
(*                                                                         *)
(* A slot is read until the promise of its event has settled, so the gate  *)
(* never passes an event that is open, nor one that was given up without   *)
(* being passed over. Each open event has a reader of its own; without a   *)
(* free one none is taken. At the end of the ring, and once the handler    *)
(* has given up, what is open is waited for, unless a caller abandons it.  *)
(*                                                                         *)
(* A step is what a thread does between two promises: one advance at most. *)
(* To see it fail: npm run tlc -- SettleNewest                             *)
(* Twin: src/disruptor/OpenRun.ts; actions name the methods that they are  *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Size, Last,          \* slots, and how many events may be published
  Concurrency, Limit,  \* the most events that are open, and the most of a take
  Retries, Finally,    \* how often an event is tried again, and what is done then: "skip" or "halt"
  Voids,               \* events without content
  Abandons             \* whether a caller may give up what is open

VARIABLES
  published, closed, slots,  \* the ring
  gate,      \* the first event that is not let go of: `first` of the source, until it abandons
  run,       \* which part runs; the next event to begin, and to take; whether the handler, or a caller, gave up
  event,     \* how each has settled, if it has; its attempts, its reader, and how often it was handled
  free,      \* readers
  reported   \* events, and what was done about them

ring == <<published, closed, slots>>
vars == <<ring, gate, run, event, free, reported>>

Sequences == 0 .. Last - 1
Readers == 1 .. Concurrency
None == 0
SlotOf(sequence) == sequence % Size
Least(values) == CHOOSE least \in values : \A other \in values : least <= other

Init ==
  /\ published = 0 /\ closed = FALSE /\ gate = 0 /\ free = Readers /\ reported = {}
  /\ slots = [slot \in 0 .. Size - 1 |-> Last]
  /\ run = [pc |-> "Take", begun |-> 0, next |-> 0, halted |-> FALSE, abandoned |-> FALSE]
  /\ event = [e \in Sequences |-> [is |-> "untaken", attempts |-> 0, reader |-> None, times |-> 0]]

TypeOK ==
  /\ gate \in 0 .. run.begun /\ run.begun \in 0 .. run.next /\ run.next \in 0 .. published
  /\ free \subseteq Readers

-----------------------------------------------------------------------------
(* The ring: a slot is written once the gate lets it. *)
Publish ==
  /\ ~closed /\ published < Last /\ published - gate < Size
  /\ published' = published + 1 /\ slots' = [slots EXCEPT ![SlotOf(published)] = published]
  /\ UNCHANGED <<closed, gate, run, event, free, reported>>

Close == ~closed /\ closed' = TRUE /\ UNCHANGED <<published, slots, gate, run, event, free, reported>>

-----------------------------------------------------------------------------
(* `settle`, after its reader is free for another event. *)

LetsGo(is) == is \in {"handled", "skipped", "void"}

\* How far the gate follows.
FollowsTo(all) ==
  CHOOSE to \in gate .. run.next : (to = run.next \/ ~LetsGo(all[to].is)) /\ \A e \in gate .. to - 1 : LetsGo(all[e].is)

Freed(e) == {event[e].reader} \ {None}

Settle(e, is, times) ==
  /\ event' = [event EXCEPT ![e] = [@ EXCEPT !.is = is, !.reader = None, !.times = times]]
  /\ free' = free \cup Freed(e)
  /\ gate' = IF run.abandoned THEN gate ELSE FollowsTo(event')

-----------------------------------------------------------------------------
(* `takeAll`, and `abandon`. *)

SetRun(state) == run' = state /\ UNCHANGED <<ring, gate, event, free, reported>>

IsEnding == run.halted \/ run.abandoned
MayTake == Cardinality(free)
MayBegin == ~IsEnding
HasFinished == free = Readers \/ run.abandoned

Take ==
  /\ run.pc = "Take" /\ run.begun = run.next /\ ~IsEnding
  /\ \E n \in 1 .. Least({Limit, MayTake, published - run.next}) : SetRun([run EXCEPT !.next = @ + n])

EndTake ==
  /\ run.pc = "Take" /\ (IsEnding \/ (closed /\ run.begun = published))
  /\ SetRun([run EXCEPT !.pc = "Finish"])

Finish == run.pc = "Finish" /\ HasFinished /\ SetRun([run EXCEPT !.pc = "Over"])

Abandon == Abandons /\ ~run.abandoned /\ SetRun([run EXCEPT !.abandoned = TRUE])

-----------------------------------------------------------------------------
(* `begin`, `try` and `fail` of an event that is taken. *)

\* What an event is once its handler has returned a promise, and the reader that it gets.
Returned == "open"
ReaderOf(e) == Least(free)

Begin(e) ==
  /\ e = run.begun /\ e < run.next /\ MayBegin
  /\ run' = [run EXCEPT !.begun = @ + 1]
  /\ IF e \in Voids THEN Settle(e, "void", 0)
     ELSE /\ event' = [event EXCEPT ![e] = [@ EXCEPT !.is = Returned, !.attempts = 1, !.reader = ReaderOf(e)]]
          /\ free' = free \ {Least(free)}
          /\ UNCHANGED gate
  /\ UNCHANGED <<ring, reported>>

IsOpen(e) == event[e].reader # None
SetIs(e, is) == event' = [event EXCEPT ![e].is = is]

Fulfil(e) ==
  /\ IsOpen(e) /\ event[e].is \notin {"failed", "waiting"}
  /\ Settle(e, "handled", event[e].times + 1)
  /\ UNCHANGED <<ring, run, reported>>

Reject(e) == event[e].is = "open" /\ SetIs(e, "failed") /\ UNCHANGED <<ring, gate, run, free, reported>>

Decide(attempts) == IF attempts <= Retries THEN "retry" ELSE Finally

Fail(e) ==
  /\ event[e].is = "failed"
  /\ LET action == Decide(event[e].attempts)
     IN /\ reported' = reported \cup {<<e, action>>}
        /\ run' = [run EXCEPT !.halted = @ \/ action = "halt"]
        /\ CASE action = "retry" -> SetIs(e, "waiting") /\ UNCHANGED <<gate, free>>
             [] action = "skip" -> Settle(e, "skipped", 0)
             [] action = "halt" -> Settle(e, "stuck", 0)
  /\ UNCHANGED ring

\* Its delay has elapsed, or was cut short.
Retry(e) ==
  /\ event[e].is = "waiting"
  /\ IF IsEnding THEN Settle(e, "stuck", 0)
     ELSE event' = [event EXCEPT ![e] = [@ EXCEPT !.is = "open", !.attempts = @ + 1]] /\ UNCHANGED <<gate, free>>
  /\ UNCHANGED <<ring, run, reported>>

-----------------------------------------------------------------------------

Runs == Take \/ EndTake \/ Finish \/ \E e \in Sequences : Begin(e)
Settles(e) == Fulfil(e) \/ Reject(e) \/ Fail(e) \/ Retry(e)
Next == Publish \/ Close \/ Abandon \/ Runs \/ \E e \in Sequences : Settles(e)

\* Every promise settles, and the ring is closed.
Spec == Init /\ [][Next]_vars /\ WF_vars(Close) /\ WF_vars(Runs) /\ \A e \in Sequences : WF_vars(Settles(e))

-----------------------------------------------------------------------------
(* Safety, and that the run ends. *)

GatePassesNoOpen == \A e \in Sequences : IsOpen(e) => e >= gate

\* A handler finds its own event: neither its slot nor its reader has become another's.
ReadsItsOwn ==
  \A e \in Sequences : IsOpen(e) =>
    slots[SlotOf(e)] = e /\ \A other \in Sequences \ {e} : event[other].reader # event[e].reader

\* With what is taken, and is about to begin.
AtMostOpen == Cardinality({e \in Sequences : IsOpen(e)}) + run.next - run.begun <= Concurrency

\* What was let go of was handled once, or skipped and reported, or is void. All else is reported as remaining.
Accounted ==
  \A e \in 0 .. gate - 1 :
    CASE e \in Voids -> event[e].times = 0
      [] event[e].is = "skipped" -> event[e].times = 0 /\ <<e, "skip">> \in reported
      [] OTHER -> event[e].times = 1

LeavesNoneOpen ==
  run.pc = "Over" /\ ~run.abandoned => (\A e \in Sequences : ~IsOpen(e)) /\ (run.halted \/ gate = published)

NoneBeginsOnceItEnds == [][IsEnding => run'.begun = run.begun]_vars

Ends == <>(run.pc = "Over")

=============================================================================
