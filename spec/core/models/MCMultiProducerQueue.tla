----------------------- MODULE MCMultiProducerQueue -----------------------
(***************************************************************************)
(* Is a ring with several producers a queue? Not if "nothing there" is an  *)
(* answer: an earlier claim that is not published yet hides an event that  *)
(* was published before the poll began.                                    *)
(***************************************************************************)
EXTENDS MCMultiProducer

VARIABLE offered    \* events that were published and not handled when the poll began

There == {sequence \in After(words.gate[1], Wrap(words.gate[1] + Size)) : IsPublished(sequence)}

InitQueue == Init /\ offered = {}

NextQueue == Next /\ offered' = IF consumer[1].pc = "Idle" THEN There ELSE offered

SafeQueue == InitQueue /\ [][NextQueue]_<<vars, offered>>

EmptyMeansEmpty ==
  [][consumer[1].pc = "Probe" /\ consumer'[1].pc = "Idle" => offered = {}]_<<vars, offered>>

=============================================================================
