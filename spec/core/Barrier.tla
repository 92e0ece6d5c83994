------------------------------- MODULE Barrier -------------------------------
(***************************************************************************)
(* How far a reader may go: as far as those upstream have handled, else as *)
(* far as is published. One producer says so with a cursor, several with   *)
(* the lap of each slot, which is probed slot by slot.                     *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name.    *)
(* Then the reader goes on with Found(reader, own, available), that is, it *)
(* returns to the call: Consumer and WorkPool each say what comes of it.   *)
(* Twin: src/core/Barrier.ts                                               *)
(***************************************************************************)
EXTENDS Sequence

CONSTANTS
  Pools,      \* the consumers that are pools, at most one here
  Workers,    \* its workers, each of which handles some of the pool's events
  Limits,     \* the limits of a batch that callers give
  Waits,      \* TRUE: they call consume, which waits; FALSE: poll, which does not
  Throws      \* whether a handler may throw

VARIABLES
  words,      \* shared, atomic; see the producer's module
  slots,      \* shared, plain: the sequence whose event a slot holds, or Torn
  producer,   \* what producers keep to themselves
  consumer    \* consumer[r]: what reader r keeps to itself

ASSUME PoolsAreConsumers == Pools \subseteq Consumers /\ (Workers = {} <=> Pools = {})
ASSUME NobodyIsBoth == Workers \cap Consumers = {}

Torn == -1    \* never written, or half written

Readers == (Consumers \ Pools) \cup Workers

\* The consumer that a reader is, or whose work it shares.
GateOf(r) == IF r \in Workers THEN CHOOSE pool \in Pools : TRUE ELSE r

\* The first look: nobody is further ahead than a ring.
Look(r, own) ==
  LET upstream == Upstream[GateOf(r)]
      looking == [own EXCEPT !.available = Wrap(own.next - 1 + Size), !.unread = upstream]
  IN IF upstream # {} THEN [looking EXCEPT !.pc = "LoadUpstream"]
     ELSE IF Producers = {1} THEN [looking EXCEPT !.pc = "LoadCursor"]
     ELSE [looking EXCEPT !.pc = "Probe", !.available = Wrap(own.next - 1)]

\* A slot holds the event of this sequence: its lap says so.
IsPublished(sequence) == SequenceAt(words.lap[SlotOf(sequence)], SlotOf(sequence)) = sequence

\* A reader is in its handler.
Reads(r) == consumer[r].pc \in {"EndRead", "EndTask"}

-----------------------------------------------------------------------------

LoadCursor(r, Found(_, _, _)) ==
  /\ consumer[r].pc = "LoadCursor"
  /\ consumer' = [consumer EXCEPT ![r] = Found(r, @, words.cursor)]
  /\ UNCHANGED <<words, slots, producer>>

\* One slot after the other, as many as are wanted, up to the first that is not published.
Probe(r, Found(_, _, _), Wanted(_)) ==
  /\ consumer[r].pc = "Probe"
  /\ LET own == consumer[r]
         sequence == Wrap(own.available + 1)
         more == Ahead(sequence, own.next) + 1 < Wanted(own)
     IN consumer' = [consumer EXCEPT ![r] =
          IF ~IsPublished(sequence) THEN Found(r, own, own.available)
          ELSE IF more THEN [own EXCEPT !.available = sequence]
          ELSE Found(r, own, sequence)]
  /\ UNCHANGED <<words, slots, producer>>

\* One gate after the other; the least of them counts. Gates only grow, so none need be loaded again.
LoadUpstream(r, Found(_, _, _)) ==
  /\ consumer[r].pc = "LoadUpstream"
  /\ LET own == consumer[r]
         u == Min(own.unread)
         least == IF Ahead(words.gate[u], own.available) < 0 THEN words.gate[u] ELSE own.available
     IN consumer' = [consumer EXCEPT ![r] =
          IF own.unread = {u} THEN Found(r, own, least)
          ELSE [own EXCEPT !.available = least, !.unread = @ \ {u}]]
  /\ UNCHANGED <<words, slots, producer>>

=============================================================================
