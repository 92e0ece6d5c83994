--------------------------------- MODULE Tap ---------------------------------
(***************************************************************************)
(* A tap: one thread copies events into a small ring of its own, over the  *)
(* oldest, and waits for nobody. Its readers may be slow or gone: they     *)
(* never see half of one event and half of another, and they know how many *)
(* they have missed.                                                       *)
(*                                                                         *)
(* Every access is atomic, one word at a time. The count of what has been  *)
(* put is in two words, low and high, the high one twice: the writer turns *)
(* the first before the low word starts again and the second after it, and *)
(* a reader loads them the other way round. So it is exact, however long a *)
(* reader sleeps.                                                          *)
(*                                                                         *)
(* The slot of an event is written again when Size - 1 more have been put: *)
(* not before the count says so. A reader that finds the count below that  *)
(* after it has copied a slot has copied one event. Of the thread that     *)
(* writes another may take over, wherever it has stopped.                  *)
(* To see it fail: npm run tlc -- TapUnchecked                             *)
(* Twin: src/disruptor/Tap.ts                                              *)
(***************************************************************************)
EXTENDS Integers

CONSTANTS
  Size,     \* slots
  Words,    \* words of an event
  Modulus,  \* the low word of the count wraps here
  Last,     \* how many events are put
  Newest,   \* whether readers pass over all but the newest event
  Readers

ASSUME Size > 1 /\ Words > 0 /\ Modulus > 0

VARIABLES
  high, low, highAgain,  \* the count of what has been put
  slots,                 \* for each slot and word, the event that it is of; None at first
  writer, reader,
  shown                  \* how many events have been put, whatever the words say

vars == <<high, low, highAgain, slots, writer, reader, shown>>

None == -1
\* What a call returns: an event, with the words that were copied of it; or nothing.
Nothing == [of |-> None, copy |-> {None}]
SlotOf(index) == index % Size

\* What has been put: the number of which the words are the digits.
Put(h, l) == h * Modulus + l

Init ==
  /\ high = 0 /\ low = 0 /\ highAgain = 0 /\ shown = 0
  /\ slots = [slot \in 0 .. Size - 1 |-> [w \in 1 .. Words |-> None]]
  /\ writer = [pc |-> "StoreWord", index |-> 0, word |-> 1]
  /\ reader = [r \in Readers |->
       [pc |-> "Idle", next |-> 0, read |-> 0, missed |-> 0, word |-> 0, copy |-> {}, high |-> 0, low |-> 0,
        result |-> Nothing]]

TypeOK ==
  /\ low \in 0 .. Modulus - 1 /\ high \in 0 .. Last /\ highAgain \in 0 .. Last
  /\ slots \in [0 .. Size - 1 -> [1 .. Words -> None .. Last]]
  /\ writer.pc \in {"StoreWord", "TurnHigh", "ShowLow", "TurnAgain"}
  /\ \A r \in Readers : reader[r].pc \in {"Idle", "LoadLow", "LoadHigh", "LoadWord"}

-----------------------------------------------------------------------------
(* The writer: all words of a slot, then the count. *)

SetWriter(state) == writer' = state /\ UNCHANGED reader

ShowsFrom(index) == IF (index + 1) % Modulus = 0 THEN "TurnHigh" ELSE "ShowLow"
AfterHigh == "ShowLow"
AfterLow == "TurnAgain"
Shown(index) == [pc |-> "StoreWord", index |-> index + 1, word |-> 1]

StoreWord ==
  /\ writer.pc = "StoreWord" /\ writer.index < Last
  /\ slots' = [slots EXCEPT ![SlotOf(writer.index)][writer.word] = writer.index]
  /\ SetWriter(IF writer.word < Words THEN [writer EXCEPT !.word = @ + 1]
               ELSE [writer EXCEPT !.pc = ShowsFrom(writer.index)])
  /\ UNCHANGED <<high, low, highAgain, shown>>

\* The low word is about to start again.
TurnHigh ==
  /\ writer.pc = "TurnHigh"
  /\ high' = (writer.index + 1) \div Modulus
  /\ SetWriter([writer EXCEPT !.pc = AfterHigh])
  /\ UNCHANGED <<low, highAgain, slots, shown>>

ShowLow ==
  /\ writer.pc = "ShowLow"
  /\ low' = (writer.index + 1) % Modulus
  /\ shown' = shown + 1
  /\ SetWriter(IF low' = 0 THEN [writer EXCEPT !.pc = AfterLow] ELSE Shown(writer.index))
  /\ UNCHANGED <<high, highAgain, slots>>

TurnAgain ==
  /\ writer.pc = "TurnAgain"
  /\ highAgain' = high
  /\ SetWriter(Shown(writer.index))
  /\ UNCHANGED <<high, low, slots, shown>>

\* Another thread goes on, from what the words say alone.
Resumed ==
  IF high # highAgain /\ low = 0 THEN [pc |-> "TurnAgain", index |-> Put(high, 0) - 1, word |-> 1]
  ELSE [pc |-> "StoreWord", index |-> Put(highAgain, low), word |-> 1]

Resume ==
  /\ SetWriter(Resumed)
  /\ UNCHANGED <<high, low, highAgain, slots, shown>>

-----------------------------------------------------------------------------
(* A reader: the count, the words of the oldest event that is still there, and the count again. *)

SetReader(r, state) == reader' = [reader EXCEPT ![r] = state] /\ UNCHANGED writer

\* The high word that a reader loads first, and the one that it loads last.
FirstHigh == highAgain
LastHigh == high

\* The count was not read as a whole: once more.
Again(self) == [self EXCEPT !.pc = "Idle"]

\* How many of those that it has not read may have been written over, once that many are put.
Copying(self) == self.word > 0

Lost(self, put) ==
  LET behind == put - self.next
  IN IF Newest /\ ~Copying(self) /\ behind > 0 THEN behind - 1
     ELSE IF behind >= Size THEN behind - (Size - 1)
     ELSE 0

\* With what has been put: what it has copied is one event, or it goes on to the oldest that is still there.
Decided(self, put) ==
  LET lost == Lost(self, put)
      next == self.next + lost
      behind == [self EXCEPT !.next = next, !.missed = @ + lost, !.word = 0, !.copy = {}]
  IN IF Copying(self) /\ lost = 0
     THEN [self EXCEPT !.pc = "Idle", !.next = @ + 1, !.read = @ + 1, !.word = 0, !.copy = {},
                         !.result = [of |-> self.next, copy |-> self.copy]]
     ELSE IF next = put THEN [behind EXCEPT !.pc = "Idle", !.result = Nothing]
     ELSE [behind EXCEPT !.pc = "LoadWord", !.word = 1]

\* The first of the three: a call begins here, and so does the second look at the count.
LoadHighAgain(r) ==
  /\ reader[r].pc = "Idle"
  /\ SetReader(r, [reader[r] EXCEPT !.pc = "LoadLow", !.high = FirstHigh])
  /\ UNCHANGED <<high, low, highAgain, slots, shown>>

LoadLow(r) ==
  /\ reader[r].pc = "LoadLow"
  /\ SetReader(r, [reader[r] EXCEPT !.pc = "LoadHigh", !.low = low])
  /\ UNCHANGED <<high, low, highAgain, slots, shown>>

LoadHigh(r) ==
  /\ reader[r].pc = "LoadHigh"
  /\ LET self == reader[r]
     IN SetReader(r, IF LastHigh = self.high THEN Decided(self, Put(self.high, self.low)) ELSE Again(self))
  /\ UNCHANGED <<high, low, highAgain, slots, shown>>

LoadWord(r) ==
  /\ reader[r].pc = "LoadWord"
  /\ LET self == reader[r]
         copied == [self EXCEPT !.copy = @ \cup {slots[SlotOf(self.next)][self.word]}]
     IN SetReader(r, IF self.word < Words THEN [copied EXCEPT !.word = @ + 1] ELSE [copied EXCEPT !.pc = "Idle"])
  /\ UNCHANGED <<high, low, highAgain, slots, shown>>

-----------------------------------------------------------------------------

Puts == StoreWord \/ TurnHigh \/ ShowLow \/ TurnAgain \/ Resume
Reads(r) == LoadHighAgain(r) \/ LoadLow(r) \/ LoadHigh(r) \/ LoadWord(r)

Next == Puts \/ \E r \in Readers : Reads(r)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Safety. *)

\* A reader gets what was put as the event that it takes it for, all words of it.
NeverTorn == \A r \in Readers : reader[r].result.copy = {reader[r].result.of}

\* read + missed + behind = put
Counted == \A r \in Readers : reader[r].read + reader[r].missed = reader[r].next

NeverAhead == \A r \in Readers : reader[r].next <= shown

\* A thread that takes over puts the event after the last one.
PutsTheNext == writer.pc = "StoreWord" => writer.index = shown

\* What a reader takes for the count is no more than has been put, and no less than it had found before.
CountIsExact ==
  [][\A r \in Readers :
       LoadHigh(r) /\ LastHigh = reader[r].high =>
         Put(reader[r].high, reader[r].low) \in reader[r].next .. shown]_vars

=============================================================================
