----------------------------- MODULE Sequencer ------------------------------
(***************************************************************************)
(* The contract: what a ring promises, whatever its producers are.         *)
(*                                                                         *)
(* Claim, Publish and Consume are single steps here. A claim takes the     *)
(* next places in line; what has been claimed may be published once there  *)
(* is room for it; a consumer may handle what is published without a gap   *)
(* and what those upstream of it have handled. SingleProducer and          *)
(* MultiProducer refine it: TLC checks that each of their steps is one of  *)
(* these, or stutters.                                                     *)
(* To see it fail: npm run tlc -- SequencerNoRoom                          *)
(* Twin: src/core/Sequencer.ts, the interface of every producer            *)
(***************************************************************************)
EXTENDS Sequence

CONSTANT Claims         \* how many events a claim may ask for

ASSUME ClaimsFit == Claims \subseteq 1 .. Size

VARIABLES
  claimed,              \* the last sequence that was claimed
  unpublished,          \* the sequences that are claimed and not published yet
  handled               \* handled[c]: the last sequence that consumer c has handled

vars == <<claimed, unpublished, handled>>

TypeOK ==
  /\ claimed \in Word
  /\ unpublished \subseteq Word
  /\ handled \in [Consumers -> Word]

\* The slot of a sequence is free once all consumers have handled the event a lap before.
MayPublish(sequence) == \A c \in Consumers : Ahead(sequence, handled[c]) <= Size

MayHandle(c, sequence) ==
  /\ Ahead(claimed, sequence) >= 0
  /\ After(handled[c], sequence) \cap unpublished = {}
  /\ \A u \in Upstream[c] : Ahead(handled[u], sequence) >= 0

Init ==
  /\ claimed = Wrap(-1)
  /\ unpublished = {}
  /\ handled = [c \in Consumers |-> Wrap(-1)]

-----------------------------------------------------------------------------

\* Each producer holds at most one ring of sequences. Producers are anonymous here, so only their total is bounded.
Claim ==
  \E n \in Claims :
    LET last == Wrap(claimed + n)
        held == unpublished \cup After(claimed, last)
    IN /\ \A sequence \in held : Ahead(last, sequence) < Size * Cardinality(Producers)
       /\ claimed' = last
       /\ unpublished' = held
       /\ UNCHANGED handled

Publish ==
  \E done \in SUBSET unpublished \ {{}} :
    /\ \A sequence \in done : MayPublish(sequence)
    /\ unpublished' = unpublished \ done
    /\ UNCHANGED <<claimed, handled>>

Consume(c) ==
  \E n \in 1 .. Size :
    /\ MayHandle(c, Wrap(handled[c] + n))
    /\ handled' = [handled EXCEPT ![c] = Wrap(@ + n)]
    /\ UNCHANGED <<claimed, unpublished>>

Next == Claim \/ Publish \/ \E c \in Consumers : Consume(c)

\* Claims are eventually published, available events eventually handled. Claiming is never forced.
Fairness == WF_vars(Publish) /\ \A c \in Consumers : WF_vars(Consume(c))

Safe == Init /\ [][Next]_vars
Spec == Safe /\ Fairness

\* The same behaviours, for refinement: most steps stutter here, and TLC sees it before it looks for an action.
Refined == Init /\ [][vars' = vars \/ Next]_vars
RefinedLive == Refined /\ Fairness

-----------------------------------------------------------------------------

\* No consumer handles what is not published, or what a consumer upstream has not handled.
HandlesOnlyPublished ==
  \A c \in Consumers :
    /\ Ahead(claimed, handled[c]) >= 0
    /\ \A sequence \in unpublished : Ahead(sequence, handled[c]) > 0
    /\ \A u \in Upstream[c] : Ahead(handled[u], handled[c]) >= 0

\* Events that are published and not yet handled by all fit into the ring: none is overwritten too early.
NothingIsOverwritten ==
  \A c \in Consumers : \A sequence \in After(handled[c], claimed) :
    sequence \in unpublished \/ Ahead(sequence, handled[c]) <= Size

\* For the first lap; all others follow by symmetry.
EveryEventIsHandled ==
  \A c \in Consumers, sequence \in 0 .. Size - 1 :
    sequence \in unpublished ~> Ahead(handled[c], sequence) >= 0

=============================================================================
