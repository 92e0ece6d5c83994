--------------------------- MODULE SingleProducer ---------------------------
(***************************************************************************)
(* One producer, any number of consumers and pools, on a ring of slots.    *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name;    *)
(* those called Begin… and End… are the caller's own: a call, or the two   *)
(* ends of a plain write. Checked: no slot is read and written at once,    *)
(* what is read was published, claims return, every step is one of the     *)
(* contract's. Why it is right: SingleProducerInv.                         *)
(* To see it fail: npm run tlc -- SingleProducerNoRoom                     *)
(* Twin: src/core/SingleProducer.ts                                        *)
(***************************************************************************)
EXTENDS Lifecycle

CONSTANTS
  Claims,     \* how many events a claim may ask for
  Habits      \* what callers may do: "parts": publish what is written of a claim before all of it is;
              \* "ahead": claim before the last claim is published; "close": close the ring

ASSUME NobodyElseProduces == Producers = {1}
ASSUME ClaimsFit == Claims \subseteq 1 .. Size
ASSUME HabitsAreKnown == Habits \subseteq {"parts", "ahead", "close"}

Init ==
  /\ words = [cursor |-> Wrap(-1), gate |-> [c \in Consumers |-> Wrap(-1)], take |-> 0, done |-> NothingDone,
              owner |-> [c \in Consumers |-> "taken"], marks |-> {}, ends |-> [signal \in Signals |-> {}], final |-> 0]
  /\ slots = [slot \in 0 .. Size - 1 |-> Torn]
  /\ producer = <<[pc |-> "Idle", waits |-> FALSE, n |-> 0, checking |-> 0, wait |-> NotWaiting, at |-> "none",
                   closed |-> FALSE, claimed |-> Wrap(-1), written |-> Wrap(-1),
                   cached |-> [c \in Gating |-> Wrap(-1)]]>>
  /\ consumer = InitialConsumer

TypeOK ==
  /\ words \in [cursor : Word, gate : [Consumers -> Word], take : Word, done : [0 .. Size - 1 -> 0 .. 2 * Laps - 1],
                owner : [Consumers -> Owners], marks : SUBSET MarkableWords,
                ends : [Signals -> SUBSET Endings], final : Word]
  /\ slots \in [0 .. Size - 1 -> Word \cup {Torn}]
  /\ producer \in [Producers -> [
       pc : {"Idle", "LoadGate", "EndWrite", "LoadEpoch", "Mark", "Sleep", "Bump", "Notify",
             "Tell", "NotifyAll", "Ended", "Dead"},
       waits : BOOLEAN, n : Claims \cup {0}, checking : Gating \cup {0}, wait : WaitType, at : Signals \cup {"none"},
       closed : BOOLEAN, claimed : Word, written : Word, cached : [Gating -> Word]]]
  /\ ConsumerType

-----------------------------------------------------------------------------
(* The producer. cached[c] is the gate of c as last loaded: it can only have grown since. *)

self == producer[1]

SetSelf(state) == producer' = <<state>> /\ UNCHANGED consumer

HasRoom(sequence, gate) == Ahead(sequence, gate) <= Size

\* A claim that leaves more than a ring unpublished could never be granted: the source rejects it.
Fits(n) == Ahead(self.claimed + n, words.cursor) <= Size

\* The call returns, with its claim or without.
Return(state) == [state EXCEPT !.pc = "Idle", !.n = 0, !.waits = FALSE, !.checking = 0, !.wait = NotWaiting]

\* The next gate to load, from consumer c on: the first whose cached value leaves no room.
Check(state, c) ==
  LET last == Wrap(state.claimed + state.n)
      lacking == {d \in Gating : d >= c /\ ~HasRoom(last, state.cached[d])}
  IN IF lacking = {} THEN Return([state EXCEPT !.claimed = last])
     ELSE [state EXCEPT !.pc = "LoadGate", !.checking = Min(lacking)]

ProducerAttempt(state) == Check(state, 1)

BeginClaim ==
  /\ self.pc = "Idle" /\ ~self.closed
  /\ self.claimed = words.cursor \/ "ahead" \in Habits
  /\ \E n \in Claims, waits \in Waits :
       /\ Fits(n)
       /\ SetSelf(Check([self EXCEPT !.n = n, !.waits = waits], 1))
  /\ UNCHANGED <<words, slots>>

LoadGate ==
  /\ IsAwakeAt(self, "LoadGate")
  /\ LET c == self.checking
         seen == [self EXCEPT !.cached[c] = words.gate[c]]
     IN SetSelf(IF HasRoom(self.claimed + self.n, words.gate[c]) THEN Check(seen, c)
                ELSE IF ~self.waits THEN Return(seen)
                ELSE IF HasFailed(self) THEN [Return(seen) EXCEPT !.pc = "Ended"]
                ELSE IF HasExpired(self) THEN Return(seen)
                ELSE SleepOrRetry(BlockedOn(seen, GateWord(c))))
  /\ UNCHANGED <<words, slots>>

BeginWrite ==
  /\ self.pc = "Idle"
  /\ self.written # self.claimed
  /\ slots' = [slots EXCEPT ![SlotOf(self.written + 1)] = Torn]
  /\ SetSelf([self EXCEPT !.pc = "EndWrite"])
  /\ UNCHANGED words

EndWrite ==
  /\ self.pc = "EndWrite"
  /\ LET written == Wrap(self.written + 1)
     IN /\ slots' = [slots EXCEPT ![SlotOf(written)] = written]
        /\ SetSelf([self EXCEPT !.pc = "Idle", !.written = written])
  /\ UNCHANGED words

\* A waiter has marked the cursor.
Publish ==
  /\ self.pc = "Idle"
  /\ self.written # words.cursor
  /\ self.written = self.claimed \/ "parts" \in Habits
  /\ words' = [words EXCEPT !.cursor = self.written, !.marks = @ \ {CursorWord}]
  /\ SetSelf([self EXCEPT !.pc = IF IsMarked(CursorWord) THEN "Bump" ELSE "Idle"])
  /\ UNCHANGED slots

-----------------------------------------------------------------------------
(* Closing. What is claimed may still be published, and the producer goes on to do so. *)

MayClose == "close" \in Habits /\ self.pc = "Idle" /\ ~self.closed

Close == StoreFinal([self EXCEPT !.pc = "StoreFinal", !.closed = TRUE], Wrap(self.claimed + 1), MayClose, SetSelf)

\* Once the ring is closed, the producer is idle again.
Closing ==
  LET WakeAll(signal, state) ==
        /\ producer' = <<[state EXCEPT !.pc = IF @ = "Ended" THEN "Idle" ELSE @]>>
        /\ consumer' = ReadersAfter(signal, Woken)
  IN Tell(self, "closed", TRUE, SetSelf) \/ NotifyAll(self, WakeAll)

SignallingProducer ==
  \/ LoadEpoch(self, "consumed", ProducerAttempt, SetSelf) \/ Mark(self, ProducerAttempt, SetSelf)
  \/ Sleep(self, "consumed", ProducerAttempt, SetSelf)
  \/ Bump("published", 1) \/ Notify("published", 1, "Idle")

Produces == BeginClaim \/ LoadGate \/ BeginWrite \/ EndWrite \/ Publish \/ Close \/ Closing \/ SignallingProducer

ExpireClaim == self.waits /\ self.pc \in {"LoadGate", "LoadEpoch", "Mark", "Sleep"} /\ TimesOut(self, SetSelf)

\* Stutter at the end, so that TLC reports no deadlock.
AllEnded ==
  /\ \A r \in Readers : consumer[r].pc \in {"Ended", "Dead"}
  /\ self.pc \in {"Ended", "Dead"} \/ (self.pc = "Idle" /\ self.closed /\ self.claimed = words.cursor)
  /\ UNCHANGED vars

\* Time-outs and crashes.
Environment == ExpireClaim \/ (\E r \in Readers : Expire(r) \/ CrashReader(r)) \/ CrashProducer(1)

Next ==
  \/ Produces \/ (\E c \in Readers \ Workers : Consumes(c)) \/ (\E w \in Workers : Works(w))
  \/ (\E o \in Supervisors : Announces(o))
  \/ Environment
  \/ AllEnded

\* Weak fairness for every thread within a call; claiming is never forced.
Fairness ==
  /\ WF_vars(LoadGate \/ BeginWrite \/ EndWrite \/ Publish \/ Closing \/ SignallingProducer)
  /\ \A c \in Readers \ Workers : WF_vars(Consumes(c))
  /\ \A w \in Workers : WF_vars(Works(w))
  /\ \A o \in Supervisors : WF_vars(Announces(o))

Safe == Init /\ [][Next]_vars
Spec == Safe /\ Fairness

-----------------------------------------------------------------------------
(* Safety. *)

NoDataRace ==
  self.pc = "EndWrite" =>
    \A r \in Readers : \A sequence \in ReadBy(r) : SlotOf(sequence) # SlotOf(self.written + 1)

ReadsPublished ==
  \A r \in Readers : \A sequence \in ReadBy(r) :
    slots[SlotOf(sequence)] = sequence /\ Ahead(words.cursor, sequence) >= 0

GatesInOrder ==
  \A c \in Consumers :
    /\ Ahead(words.cursor, words.gate[c]) \in 0 .. Size
    /\ \A u \in Upstream[c] : Ahead(words.gate[u], words.gate[c]) >= 0

\* In a closed ring without a crash, every claimed event has been handled once the readers have ended.
NothingLost ==
  (\A r \in Readers : consumer[r].pc = "Ended") /\ ~SomeoneCrashed => \A c \in Consumers : words.gate[c] = self.claimed

(* Liveness: a claim that waits returns. That events are handled is part of the contract, see RefinesLive. *)

ClaimReturns == self.waits ~> ~self.waits

(* Once the ring is closed or a thread has crashed, no live thread waits for ever. *)

ReadersEnd ==
  \A r \in Readers : self.closed \/ SomeoneCrashed ~> consumer[r].pc \in {"Ended", "Dead"}

ProducersReturn == self.waits ~> ~self.waits \/ self.pc = "Dead"

-----------------------------------------------------------------------------
(* Refinement: each step is one of the contract's, and liveness carries over. *)

Contract == INSTANCE Sequencer WITH
  claimed <- self.claimed,
  unpublished <- After(words.cursor, self.claimed),
  handled <- words.gate

Refines == Contract!Refined
RefinesLive == Contract!RefinedLive

=============================================================================
