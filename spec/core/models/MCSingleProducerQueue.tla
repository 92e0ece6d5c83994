----------------------- MODULE MCSingleProducerQueue -----------------------
(***************************************************************************)
(* Is a ring with one producer and one consumer a queue? If a poll answers *)
(* that there is nothing, then nothing that had been published before it   *)
(* began was left to be handled.                                           *)
(***************************************************************************)
EXTENDS MCSingleProducer

VARIABLE offered    \* what was published and not handled when the consumer began to poll

There == {sequence \in After(words.gate[1], Wrap(words.gate[1] + Size)) : Ahead(words.cursor, sequence) >= 0}

InitQueue == Init /\ offered = {}

NextQueue == Next /\ offered' = IF consumer[1].pc = "Idle" THEN There ELSE offered

SafeQueue == InitQueue /\ [][NextQueue]_<<vars, offered>>

EmptyMeansEmpty ==
  [][consumer[1].pc = "LoadCursor" /\ consumer'[1].pc = "Idle" => offered = {}]_<<vars, offered>>

=============================================================================
