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

\* The words that a thread may be blocked on, and mark; NoWord if it is on none.
CursorWord == <<"cursor", 0>>
LapWord(slot) == <<"lap", slot>>
GateWord(c) == <<"gate", c>>
NoWord == <<"none", 0>>
MarkableWords ==
  {CursorWord, NoWord} \cup {LapWord(slot) : slot \in 0 .. Size - 1} \cup {GateWord(c) : c \in Consumers}

NoEpoch == -1

Max(a, b) == IF a > b THEN a ELSE b

\* Not waiting.
NotWaiting ==
  [spins |-> 0, missed |-> NoEpoch, ends |-> {}, marked |-> FALSE, blockedOn |-> NoWord, gone |-> FALSE,
   asleep |-> FALSE, expired |-> FALSE]

WaitType ==
  [spins : 0 .. Spins, missed : NoEpoch .. Max(1, Epochs - 1), ends : SUBSET Endings, marked : BOOLEAN,
   blockedOn : MarkableWords, gone : BOOLEAN, asleep : BOOLEAN, expired : BOOLEAN]

ParksNow(self) == Parks /\ self.wait.spins = Spins

\* Its next access is this one, and it is not asleep.
IsAwakeAt(self, pc) == self.pc = pc /\ ~self.wait.asleep

IsMarked(word) == word \in words.marks

\* The first attempt of a call, and the one after a sleep, are made without an epoch.
HasEpoch(self) == self.wait.missed # NoEpoch
HasFailed(self) == HasEpoch(self) /\ "failed" \in self.wait.ends
HasClosed(self) == HasEpoch(self) /\ "closed" \in self.wait.ends
HasExpired(self) == HasEpoch(self) /\ self.wait.expired

\* A thread that parks must remember the word it is blocked on; so must a follower that may have to check whether its
\* upstream is alive.
Remembers(word) == Parks \/ (Supervisors # {} /\ word \in {GateWord(c) : c \in Followed})

\* An attempt has failed at this word. The mark counts only if it is on the same word.
BlockedOn(self, word) ==
  [self EXCEPT !.wait.blockedOn = IF Remembers(word) THEN word ELSE NoWord,
               !.wait.marked = @ /\ self.wait.blockedOn = word]

\* The call goes on: it sleeps, or spins once more.
SleepOrRetry(self) ==
  LET wait == self.wait
      spins == IF HasEpoch(self) THEN Min({wait.spins + 1, Spins}) ELSE wait.spins
  IN IF wait.marked THEN [self EXCEPT !.pc = "Sleep"]
     ELSE [self EXCEPT !.pc = "LoadEpoch",
                       !.wait = [NotWaiting EXCEPT !.spins = spins, !.blockedOn = wait.blockedOn,
                                                   !.expired = wait.expired]]

-----------------------------------------------------------------------------
(* A thread that waits. SetSelf(state) stores its private state; Attempt(self) is its next attempt. *)

AfterEpoch(self, Attempt(_)) == IF ParksNow(self) THEN [self EXCEPT !.pc = "Mark"] ELSE Attempt(self)

\* BeforeAttempt(state) stores it too, but a follower in a failed ring checks its upstream first. A thread that only
\* spins, on a ring that has not ended, has nothing to remember of the epoch.
LoadEpoch(self, signal, Attempt(_), BeforeAttempt(_)) ==
  /\ self.pc = "LoadEpoch"
  /\ LET ends == words.ends[signal]
         state == IF Parks \/ Timed \/ ends # {} THEN [self EXCEPT !.wait.missed = 0, !.wait.ends = ends] ELSE self
     IN BeforeAttempt(AfterEpoch(state, Attempt))
  /\ UNCHANGED <<words, slots>>

Mark(self, Attempt(_), SetSelf(_)) ==
  /\ self.pc = "Mark"
  /\ words' = [words EXCEPT !.marks = @ \cup {self.wait.blockedOn}]
  /\ SetSelf(Attempt([self EXCEPT !.wait.marked = TRUE]))
  /\ UNCHANGED slots

\* Sleeps only if the epoch is still the one it loaded. Woken, it tries again as at the beginning of the call.
Sleep(self, signal, Attempt(_), SetSelf(_)) ==
  /\ self.pc = "Sleep"
  /\ LET wait == self.wait
         sleeps == wait.missed = 0 /\ wait.ends = words.ends[signal] /\ ~wait.expired
     IN SetSelf(Attempt([self EXCEPT !.wait = [NotWaiting EXCEPT !.asleep = sleeps, !.expired = wait.expired]]))
  /\ UNCHANGED <<words, slots>>

\* The call times out: a sleeper wakes; otherwise the time-out is noticed after the next failed attempt.
TimesOut(self, SetSelf(_)) ==
  /\ Timed /\ ~self.wait.expired
  /\ SetSelf([self EXCEPT !.wait.expired = TRUE, !.wait.asleep = FALSE])
  /\ UNCHANGED <<words, slots>>

-----------------------------------------------------------------------------
(* A thread that wakes others. *)

\* The epoch is stored relative to each waiter: the number of bumps since that waiter loaded it.
Bumped(self) ==
  IF HasEpoch(self) /\ ParksNow(self)
  THEN [self EXCEPT !.wait.missed = IF Epochs = 0 THEN 1 ELSE (@ + 1) % Epochs]
  ELSE self

Woken(self) == [self EXCEPT !.wait.asleep = FALSE]

\* Producers bump the epoch of what is published, readers that of what is consumed: so the signal says what t is.
Waker(signal, t) == IF signal = "published" THEN producer[t] ELSE consumer[t]

ReadersAfter(signal, Change(_)) ==
  [r \in DOMAIN consumer |-> IF r \in Readers /\ SignalOf(r) = signal THEN Change(consumer[r]) ELSE consumer[r]]

\* Thread t goes on to pc; Change is applied to all who wait for the signal.
ChangeWaiters(signal, t, Change(_), pc) ==
  IF signal = "published"
  THEN /\ producer' = [producer EXCEPT ![t].pc = pc]
       /\ consumer' = ReadersAfter(signal, Change)
  ELSE /\ producer' = [p \in Producers |-> Change(producer[p])]
       /\ consumer' = [ReadersAfter(signal, Change) EXCEPT ![t].pc = pc]

Bump(signal, t) ==
  /\ Waker(signal, t).pc = "Bump"
  /\ ChangeWaiters(signal, t, Bumped, "Notify")
  /\ UNCHANGED <<words, slots>>

Notify(signal, t, pc) ==
  /\ Waker(signal, t).pc = "Notify"
  /\ ChangeWaiters(signal, t, Woken, pc)
  /\ UNCHANGED <<words, slots>>

=============================================================================
