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

\* Between calls a consumer remembers only which sequence comes next. A handler keeps what it is given, from `kept` on,
\* until its batch ends: then it does with all of it what it has to, and so may read all of it until then.
Idle(next) ==
  [pc |-> "Idle", waits |-> FALSE, limit |-> 0, unread |-> {}, wait |-> Calm,
   available |-> Wrap(next - 1 + Size), last |-> Wrap(next - 1), next |-> next, kept |-> next]

Private(c) ==
  [pc : {"Idle", "LoadCursor", "Probe", "LoadUpstream", "BeginRead", "EndRead", "EndFlush", "Advance",
         "LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal", "Leave", "Bump", "Notify", "Ended", "Dead"},
   waits : BOOLEAN, limit : Limits \cup {0}, unread : SUBSET Upstream[c], wait : WaitType,
   available : Word, last : Word, next : Word, kept : Word]

Least(own) == own.next

Limit(own) == own.limit

\* Whether a consumer has been given a flush, for what its handler has kept when it throws.
Flushes == FALSE

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

\* A handler that threw is given that event again: it is still there. What the handler keeps is held back with it.
Interrupted(own) ==
  [Idle(own.next) EXCEPT !.kept = own.kept, !.last = IF own.kept = own.next THEN @ ELSE own.next]

\* Only where a batch ends as it should does the gate move. A handler that throws ends it before the event it was given.
EndRead(c) ==
  /\ consumer[c].pc = "EndRead"
  /\ LET own == consumer[c]
         after == [own EXCEPT !.next = Wrap(@ + 1)]
     IN \/ consumer' = [consumer EXCEPT ![c] =
             IF own.next = own.last THEN [after EXCEPT !.pc = "Advance", !.kept = after.next]
             ELSE [after EXCEPT !.pc = "BeginRead"]]
        \/ /\ Throws
           /\ consumer' = [consumer EXCEPT ![c] =
                IF Flushes /\ own.kept # own.next THEN [own EXCEPT !.pc = "EndFlush"] ELSE Interrupted(own)]
  /\ UNCHANGED <<words, slots, producer>>

\* What was kept before the handler threw is flushed, and so the gate moves; or the flush has thrown as well.
EndFlush(c) ==
  /\ consumer[c].pc = "EndFlush"
  /\ LET own == consumer[c]
     IN \/ consumer' = [consumer EXCEPT ![c] = [own EXCEPT !.pc = "Advance", !.kept = own.next]]
        \/ consumer' = [consumer EXCEPT ![c] = Interrupted(own)]
  /\ UNCHANGED <<words, slots, producer>>

\* Who waits for this gate has marked it.
Advance(c) ==
  /\ consumer[c].pc = "Advance"
  /\ words' = [words EXCEPT !.gate[c] = Wrap(consumer[c].next - 1), !.marks = @ \ {GateWord(c)}]
  /\ PutReader(c, [Idle(consumer[c].next) EXCEPT !.pc = IF IsMarked(GateWord(c)) THEN "Bump" ELSE "Idle",
                                                !.kept = consumer[c].kept])
  /\ UNCHANGED slots

\* And who waits for it looks again.
Leave(c) ==
  /\ consumer[c].pc = "Leave"
  /\ words' = [words EXCEPT !.owner[c] = "left"]
  /\ PutReader(c, [consumer[c] EXCEPT !.pc = "Bump"])
  /\ UNCHANGED slots

Consumes(c) ==
  \/ BeginPoll(c) \/ BeginRead(c) \/ EndRead(c) \/ EndFlush(c) \/ Advance(c) \/ Leave(c)
  \/ LoadCursor(c, Found, Missing, Least) \/ Probe(c, Found, Missing, Least, Limit)
  \/ LoadUpstream(c, Found, Missing, Least)
  \/ Signalling(c, Look, Over, Rests) \/ Notify("consumed", c, IF words.owner[c] = "left" THEN "Ended" ELSE "Idle")

-----------------------------------------------------------------------------
(* Why it is right: the part of the producers' Inv that is about consumers. *)

IsLooking(own) == own.pc \in {"LoadCursor", "Probe", "LoadUpstream"}
IsCalling(own) == IsLooking(own) \/ own.pc \in {"LoadEpoch", "LoadOwner", "Mark", "Sleep", "LoadFinal"}
IsHandling(own) == own.pc \in {"BeginRead", "EndRead", "EndFlush", "Advance"}

\* Between calls, and while it looks, it holds back nothing; or what was handled before its handler threw at the next.
IsHolding(own, gate) == (own.pc = "Idle" \/ IsLooking(own)) /\ own.last = own.next /\ Ahead(own.next, gate) > 1

IsInOrder(own, gate) ==
  /\ Ahead(own.next, gate) \in 1 .. Size + 1
  /\ Ahead(own.last, own.next) \in -1 .. Size - 1
  /\ Ahead(own.last, gate) \in 0 .. Size
  /\ IsHandling(own) \/ own.pc = "Dead" \/ (own.next = Wrap(gate + 1) /\ own.last = gate) \/ IsHolding(own, gate)
  /\ own.kept = (IF own.pc = "Advance" THEN own.next ELSE Wrap(gate + 1)) \/ (own.pc = "Dead" /\ own.kept = own.next)
  /\ own.pc \in {"BeginRead", "EndRead", "EndFlush"} => Ahead(own.last, own.next) >= 0
  /\ IsCalling(own) => own.limit > 0 /\ Ahead(own.available, own.next) \in -1 .. Size - 1
  /\ IsCalling(own) /\ own.pc # "Probe" => Ahead(own.available, own.next) >= 0

\* A consumer's gate is behind what its handler keeps, and what it handles next is not beyond its batch's end.
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
