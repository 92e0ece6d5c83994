---------------------------- MODULE MultiProducer ----------------------------
(***************************************************************************)
(* Several producers, any number of consumers and pools, on a ring.        *)
(*                                                                         *)
(* A claim is one fetch-and-add on the cursor. Its producer then waits for *)
(* room, learns its exact sequence from the lap that the slot still holds, *)
(* and publishes slot by slot by storing the new lap. The cursor is twice  *)
(* the next sequence to be claimed; its lowest bit says that the ring is   *)
(* closed.                                                                 *)
(*                                                                         *)
(* Each action is one atomic access of the source, under the same name;    *)
(* those called Begin… and End… are the two ends of a plain write. A call  *)
(* begins with its first access. Why it is right: MultiProducerInv.        *)
(* To see it fail: npm run tlc -- MultiProducerCached                      *)
(* Twin: src/core/MultiProducer.ts                                         *)
(***************************************************************************)
EXTENDS Lifecycle

CONSTANTS
  Claims,     \* how many events a claim may ask for
  Habits      \* what callers may do: "claim" and "try": call claim and tryClaim; "timed": claim with a time-out;
              \* "parts": publish what is written of a claim before all of it is

ASSUME ClaimsFit == Claims \subseteq 1 .. Size
ASSUME HabitsAreKnown == Habits \subseteq {"claim", "try", "timed", "parts"}

\* The cursor holds twice a sequence, plus one once the ring is closed.
Doubled(word) == word % (2 * Modulus)
HalfOf(word) == word \div 2

\* Between claims a producer remembers nothing.
NoClaim ==
  [pc |-> "Idle", n |-> 0, waits |-> FALSE, hasClaimed |-> FALSE, word |-> 0, checking |-> 0, wait |-> NotWaiting,
   wakes |-> FALSE, next |-> 0, written |-> Wrap(-1), last |-> Wrap(-1)]

Init ==
  /\ words = [cursor |-> 0, lap |-> [slot \in 0 .. Size - 1 |-> Laps - 1],
              gate |-> [c \in Consumers |-> Wrap(-1)], take |-> 0, done |-> NothingDone,
              owner |-> [c \in Consumers |-> "taken"], marks |-> {}, ends |-> [signal \in Signals |-> {}], final |-> 0]
  /\ slots = [slot \in 0 .. Size - 1 |-> Torn]
  /\ producer = [p \in Producers |-> NoClaim]
  /\ consumer = InitialConsumer

TypeOK ==
  /\ words \in [cursor : 0 .. 2 * Modulus - 1, lap : [0 .. Size - 1 -> 0 .. Laps - 1], gate : [Consumers -> Word],
                take : Word, done : [0 .. Size - 1 -> 0 .. 2 * Laps - 1],
                owner : [Consumers -> Owners], marks : SUBSET MarkableWords,
                ends : [Signals -> SUBSET Endings], final : Word]
  /\ slots \in [0 .. Size - 1 -> Word \cup {Torn}]
  /\ producer \in [Producers -> [
       pc : {"Idle", "LoadNext", "LoadGate", "Exchange", "LoadLap", "EndWrite", "Publish", "LoadEpoch", "Mark",
             "Sleep", "Bump", "Notify", "Ended", "Dead"},
       n : Claims \cup {0}, waits : BOOLEAN, hasClaimed : BOOLEAN, word : 0 .. 2 * Modulus - 1,
       checking : Gating \cup {0}, wait : WaitType, wakes : BOOLEAN, next : Word, written : Word, last : Word]]
  /\ ConsumerType

-----------------------------------------------------------------------------
(* A producer. Its claim is n sequences from HalfOf(word) on; after LoadLap it is next .. last, of which all up to *)
(* `written` is written and all before `next` published.                                                          *)

\* The last sequence of a claim is at most a ring ahead of the gate.
HasRoom(word, n, gate) == Ahead(HalfOf(word) + n - 1, gate) <= Size

HoldsNothing(self) == self.pc = "Idle" /\ self.last = Wrap(self.next - 1)

SetProducer(p, state) == producer' = [producer EXCEPT ![p] = state] /\ UNCHANGED consumer

\* The ring is closed: the claim is refused.
Refused == [NoClaim EXCEPT !.pc = "Ended"]

\* Gates only grow, so they are loaded one after another, each until there is room. None is cached: a gate from an
\* earlier claim may be a full wrap-around of the word old.
Check(self, unchecked) ==
  IF unchecked # {} THEN [self EXCEPT !.pc = "LoadGate", !.checking = Min(unchecked)]
  ELSE IF self.hasClaimed THEN [self EXCEPT !.pc = "LoadLap", !.checking = 0, !.wait = NotWaiting]
  ELSE [self EXCEPT !.pc = "Exchange", !.checking = 0]

Claim(p) ==
  /\ "claim" \in Habits /\ HoldsNothing(producer[p])
  /\ \E n \in Claims :
       /\ words' = [words EXCEPT !.cursor = Doubled(@ + 2 * n)]
       /\ SetProducer(p, IF IsOdd(words.cursor) THEN Refused
                         ELSE Check([producer[p] EXCEPT !.n = n, !.hasClaimed = TRUE, !.word = words.cursor], Gating))
  /\ UNCHANGED slots

\* The sequences at the cursor may be claimed once there is room for them.
AttemptAt(self, word) == IF IsOdd(word) THEN Refused ELSE Check([self EXCEPT !.word = word], Gating)

\* tryClaim, and a claim with a time-out: find room first, then claim.
LoadNext(p) ==
  /\ \/ IsAwakeAt(producer[p], "LoadNext") /\ SetProducer(p, AttemptAt(producer[p], words.cursor))
     \/ /\ HoldsNothing(producer[p])
        /\ \E n \in Claims, habit \in Habits \cap {"try", "timed"} :
             SetProducer(p, AttemptAt([producer[p] EXCEPT !.n = n, !.waits = habit = "timed"], words.cursor))
  /\ UNCHANGED <<words, slots>>

\* The cursor may be equal and a full wrap-around further: so a claim that is made here checks for room again.
Exchange(p) ==
  /\ producer[p].pc = "Exchange"
  /\ LET self == producer[p]
     IN IF words.cursor = self.word
        THEN /\ words' = [words EXCEPT !.cursor = Doubled(@ + 2 * self.n)]
             /\ SetProducer(p, Check([self EXCEPT !.hasClaimed = TRUE], Gating))
        ELSE /\ SetProducer(p, AttemptAt(self, words.cursor))
             /\ UNCHANGED words
  /\ UNCHANGED slots

\* No room: return, or wait. Claimed sequences cannot be given up, unless the ring has failed.
NoRoom(self, c) ==
  LET state == [SleepOrRetry(BlockedOn(self, GateWord(c))) EXCEPT !.checking = 0]
  IN IF ~self.hasClaimed /\ ~self.waits THEN NoClaim
     ELSE IF HasFailed(self) THEN [self EXCEPT !.pc = "Ended", !.wait = NotWaiting, !.checking = 0]
     ELSE IF self.hasClaimed THEN state
     ELSE IF HasExpired(self) THEN NoClaim
     ELSE [state EXCEPT !.word = 0]

LoadGate(p) ==
  /\ IsAwakeAt(producer[p], "LoadGate")
  /\ LET self == producer[p]
         c == self.checking
     IN SetProducer(p, IF HasRoom(self.word, self.n, words.gate[c]) THEN Check(self, {d \in Gating : d > c})
                       ELSE NoRoom(self, c))
  /\ UNCHANGED <<words, slots>>

\* The next attempt: to find room for what is claimed, or to claim.
ProducerAttempt(self) == IF self.hasClaimed THEN Check(self, Gating) ELSE [self EXCEPT !.pc = "LoadNext"]

\* There is room, so the slot still holds the event of the lap before, and no other producer will store there.
LoadLap(p) ==
  /\ producer[p].pc = "LoadLap"
  /\ LET self == producer[p]
         slot == SlotOf(HalfOf(self.word))
         first == SequenceAt(words.lap[slot] + 1, slot)
     IN producer' = [producer EXCEPT ![p] =
          [NoClaim EXCEPT !.next = first, !.written = Wrap(first - 1), !.last = Wrap(first + self.n - 1)]]
  /\ UNCHANGED <<words, slots, consumer>>

BeginWrite(p) ==
  /\ producer[p].pc = "Idle"
  /\ producer[p].written # producer[p].last
  /\ slots' = [slots EXCEPT ![SlotOf(producer[p].written + 1)] = Torn]
  /\ producer' = [producer EXCEPT ![p].pc = "EndWrite"]
  /\ UNCHANGED <<words, consumer>>

EndWrite(p) ==
  /\ producer[p].pc = "EndWrite"
  /\ LET written == Wrap(producer[p].written + 1)
     IN /\ slots' = [slots EXCEPT ![SlotOf(written)] = written]
        /\ producer' = [producer EXCEPT ![p].pc = "Idle", ![p].written = written]
  /\ UNCHANGED <<words, consumer>>

\* One exchange per slot, in order. Waiters for any of these slots are woken after the last.
Publish(p) ==
  /\ \/ producer[p].pc = "Publish"
     \/ /\ producer[p].pc = "Idle" /\ ~HoldsNothing(producer[p])
        /\ producer[p].written # Wrap(producer[p].next - 1)
        /\ producer[p].written = producer[p].last \/ "parts" \in Habits
  /\ LET self == producer[p]
         lap == LapWord(SlotOf(self.next))
         wakes == self.wakes \/ IsMarked(lap)
         after == IF self.next = self.last THEN NoClaim ELSE [self EXCEPT !.next = Wrap(@ + 1), !.wakes = FALSE]
     IN /\ words' = [words EXCEPT !.lap[SlotOf(self.next)] = LapOf(self.next), !.marks = @ \ {lap}]
        /\ SetProducer(p, IF self.next # self.written THEN [after EXCEPT !.pc = "Publish", !.wakes = wakes]
                          ELSE [after EXCEPT !.pc = IF wakes THEN "Bump" ELSE "Idle"])
  /\ UNCHANGED slots

-----------------------------------------------------------------------------

SignallingProducer(p) ==
  LET self == producer[p]
      SetSelf(state) == SetProducer(p, state)
  IN \/ LoadEpoch(self, "consumed", ProducerAttempt, SetSelf) \/ Mark(self, ProducerAttempt, SetSelf)
     \/ Sleep(self, "consumed", ProducerAttempt, SetSelf)
     \/ Bump("published", p) \/ Notify("published", p, "Idle")

\* Every step but the first of a call.
InCall(p) ==
  \/ (producer[p].pc # "Idle" /\ LoadNext(p)) \/ LoadGate(p) \/ Exchange(p) \/ LoadLap(p)
  \/ BeginWrite(p) \/ EndWrite(p) \/ Publish(p) \/ SignallingProducer(p)

Produces(p) ==
  \/ Claim(p) \/ LoadNext(p) \/ LoadGate(p) \/ Exchange(p) \/ LoadLap(p)
  \/ BeginWrite(p) \/ EndWrite(p) \/ Publish(p) \/ SignallingProducer(p)

\* A closer closes the ring, a supervisor fails it.
EndsRing(o) ==
  \/ CloseCursor(o)
  \/ StoreFinal(consumer[o], HalfOf(consumer[o].word), TRUE, LAMBDA state : SetController(o, [state EXCEPT !.word = 0]))
  \/ Announces(o)

ExpireClaim(p) ==
  /\ producer[p].waits /\ ~producer[p].hasClaimed
  /\ producer[p].pc \in {"LoadNext", "LoadGate", "Exchange", "LoadEpoch", "Mark", "Sleep"}
  /\ TimesOut(producer[p], LAMBDA state : SetProducer(p, state))

\* Stutter at the end, so that TLC reports no deadlock.
AllEnded ==
  /\ \A r \in Readers : consumer[r].pc \in {"Ended", "Dead"}
  /\ \A p \in Producers : producer[p].pc \in {"Ended", "Dead"}
  /\ UNCHANGED vars

\* Time-outs and crashes.
Environment ==
  (\E p \in Producers : ExpireClaim(p) \/ CrashProducer(p)) \/ (\E r \in Readers : Expire(r) \/ CrashReader(r))

Next ==
  \/ \E p \in Producers : Produces(p)
  \/ \E c \in Readers \ Workers : Consumes(c)
  \/ \E w \in Workers : Works(w)
  \/ \E o \in Closers \cup Supervisors : EndsRing(o)
  \/ Environment
  \/ AllEnded

\* Weak fairness for every thread within a call; claiming is never forced.
Fairness ==
  /\ \A p \in Producers : WF_vars(InCall(p))
  /\ \A c \in Readers \ Workers : WF_vars(Consumes(c))
  /\ \A w \in Workers : WF_vars(Works(w))
  /\ \A o \in Supervisors : WF_vars(EndsRing(o))
  /\ \A o \in Closers : WF_vars(consumer[o].pc # "Idle" /\ EndsRing(o))

Safe == Init /\ [][Next]_vars
Spec == Safe /\ Fairness

-----------------------------------------------------------------------------
(* What is claimed and not published yet. *)

HeldByProducer(p) ==
  LET self == producer[p]
  IN IF self.hasClaimed THEN {Wrap(HalfOf(self.word) + i) : i \in 0 .. self.n - 1}
     ELSE After(Wrap(self.next - 1), self.last)

Held == UNION {HeldByProducer(p) : p \in Producers}

\* Refused claims still advance the cursor: the end is what the closer read there, and later the word `final`.
FirstUnclaimed ==
  LET closing == {o \in Closers \cup Supervisors : consumer[o].pc = "StoreFinal"}
  IN IF ~IsOdd(words.cursor) THEN HalfOf(words.cursor)
     ELSE IF closing # {} THEN HalfOf(consumer[Min(closing)].word)
     ELSE words.final

-----------------------------------------------------------------------------
(* Safety. *)

Writes(p) == producer[p].pc = "EndWrite"

NoDataRace ==
  \A p \in Producers :
    Writes(p) =>
      /\ \A r \in Readers : \A sequence \in ReadBy(r) : SlotOf(sequence) # SlotOf(producer[p].written + 1)
      /\ \A q \in Producers \ {p} : Writes(q) => SlotOf(producer[q].written + 1) # SlotOf(producer[p].written + 1)

ReadsPublished ==
  \A r \in Readers : \A sequence \in ReadBy(r) : slots[SlotOf(sequence)] = sequence /\ IsPublished(sequence)

\* The sequence that the slot's lap gives is the one that was claimed.
SequenceIsExact ==
  \A p \in Producers :
    producer[p].pc = "LoadLap" =>
      LET slot == SlotOf(HalfOf(producer[p].word))
      IN SequenceAt(words.lap[slot] + 1, slot) = HalfOf(producer[p].word)

GatesInOrder ==
  \A c \in Consumers : \A u \in Upstream[c] : Ahead(words.gate[u], words.gate[c]) >= 0

\* In a closed ring without a crash, every claimed event has been handled once the readers have ended.
NothingLost ==
  (\A r \in Readers : consumer[r].pc = "Ended") /\ ~SomeoneCrashed =>
    /\ \A p \in Producers : HeldByProducer(p) = {}
    /\ \A c \in Consumers : words.gate[c] = Wrap(FirstUnclaimed - 1)

(* Liveness: a claim that waits returns. That events are handled is part of the contract, see RefinesLive. *)

ClaimReturns ==
  \A p \in Producers : producer[p].hasClaimed ~> producer[p].pc = "Idle"

(* Once the ring is closed or a thread has crashed, no live thread waits for ever. *)

ReadersEnd ==
  \A r \in Readers : IsOdd(words.cursor) \/ SomeoneCrashed ~> consumer[r].pc \in {"Ended", "Dead"}

ProducersReturn ==
  \A p \in Producers :
    producer[p].hasClaimed \/ producer[p].waits ~> producer[p].pc \in {"Idle", "Ended", "Dead"}

-----------------------------------------------------------------------------
(* Refinement: each step is one of the contract's, and liveness carries over; sequences wrap as words do. *)

Contract == INSTANCE Sequencer WITH
  claimed <- Wrap(FirstUnclaimed - 1),
  unpublished <- Held,
  handled <- words.gate

Refines == Contract!Refined
RefinesLive == Contract!RefinedLive

=============================================================================
