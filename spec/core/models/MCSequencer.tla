----------------------------- MODULE MCSequencer ----------------------------
(* What the models of Sequencer need beside its .cfg files. *)
EXTENDS Sequencer

Follower == <<{}, {1}>>

\* Broken on purpose.
Always(sequence) == TRUE

=============================================================================
