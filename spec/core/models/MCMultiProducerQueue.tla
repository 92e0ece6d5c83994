----------------------- MODULE MCMultiProducerQueue -----------------------
(***************************************************************************)
(* Is a ring with several producers a queue? Not if "nothing there" is an  *)
(* answer: an event that was published before the poll began is hidden by  *)
(* an earlier claim that is not published yet.                             *)
(***************************************************************************)
EXTENDS MCMultiProducer

VARIABLE offered    \* what was published and not handled when the consumer began to poll

There == {sequence \in After(words.gate[1], Wrap(words.gate[1] + Size)) : IsPublished(sequence)}

InitQueue == Init /\ offered = {}

NextQueue == Next /\ offered' = IF consumer[1].pc = "Idle" THEN There ELSE offered

SafeQueue == InitQueue /\ [][NextQueue]_<<vars, offered>>

EmptyMeansEmpty ==
  [][consumer[1].pc = "Probe" /\ consumer'[1].pc = "Idle" => offered = {}]_<<vars, offered>>

=============================================================================
