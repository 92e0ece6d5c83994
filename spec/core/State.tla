--------------------------------- MODULE State --------------------------------
(***************************************************************************)
(* What the specs of a ring share: who is on it, what callers may do, and  *)
(* the four variables. Each module that extends this one adds actions; the *)
(* producers' modules say what the variables hold at first.                *)
(***************************************************************************)
EXTENDS Sequence

CONSTANTS
  Pools,      \* the consumers that are pools, at most one here
  Workers,    \* its workers, each of which handles some of the pool's events
  Supervisors,\* threads that fail the ring once another has crashed, at most one here
  Limits,     \* the batch limits that callers pass
  Waits,      \* TRUE: callers wait, in consume and claim; FALSE: they do not, in poll and tryClaim
  Throws      \* whether a handler may throw

VARIABLES
  words,      \* shared, atomic; a record of
              \*   cursor      one producer: the last published sequence; several: twice the next sequence to be claimed
              \*   lap[slot]   several producers: the lap of the event that the slot holds
              \*   gate[c]     the last sequence that consumer c has handled
              \*   take, done  a pool's next ticket, and a count for each slot
              \*   owner[c]    whether consumer c still goes on
              \*   marks       words that parked threads are blocked on
              \*   ends, final how the ring ends, as each signal says it, and where
  slots,      \* shared, plain: the sequence whose event a slot holds, or Torn
  producer,   \* producer[p]: what producer p keeps to itself
  consumer    \* consumer[r]: what reader r keeps to itself, or a thread that closes the ring or supervises it

ASSUME PoolsAreConsumers == Pools \subseteq Consumers /\ (Workers = {} <=> Pools = {})
ASSUME NobodyIsBoth == Workers \cap Consumers = {}

vars == <<words, slots, producer, consumer>>

Torn == -1    \* never written, or half written

Readers == (Consumers \ Pools) \cup Workers

\* The consumer that a reader is, or whose work it shares.
GateOf(r) == IF r \in Workers THEN CHOOSE pool \in Pools : TRUE ELSE r

\* The consumers that others follow, pools aside: an owner word says whether each of them still goes on.
Followed == Consumers \ (Gating \cup Pools)

\* An owner word: the consumer goes on; it handles no more, as the ring has failed; it is dead.
Owners == {"taken", "left", "dead"}

\* A signal for what is published, and one for what is handled. Each says how the ring ends.
Signals == {"published", "consumed"}
Endings == {"closed", "failed"}

=============================================================================
