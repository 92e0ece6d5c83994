------------------------ MODULE MCMultiProducerTurns ------------------------
(***************************************************************************)
(* A design that the source does not have yet: a producer of several that  *)
(* remembers gates, as a single producer does.                             *)
(*                                                                         *)
(* It may if it knows its sequence in full, for then nothing is a full     *)
(* wrap-around of the word old. A shared count of turns, each of half the  *)
(* range of a word, gives that: a turn is stored before its first sequence *)
(* is published, and loaded after each claim. What is claimed and open is  *)
(* near the last turn begun, so that turn and the claimed word give the    *)
(* sequence, however long the producer has slept. The lap is not loaded.   *)
(*                                                                         *)
(* As MultiProducer, but LoadTurn takes the place of LoadLap, before there *)
(* is room; a gate is loaded only if the one remembered lacks room; and    *)
(* the claim that has a turn's first sequence stores the turn, StoreTurn.  *)
(*                                                                         *)
(* Sequences in full are counted; to keep them finite, claims end with     *)
(* the last turn, in the source at 2^53. An open claim has to be less than *)
(* a turn from the turns near it:                                          *)
(* Turn >= 2 * Size + producers * largest claim.                           *)
(* No thread parks, times out, closes the ring or dies here; the proof has *)
(* all of these, for every size: model-tests/core/proof/turns.ts.          *)
(* To see it fail: npm run tlc -- MultiProducerTurnsUnread                 *)
(***************************************************************************)
EXTENDS MCMultiProducer

CONSTANT Turns      \* a ring ends after this many turns; 2^23 in the source

VARIABLES
  turn,       \* shared, atomic: the last turn begun; on a line that is almost never written
  number,     \* number[p]: the first sequence of producer p's claim, in full, as it knows it
  seen,       \* seen[p][c]: the gate of consumer c, in full, as producer p last loaded it for a claim
  unclaimed   \* for the invariants alone: the first sequence that is not claimed, in full

counts == <<turn, number, seen, unclaimed>>
allVars == <<vars, counts>>

ASSUME TurnsAreHalves == Modulus % 2 = 0 /\ Turns > 2

Turn == Modulus \div 2

InitTurns ==
  /\ Init
  /\ turn = 0 /\ unclaimed = 0
  /\ number = [p \in Producers |-> 0]
  /\ seen = [p \in Producers |-> [c \in Gating |-> -1]]

-----------------------------------------------------------------------------
(* A producer. From Claim until there is room it has the word of its claim; from LoadTurn on also its number. *)

\* What is claimed and open is beyond this.
OpenFrom(begun) == begun * Turn - Size

\* The only sequence of this word among the Modulus sequences from there on.
NumberOf(word, begun) == OpenFrom(begun) + Wrap(HalfOf(word) - OpenFrom(begun))

\* The last sequence of a claim that begins at this number.
LastOf(self, first) == first + self.n - 1

\* The sequence of a gate's word: a claim and a gate are less than half the range of a word apart.
GateNear(last, gate) == last + Ahead(gate, Wrap(last))

\* A claim that has a turn's first sequence.
BeginsTurn(self, first) == LastOf(self, first) % Turn < self.n

\* There is room. The claim is next .. last, all of it to be written.
Resolved(self, first) ==
  [NoClaim EXCEPT !.next = Wrap(first), !.written = Wrap(first - 1), !.last = Wrap(LastOf(self, first))]

\* Of these gates, those to load: where the one remembered lacks room.
CheckSeen(self, first, gates, unchecked) ==
  LET lacking == {c \in unchecked : LastOf(self, first) - gates[c] > Size}
  IN IF lacking # {} THEN [self EXCEPT !.pc = "LoadGate", !.checking = Min(lacking)]
     ELSE IF BeginsTurn(self, first) THEN [self EXCEPT !.pc = "StoreTurn", !.checking = 0, !.wait = NotWaiting]
     ELSE Resolved(self, first)

ClaimTurns(p) ==
  /\ "claim" \in Habits /\ HoldsNothing(producer[p])
  /\ \E n \in Claims :
       /\ unclaimed + n <= Turns * Turn
       /\ words' = [words EXCEPT !.cursor = Doubled(@ + 2 * n)]
       /\ SetProducer(p, [producer[p] EXCEPT !.pc = "LoadTurn", !.n = n, !.hasClaimed = TRUE, !.word = words.cursor])
       /\ unclaimed' = unclaimed + n
  /\ UNCHANGED <<slots, turn, number, seen>>

\* After the claim: a turn that was loaded before could be any number of turns old.
LoadTurn(p) ==
  /\ producer[p].pc = "LoadTurn"
  /\ LET first == NumberOf(producer[p].word, turn)
     IN /\ number' = [number EXCEPT ![p] = first]
        /\ SetProducer(p, CheckSeen(producer[p], first, seen[p], Gating))
  /\ UNCHANGED <<words, slots, turn, seen, unclaimed>>

LoadGateClaimed(p) ==
  /\ producer[p].hasClaimed /\ IsAwakeAt(producer[p], "LoadGate")
  /\ LET self == producer[p]
         c == self.checking
         last == LastOf(self, number[p])
         gates == [seen[p] EXCEPT ![c] = GateNear(last, words.gate[c])]
     IN /\ SetProducer(p, IF last - gates[c] <= Size THEN CheckSeen(self, number[p], gates, {d \in Gating : d > c})
                          ELSE NoRoom(self, c))
        /\ seen' = [seen EXCEPT ![p] = gates]
  /\ UNCHANGED <<words, slots, turn, number, unclaimed>>

\* An attempt that has not claimed knows a word only, perhaps an old one, and so remembers no gate.
LoadGateTrying(p) == ~producer[p].hasClaimed /\ LoadGate(p) /\ UNCHANGED counts

\* Only this claim has the turn's first sequence, and no later turn can begin before it is published.
StoreTurn(p) ==
  /\ producer[p].pc = "StoreTurn"
  /\ turn' = LastOf(producer[p], number[p]) \div Turn
  /\ SetProducer(p, Resolved(producer[p], number[p]))
  /\ UNCHANGED <<words, slots, number, seen, unclaimed>>

\* The first attempt of tryClaim is MultiProducer's; a claim that is made goes on as above.
LoadNextTurns(p) ==
  /\ LoadNext(p)
  /\ unclaimed + producer'[p].n <= Turns * Turn
  /\ UNCHANGED counts

ExchangeTurns(p) ==
  LET self == producer[p]
  IN IF words.cursor # self.word THEN Exchange(p) /\ UNCHANGED counts
     ELSE /\ self.pc = "Exchange" /\ unclaimed + self.n <= Turns * Turn
          /\ words' = [words EXCEPT !.cursor = Doubled(@ + 2 * self.n)]
          /\ SetProducer(p, [self EXCEPT !.pc = "LoadTurn", !.hasClaimed = TRUE])
          /\ unclaimed' = unclaimed + self.n
          /\ UNCHANGED <<slots, turn, number, seen>>

AttemptAgain(p, self) ==
  IF self.hasClaimed THEN CheckSeen(self, number[p], seen[p], Gating) ELSE [self EXCEPT !.pc = "LoadNext"]

SignallingTurns(p) ==
  LET self == producer[p]
      Again(state) == AttemptAgain(p, state)
      SetSelf(state) == SetProducer(p, state)
  IN /\ \/ LoadEpoch(self, "consumed", Again, SetSelf) \/ Mark(self, Again, SetSelf)
        \/ Sleep(self, "consumed", Again, SetSelf)
        \/ Bump("published", p) \/ Notify("published", p, "Idle")
     /\ UNCHANGED counts

ProducesTurns(p) ==
  \/ ClaimTurns(p) \/ LoadNextTurns(p) \/ LoadTurn(p) \/ LoadGateClaimed(p) \/ LoadGateTrying(p)
  \/ StoreTurn(p) \/ ExchangeTurns(p)
  \/ ((BeginWrite(p) \/ EndWrite(p) \/ Publish(p)) /\ UNCHANGED counts)
  \/ SignallingTurns(p)

NextTurns ==
  \/ \E p \in Producers : ProducesTurns(p)
  \/ (\E c \in Consumers : Consumes(c)) /\ UNCHANGED counts

SafeTurns == InitTurns /\ [][NextTurns]_allVars

InCallTurns(p) == (producer[p].pc # "Idle" \/ ~HoldsNothing(producer[p])) /\ ProducesTurns(p)

SpecTurns ==
  /\ SafeTurns
  /\ \A p \in Producers : WF_allVars(InCallTurns(p))
  /\ \A c \in Consumers : WF_allVars(Consumes(c) /\ UNCHANGED counts)

-----------------------------------------------------------------------------
(* Why it is right. The proof for every size has the same names: model-tests/core/proof/turns.ts *)

TypeOKTurns ==
  /\ turn \in 0 .. Turns
  /\ unclaimed \in 0 .. Turns * Turn
  /\ number \in [Producers -> 0 .. Turns * Turn]
  /\ seen \in [Producers -> [Gating -> -1 .. Turns * Turn]]
  /\ \A p \in Producers : producer[p].pc \in {"LoadTurn", "StoreTurn"} => producer[p].hasClaimed

\* The sequence in full of one that is claimed.
InFull(sequence) == unclaimed - Wrap(unclaimed - sequence)

\* The turn that stands there makes what is open the only sequence of its word.
OpenIsNearTurn ==
  \A sequence \in Held : InFull(sequence) - OpenFrom(turn) \in 1 .. Modulus - 1

\* So a producer knows the sequence that it has claimed, in full.
NumberIsExact ==
  \A p \in Producers :
    producer[p].hasClaimed /\ producer[p].pc # "LoadTurn" => number[p] = InFull(HalfOf(producer[p].word))

\* A remembered gate can only be too low.
SeenIsPast ==
  \A p \in Producers : \A c \in Gating : seen[p][c] <= InFull(words.gate[c])

IsFirstOfTurn(full) == full % Turn = 0

\* Only the claim that has the first sequence of a turn stores it.
TurnIsMine ==
  \A p \in Producers : producer[p].pc = "StoreTurn" => BeginsTurn(producer[p], number[p])

\* It is stored before that sequence may be published,
TurnIsStored ==
  \A p \in Producers : ~producer[p].hasClaimed =>
    \A sequence \in HeldByProducer(p) : IsFirstOfTurn(InFull(sequence)) => InFull(sequence) <= turn * Turn

\* so no turn of which the first sequence is published is missed,
TurnIsBegun ==
  \A sequence \in Published : IsFirstOfTurn(InFull(sequence)) => InFull(sequence) <= turn * Turn

\* and only once there is room.
TurnHadRoom == \A c \in Gating : turn * Turn - InFull(words.gate[c]) <= Size

\* What is remembered lets no claim go on without room.
CheckedHasRoomTurns ==
  \A p \in Producers : \A sequence \in HeldByProducer(p) : \A c \in Gating :
    LET self == producer[p]
        isChecked == ~self.hasClaimed \/ self.pc = "StoreTurn" \/ (self.pc = "LoadGate" /\ c < self.checking)
    IN isChecked => Ahead(sequence, words.gate[c]) <= Size

-----------------------------------------------------------------------------
(* Broken on purpose. *)

\* The turn is not looked at: the sequence is the next of its word after the last one that the producer has claimed.
NumberFromLast(p) == number[p] + Wrap(HalfOf(producer[p].word) - number[p])

LoadTurnUnread(p) ==
  /\ producer[p].pc = "LoadTurn"
  /\ number' = [number EXCEPT ![p] = NumberFromLast(p)]
  /\ SetProducer(p, CheckSeen(producer[p], NumberFromLast(p), seen[p], Gating))
  /\ UNCHANGED <<words, slots, turn, seen, unclaimed>>

\* A turn is as long as the range of a word: at its beginning, before and after it is stored, words do not differ.
WholeTurn == Modulus

\* The turn is stored by any later claim, after the first sequences of the turn are published.
NeverBegins(self, first) == FALSE

StoreTurnLate(p) ==
  /\ producer[p].pc = "Idle" /\ HoldsNothing(producer[p]) /\ number[p] \div Turn > turn
  /\ turn' = number[p] \div Turn
  /\ UNCHANGED <<vars, number, seen, unclaimed>>

NextLate == NextTurns \/ \E p \in Producers : StoreTurnLate(p)

SafeLate == InitTurns /\ [][NextLate]_allVars

\* The turn is loaded before the claim.
ClaimAfterTurn(p) ==
  /\ producer[p].pc = "LoadTurn" /\ ~producer[p].hasClaimed
  /\ LET self == [producer[p] EXCEPT !.hasClaimed = TRUE, !.word = words.cursor]
         first == NumberOf(words.cursor, number[p])
     IN /\ unclaimed + self.n <= Turns * Turn
        /\ words' = [words EXCEPT !.cursor = Doubled(@ + 2 * self.n)]
        /\ unclaimed' = unclaimed + self.n
        /\ number' = [number EXCEPT ![p] = first]
        /\ SetProducer(p, CheckSeen(self, first, seen[p], Gating))
  /\ UNCHANGED <<slots, turn, seen>>

LoadTurnFirst(p) ==
  /\ HoldsNothing(producer[p])
  /\ \E n \in Claims : SetProducer(p, [producer[p] EXCEPT !.pc = "LoadTurn", !.n = n])
  /\ number' = [number EXCEPT ![p] = turn]
  /\ UNCHANGED <<words, slots, turn, seen, unclaimed>>

NextFirst ==
  \/ \E p \in Producers :
       \/ LoadTurnFirst(p) \/ ClaimAfterTurn(p) \/ LoadGateClaimed(p) \/ StoreTurn(p)
       \/ ((BeginWrite(p) \/ EndWrite(p) \/ Publish(p)) /\ UNCHANGED counts)
       \/ SignallingTurns(p)
  \/ (\E c \in Consumers : Consumes(c)) /\ UNCHANGED counts

SafeFirst == InitTurns /\ [][NextFirst]_allVars

\* An attempt that has not claimed remembers the gate that it loads, near the number that the last turn begun gives.
LoadGateHasty(p) ==
  LET self == producer[p]
      c == self.checking
      last == LastOf(self, NumberOf(self.word, turn))
  IN /\ ~self.hasClaimed /\ LoadGate(p)
     /\ seen' = [seen EXCEPT ![p][c] = GateNear(last, words.gate[c])]
     /\ UNCHANGED <<turn, number, unclaimed>>

=============================================================================
