------------------------------ MODULE Consumer ------------------------------
(***************************************************************************)
(* A consumer: looks how far it may go, handles a batch, moves its gate.   *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name;    *)
(* those that are called Begin… and End… are the caller's own: a call, or  *)
(* the two ends of a plain read. The producers' modules extend this one    *)
(* and say when these steps are taken and what must hold.                  *)
(* Twin: src/core/Consumer.ts                                              *)
(***************************************************************************)
EXTENDS Barrier

\* Between calls a consumer remembers only which sequence comes next.
Idle(next) ==
  [pc |-> "Idle", waits |-> FALSE, limit |-> 0, unread |-> {}, wait |-> Calm,
   available |-> Wrap(next - 1 + Size), last |-> Wrap(next - 1), next |-> next]

Private(c) ==
  [pc : {"Idle", "LoadCursor", "Probe", "LoadUpstream", "BeginRead", "EndRead", "Advance",
         "LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal", "Leave", "Bump", "Notify", "Ended", "Dead"},
   waits : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[c], wait : WaitType,
   available : Word, last : Word, next : Word]

Least(own) == own.next

Limit(own) == own.limit

\* All is loaded: handle what is there.
Found(c, own, available) ==
  LET found == Ahead(available, own.next - 1)
  IN [own EXCEPT !.pc = "BeginRead", !.last = Wrap(own.next - 1 + Min({found, own.limit})),
                 !.available = Wrap(own.next - 1 + Size), !.unread = {}, !.wait = Calm]

\* Nothing is there: answer so; or wait for more, unless the time is over.
Rests(own) == IF HasExpired(own) THEN Idle(own.next) ELSE Lacking(own)

Over(own) == [Idle(own.next) EXCEPT !.pc = "Ended"]

\* It handles no more in a ring that has failed: who follows it has to know.
Leaves(c, own) ==
  IF c \in Followed THEN [Idle(own.next) EXCEPT !.pc = "Leave", !.limit = own.limit, !.waits = TRUE] ELSE Over(own)

Missing(c, own, word) ==
  LET looked == Lacks([own EXCEPT !.available = Wrap(own.next - 1 + Size), !.unread = {}], word)
  IN IF ~own.waits THEN Idle(own.next)
     ELSE IF NothingComes(c, own, word) THEN Leaves(c, own)
     ELSE IF HasClosed(own) THEN [looked EXCEPT !.pc = "LoadFinal"]
     ELSE Rests(looked)

-----------------------------------------------------------------------------

BeginPoll(c) ==
  /\ consumer[c].pc = "Idle"
  /\ \E limit \in Limits, waits \in Waits :
       consumer' = [consumer EXCEPT ![c] = Look(c, [@ EXCEPT !.limit = limit, !.waits = waits])]
  /\ UNCHANGED <<words, slots, producer>>

BeginRead(c) ==
  /\ consumer[c].pc = "BeginRead"
  /\ consumer' = [consumer EXCEPT ![c].pc = "EndRead"]
  /\ UNCHANGED <<words, slots, producer>>

\* A handler that throws ends its batch before the event it was given.
EndRead(c) ==
  /\ consumer[c].pc = "EndRead"
  /\ LET own == consumer[c]
         after == [own EXCEPT !.next = Wrap(@ + 1)]
     IN \/ consumer' = [consumer EXCEPT ![c] =
             [after EXCEPT !.pc = IF own.next = own.last THEN "Advance" ELSE "BeginRead"]]
        \/ /\ Throws
           /\ consumer' = [consumer EXCEPT ![c] =
                IF own.next = Wrap(words.gate[c] + 1) THEN Idle(own.next)
                ELSE [own EXCEPT !.pc = "Advance"]]
  /\ UNCHANGED <<words, slots, producer>>

\* Who waits for this gate has marked it.
Advance(c) ==
  /\ consumer[c].pc = "Advance"
  /\ words' = [words EXCEPT !.gate[c] = Wrap(consumer[c].next - 1), !.marks = @ \ {GateWord(c)}]
  /\ PutReader(c, [Idle(consumer[c].next) EXCEPT !.pc = IF IsMarked(GateWord(c)) THEN "Bump" ELSE "Idle"])
  /\ UNCHANGED slots

\* And who waits for it looks again.
Leave(c) ==
  /\ consumer[c].pc = "Leave"
  /\ words' = [words EXCEPT !.owner[c] = "left"]
  /\ PutReader(c, [consumer[c] EXCEPT !.pc = "Bump"])
  /\ UNCHANGED slots

Consumes(c) ==
  \/ BeginPoll(c) \/ BeginRead(c) \/ EndRead(c) \/ Advance(c) \/ Leave(c)
  \/ LoadCursor(c, Found, Missing, Least) \/ Probe(c, Found, Missing, Least, Limit)
  \/ LoadUpstream(c, Found, Missing, Least)
  \/ Signalling(c, Look, Over, Rests) \/ Notify("consumed", c, IF words.owner[c] = "left" THEN "Ended" ELSE "Idle")

-----------------------------------------------------------------------------
(* Why it is right: the part of the producers' Inv that is about consumers. *)

IsLooking(own) == own.pc \in {"LoadCursor", "Probe", "LoadUpstream"}
IsCalling(own) == IsLooking(own) \/ own.pc \in {"LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal"}
IsHandling(own) == own.pc \in {"BeginRead", "EndRead", "Advance"}

IsInOrder(own, gate) ==
  /\ Ahead(own.next, gate) \in 1 .. Size + 1
  /\ Ahead(own.last, own.next) \in -1 .. Size - 1
  /\ Ahead(own.last, gate) \in 0 .. Size
  /\ IsHandling(own) \/ own.pc = "Dead" \/ (own.next = Wrap(gate + 1) /\ own.last = gate)
  /\ own.pc \in {"BeginRead", "EndRead"} => Ahead(own.last, own.next) >= 0
  /\ IsCalling(own) => own.limit > 0 /\ Ahead(own.available, own.next) \in -1 .. Size - 1
  /\ IsCalling(own) /\ own.pc # "Probe" => Ahead(own.available, own.next) >= 0

\* A consumer's gate is behind what it handles next, and that is not behind the batch by more than the batch's end.
ConsumersInOrder == \A c \in Consumers \ Pools : IsInOrder(consumer[c], words.gate[c])

\* A consumer looks where there is something to see.
LooksInPlace ==
  \A c \in Consumers \ Pools :
    CASE consumer[c].pc = "LoadCursor" -> Upstream[c] = {} /\ Producers = {1}
      [] consumer[c].pc = "Probe" -> Upstream[c] = {} /\ Producers # {1}
      [] consumer[c].pc = "LoadUpstream" -> consumer[c].unread # {}
      [] OTHER -> TRUE

\* Who follows others handles, and while it looks expects, only what all of these have handled.
FollowersAreBehind ==
  \A c \in Consumers \ Pools : \A u \in Upstream[c] :
    LET own == consumer[c]
    IN /\ Ahead(words.gate[u], own.last) \in 0 .. Size
       /\ own.pc = "LoadUpstream" /\ u \notin own.unread => Ahead(words.gate[u], own.available) >= 0

=============================================================================
