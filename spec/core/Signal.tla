------------------------------- MODULE Signal -------------------------------
(***************************************************************************)
(* How threads wait, and how they are woken.                               *)
(*                                                                         *)
(* A look that finds nothing names the word that lacks. Then, turn by turn:*)
(* load the epoch of the signal; mark that word; look again; still nothing:*)
(* sleep, unless the epoch has moved. Who moves a marked word takes the    *)
(* mark off with the same access, and only then moves the epoch and wakes  *)
(* all who sleep on it: where nobody is parked, waking costs nothing.      *)
(* There are two signals, so that nobody is woken by its own kind: one for *)
(* what is published, one for what is handled. How the ring ends is told by*)
(* the lowest bits of the epochs: so who sleeps on one can't miss it.      *)
(*                                                                         *)
(* In the source a word holds twice a sequence, or twice a lap; its lowest *)
(* bit is the mark. To see it fail: npm run tlc -- SignalNoRecheck         *)
(* Twins: src/core/Signal.ts, and Waiter.ts for how a thread waits         *)
(***************************************************************************)
EXTENDS Sequence

CONSTANTS
  Pools,      \* the consumers that are pools, at most one here
  Workers,    \* its workers, each of which handles some of the pool's events
  Parks,      \* FALSE: who waits looks again and again; TRUE: it parks, after so many turns:
  Spins,
  Epochs,     \* an epoch counts modulo this, 2^30 in the source; 0: it never comes round
  Timed,      \* whether a call that waits may be given up, at any moment
  Supervisors \* threads that fail the ring once somebody has died, at most one here

VARIABLES
  words,      \* shared, atomic; see the producer's module
  slots,      \* shared, plain: the sequence whose event a slot holds, or Torn
  producer,   \* producer[p]: what producer p keeps to itself
  consumer    \* consumer[r]: what reader r keeps to itself, or who closes the ring or supervises it

ASSUME PoolsAreConsumers == Pools \subseteq Consumers /\ (Workers = {} <=> Pools = {})
ASSUME NobodyIsBoth == Workers \cap Consumers = {}

Readers == (Consumers \ Pools) \cup Workers

\* The consumer that a reader is, or whose work it shares.
GateOf(r) == IF r \in Workers THEN CHOOSE pool \in Pools : TRUE ELSE r

\* The consumers that others follow, but for pools: of these it can be told whether they go on.
Followed == Consumers \ (Gating \cup Pools)

\* Producers wait for what is handled; so do readers that follow others.
Signals == {"published", "consumed"}
SignalOf(r) == IF Upstream[GateOf(r)] = {} THEN "published" ELSE "consumed"

Endings == {"closed", "failed"}

\* What is known of a consumer that others follow: it goes on; it handles no more, since the ring has failed; it is dead.
Owners == {"taken", "left", "dead"}

\* The words that may lack something, and be marked.
CursorWord == <<"cursor", 0>>
LapWord(slot) == <<"lap", slot>>
GateWord(c) == <<"gate", c>>
Nowhere == <<"none", 0>>
Places == {CursorWord, Nowhere} \cup {LapWord(slot) : slot \in 0 .. Size - 1} \cup {GateWord(c) : c \in Consumers}

NoEpoch == -1

Max(a, b) == IF a > b THEN a ELSE b

\* Nobody waits.
Calm ==
  [turns |-> 0, missed |-> NoEpoch, ends |-> {}, marked |-> FALSE, lacks |-> Nowhere, gone |-> FALSE,
   asleep |-> FALSE, expired |-> FALSE]

WaitType ==
  [turns : 0 .. Spins, missed : NoEpoch .. Max(1, Epochs - 1), ends : SUBSET Endings, marked : BOOLEAN,
   lacks : Places, gone : BOOLEAN, asleep : BOOLEAN, expired : BOOLEAN]

ParksNow(own) == Parks /\ own.wait.turns = Spins

\* It stands before this access, and is not asleep.
At(own, pc) == own.pc = pc /\ ~own.wait.asleep

IsMarked(word) == word \in words.marks

\* The first look of a call, and the one after a sleep, are made without an epoch.
InTurn(own) == own.wait.missed # NoEpoch
HasFailed(own) == InTurn(own) /\ "failed" \in own.wait.ends
HasClosed(own) == InTurn(own) /\ "closed" \in own.wait.ends
HasExpired(own) == InTurn(own) /\ own.wait.expired

\* Who parks has to know the word; so has who may have to ask whether somebody it follows goes on.
Remembers(word) == Parks \/ (Supervisors # {} /\ word \in {GateWord(c) : c \in Followed})

\* A look has found nothing at this word: is it the one that is marked?
Lacks(own, word) ==
  [own EXCEPT !.wait.lacks = IF Remembers(word) THEN word ELSE Nowhere, !.wait.marked = @ /\ own.wait.lacks = word]

\* The call does not end here: it sleeps, or there is another turn.
Lacking(own) ==
  LET wait == own.wait
      turns == IF InTurn(own) THEN Min({wait.turns + 1, Spins}) ELSE wait.turns
  IN IF wait.marked THEN [own EXCEPT !.pc = "Sleep"]
     ELSE [own EXCEPT !.pc = "LoadEpoch",
                      !.wait = [Calm EXCEPT !.turns = turns, !.lacks = wait.lacks, !.expired = wait.expired]]

-----------------------------------------------------------------------------
(* A thread that waits. Put(own) is where it keeps what it knows; Again(own) is its next look. *)

Turn(own, Again(_)) == IF ParksNow(own) THEN [own EXCEPT !.pc = "Mark"] ELSE Again(own)

\* Who spins on a ring that goes on has nothing to remember.
LoadEpoch(own, signal, Again(_), Put(_)) ==
  /\ own.pc = "LoadEpoch"
  /\ LET ends == words.ends[signal]
         turn == IF Parks \/ Timed \/ ends # {} THEN [own EXCEPT !.wait.missed = 0, !.wait.ends = ends] ELSE own
     IN Put(Turn(turn, Again))
  /\ UNCHANGED <<words, slots>>

Mark(own, Again(_), Put(_)) ==
  /\ own.pc = "Mark"
  /\ words' = [words EXCEPT !.marks = @ \cup {own.wait.lacks}]
  /\ Put(Again([own EXCEPT !.wait.marked = TRUE]))
  /\ UNCHANGED slots

\* Sleeps only if the epoch is the one it has seen; then it looks again, as at the beginning of the call.
Sleep(own, signal, Again(_), Put(_)) ==
  /\ own.pc = "Sleep"
  /\ LET wait == own.wait
         sleeps == wait.missed = 0 /\ wait.ends = words.ends[signal] /\ ~wait.expired
     IN Put(Again([own EXCEPT !.wait = [Calm EXCEPT !.asleep = sleeps, !.expired = wait.expired]]))
  /\ UNCHANGED <<words, slots>>

\* Its time is over: who sleeps wakes up; all others notice once a look has found nothing.
GivesUp(own, Put(_)) ==
  /\ Timed /\ ~own.wait.expired
  /\ Put([own EXCEPT !.wait.expired = TRUE, !.wait.asleep = FALSE])
  /\ UNCHANGED <<words, slots>>

-----------------------------------------------------------------------------
(* A thread that wakes others. *)

\* An epoch is kept as how often it has moved since each of those who are about to sleep has seen it.
Bumped(own) ==
  IF InTurn(own) /\ ParksNow(own) THEN [own EXCEPT !.wait.missed = IF Epochs = 0 THEN 1 ELSE (@ + 1) % Epochs] ELSE own

Woken(own) == [own EXCEPT !.wait.asleep = FALSE]

\* Producers move the epoch of what is published, readers that of what is consumed: so the signal says who t is.
Mover(signal, t) == IF signal = "published" THEN producer[t] ELSE consumer[t]

ReadersAfter(signal, Change(_)) ==
  [r \in DOMAIN consumer |-> IF r \in Readers /\ SignalOf(r) = signal THEN Change(consumer[r]) ELSE consumer[r]]

\* It goes on to pc, and something has changed for all who wait for the signal.
Reach(signal, t, Change(_), pc) ==
  IF signal = "published"
  THEN /\ producer' = [producer EXCEPT ![t].pc = pc]
       /\ consumer' = ReadersAfter(signal, Change)
  ELSE /\ producer' = [p \in Producers |-> Change(producer[p])]
       /\ consumer' = [ReadersAfter(signal, Change) EXCEPT ![t].pc = pc]

Bump(signal, t) ==
  /\ Mover(signal, t).pc = "Bump"
  /\ Reach(signal, t, Bumped, "Notify")
  /\ UNCHANGED <<words, slots>>

Notify(signal, t, pc) ==
  /\ Mover(signal, t).pc = "Notify"
  /\ Reach(signal, t, Woken, pc)
  /\ UNCHANGED <<words, slots>>

=============================================================================
