--------------------------------- MODULE Toy ---------------------------------
(* A lamp that can be lit three times: shows what notices a mutant.           *)
EXTENDS Integers, FiniteSets

VARIABLES lit, count

vars == <<lit, count>>

TypeOK == lit \in BOOLEAN /\ count \in 0 .. 3

Init == lit = FALSE /\ count = 0

\* The guard count >= 0 is redundant.
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

\* count # 0 guards the division.
Share ==
  /\ count # 0
  /\ 6 \div count > 9
  /\ UNCHANGED vars

Next == Light \/ Quench \/ Share

=============================================================================
