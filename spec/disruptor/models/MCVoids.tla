------------------------------ MODULE MCVoids ------------------------------
(* What TLC checks of Voids, and what must fail. *)
EXTENDS Voids

\* Published before it is marked.
MarkLast == <<"AddCount", "Publish", "Mark">>

\* Published before it is counted.
CountLast == <<"Mark", "Publish", "AddCount">>

\* What an earlier lap has marked stays marked.
NotCleared == <<"Publish">>

\* A claim that learns nothing from the gates: an old look finds no void event, and the mark stays.
LearnsNothing(p, knows) == producer[p].knows
=============================================================================
