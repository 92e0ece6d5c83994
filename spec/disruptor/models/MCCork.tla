------------------------------- MODULE MCCork -------------------------------
(* What TLC checks of Cork, and what must fail. *)
EXTENDS Cork

\* A call claims, or closes the ring, with what is corked still open.
AtOnce == {}

\* What is unpublished is given back before what is written is shown.
ReleaseFirst == <<"Release", "Void", "Show", "TryClaim", "Claim", "Write", "Close">>

\* What is claimed and not written stays open.
ShowsOnly == {"Show"}

\* It is given back by a store, whatever others have claimed.
Blindly == TRUE

\* What cannot be given back is forgotten.
Forgotten == {}

\* The end of the turn shows nothing.
Never == FALSE
=============================================================================
