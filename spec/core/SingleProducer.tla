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
  /\ producer = <<[pc |-> "Idle", waits |-> FALSE, n |-> 0, checking |-> 0, wait |-> Calm, at |-> "none",
                   closed |-> FALSE, claimed |-> Wrap(-1), written |-> Wrap(-1),
                   cached |-> [c \in Gating |-> Wrap(-1)]]>>
  /\ consumer = InitialConsumer

TypeOK ==
  /\ words \in [cursor : Word, gate : [Consumers -> Word], take : Word, done : [0 .. Size - 1 -> 0 .. 2 * Laps - 1],
                owner : [Consumers -> Owners], marks : SUBSET Places, ends : [Signals -> SUBSET Endings], final : Word]
  /\ slots \in [0 .. Size - 1 -> Word \cup {Torn}]
  /\ producer \in [Producers -> [
       pc : {"Idle", "LoadGate", "EndWrite", "LoadEpoch", "Mark", "Sleep", "Bump", "Notify",
             "Tell", "NotifyAll", "Ended", "Dead"},
       waits : BOOLEAN, n : Claims \cup {0}, checking : Gating \cup {0}, wait : WaitType, at : Signals \cup {"none"},
       closed : BOOLEAN, claimed : Word, written : Word, cached : [Gating -> Word]]]
  /\ ConsumerType

-----------------------------------------------------------------------------
(* The producer. cached[c] is the gate of c as last loaded: it can only have grown since. *)

single == producer[1]

Put(put) == producer' = <<put>> /\ UNCHANGED consumer

HasRoom(sequence, gate) == Ahead(sequence, gate) <= Size

\* A claim that leaves more than a ring unpublished could never be granted: the source rejects it.
Fits(n) == Ahead(single.claimed + n, words.cursor) <= Size

\* The call returns, with its claim or without.
Return(done) == [done EXCEPT !.pc = "Idle", !.n = 0, !.waits = FALSE, !.checking = 0, !.wait = Calm]

\* The next gate to load, from consumer c on: the first whose cached value leaves no room.
Check(looking, c) ==
  LET last == Wrap(looking.claimed + looking.n)
      lacking == {d \in Gating : d >= c /\ ~HasRoom(last, looking.cached[d])}
  IN IF lacking = {} THEN Return([looking EXCEPT !.claimed = last])
     ELSE [looking EXCEPT !.pc = "LoadGate", !.checking = Min(lacking)]

Again(looking) == Check(looking, 1)

BeginClaim ==
  /\ single.pc = "Idle" /\ ~single.closed
  /\ single.claimed = words.cursor \/ "ahead" \in Habits
  /\ \E n \in Claims, waits \in Waits :
       /\ Fits(n)
       /\ Put(Check([single EXCEPT !.n = n, !.waits = waits], 1))
  /\ UNCHANGED <<words, slots>>

LoadGate ==
  /\ At(single, "LoadGate")
  /\ LET c == single.checking
         seen == [single EXCEPT !.cached[c] = words.gate[c]]
     IN Put(IF HasRoom(single.claimed + single.n, words.gate[c]) THEN Check(seen, c)
            ELSE IF ~single.waits THEN Return(seen)
            ELSE IF HasFailed(single) THEN [Return(seen) EXCEPT !.pc = "Ended"]
            ELSE IF HasExpired(single) THEN Return(seen)
            ELSE Lacking(Lacks(seen, GateWord(c))))
  /\ UNCHANGED <<words, slots>>

BeginWrite ==
  /\ single.pc = "Idle"
  /\ single.written # single.claimed
  /\ slots' = [slots EXCEPT ![SlotOf(single.written + 1)] = Torn]
  /\ Put([single EXCEPT !.pc = "EndWrite"])
  /\ UNCHANGED words

EndWrite ==
  /\ single.pc = "EndWrite"
  /\ LET written == Wrap(single.written + 1)
     IN /\ slots' = [slots EXCEPT ![SlotOf(written)] = written]
        /\ Put([single EXCEPT !.pc = "Idle", !.written = written])
  /\ UNCHANGED words

\* A waiter has marked the cursor.
Publish ==
  /\ single.pc = "Idle"
  /\ single.written # words.cursor
  /\ single.written = single.claimed \/ "parts" \in Habits
  /\ words' = [words EXCEPT !.cursor = single.written, !.marks = @ \ {CursorWord}]
  /\ Put([single EXCEPT !.pc = IF IsMarked(CursorWord) THEN "Bump" ELSE "Idle"])
  /\ UNCHANGED slots

-----------------------------------------------------------------------------
(* Closing. What is claimed may still be published, and the producer goes on to do so. *)

MayClose == "close" \in Habits /\ single.pc = "Idle" /\ ~single.closed

Close == StoreFinal([single EXCEPT !.pc = "StoreFinal", !.closed = TRUE], Wrap(single.claimed + 1), MayClose, Put)

\* Once the ring is closed, the producer is idle again.
Closing ==
  LET Reaches(signal, ended) ==
        /\ producer' = <<[ended EXCEPT !.pc = IF @ = "Ended" THEN "Idle" ELSE @]>>
        /\ consumer' = ReadersAfter(signal, Woken)
  IN Tell(single, "closed", TRUE, Put) \/ NotifyAll(single, Reaches)

SignallingProducer ==
  \/ LoadEpoch(single, "consumed", Again, Put) \/ Mark(single, Again, Put) \/ Sleep(single, "consumed", Again, Put)
  \/ Bump("published", 1) \/ Notify("published", 1, "Idle")

Produces == BeginClaim \/ LoadGate \/ BeginWrite \/ EndWrite \/ Publish \/ Close \/ Closing \/ SignallingProducer

ExpireClaim == single.waits /\ single.pc \in {"LoadGate", "LoadEpoch", "Mark", "Sleep"} /\ GivesUp(single, Put)

\* Stutter at the end, so that TLC reports no deadlock.
AllEnded ==
  /\ \A r \in Readers : consumer[r].pc \in {"Ended", "Dead"}
  /\ single.pc \in {"Ended", "Dead"} \/ (single.pc = "Idle" /\ single.closed /\ single.claimed = words.cursor)
  /\ UNCHANGED vars

Happens == ExpireClaim \/ (\E r \in Readers : Expire(r) \/ CrashReader(r)) \/ CrashProducer(1)

Next ==
  \/ Produces \/ (\E c \in Readers \ Workers : Consumes(c)) \/ (\E w \in Workers : Works(w))
  \/ (\E o \in Supervisors : Ends(o))
  \/ Happens
  \/ AllEnded

\* Weak fairness for every thread within a call; claiming is never forced.
Fairness ==
  /\ WF_vars(LoadGate \/ BeginWrite \/ EndWrite \/ Publish \/ Closing \/ SignallingProducer)
  /\ \A c \in Readers \ Workers : WF_vars(Consumes(c))
  /\ \A w \in Workers : WF_vars(Works(w))
  /\ \A o \in Supervisors : WF_vars(Ends(o))

Safe == Init /\ [][Next]_vars
Spec == Safe /\ Fairness

-----------------------------------------------------------------------------
(* Safety. *)

NoDataRace ==
  single.pc = "EndWrite" =>
    \A r \in Readers : \A sequence \in ReadBy(r) : SlotOf(sequence) # SlotOf(single.written + 1)

ReadsPublished ==
  \A r \in Readers : \A sequence \in ReadBy(r) :
    slots[SlotOf(sequence)] = sequence /\ Ahead(words.cursor, sequence) >= 0

GatesInOrder ==
  \A c \in Consumers :
    /\ Ahead(words.cursor, words.gate[c]) \in 0 .. Size
    /\ \A u \in Upstream[c] : Ahead(words.gate[u], words.gate[c]) >= 0

\* In a closed ring without a crash, every claimed event has been handled once the readers have ended.
NothingLost ==
  (\A r \in Readers : consumer[r].pc = "Ended") /\ ~Alarmed => \A c \in Consumers : words.gate[c] = single.claimed

(* Liveness: a claim that waits returns. That events are handled is part of the contract, see RefinesLive. *)

ClaimReturns == single.waits ~> ~single.waits

(* Once the ring is closed or a thread has crashed, no live thread waits for ever. *)

ReadersEnd ==
  \A r \in Readers : single.closed \/ Alarmed ~> consumer[r].pc \in {"Ended", "Dead"}

ProducersReturn == single.waits ~> ~single.waits \/ single.pc = "Dead"

-----------------------------------------------------------------------------
(* Refinement: each step is one of the contract's, and liveness carries over. *)

Contract == INSTANCE Sequencer WITH
  claimed <- single.claimed,
  unpublished <- After(words.cursor, single.claimed),
  handled <- words.gate

Refines == Contract!Refined
RefinesLive == Contract!RefinedLive

=============================================================================
