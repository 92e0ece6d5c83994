--------------------------------- MODULE Toy ---------------------------------
(* A lamp that may be lit three times: to show what is noticed of a mutant. *)
EXTENDS Integers, FiniteSets

VARIABLES lit, count

vars == <<lit, count>>

TypeOK == lit \in BOOLEAN /\ count \in 0 .. 3

Init == lit = FALSE /\ count = 0

\* That the count is no less than nothing need not be asked.
Light ==
  /\ ~lit
  /\ count >= 0
  /\ count < 3
  /\ lit' = TRUE
  /\ count' = count + 1

Quench ==
  /\ lit
  /\ lit' = FALSE
  /\ UNCHANGED count

\* Of nothing there is no share.
Share ==
  /\ count # 0
  /\ 6 \div count > 9
  /\ UNCHANGED vars

Next == Light \/ Quench \/ Share

=============================================================================
