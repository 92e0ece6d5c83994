----------------------- MODULE MCSingleProducerQueue -----------------------
(***************************************************************************)
(* Is a ring with one producer and one consumer a queue? If a poll answers *)
(* that nothing is there, then every event published before the poll began *)
(* had already been handled.                                               *)
(***************************************************************************)
EXTENDS MCSingleProducer

VARIABLE offered    \* events that were published and not handled when the poll began

There == {sequence \in After(words.gate[1], Wrap(words.gate[1] + Size)) : Ahead(words.cursor, sequence) >= 0}

InitQueue == Init /\ offered = {}

NextQueue == Next /\ offered' = IF consumer[1].pc = "Idle" THEN There ELSE offered

SafeQueue == InitQueue /\ [][NextQueue]_<<vars, offered>>

EmptyMeansEmpty ==
  [][consumer[1].pc = "LoadCursor" /\ consumer'[1].pc = "Idle" => offered = {}]_<<vars, offered>>

=============================================================================
