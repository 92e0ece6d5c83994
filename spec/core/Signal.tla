------------------------------- MODULE Signal -------------------------------
(***************************************************************************)
(* How threads wait, and how they are woken.                               *)
(*                                                                         *)
(* A failed attempt names the word that it is blocked on. A thread that    *)
(* waits then loads the epoch of its signal and tries again. To park, it   *)
(* marks that word before it tries again; if that attempt fails too, it    *)
(* sleeps, unless the epoch has moved. A thread that changes a marked word *)
(* removes the mark with the same access, and only then bumps the epoch    *)
(* and notifies all who sleep on it: waking costs nothing when nobody is   *)
(* parked. Two signals, so that producers do not wake producers: one for   *)
(* what is published, one for what is handled. The lowest bits of an epoch *)
(* say how the ring ends, so a thread about to sleep cannot miss the end.  *)
(*                                                                         *)
(* In the source a word holds twice a sequence, or twice a lap; its lowest *)
(* bit is the mark. To see it fail: npm run tlc -- SignalNoRecheck         *)
(* Twins: src/core/Signal.ts, and Waiter.ts for how a thread waits         *)
(***************************************************************************)
EXTENDS State

CONSTANTS
  Parks,      \* TRUE: a thread that waits parks after this many spins; FALSE: it spins for ever
  Spins,
  Epochs,     \* an epoch counts modulo this, 2^30 in the source; 0: it never wraps
  Timed       \* whether a call that waits may time out, at any moment

\* Producers wait for what is handled; so do readers that follow others.
SignalOf(r) == IF Upstream[GateOf(r)] = {} THEN "published" ELSE "consumed"

\* The words that a thread may be blocked on, and mark.
CursorWord == <<"cursor", 0>>
LapWord(slot) == <<"lap", slot>>
GateWord(c) == <<"gate", c>>
Nowhere == <<"none", 0>>
Places == {CursorWord, Nowhere} \cup {LapWord(slot) : slot \in 0 .. Size - 1} \cup {GateWord(c) : c \in Consumers}

NoEpoch == -1

Max(a, b) == IF a > b THEN a ELSE b

\* Not waiting.
Calm ==
  [turns |-> 0, missed |-> NoEpoch, ends |-> {}, marked |-> FALSE, lacks |-> Nowhere, gone |-> FALSE,
   asleep |-> FALSE, expired |-> FALSE]

WaitType ==
  [turns : 0 .. Spins, missed : NoEpoch .. Max(1, Epochs - 1), ends : SUBSET Endings, marked : BOOLEAN,
   lacks : Places, gone : BOOLEAN, asleep : BOOLEAN, expired : BOOLEAN]

ParksNow(own) == Parks /\ own.wait.turns = Spins

\* Its next access is this one, and it is not asleep.
At(own, pc) == own.pc = pc /\ ~own.wait.asleep

IsMarked(word) == word \in words.marks

\* The first attempt of a call, and the one after a sleep, are made without an epoch.
InTurn(own) == own.wait.missed # NoEpoch
HasFailed(own) == InTurn(own) /\ "failed" \in own.wait.ends
HasClosed(own) == InTurn(own) /\ "closed" \in own.wait.ends
HasExpired(own) == InTurn(own) /\ own.wait.expired

\* A thread that parks must remember the word it is blocked on; so must a follower that may have to check whether its
\* upstream is alive.
Remembers(word) == Parks \/ (Supervisors # {} /\ word \in {GateWord(c) : c \in Followed})

\* An attempt has failed at this word. The mark counts only if it is on the same word.
Lacks(own, word) ==
  [own EXCEPT !.wait.lacks = IF Remembers(word) THEN word ELSE Nowhere, !.wait.marked = @ /\ own.wait.lacks = word]

\* The call goes on: it sleeps, or spins once more.
Lacking(own) ==
  LET wait == own.wait
      turns == IF InTurn(own) THEN Min({wait.turns + 1, Spins}) ELSE wait.turns
  IN IF wait.marked THEN [own EXCEPT !.pc = "Sleep"]
     ELSE [own EXCEPT !.pc = "LoadEpoch",
                      !.wait = [Calm EXCEPT !.turns = turns, !.lacks = wait.lacks, !.expired = wait.expired]]

-----------------------------------------------------------------------------
(* A thread that waits. Put(own) stores its private state; Again(own) is its next attempt. *)

Turn(own, Again(_)) == IF ParksNow(own) THEN [own EXCEPT !.pc = "Mark"] ELSE Again(own)

\* A thread that only spins, on a ring that has not ended, has nothing to remember of the epoch.
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

\* Sleeps only if the epoch is still the one it loaded. Woken, it tries again as at the beginning of the call.
Sleep(own, signal, Again(_), Put(_)) ==
  /\ own.pc = "Sleep"
  /\ LET wait == own.wait
         sleeps == wait.missed = 0 /\ wait.ends = words.ends[signal] /\ ~wait.expired
     IN Put(Again([own EXCEPT !.wait = [Calm EXCEPT !.asleep = sleeps, !.expired = wait.expired]]))
  /\ UNCHANGED <<words, slots>>

\* The call times out: a sleeper wakes; otherwise the time-out is noticed after the next failed attempt.
GivesUp(own, Put(_)) ==
  /\ Timed /\ ~own.wait.expired
  /\ Put([own EXCEPT !.wait.expired = TRUE, !.wait.asleep = FALSE])
  /\ UNCHANGED <<words, slots>>

-----------------------------------------------------------------------------
(* A thread that wakes others. *)

\* The epoch is stored relative to each waiter: the number of bumps since that waiter loaded it.
Bumped(own) ==
  IF InTurn(own) /\ ParksNow(own) THEN [own EXCEPT !.wait.missed = IF Epochs = 0 THEN 1 ELSE (@ + 1) % Epochs] ELSE own

Woken(own) == [own EXCEPT !.wait.asleep = FALSE]

\* Producers bump the epoch of what is published, readers that of what is consumed: so the signal says what t is.
Mover(signal, t) == IF signal = "published" THEN producer[t] ELSE consumer[t]

ReadersAfter(signal, Change(_)) ==
  [r \in DOMAIN consumer |-> IF r \in Readers /\ SignalOf(r) = signal THEN Change(consumer[r]) ELSE consumer[r]]

\* Thread t goes on to pc; Change is applied to all who wait for the signal.
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
