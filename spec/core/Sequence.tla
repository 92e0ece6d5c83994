------------------------------ MODULE Sequence ------------------------------
(***************************************************************************)
(* Sequences as the words hold them, and who follows whom.                 *)
(*                                                                         *)
(* A sequence numbers an event: 0, 1, 2, … for ever. A word holds it       *)
(* modulo a Modulus, 2^32 in the source, so only differences of words mean *)
(* anything. No actions here; every module but Roles extends this one.     *)
(* Twin: src/core/Sequence.ts                                              *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Size,       \* slots of the ring
  Modulus,    \* a word holds a sequence modulo this; the MC… modules say how large it must be
  Producers,  \* 1 .. their number
  Consumers,  \* 1 .. their number
  Upstream    \* Upstream[c]: the consumers that consumer c follows

ASSUME RingHasSlots == Size > 0
ASSUME WordsWrapOnALap == Modulus % Size = 0
ASSUME FollowersComeLater == \A c \in Consumers : Upstream[c] \subseteq 1 .. c - 1

Word == 0 .. Modulus - 1

Wrap(sequence) == sequence % Modulus

\* How far word a is ahead of word b, if they are less than half the modulus apart: (a - b) | 0 in the source.
Ahead(a, b) ==
  LET difference == Wrap(a - b)
  IN IF 2 * difference < Modulus THEN difference ELSE difference - Modulus

\* The sequences after word b, up to and with word a; none if a is not ahead.
After(b, a) == {Wrap(b + i) : i \in 1 .. Ahead(a, b)}

SlotOf(sequence) == sequence % Size

\* The lap of a sequence: how many times the ring has wrapped before it.
Laps == Modulus \div Size
LapOf(sequence) == Wrap(sequence) \div Size

\* The sequence that a slot holds on a lap.
SequenceAt(lap, slot) == Wrap(lap * Size + slot)

Min(numbers) == CHOOSE least \in numbers : \A number \in numbers : least <= number

\* Producers wait for the consumers that nobody follows; the others are ahead of these. Source: src/ring/Ring.ts
Gating == {c \in Consumers : \A d \in Consumers : c \notin Upstream[d]}

=============================================================================
