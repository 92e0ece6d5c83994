-------------------------------- MODULE Cork --------------------------------
(***************************************************************************)
(* Cork: what one producer publishes one by one is shown together.         *)
(*                                                                         *)
(* It claims several sequences at once, the window, and its caller's       *)
(* events are written into them in order. The written ones are published   *)
(* together once the window is full, when the caller uncorks, leaves or    *)
(* closes, and at the end of the turn of the event loop. What was claimed  *)
(* and not written is then given back or, where others have claimed behind *)
(* it, published as void.                                                  *)
(*                                                                         *)
(* It waits for room only with an empty window: what is corked is in the   *)
(* way of the readers that would make room.                                *)
(*                                                                         *)
(* The ring is the contract of spec/core/Sequencer.tla, in single steps.   *)
(* To see it fail: npm run tlc -- CorkWaitsFull                            *)
(* Twin: src/disruptor/Cork.ts; actions name the methods that they are     *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Size, Last,  \* slots, and how many sequences may be claimed
  Most, Many,  \* the most events of a window, and how many events a call may publish
  Others       \* whether there are other producers

VARIABLES
  claimed, published, void, gate, closed,  \* the ring: `published` and `void` are sets
  window,   \* what is claimed: to `next` it is written and not published, from there to `last` it is not written
  does,     \* the steps that it has still to take
  wants,    \* how many events the call publishes
  isDue,    \* whether the end of the turn will uncork
  written,  \* sequences that were written by this producer
  others    \* what others have claimed and not yet published

ring == <<claimed, published, void, gate, closed>>
vars == <<ring, window, does, wants, isDue, written, others>>

Steps == {"Show", "Release", "Void", "TryClaim", "Claim", "Write", "Close"}

Init ==
  /\ claimed = 0 /\ published = {} /\ void = {} /\ gate = 0 /\ closed = FALSE
  /\ window = [first |-> 0, next |-> 0, last |-> -1]
  /\ does = {} /\ wants = 0 /\ isDue = FALSE /\ written = {} /\ others = {}

TypeOK ==
  /\ claimed \in 0 .. Last /\ published \subseteq 0 .. claimed - 1 /\ void \subseteq published
  /\ window.first \in 0 .. window.next /\ window.next \in 0 .. window.last + 1
  /\ does \subseteq Steps /\ wants \in {0} \cup Many

-----------------------------------------------------------------------------
(* The caller: it publishes, or uncorks, when no call runs; the end of the turn comes then, too. *)

IsIdle == does = {}
Fits(n) == window.next + n - 1 <= window.last

\* What makes the window empty.
Settling == {"Show", "Release"}

\* What a call does whose events the window lacks room for.
BeforeClaim == Settling

\* What fits is accepted though the ring be closed: it was claimed before.
Publish(n) ==
  /\ IsIdle
  /\ wants' = n
  /\ does' = IF Fits(n) THEN {"Write"} ELSE BeforeClaim \cup {"TryClaim", "Write"}
  /\ UNCHANGED <<ring, window, isDue, written, others>>

Uncork == IsIdle /\ does' = Settling /\ UNCHANGED <<ring, window, wants, isDue, written, others>>

\* `close`, or `leave` of the last producer.
BeforeClose == Settling

Close ==
  /\ IsIdle /\ ~closed
  /\ does' = BeforeClose \cup {"Close"}
  /\ UNCHANGED <<ring, window, wants, isDue, written, others>>

EndTurn ==
  /\ IsIdle /\ isDue
  /\ does' = Settling /\ isDue' = FALSE
  /\ UNCHANGED <<ring, window, wants, written, others>>

-----------------------------------------------------------------------------
(* The steps of a call, in this order: each is one call to the producer below. *)

Order == <<"Show", "Release", "Void", "TryClaim", "Claim", "Write", "Close">>
IsNext(step) ==
  \E i \in DOMAIN Order : Order[i] = step /\ step \in does /\ \A j \in 1 .. i - 1 : Order[j] \notin does

Room(n) == claimed + n - gate <= Size /\ claimed + n <= Last

Show ==
  /\ IsNext("Show") /\ does' = does \ {"Show"}
  /\ published' = published \cup (window.first .. window.next - 1)
  /\ window' = [window EXCEPT !.first = window.next]
  /\ UNCHANGED <<claimed, void, gate, closed, wants, isDue, written, others>>

Unpublished == window.first .. window.last
IsEmpty == Unpublished = {}

\* Whether the producer below can give back what is claimed and unpublished.
MayGiveBack == claimed = window.last + 1 /\ ~closed

\* What is published without content where it cannot.
Voided == Unpublished

Emptied == [first |-> window.first, next |-> window.first, last |-> window.first - 1]

Release ==
  /\ IsNext("Release")
  /\ IF IsEmpty THEN does' = does \ {"Release"} /\ UNCHANGED <<claimed, window>>
     ELSE IF MayGiveBack THEN does' = does \ {"Release"} /\ claimed' = window.first /\ window' = Emptied
     ELSE does' = (does \ {"Release"}) \cup {"Void"} /\ UNCHANGED <<claimed, window>>
  /\ UNCHANGED <<published, void, gate, closed, wants, isDue, written, others>>

\* Their slots are marked before, see Voids.
Void ==
  /\ IsNext("Void") /\ does' = does \ {"Void"}
  /\ published' = published \cup Voided /\ void' = void \cup Voided
  /\ window' = Emptied
  /\ UNCHANGED <<claimed, gate, closed, wants, isDue, written, others>>

OpenTo(n) ==
  /\ claimed' = claimed + n
  /\ window' = [first |-> claimed, next |-> claimed, last |-> claimed + n - 1]

\* Whether the window will be shown at the end of the turn.
Due == TRUE

\* A window of any size, if there is room for it; or only what the call needs.
TryClaim ==
  /\ IsNext("TryClaim")
  /\ IF closed THEN does' = {} /\ UNCHANGED <<claimed, window, isDue>>
     ELSE \/ /\ \E n \in wants .. Most : Room(n) /\ OpenTo(n)
             /\ does' = does \ {"TryClaim"} /\ isDue' = Due
          \/ /\ ~Room(Most)
             /\ does' = (does \ {"TryClaim"}) \cup {"Claim"} /\ UNCHANGED <<claimed, window, isDue>>
  /\ UNCHANGED <<published, void, gate, closed, wants, written, others>>

Claim ==
  /\ IsNext("Claim")
  /\ IF closed THEN does' = {} /\ UNCHANGED <<claimed, window, isDue>>
     ELSE Room(wants) /\ does' = does \ {"Claim"} /\ OpenTo(wants) /\ isDue' = Due
  /\ UNCHANGED <<published, void, gate, closed, wants, written, others>>

IsFull == window'.next > window'.last

\* The caller's function writes them; one that throws leaves the window as it is.
Write ==
  /\ IsNext("Write")
  /\ \/ /\ window' = [window EXCEPT !.next = @ + wants]
        /\ written' = written \cup (window.next .. window.next + wants - 1)
        /\ does' = IF IsFull THEN {"Show"} ELSE {}
     \/ does' = {} /\ UNCHANGED <<window, written>>
  /\ UNCHANGED <<ring, wants, isDue, others>>

EndClose ==
  /\ IsNext("Close") /\ does' = {} /\ closed' = TRUE
  /\ UNCHANGED <<claimed, published, void, gate, window, wants, isDue, written, others>>

Call == Show \/ Release \/ Void \/ TryClaim \/ Claim \/ Write \/ EndClose

-----------------------------------------------------------------------------
(* The others, and a reader. *)

OtherClaims ==
  /\ Others /\ ~closed /\ Room(1)
  /\ others' = others \cup {claimed} /\ claimed' = claimed + 1
  /\ UNCHANGED <<published, void, gate, closed, window, does, wants, isDue, written>>

OtherPublishes ==
  /\ \E s \in others : others' = others \ {s} /\ published' = published \cup {s}
  /\ UNCHANGED <<claimed, void, gate, closed, window, does, wants, isDue, written>>

OtherCloses ==
  /\ Others /\ ~closed /\ closed' = TRUE
  /\ UNCHANGED <<claimed, published, void, gate, window, does, wants, isDue, written, others>>

Handle ==
  /\ gate \in published /\ gate' = gate + 1
  /\ UNCHANGED <<claimed, published, void, closed, window, does, wants, isDue, written, others>>

Next ==
  \/ \E n \in Many : Publish(n)
  \/ Uncork \/ Close \/ EndTurn \/ Call
  \/ OtherClaims \/ OtherPublishes \/ OtherCloses \/ Handle

\* A turn of the event loop ends, however many calls it has; a call goes on; readers read.
Spec == Init /\ [][Next]_vars /\ SF_vars(EndTurn) /\ WF_vars(Call) /\ WF_vars(OtherPublishes) /\ WF_vars(Handle)

-----------------------------------------------------------------------------
(* Safety. *)

IsOpen(s) == s \in Unpublished

\* What was written is corked or published, and never given back or made void.
WrittenStays == \A s \in written : s \notin void /\ (s \in published \/ (IsOpen(s) /\ s < window.next))

\* What is claimed belongs to one producer, and nobody sees it.
OpenIsOwn == \A s \in 0 .. Last - 1 : IsOpen(s) => s < claimed /\ s \notin others /\ s \notin published

AtMostOpen == Cardinality(Unpublished) <= Most

\* A call that waits for room holds nothing that readers have to pass first, nor does one that closes the ring.
WaitsWithNothingOpen == IsNext("Claim") \/ IsNext("Close") => IsEmpty

(* Liveness: what is written is read, and so is what others publish behind it; the ring ends. *)

AllIsRead == \A s \in 0 .. Last - 1 : (s \in written \/ s \in published) ~> gate > s
Ends == closed ~> gate = claimed

=============================================================================
