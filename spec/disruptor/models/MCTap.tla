------------------------------- MODULE MCTap -------------------------------
(* What TLC checks of Tap, and what must fail. *)
EXTENDS Tap

\* The slot that is being written counts as one that is still there.
LostTooLate(self, put) == IF put - self.next > Size THEN put - self.next - Size ELSE 0

\* What was copied is taken without another look at the count.
Unchecked(self, put) ==
  IF ~Copying(self) /\ put - self.next >= Size THEN put - self.next - (Size - 1) ELSE 0

\* A thread that takes over trusts the first high word alone.
Hasty == [pc |-> "StoreWord", index |-> Put(high, low), word |-> 1]

\* The low word starts again before the first high word is turned.
LowFirst(index) == "ShowLow"
ThenHigh == "TurnHigh"
ThenAgain == "TurnAgain"

\* A reader loads the words of the count in the order in which they are stored.
InOrder == high
InOrderAgain == highAgain
=============================================================================
