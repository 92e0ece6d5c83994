----------------------------- MODULE MCRestart ------------------------------
(* What TLC checks of Restart, and what must fail. *)
EXTENDS Restart

\* A successor begins one past the gate.
PastTheGate == gate + 1

\* A successor begins where the batch of its predecessor began.
WhereItWas == worker.first

\* The supervisor reads which event it was once another worker runs.
ReadsLate == <<"Succeed", "AfterDeath", "Report">>

\* The row still says what the dead worker was at.
Uncleared == progress.at

\* Each death counts for ever.
AllDeaths(deaths) == deaths

\* A death is decided about, and not reported.
Unreported == <<"AfterDeath", "Succeed">>

\* Only the last event that was skipped is passed over.
OnlyTheLast(at) == {}

\* A worker is at an event until its gate has advanced.
AtUntilTheEnd == <<"SetAt", "Handle">>
ClearsLast == <<"Count", "Advance", "ClearAt">>

\* What is let go of is counted afterwards.
CountsLast == <<"Advance", "Count">>

\* A supervisor that starts no other leaves the ring as it is.
NeverFails(action) == FALSE

\* More often than this design promises.
ExactlyOnce == \A e \in Events : times[e] <= 1
=============================================================================
