------------------------------ MODULE MCSettle ------------------------------
(* What TLC checks of Settle, and what must fail. *)
EXTENDS Settle

Greatest(values) == CHOOSE most \in values : \A other \in values : most >= other

\* The gate follows the newest event that has settled.
FollowsNewest(all) == Greatest({gate} \cup {e + 1 : e \in {s \in Sequences : LetsGo(all[s].is)}})

\* A take looks at the most that may be open, not at what is.
AlwaysAll == Concurrency

\* An event whose promise was rejected is no longer open.
LetsFailedGo(is) == is \in {"handled", "skipped", "void", "failed", "waiting"}

\* The end of the ring is the end of the run.
AtOnce == TRUE

\* A handler that has returned its promise has handled its event.
Unawaited == "handled"

\* One reader for all events.
OneReader(e) == Least(Readers)

\* What is taken begins, though the handler has given up.
Always == TRUE

\* An event that the handler gave up at is passed over.
LetsStuckGo(is) == is \in {"handled", "skipped", "void", "stuck"}

\* The reader of an event that has settled is kept.
NoneFreed(e) == {}
=============================================================================
