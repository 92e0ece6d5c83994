-------------------------------- MODULE Roles --------------------------------
(***************************************************************************)
(* Which thread has which role of a ring of several producers, and what    *)
(* becomes of it: threads attach, leave, close, stop, are refused, crash   *)
(* at any step, are buried, and have their roles taken over.               *)
(*                                                                         *)
(* How events move is modelled coarsely here, one access for each step     *)
(* that matters: MultiProducer, Consumer and WorkPool have it in full. A   *)
(* thread that finds nothing waits; EndsWaiting says what ends its wait.   *)
(* Each action is one atomic access of the source, under its name there;   *)
(* Judge is what a supervisor reads of a dead thread, in words that no     *)
(* thread writes any more. It waits for a close in progress (in the        *)
(* source: up to a second). To see it fail: npm run tlc -- RolesMissed     *)
(* Twin: src/core/Roles.ts                                                 *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Size,         \* slots of the ring
  Claims,       \* how many claims each producer makes at most
  Batch,        \* Batch[p]: the sequences of each claim of producer p
  Producers,    \* numbers of threads, each the producer of its own number
  Readers,      \* each the consumer of its own number
  Upstream,     \* Upstream[r]: the readers that reader r follows
  Workers,      \* workers of the one pool, if there are any
  Closers,      \* threads that close the ring
  Stoppers,     \* threads that stop it
  Supervisors,  \* threads that bury the dead
  Spares,       \* Spares[t]: the role that thread t takes over once its owner is dead
  Late,         \* producers and readers that are not attached at first
  MayCrash,     \* threads that may be terminated, at any step
  Leavers,      \* threads that may end by themselves, between two steps of the ring
  Unwatched,    \* producers that nobody supervises
  Kept,         \* roles that are to be taken over
  Habits        \* what producers may do: "leave", "give back"

VARIABLES
  words,        \* shared
  thread        \* thread[t]: what thread t keeps to itself

vars == <<words, thread>>

Unknown == -1
Pool == 0       \* the pool, among the consumers
None == -1      \* no thread, no role

Consumers == Readers \cup (IF Workers = {} THEN {} ELSE {Pool})
Roles == Producers \cup Readers \cup Workers
Controllers == Closers \cup Stoppers \cup Supervisors
Threads == Roles \cup Controllers \cup DOMAIN Spares
Gating == {c \in Consumers : \A r \in Readers : c \notin Upstream[r]}
Followed == Readers \ Gating
Most == Claims * Cardinality({part \in Producers \X (1 .. Size) : part[2] <= Batch[part[1]]})
Sequences == 0 .. Most

Min(numbers) == CHOOSE least \in numbers : \A number \in numbers : least <= number

\* What the words of a role say: its state, and the thread that has it.
Owner(state, by) == [state |-> state, by |-> by]
IsGone(owner) == owner.state \in {"dead", "left"}

TypeOK ==
  /\ words \in [cursor : 0 .. 2 * Most + 1, shut : BOOLEAN, final : Sequences \cup {Unknown}, stopped : BOOLEAN,
                ends : SUBSET {"closed", "failed"}, published : SUBSET Sequences, gate : [Consumers -> Sequences],
                take : Sequences, done : SUBSET Sequences, arrived : Sequences,
                owner : [Roles -> [state : {"none", "taken", "dead", "left"}, by : Threads \cup {None}]],
                hand : [Roles -> -Size .. Size], accepted : SUBSET Sequences]
  /\ thread \in [Threads -> [
       pc : {"Absent", "Spare", "TakeOver", "Idle", "Claim", "LoadLap", "Open", "LoadHolder", "Advance", "Take",
             "Finish", "MoveGate", "Arrive", "SayStopped", "CloseCursor", "StoreFinal", "Tell", "Bury", "Ended",
             "Dead"},
       role : Roles \cup {None}, at : Sequences, shown : 0 .. Size, more : 0 .. Claims, asks : Producers \cup {None},
       grave : Roles \cup {None}, is : [state : {"none", "taken", "dead", "left"}, by : Threads \cup {None}],
       as : {"dead", "left"}, fails : BOOLEAN, half : BOOLEAN, ends : BOOLEAN, judged : SUBSET Threads]]

Fresh(t) ==
  [pc |-> IF t \in DOMAIN Spares THEN "Spare" ELSE IF t \in Late THEN "Absent" ELSE "Idle",
   role |-> IF t \in Roles THEN t ELSE None, at |-> 0, shown |-> 0, more |-> IF t \in Producers THEN Claims ELSE 0,
   asks |-> None, grave |-> None, is |-> Owner("none", None), as |-> "left", fails |-> FALSE, half |-> FALSE,
   ends |-> FALSE, judged |-> {}]

Init ==
  /\ words = [cursor |-> 0, shut |-> FALSE, final |-> Unknown, stopped |-> FALSE, ends |-> {}, published |-> {},
              gate |-> [c \in Consumers |-> 0], take |-> 0, done |-> {}, arrived |-> 0,
              owner |-> [r \in Roles |-> IF r \in Late THEN Owner("none", None) ELSE Owner("taken", r)],
              hand |-> [r \in Roles |-> 0], accepted |-> {}]
  /\ thread = [t \in Threads |-> Fresh(t)]

At(t, pc) == thread[t].pc = pc
IsAlive(t) == ~At(t, "Dead")
RoleOf(t) == thread[t].role

SetThread(t, state) == thread' = [thread EXCEPT ![t] = state]
Goes(t, pc) == SetThread(t, [thread[t] EXCEPT !.pc = pc])

IsProducer(t) == RoleOf(t) \in Producers
IsReader(t) == RoleOf(t) \in Readers
IsWorker(t) == RoleOf(t) \in Workers

-----------------------------------------------------------------------------
(* Roles are taken, left, and taken over. *)

Attach(t) ==
  /\ At(t, "Absent")
  /\ LET r == RoleOf(t)
     IN IF words.owner[r].state = "none"
        THEN words' = [words EXCEPT !.owner[r] = Owner("taken", t)] /\ Goes(t, "Idle")
        ELSE UNCHANGED words /\ SetThread(t, [thread[t] EXCEPT !.pc = "Ended", !.role = None])

\* A producer is succeeded only if it is known what it holds; once the ring is closed, only if it holds something.
MayTake(r) ==
  r \in Producers =>
    /\ words.hand[r] >= 0 /\ "failed" \notin words.ends
    /\ words.hand[r] > 0 \/ (words.ends = {} /\ ~words.shut)

IsTaken(owner) == owner.state = "taken"

\* A producer that leaves checks whether all others have left; a successor checks whether the role is free.
LoadHolder(t) ==
  \/ /\ At(t, "LoadHolder")
     /\ LET later == {p \in Producers : p > thread[t].asks}
        IN IF words.owner[thread[t].asks].state # "left" THEN Goes(t, "Ended")
           ELSE IF later = {} THEN Goes(t, "CloseCursor")
           ELSE SetThread(t, [thread[t] EXCEPT !.asks = Min(later)])
     /\ UNCHANGED words
  \/ /\ At(t, "Spare")
     /\ IF IsTaken(words.owner[Spares[t]]) \/ ~MayTake(Spares[t]) THEN FALSE
        ELSE SetThread(t, [thread[t] EXCEPT !.pc = "TakeOver", !.is = words.owner[Spares[t]]]) /\ UNCHANGED words

\* The newest sequence that a slot holds.
NewestIn(slot) ==
  LET held == {sequence \in words.published : sequence % Size = slot}
  IN CHOOSE newest \in held \cup {-1} : \A other \in held : other <= newest

\* Whether a sequence was published, as its slot tells: others may have written the slot again since.
IsShown(sequence) == NewestIn(sequence % Size) >= sequence

\* How many sequences of its claim a dead producer had published, and not noted.
ShownOf(r) ==
  IF words.hand[r] = 0 THEN 0
  ELSE CHOOSE n \in 0 .. Batch[r] :
         /\ \A before \in 0 .. n - 1 : IsShown(thread[r].at + before)
         /\ n = Batch[r] \/ ~IsShown(thread[r].at + n)

\* A successor publishes what is left of the dead producer's claim.
Succeeds(t, r) ==
  [thread[t] EXCEPT !.role = r, !.is = Owner("none", None),
     !.pc = IF r \in Producers /\ words.hand[r] > 0 THEN "Open" ELSE "Idle",
     !.shown = IF r \in Producers THEN ShownOf(r) ELSE 0,
     !.at = IF r \in Producers THEN thread[r].at ELSE words.gate[r]]

TakeOver(t) ==
  /\ At(t, "TakeOver")
  /\ LET r == Spares[t]
     IN IF words.owner[r] = thread[t].is
        THEN /\ words' = [words EXCEPT !.owner[r] = Owner("taken", t),
                                      !.hand[r] = IF r \in Producers /\ @ > 0 THEN Batch[r] - ShownOf(r) ELSE @]
             /\ SetThread(t, Succeeds(t, r))
        ELSE UNCHANGED words /\ Goes(t, "Ended")

\* Marked as left, unless the owner word already says that this thread has died.
Left(r, t) == IF words.owner[r] = Owner("taken", t) THEN Owner("left", t) ELSE words.owner[r]

-----------------------------------------------------------------------------
(* Producers. One notes a claim before it makes it: hand is below 0 then, and above once it knows its sequence. *)

BeginClaim(t) ==
  /\ At(t, "Idle") /\ IsProducer(t) /\ thread[t].more > 0
  /\ words' = [words EXCEPT !.hand[RoleOf(t)] = -Batch[RoleOf(t)]]
  /\ SetThread(t, [thread[t] EXCEPT !.pc = "Claim", !.more = @ - 1])

\* Refused claims still advance the cursor.
Claim(t) ==
  /\ At(t, "Claim")
  /\ LET next == words.cursor + Batch[RoleOf(t)]
     IN IF words.shut
        THEN words' = [words EXCEPT !.cursor = next, !.hand[RoleOf(t)] = 0] /\ Goes(t, "Ended")
        ELSE /\ words' = [words EXCEPT !.cursor = next, !.accepted = @ \cup words.cursor .. next - 1]
             /\ SetThread(t, [thread[t] EXCEPT !.pc = "LoadLap", !.at = words.cursor])

HasRoom(sequence) == \A c \in Gating : sequence - words.gate[c] < Size

LastOf(t) == thread[t].at + Batch[RoleOf(t)] - 1

LoadLap(t) ==
  /\ At(t, "LoadLap") /\ HasRoom(LastOf(t))
  /\ words' = [words EXCEPT !.hand[RoleOf(t)] = Batch[RoleOf(t)]]
  /\ Goes(t, "Open")

\* Slot by slot; only after the last it is noted that nothing is held any more.
Publish(t) ==
  /\ At(t, "Open")
  /\ LET self == thread[t]
         sequence == self.at + self.shown
     IN IF sequence = LastOf(t)
        THEN /\ words' = [words EXCEPT !.published = @ \cup {sequence}, !.hand[RoleOf(t)] = 0]
             /\ SetThread(t, [self EXCEPT !.pc = "Idle", !.shown = 0])
        ELSE /\ words' = [words EXCEPT !.published = @ \cup {sequence}]
             /\ SetThread(t, [self EXCEPT !.shown = @ + 1])

\* Only while it is the last claim, and the ring is open.
GiveBack(t) ==
  /\ At(t, "Open") /\ "give back" \in Habits /\ thread[t].shown = 0
  /\ IF words.shut \/ words.cursor # LastOf(t) + 1 THEN UNCHANGED vars
     ELSE /\ words' = [words EXCEPT !.cursor = thread[t].at, !.accepted = @ \ (thread[t].at .. LastOf(t)),
                                   !.hand[RoleOf(t)] = 0]
          /\ Goes(t, "Idle")

-----------------------------------------------------------------------------
(* Readers and workers. *)

IsAvailable(r, at) == IF Upstream[r] = {} THEN at \in words.published ELSE \A u \in Upstream[r] : words.gate[u] > at

BeginRead(t) ==
  /\ At(t, "Idle") /\ IsReader(t)
  /\ IF IsAvailable(RoleOf(t), thread[t].at) THEN Goes(t, "Advance") ELSE FALSE
  /\ UNCHANGED words

Advance(t) ==
  /\ At(t, "Advance")
  /\ words' = [words EXCEPT !.gate[RoleOf(t)] = thread[t].at + 1]
  /\ SetThread(t, [thread[t] EXCEPT !.pc = "Idle", !.at = @ + 1])

BeginTake(t) ==
  /\ At(t, "Idle") /\ IsWorker(t) /\ words.take \in words.published
  /\ words' = [words EXCEPT !.hand[RoleOf(t)] = 1]
  /\ SetThread(t, [thread[t] EXCEPT !.pc = "Take", !.at = words.take])

Take(t) ==
  /\ At(t, "Take")
  /\ IF words.take = thread[t].at THEN words' = [words EXCEPT !.take = @ + 1] /\ Goes(t, "Finish")
     ELSE IF words.take \in words.published THEN UNCHANGED words /\ SetThread(t, [thread[t] EXCEPT !.at = words.take])
     ELSE words' = [words EXCEPT !.hand[RoleOf(t)] = 0] /\ Goes(t, "Idle")

Finish(t) ==
  /\ At(t, "Finish")
  /\ LET isSecond == words.arrived = thread[t].at
     IN /\ words' = [words EXCEPT !.done = @ \cup {thread[t].at}, !.hand[RoleOf(t)] = IF isSecond THEN @ ELSE 0]
        /\ Goes(t, IF isSecond THEN "MoveGate" ELSE "Idle")

MoveGate(t) ==
  /\ At(t, "MoveGate")
  /\ words' = [words EXCEPT !.gate[Pool] = thread[t].at + 1]
  /\ SetThread(t, [thread[t] EXCEPT !.pc = "Arrive", !.at = @ + 1])

Arrive(t) ==
  /\ At(t, "Arrive")
  /\ LET isSecond == thread[t].at \in words.done
     IN /\ words' = [words EXCEPT !.arrived = thread[t].at, !.hand[RoleOf(t)] = IF isSecond THEN @ ELSE 0]
        /\ Goes(t, IF isSecond THEN "MoveGate" ELSE "Idle")

\* In a failed ring the upstream consumer that a reader is blocked on may still go on.
LacksOf(t) == {u \in Upstream[RoleOf(t)] : words.gate[u] <= thread[t].at}
IsExhausted(t) == IF LacksOf(t) = {} THEN TRUE ELSE IsGone(words.owner[Min(LacksOf(t))])

EndsWaiting(t) ==
  \/ At(t, "LoadLap") /\ ~HasRoom(LastOf(t)) /\ "failed" \in words.ends
  \/ /\ At(t, "Idle") /\ IsReader(t) /\ ~IsAvailable(RoleOf(t), thread[t].at)
     /\ \/ "failed" \in words.ends /\ IsExhausted(t)
        \/ "closed" \in words.ends /\ words.final <= thread[t].at
  \/ /\ At(t, "Idle") /\ IsWorker(t) /\ words.take \notin words.published
     /\ "failed" \in words.ends \/ ("closed" \in words.ends /\ words.final <= words.take)

\* Producers and workers may leave while the ring goes on; followed readers, once they handle no more in a failed one.
MayLeave(t) ==
  CASE IsProducer(t) -> "leave" \in Habits
    [] IsWorker(t) -> "leave" \in Habits /\ ~EndsWaiting(t)
    [] OTHER -> RoleOf(t) \in Followed /\ EndsWaiting(t) /\ "failed" \in words.ends

\* A call that waits ends; a reader that others follow leaves instead, to tell them.
EndWait(t) ==
  /\ IF EndsWaiting(t) /\ ~IsWorker(t) /\ ~(At(t, "Idle") /\ MayLeave(t)) THEN Goes(t, "Ended") ELSE FALSE
  /\ UNCHANGED words

Leave(t) ==
  /\ At(t, "Idle") /\ RoleOf(t) # None
  /\ IF ~MayLeave(t) THEN FALSE
     ELSE IF IsProducer(t) THEN SetThread(t, [thread[t] EXCEPT !.pc = "LoadHolder", !.asks = Min(Producers)])
     ELSE Goes(t, "Ended")
  /\ words' = [words EXCEPT !.owner[RoleOf(t)] = Left(RoleOf(t), t)]

-----------------------------------------------------------------------------
(* How a ring ends: it is closed, stopped, or fails. *)

SayStopped(t) ==
  /\ t \in Stoppers /\ At(t, "Idle") /\ "failed" \notin words.ends
  /\ words' = [words EXCEPT !.stopped = TRUE]
  /\ SetThread(t, [thread[t] EXCEPT !.pc = "CloseCursor", !.fails = TRUE])

CloseCursor(t) ==
  /\ At(t, "CloseCursor") \/ (t \in Closers /\ At(t, "Idle"))
  /\ words' = [words EXCEPT !.shut = TRUE]
  /\ SetThread(t, IF ~words.shut THEN [thread[t] EXCEPT !.pc = "StoreFinal", !.at = words.cursor]
                  ELSE [thread[t] EXCEPT !.pc = IF thread[t].fails THEN "Tell"
                                              ELSE IF thread[t].ends THEN "Dead"
                                              ELSE IF t \in Supervisors THEN "Idle" ELSE "Ended"])

StoreFinal(t) ==
  /\ At(t, "StoreFinal")
  /\ words' = [words EXCEPT !.final = thread[t].at]
  /\ Goes(t, "Tell")

\* A thread that ends by itself is dead afterwards; a supervisor goes on.
Rest(self) ==
  [self EXCEPT !.pc = IF self.ends THEN "Dead" ELSE IF self.grave # None THEN "Idle" ELSE "Ended",
               !.judged = IF self.ends THEN @ \cup {self.role} ELSE @,
               !.grave = None, !.is = Owner("none", None), !.as = "left", !.fails = FALSE, !.half = FALSE,
               !.at = IF self.ends THEN @ ELSE 0]

Tell(t) ==
  /\ At(t, "Tell")
  /\ words' = [words EXCEPT !.ends = @ \cup {IF thread[t].fails THEN "failed" ELSE "closed"}]
  /\ SetThread(t, IF t \in Supervisors THEN [Rest(thread[t]) EXCEPT !.pc = "Idle"] ELSE Rest(thread[t]))

-----------------------------------------------------------------------------
(* Threads crash, and are buried. *)

Crash(t) ==
  /\ t \in MayCrash /\ IsAlive(t)
  /\ Goes(t, "Dead") /\ UNCHANGED words

RefusesClaims == words.shut \/ "closed" \in words.ends

HasHandledAll(c) == "closed" \in words.ends /\ words.final = words.gate[c]

\* The role will be taken over, and can be: not that of a producer that may have been about to claim.
IsToBeTaken(r) == r \in Kept /\ (r \in Producers => words.hand[r] >= 0)

OthersWork(w) == \E other \in Workers \ {w} : words.owner[other].state = "taken"

\* What becomes of the role of a thread that is gone; orderly: it ended by itself, without an error.
Fate(r, orderly) ==
  IF "failed" \in words.ends THEN "left"
  ELSE IF r \in Producers
  THEN IF (RefusesClaims \/ (orderly /\ r \in Unwatched)) /\ words.hand[r] = 0 THEN "left"
       ELSE IF IsToBeTaken(r) THEN "kept" ELSE "missed"
  ELSE IF r \in Workers
  THEN IF HasHandledAll(Pool) THEN "left"
       ELSE IF words.hand[r] # 0 THEN "missed"
       ELSE IF orderly \/ OthersWork(r) THEN "left" ELSE "missed"
  ELSE IF HasHandledAll(r) THEN "left" ELSE IF r \in Kept THEN "kept" ELSE "missed"

\* A live thread is in the middle of closing the ring.
IsBeingClosed ==
  words.shut /\ words.ends = {} /\ \E t \in Threads : thread[t].pc \in {"StoreFinal", "Tell"}

HalfClosed == words.shut /\ words.ends = {}

\* A death for which the ring must fail, and has not: the thread that was about to fail it may have died as well.
IsUntold(r) == words.owner[r].state = "dead" /\ ~IsToBeTaken(r) /\ "failed" \notin words.ends

\* Burying begins with the role of the thread that is gone, if that is still its own.
Buries(self, r, orderly) ==
  LET is == words.owner[r]
      fate == Fate(r, orderly)
  IN [self EXCEPT !.pc = "Bury", !.grave = r, !.is = is, !.as = IF fate = "left" THEN "left" ELSE "dead",
                  !.fails = fate = "missed" \/ "failed" \in words.ends, !.half = HalfClosed]

IsHis(r, t) == words.owner[r] = Owner("taken", t) \/ (words.owner[r].state = "none" /\ r = t)

\* The last producer to leave closes the ring, and may have died before it could.
AllLeft == ~words.shut /\ \A p \in Producers : words.owner[p].state = "left"

\* A half-closed ring was being closed, or failed, by a thread that is gone.
Fails(self, r) ==
  LET fails == HalfClosed \/ (IF r = None THEN FALSE ELSE IsUntold(r))
  IN [self EXCEPT !.pc = IF fails \/ AllLeft THEN "CloseCursor" ELSE "Idle", !.fails = fails]

\* A close that was decided is announced first, unless it may have been a failure.
Judge(s, t) ==
  /\ s \in Supervisors /\ At(s, "Idle") /\ At(t, "Dead") /\ s \notin thread[t].judged /\ ~IsBeingClosed
  /\ LET r == RoleOf(t)
         judged == [thread EXCEPT ![t].judged = @ \cup {s}]
     IN thread' = IF HalfClosed /\ words.final # Unknown /\ \A other \in Roles : ~IsUntold(other)
                  THEN [thread EXCEPT ![s].pc = "Tell"]
                  ELSE IF r = None THEN [judged EXCEPT ![s] = Fails(thread[s], None)]
                  ELSE IF IsHis(r, t) THEN [judged EXCEPT ![s] = Buries(thread[s], r, FALSE)]
                  ELSE [judged EXCEPT ![s] = Fails(thread[s], r)]
  /\ UNCHANGED words

\* A thread ends by itself: it throws, exits or has done its work; perhaps within its handler.
MayEndItself(t) ==
  /\ t \in Leavers /\ RoleOf(t) # None
  /\ \/ thread[t].pc \in {"Idle", "Open", "Advance", "Finish", "Ended"} /\ thread[t].shown = 0
     \/ At(t, "LoadLap") /\ EndsWaiting(t)

BeginEnd(t) ==
  /\ IF ~MayEndItself(t) THEN FALSE
     ELSE SetThread(t, IF IsHis(RoleOf(t), t) THEN [Buries(thread[t], RoleOf(t), TRUE) EXCEPT !.ends = TRUE]
                       ELSE [thread[t] EXCEPT !.pc = "Dead", !.judged = {RoleOf(t)}])
  /\ UNCHANGED words

AllLeftAfter(self) ==
  /\ ~words.shut
  /\ \A p \in Producers :
       words.owner[p].state = "left" \/ (p = self.grave /\ self.as = "left" /\ words.owner[p] = self.is)

\* A compare-exchange, since a successor that has taken the role by now is alive.
Bury(t) ==
  /\ At(t, "Bury")
  /\ LET self == thread[t]
     IN /\ words' = [words EXCEPT !.owner[self.grave] = IF @ = self.is THEN Owner(self.as, self.is.by) ELSE @]
        /\ SetThread(t, IF self.fails THEN [self EXCEPT !.pc = "CloseCursor"]
                        ELSE IF self.half /\ HalfClosed /\ ~self.ends
                        THEN [self EXCEPT !.pc = "CloseCursor", !.fails = TRUE]
                        ELSE IF AllLeftAfter(self) THEN [Rest(self) EXCEPT !.pc = "CloseCursor"]
                        ELSE Rest(self))

-----------------------------------------------------------------------------

MayWait(t) ==
  \/ thread[t].pc \in {"Dead", "Ended"} \/ EndsWaiting(t)
  \/ t \in Controllers \/ At(t, "Spare")
  \/ words.ends = {} /\ ~words.shut /\ ~AllLeft /\ \A r \in Roles : words.owner[r].state # "dead" \/ IsToBeTaken(r)
  \/ "failed" \notin words.ends /\ \E r \in Roles : words.owner[r].state = "dead" /\ IsToBeTaken(r)
  \/ IsProducer(t) /\ At(t, "Idle")
  \* A role that is kept is waited for: the thread that would have taken it over has ended.
  \/ \E r \in Kept : words.owner[r].state = "dead"

\* Stutter at the end, so that TLC reports no deadlock: a thread that still waits, waits for a live thread, for a role
\* to be taken over, or for a dead thread that nobody can bury.
NobodyIsStuck ==
  \/ \A t \in Threads : MayWait(t)
  \/ (\A s \in Supervisors : ~IsAlive(s)) /\ \E t \in Threads : At(t, "Dead") /\ ~thread[t].ends

AllEnded == IF NobodyIsStuck THEN UNCHANGED vars ELSE FALSE

Next ==
  \E t \in Threads :
    \/ Attach(t) \/ LoadHolder(t) \/ TakeOver(t) \/ Leave(t) \/ EndWait(t)
    \/ BeginClaim(t) \/ Claim(t) \/ LoadLap(t) \/ Publish(t) \/ GiveBack(t)
    \/ BeginRead(t) \/ Advance(t) \/ BeginTake(t) \/ Take(t) \/ Finish(t) \/ MoveGate(t) \/ Arrive(t)
    \/ SayStopped(t) \/ CloseCursor(t) \/ StoreFinal(t) \/ Tell(t)
    \/ Crash(t) \/ BeginEnd(t) \/ Bury(t) \/ (\E s \in Supervisors : Judge(s, t))
    \/ AllEnded

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Safety. *)

\* No live thread is marked dead; a thread that is marked had the role, or was to have it.
NobodyLivingIsDead ==
  \A r \in Roles : words.owner[r].state = "dead" =>
    LET t == IF words.owner[r].by = None THEN r ELSE words.owner[r].by
    IN ~IsAlive(t) \/ thread[t].ends

\* At most one thread acts for a role.
Acts(t) == IsAlive(t) /\ ~thread[t].ends

OneOwner ==
  \A t, other \in Threads :
    t # other /\ RoleOf(t) # None /\ RoleOf(t) = RoleOf(other) /\ Acts(t) /\ Acts(other)
    => "Absent" \in {thread[t].pc, thread[other].pc} \/ "Ended" \in {thread[t].pc, thread[other].pc}

\* No event is overwritten before it is handled.
NothingOverwritten == \A sequence \in words.published : \A c \in Gating : sequence - words.gate[c] < Size

\* Once the end of a ring is known, it is just after the last accepted claim.
FinalIsRight == words.final # Unknown => words.accepted = 0 .. words.final - 1

\* Once the close is announced, the end is known.
ClosedIsFinal == "closed" \in words.ends => words.final # Unknown

\* When `drain` says that a ring is drained: the end is known, and every gate has reached it.
IsDrained == words.final # Unknown /\ \A c \in Consumers : words.gate[c] >= words.final
DrainedIsHandled == IsDrained => \A c \in Consumers : \A sequence \in words.accepted : sequence < words.gate[c]

\* A ring fails only because it was stopped, or because a thread has died or is about to end.
FailsForCause == "failed" \in words.ends => words.stopped \/ \E t \in Threads : ~Acts(t)

Held(r) == words.hand[r] # 0

\* A producer that is buried as missed held something at that moment, or the ring was open.
MissedHeld ==
  [][\A s, t \in Threads :
       Judge(s, t) /\ thread'[s].pc = "Bury" /\ thread'[s].fails /\ thread'[s].as = "dead" /\ RoleOf(t) \in Producers
       => Held(RoleOf(t)) \/ ~words.shut]_vars

\* At the end, every accepted claim has been handled by all consumers, unless the ring has failed or is still open.
IsOver(t) ==
  \/ thread[t].pc \in {"Dead", "Ended", "Spare"} \/ EndsWaiting(t) \/ (t \in Controllers /\ At(t, "Idle"))
  \/ IsProducer(t) /\ At(t, "Idle") /\ thread[t].more = 0

\* A pool that all workers have left waits for one to join, and drain reports what is left.
HaveAllLeft == \A w \in Workers : words.owner[w].state = "left"

Accounted ==
  /\ Supervisors # {} /\ words.ends = {"closed"}
  /\ \A t \in Threads : IsOver(t) /\ (~IsAlive(t) => thread[t].judged # {})
  => \A c \in Consumers :
       \/ c = Pool /\ HaveAllLeft
       \/ \A sequence \in words.accepted : sequence < words.gate[c]

\* No sequence is published twice: its slot may hold a newer one by then.
PublishedOnce ==
  [][\A t \in Threads : Publish(t) => thread[t].at + thread[t].shown \notin words.published]_vars

GatesOnlyGrow == [][\A c \in Consumers : words'.gate[c] >= words.gate[c]]_vars

=============================================================================
