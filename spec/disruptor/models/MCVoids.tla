------------------------------ MODULE MCVoids ------------------------------
(* What TLC checks of Voids, and what must fail. *)
EXTENDS Voids

\* Published before it is marked.
MarkLast == <<"SetSome", "Publish", "Mark">>

\* Published before the word says that there are some.
SomeLast == <<"Mark", "Publish", "SetSome">>

\* What an earlier lap has marked stays marked.
NotCleared == <<"Publish">>

\* A claim that learns nothing from the gates: an old look finds no void event, and the mark stays.
LearnsNothing(p, knows) == producer[p].knows
=============================================================================
